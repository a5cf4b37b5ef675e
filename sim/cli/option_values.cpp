#include "cli/option_values.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "cli/usage_error.h"
#include "core/value_text.h"
#include "scenario/diagnostics.h"

namespace orrery::cli {

namespace {

// The library that parses would take -1, and what is too large, for the greatest seed. Empty where it is one.
std::string read_seed(const std::string& text, std::uint64_t& seed) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (failure == std::errc() && end == text.data() + text.size()) return "";
  return fmt::format("--seed needs a whole number from 0 to {}, found {}", std::numeric_limits<std::uint64_t>::max(),
                     in_quotes(text));
}

// Empty where the text is one of the words; otherwise an error that begins with `needs`.
std::string check_word(std::string_view needs, const std::string& text, const std::vector<std::string_view>& words) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return {};
  return fmt::format("{} {}, found {}{}", needs, one_of(words), in_quotes(text), suggestion(text, words));
}

std::string check_seeds(const CLI::App& command, Asked& asked) {
  if (asked.run.seeds.empty()) return asked.jobs_text.empty() ? "" : "--jobs makes sense with --seeds alone";
  if (!read_seeds(asked.run.seeds))
    return fmt::format("--seeds needs FIRST..LAST such as 1..300, at most a million of them, found {}",
                       in_quotes(asked.run.seeds));
  if (command.count("--seed") > 0) return "--seed and --seeds contradict each other";
  if (command.count("--verbose") > 0)
    return "--seeds and --verbose contradict each other: of many runs only the results are told";
  if (!asked.run.trace.empty()) return "--seeds and --trace contradict each other: a run file holds one run";
  if (asked.jobs_text.empty()) return "";
  constexpr unsigned kMost = 1024;
  const char* end = asked.jobs_text.data() + asked.jobs_text.size();
  const auto read = std::from_chars(asked.jobs_text.data(), end, asked.run.jobs);
  const bool is_number = read.ec == std::errc() && read.ptr == end && asked.run.jobs >= 1 && asked.run.jobs <= kMost;
  return is_number
             ? ""
             : fmt::format("--jobs needs a whole number from 1 to {}, found {}", kMost, in_quotes(asked.jobs_text));
}

std::string read_limit(const std::string& text, std::size_t& limit) {
  if (text.empty()) return "";
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (failure == std::errc() && end == text.data() + text.size() && limit > 0) return "";
  return fmt::format("--limit needs a whole number from 1, found {}", in_quotes(text));
}

}  // namespace

std::string check_values(CommandGrammar& grammar) {
  Asked& asked = grammar.asked();
  const CLI::App* command = grammar.command();
  if (command == nullptr) return {};
  if (std::string empty = find_empty_value(*command); !empty.empty()) return empty;
  if (command->get_name() == "completion") return check_word("expected", asked.word, {"bash", "zsh", "fish"});
  if (command->get_name() == "describe" && !asked.drawn_seed_text.empty())
    return read_seed(asked.drawn_seed_text, asked.drawn_seed.emplace());
  if (std::string wrong = check_word("--color needs", asked.color_text, {"auto", "always", "never"}); !wrong.empty())
    return wrong;
  if (command->get_name() == "log") return read_limit(asked.limit_text, asked.log.limit);
  if (command->get_name() != "run") return {};
  if (asked.run.quiet && asked.run.verbose) return "--quiet and --verbose contradict each other";
  if (!asked.run.as.empty() && asked.run.scenario != "-")
    return fmt::format("--as makes sense with - alone, for a scenario from standard input; {} is read as what it is",
                       in_quotes(asked.run.scenario));
  if (asked.run.json && asked.run.verbose)
    return "--json and --verbose contradict each other: the document holds no full account";
  if (std::string wrong = check_seeds(*command, asked); !wrong.empty()) return wrong;
  return read_seed(asked.seed_text, asked.run.seed);
}

}  // namespace orrery::cli
