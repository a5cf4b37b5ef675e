// Selectors as text: INSTANCE, or [PICK] [ROLE of] GROUP; links: SELECTOR -> SELECTOR or SELECTOR <-> SELECTOR.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "faults/selector.h"

namespace orrery {

namespace {

constexpr std::string_view kExample = "a selector such as 'leader of server', 'any server' or 'server-1'";

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

// How many words at the front are a pick, with its "of".
std::size_t pick_length(const std::vector<std::string_view>& words) {
  if (words[0] == "most" || words[0] == "least") return 3;
  return words[0] == "any" || words[0] == "each" || is_digits(words[0]) ? 1 : 0;
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
  } else if (words.size() == 2 && (words[0] == "most" || words[0] == "least") && is_word(words[1])) {
    selector.pick = words[0] == "most" ? Selector::Pick::most : Selector::Pick::least;
    selector.field = words[1];
  } else {
    return wrong();
  }
  return {};
}

Read<Selector> read_selector(std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  const auto wrong = [&](std::string_view why = {}) { return tl::unexpected(unexpected(kExample, text, why)); };
  std::size_t at = 0;
  const auto left = [&] { return words.size() - at; };
  if (words.empty() || !std::all_of(words.begin(), words.end(), is_word)) return wrong();

  Selector selector;
  if (words.size() == 1 && is_instance(words[0])) {
    selector.instance = words[0];
    return selector;
  }
  const std::size_t picked = pick_length(words);
  if (picked > 0) {
    std::string pick(words[0]);
    if (picked > 1) pick.append(" ").append(words.size() > 1 ? words[1] : "");
    if (auto read = read_pick(pick, selector); !read) return tl::unexpected(read.error());
    if (picked > 1 && (words.size() < 3 || words[2] != "of")) return wrong();
    at = picked;
  }
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
    return link;
  }
  return tl::unexpected(unexpected("a link such as 'client -> server' (one way) or 'server-1 <-> server-2'", text));
}

std::string Selector::text() const {
  if (!instance.empty()) return instance;
  std::string text;
  switch (pick) {
    case Pick::all: break;
    case Pick::any: text = "any "; break;
    case Pick::each: text = "each "; break;
    case Pick::number: text = fmt::format("{} ", number); break;
    case Pick::most: text = fmt::format("most {} of ", field); break;
    case Pick::least: text = fmt::format("least {} of ", field); break;
  }
  if (!role.empty()) text += role + " of ";
  return text + group;
}

std::string LinkSelector::text() const { return from.text() + (both_ways ? " <-> " : " -> ") + to.text(); }

}  // namespace orrery
