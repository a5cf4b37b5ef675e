// How forms and shares are read from text.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/form.h"
#include "core/words.h"

namespace orrery {

namespace {

template <class... Parts>
tl::unexpected<ValueError> wrong(fmt::format_string<Parts...> text, Parts&&... parts) {
  return tl::unexpected(ValueError{fmt::format(text, std::forward<Parts>(parts)...)});
}

class FormReader {
 public:
  FormReader(const Form& form, std::string_view directory)
      : form_(form),
        expected_(form.arguments.empty() ? fmt::format("{} alone", form.name)
                                         : fmt::format("{} with {}", form.name, arguments_text(form))),
        directory_(directory),
        values_(form.arguments) {}

  Read<FormValue> read(std::span<const std::string_view> words) {
    for (std::size_t at = 0; at < words.size();) {
      const auto taken = read_argument(words.subspan(at));
      if (!taken) return tl::unexpected(taken.error());
      at += *taken;
    }
    for (const std::string_view key : values_.missing()) return missing(key);
    const std::string contradiction = form_.contradiction == nullptr ? std::string() : form_.contradiction(values_);
    if (!contradiction.empty()) return tl::unexpected(ValueError{contradiction});
    return FormValue{form_.name, std::make_shared<const ParameterValues>(std::move(values_))};
  }

 private:
  // How many of the words belong to the argument that the first begins.
  Read<std::size_t> read_argument(std::span<const std::string_view> words) {
    const std::size_t equals = words[0].find('=');
    if (equals == std::string_view::npos)
      return tl::unexpected(unexpected(expected_, words[0], "not of the form key=value"));
    const std::string_view key = words[0].substr(0, equals);
    const Parameter* argument = form_.arguments.find(key);
    if (argument == nullptr) {
      ValueError error = unexpected(expected_, key);
      error.text += suggestion(key, keys());
      return tl::unexpected(std::move(error));
    }
    if (std::find(given_.begin(), given_.end(), key) != given_.end())
      return tl::unexpected(unexpected(expected_, words[0], fmt::format("{} is given twice", key)));
    given_.push_back(key);
    std::string value(words[0].substr(equals + 1));
    std::size_t taken = 1;
    if (argument->type == ParameterType::distribution)
      for (; taken < words.size() && goes_on(words[taken]); ++taken) value += fmt::format(" {}", words[taken]);
    if (const auto done = values_.set(key, value, directory_); !done) return wrong("{}: {}", key, done.error().text);
    return taken;
  }
  std::vector<std::string_view> keys() const {
    std::vector<std::string_view> all;
    for (const Parameter& argument : form_.arguments) all.push_back(argument.path);
    return all;
  }
  // Whether the word is a further part of a distribution: no other argument, not even a misspelt one.
  bool goes_on(std::string_view word) const {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return true;
    return nearest_name(word.substr(0, equals), keys()).empty();
  }
  tl::unexpected<ValueError> missing(std::string_view key) const {
    return wrong("expected {}, {}= is missing", expected_, key);
  }

  const Form& form_;
  const std::string expected_;
  const std::string_view directory_;
  ParameterValues values_;
  std::vector<std::string_view> given_;
};

constexpr double kSumTolerance = 1e-9;  // a share has a rounded last digit; 100% in thirds is still an error

}  // namespace

std::string arguments_text(const Form& form) {
  std::string text;
  for (const Parameter& argument : form.arguments) {
    const bool may_lack = !argument.default_text.empty();
    text += fmt::format("{}{}{}={}", text.empty() ? "" : " ", may_lack ? "[" : "", argument.path, may_lack ? "]" : "");
  }
  return text;
}

Read<FormValue> read_form(const Forms& forms, std::string_view text, std::string_view directory) {
  const std::string expected = fmt::format("{} such as {}", forms.name, forms.example);
  const std::vector<std::string_view> parts = words(text);
  if (parts.empty()) return tl::unexpected(unexpected(expected, text, "it is empty"));
  std::vector<std::string_view> names;
  for (const Form& form : forms.list) {
    names.push_back(form.name);
    if (form.name == parts[0]) return FormReader(form, directory).read(std::span(parts).subspan(1));
  }
  ValueError error = unexpected(fmt::format("one of {}", fmt::join(names, ", ")), parts[0]);
  error.text += suggestion(parts[0], names);
  return tl::unexpected(std::move(error));
}

Read<Shares> read_shares(std::span<const ShareText> given, const std::vector<std::string_view>& words) {
  Shares shares;
  for (const std::string_view word : words) shares.emplace_back(word, 0.0);
  std::vector<std::string_view> seen;
  double sum = 0.0;
  for (const ShareText& one : given) {
    const auto known = std::find(words.begin(), words.end(), one.word);
    if (known == words.end()) {
      ValueError error = unexpected(fmt::format("shares of {}", fmt::join(words, ", ")), one.word);
      error.text += suggestion(one.word, words);
      return tl::unexpected(std::move(error));
    }
    if (std::find(seen.begin(), seen.end(), one.word) != seen.end()) return wrong("{} is given twice", one.word);
    seen.push_back(*known);
    const auto share = read_percent(one.share);
    if (!share) return wrong("{}: {}", one.word, share.error().text);
    shares[static_cast<std::size_t>(known - words.begin())].second = *share;
    sum += *share;
  }
  if (std::fabs(sum - 1.0) > kSumTolerance)
    return wrong("expected shares that add up to 100%, found {:.6g}%", sum * 100.0);
  return shares;
}

Read<Shares> read_shares(std::string_view text, const std::vector<std::string_view>& words) {
  const auto trimmed = [](std::string_view part) {
    const std::size_t begin = std::min(part.find_first_not_of(' '), part.size());
    return part.substr(begin, part.find_last_not_of(' ') + 1 - begin);
  };
  constexpr auto kExpected = "shares such as { get: 80%, put: 20% }";
  std::string_view rest = trimmed(text);
  if (rest.size() < 2 || rest.front() != '{' || rest.back() != '}') return tl::unexpected(unexpected(kExpected, text));
  rest = rest.substr(1, rest.size() - 2);
  std::vector<ShareText> given;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = rest.substr(0, comma);
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) return tl::unexpected(unexpected(kExpected, text));
    given.push_back({std::string(trimmed(part.substr(0, colon))), std::string(trimmed(part.substr(colon + 1)))});
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return read_shares(given, words);
}

std::string shares_example(const Parameter& parameter) {
  const std::vector<std::string_view> words = choice_words(parameter);
  if (words.size() < 2) return fmt::format("{{ {}: 100% }}", words.empty() ? "?" : words[0]);
  return fmt::format("{{ {}: 80%, {}: 20% }}", words[0], words[1]);
}

}  // namespace orrery
