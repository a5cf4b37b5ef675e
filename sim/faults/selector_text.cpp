// Selectors as text: INSTANCE, or [PICK] [ROLE of] GROUP [in ZONE], joined by `and`; links: SELECTOR -> SELECTOR or
// SELECTOR <-> SELECTOR.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "faults/selector.h"

namespace orrery {

namespace {

constexpr std::string_view kExample =
    "a selector such as 'leader of server', 'any server in eu-west' or 'server-1 and server-2'";

using Words = std::span<const std::string_view>;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  return words;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "server-3", and not "server".
bool is_instance(std::string_view text) {
  const std::size_t dash = text.rfind('-');
  return dash != std::string_view::npos && dash > 0 && is_digits(text.substr(dash + 1));
}

// Roles and fields are the names of the code: letters, digits, '_' and '-'.
bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

bool is_extreme(std::string_view word) { return word == "most" || word == "least"; }

// How many words at the front are a pick, with its "of".
std::size_t pick_length(Words words) {
  if (is_extreme(words[0])) return 3;
  if (words[0] == "others") return 2;
  return words[0] == "any" || words[0] == "each" || is_digits(words[0]) ? 1 : 0;
}

// 'leader of server' for "Leader of Server"; empty where the letters are small already or others are wrong too.
std::string in_small_letters(Words words) {
  std::string small = fmt::format("{}", fmt::join(words, " "));
  const std::string before = small;
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const std::vector<std::string_view> small_words = words_of(small);
  if (small == before || !std::all_of(small_words.begin(), small_words.end(), is_word)) return {};
  return fmt::format("did you mean '{}'? names are in small letters", small);
}

// Names of instances that stand side by side, in any of the ways in which a list is written elsewhere.
std::string joined_by_and(std::string_view text) {
  std::string plain(text);
  for (char& c : plain)
    if (c == ',' || c == '&' || c == '+' || c == '[' || c == ']') c = ' ';
  std::vector<std::string_view> names = words_of(plain);
  std::erase(names, "and");
  if (names.size() < 2 || !std::all_of(names.begin(), names.end(), is_instance)) return {};
  return fmt::format("did you mean '{}'?", fmt::join(names, " and "));
}

// The right order of words that are probably meant: 'most term of server' for "term most server".
std::string reordered(Words words) {
  if (const std::string small = in_small_letters(words); !small.empty()) return small;
  if (!std::all_of(words.begin(), words.end(), is_word)) return {};
  std::string_view extreme;
  std::vector<std::string_view> names;
  if (words.size() > 1 && (words[0] == "the" || words[0] == "a"))
    return words.size() == 2 ? fmt::format("did you mean '{} of GROUP', such as '{} of server'?", words[1], words[1])
                             : fmt::format("without '{}'", words[0]);
  for (const std::string_view word : words) {
    if (is_extreme(word) && extreme.empty()) {
      extreme = word;
    } else if (word != "of") {
      names.push_back(word);
    }
  }
  if (!extreme.empty() && names.size() == 1)
    return fmt::format("which field? '{} FIELD of {}', such as '{} term of {}'", extreme, names[0], extreme, names[0]);
  if (!extreme.empty() && names.size() == 2 && !is_instance(names[1]))
    return fmt::format("did you mean '{} {} of {}'?", extreme, names[0], names[1]);
  if (extreme.empty() && words.size() == 2 && names.size() == 2 && pick_length(words) == 0 && !is_instance(words[1]))
    return fmt::format("did you mean '{} of {}'?", words[0], words[1]);
  return {};
}

Read<Selector> read_term(Words words, std::string_view text) {
  const auto wrong = [&](std::string_view why = {}) {
    std::string hint(why);
    if (hint.empty()) hint = joined_by_and(text);
    if (hint.empty()) hint = reordered(words);
    return tl::unexpected(unexpected(kExample, text, hint));
  };
  if (words.empty() || !std::all_of(words.begin(), words.end(), is_word)) return wrong();
  Selector selector;
  const bool has_zone = words.size() > 2 && words[words.size() - 2] == "in";
  if (has_zone) {
    selector.zone = words.back();
    words = words.first(words.size() - 2);
  }
  if (words.size() == 1 && is_instance(words[0])) {
    if (has_zone) return wrong(fmt::format("'{}' is one instance already", words[0]));
    selector.instance = words[0];
    return selector;
  }
  std::size_t at = 0;
  const auto left = [&] { return words.size() - at; };
  const std::size_t picked = pick_length(words);
  if (picked > words.size()) return wrong();
  if (picked > 1 && words[picked - 1] != "of") return wrong();
  if (words[0] == "others") {
    selector.pick = Selector::Pick::others;
  } else if (picked > 0) {
    std::string pick(words[0]);
    if (picked > 1) pick.append(" ").append(words[1]);
    if (auto read = read_pick(pick, selector); !read) return tl::unexpected(read.error());
  }
  at = picked;
  if (left() == 3 && words[at + 1] == "of") {
    selector.role = words[at];
    at += 2;
  }
  if (left() != 1) return wrong();
  if (is_instance(words[at])) return wrong(fmt::format("'{}' is one instance already", words[at]));
  const Read<std::string> group = read_name(words[at]);
  if (!group) return wrong();
  selector.group = *group;
  return selector;
}

std::string term_text(const Selector& term) {
  if (!term.instance.empty()) return term.instance;
  std::string text;
  switch (term.pick) {
    case Selector::Pick::all: break;
    case Selector::Pick::any: text = "any "; break;
    case Selector::Pick::each: text = "each "; break;
    case Selector::Pick::number: text = fmt::format("{} ", term.number); break;
    case Selector::Pick::most: text = fmt::format("most {} of ", term.field); break;
    case Selector::Pick::least: text = fmt::format("least {} of ", term.field); break;
    case Selector::Pick::others: text = "others of "; break;
  }
  if (!term.role.empty()) text += term.role + " of ";
  text += term.group;
  return term.zone.empty() ? text : text + " in " + term.zone;
}

bool says_others(const Selector& selector) {
  const std::vector<const Selector*> terms = selector.terms();
  return std::any_of(terms.begin(), terms.end(),
                     [](const Selector* term) { return term->pick == Selector::Pick::others; });
}

}  // namespace

tl::expected<void, ValueError> read_pick(std::string_view text, Selector& selector) {
  const std::vector<std::string_view> words = words_of(text);
  const auto wrong = [&](std::string_view why = {}) {
    return tl::unexpected(unexpected("a pick: any, each, a number, 'most FIELD' or 'least FIELD'", text, why));
  };
  if (words.size() == 1 && (words[0] == "any" || words[0] == "each")) {
    selector.pick = words[0] == "any" ? Selector::Pick::any : Selector::Pick::each;
  } else if (words.size() == 1 && is_digits(words[0])) {
    const Read<std::int64_t> number = read_integer(words[0]);
    if (!number || *number < 1) return wrong("the number must be at least 1");
    selector.pick = Selector::Pick::number;
    selector.number = *number;
  } else if (words.size() == 2 && is_extreme(words[0]) && is_word(words[1])) {
    selector.pick = words[0] == "most" ? Selector::Pick::most : Selector::Pick::least;
    selector.field = words[1];
  } else if (words.size() == 2 && is_extreme(words[1]) && is_word(words[0])) {
    return wrong(fmt::format("did you mean '{} {}'?", words[1], words[0]));
  } else {
    return wrong();
  }
  return {};
}

Read<Selector> read_selector(std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  Selector whole;
  for (auto begin = words.begin();;) {
    const auto end = std::find(begin, words.end(), "and");
    Read<Selector> term = read_term(Words(begin, end), text);
    if (!term) return term;
    if (begin == words.begin()) {
      whole = std::move(*term);
    } else {
      whole.more.push_back(std::move(*term));
    }
    if (end == words.end()) return whole;
    begin = end + 1;
  }
}

Read<LinkSelector> read_link_selector(std::string_view text) {
  for (const std::string_view arrow : {"<->", "->"}) {
    const std::size_t at = text.find(arrow);
    if (at == std::string_view::npos) continue;
    LinkSelector link;
    link.both_ways = arrow == "<->";
    auto from = read_selector(text.substr(0, at));
    if (!from) return tl::unexpected(from.error());
    auto to = read_selector(text.substr(at + arrow.size()));
    if (!to) return tl::unexpected(to.error());
    link.from = std::move(*from);
    link.to = std::move(*to);
    if (says_others(link.from) && says_others(link.to))
      return tl::unexpected(unexpected("a link of which one side alone says 'others'", text));
    return link;
  }
  return tl::unexpected(
      unexpected("a link such as 'client -> server' (one way) or 'server-1 and server-2 <-> server-3'", text));
}

std::string Selector::text() const {
  std::string text = term_text(*this);
  for (const Selector& other : more) text += " and " + term_text(other);
  return text;
}

std::string LinkSelector::text() const { return from.text() + (both_ways ? " <-> " : " -> ") + to.text(); }

}  // namespace orrery
