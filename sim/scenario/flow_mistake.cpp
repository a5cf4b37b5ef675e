#include "scenario/flow_mistake.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace orrery {

namespace {

class FlowScan {
 public:
  explicit FlowScan(std::string_view text) : text_(text) {}

  FlowMistake scan() {
    while (at_ < text_.size()) step();
    if (!open_.empty()) return open_.front();
    return list_in_link_.value_or(FlowMistake());
  }

 private:
  void step() {
    const char c = text_[at_];
    const bool after_space = at_ == 0 || is_space(text_[at_ - 1]);
    if (c == '#' && after_space) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return;
    }
    if ((c == '"' || c == '\'') && begins_value_) {
      skip_quoted(c);
      begins_value_ = false;
      return;
    }
    // In plain text outside of brackets they are letters like any other.
    if ((c == '{' || c == '[') && (begins_value_ || !open_.empty())) {
      const FlowMistake here = mistake(FlowMistake::Kind::never_closed, at_);
      if (c == '[' && stands_behind_arrow()) note_list(here);
      open_.push_back(here);
      begins_value_ = true;
    } else if ((c == '}' || c == ']') && !open_.empty()) {
      if (open_.back().bracket == (c == '}' ? '{' : '[')) {
        if (c == ']' && stands_before_arrow()) note_list(open_.back());
        open_.pop_back();
      }
      begins_value_ = false;
    } else if (c == '\n') {
      ++line_;
      line_begin_ = at_ + 1;
      begins_value_ = true;
    } else if (is_space(c)) {
      const char before = at_ == 0 ? '\n' : text_[at_ - 1];
      begins_value_ = begins_value_ || before == ':' || before == ',';
    } else if (c == ',' && !open_.empty()) {
      begins_value_ = true;
    } else if (c == '-' && begins_value_ && at_ + 1 < text_.size() && is_space(text_[at_ + 1])) {
      begins_value_ = true;
    } else {
      begins_value_ = false;
    }
    ++at_;
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  void skip_quoted(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        line_begin_ = at_ + 1;
      }
      if (quote == '"' && text_[at_] == '\\') ++at_;
    }
    if (at_ < text_.size()) ++at_;
  }

  bool stands_behind_arrow() const {
    const std::size_t last = at_ == 0 ? std::string_view::npos : text_.find_last_not_of(' ', at_ - 1);
    return last != std::string_view::npos && last > 0 && text_.substr(last - 1, 2) == "->";
  }
  bool stands_before_arrow() const {
    const std::size_t next = text_.find_first_not_of(' ', at_ + 1);
    if (next == std::string_view::npos) return false;
    return text_.substr(next).starts_with("->") || text_.substr(next).starts_with("<->");
  }
  void note_list(FlowMistake bracket) {
    bracket.kind = FlowMistake::Kind::list_in_link;
    if (!list_in_link_) list_in_link_ = bracket;
  }
  FlowMistake mistake(FlowMistake::Kind kind, std::size_t at) const {
    return {kind, text_[at], line_, static_cast<int>(at - line_begin_) + 1};
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::size_t line_begin_ = 0;
  bool begins_value_ = true;  // what comes next begins a key or a value
  std::vector<FlowMistake> open_;
  std::optional<FlowMistake> list_in_link_;
};

}  // namespace

std::string FlowMistake::text() const {
  if (kind == Kind::never_closed) return fmt::format("not valid YAML: this '{}' is never closed", bracket);
  return "not valid YAML: a list cannot stand in a link";
}

std::string FlowMistake::note() const {
  if (kind == Kind::never_closed) return fmt::format("a '{}' is missing", bracket == '{' ? '}' : ']');
  return "join the names by 'and': server-1 and server-2 <-> server-3";
}

FlowMistake find_flow_mistake(std::string_view text) { return FlowScan(text).scan(); }

}  // namespace orrery
