#include "scenario/yaml_tree.h"

#include <algorithm>
#include <exception>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "core/value_text.h"
#include "scenario/flow_mistake.h"

namespace orrery {
namespace {

constexpr std::size_t kDepthMost = 32;  // a scenario's own depth stays below 10

// Ends the parsing where going on would only cost time; the reason is with the reporter already.
struct Refused {};

struct KnownFault {
  std::string_view yaml_cpp;
  std::string_view hint;
};

// What yaml-cpp says of the most frequent slips, and what they usually are.
constexpr KnownFault kKnownFaults[] = {
    {"illegal map value", "check the indentation and the line above; a text that contains ': ' needs quotes"},
    {"illegal block entry", "a list begins on a line of its own below its key, one '- ' an item"},
    {"illegal map key", "check the indentation of this line"},
    {"end of map not found", "check the indentation of this line"},
    {"end of sequence not found", "check the indentation of this line"},
    {"unknown token", "a text that begins with this character needs quotes"},
};

// Builds the tree from yaml-cpp's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& text, Reporter& reporter, int source, int column)
      : text_(text), reporter_(reporter), source_(source), column_(column) {
    line_starts_.push_back(0);
    for (std::size_t at = 0; at < text.size(); ++at)
      if (text[at] == '\n') line_starts_.push_back(at + 1);
  }

  Place place(const YAML::Mark& mark) const { return place(mark.line + 1, mark.column + 1); }
  // From 1, the column in bytes.
  Place place(int line, int column) const { return {source_, line, column + (line == 1 ? column_ - 1 : 0)}; }
  std::optional<YamlNode> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) {
      reporter_.error(place(mark), "a second document begins here; a file holds one");
      throw Refused();
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    YamlNode node;
    node.place = place(mark);
    // yaml-cpp marks a value that is left out where the next thing stands: its key is the better place.
    if (pending_key()) node.place = stack_.back().key_place;
    add(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    reporter_.error(place(mark), "aliases (*name) are not part of the scenario language: repeat the text");
    YamlNode node;
    node.place = place(mark);
    add(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlNode node;
    node.kind = YamlNode::Kind::text;
    node.text = value;
    node.is_quoted = tag == "!";
    node.place = place(mark);
    if (node.is_quoted) refuse_open_quote(mark);
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    std::optional<std::string> key;  // of a map: its value comes next
    Place key_place;
  };

  bool pending_key() const { return !stack_.empty() && stack_.back().key.has_value(); }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) reporter_.error(place(mark), "anchors (&name) are not part of the scenario language");
  }
  // yaml-cpp tags by itself: "?" is plain, "!" quoted.
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      reporter_.error(place(mark), "tags (!name) are not part of the scenario language: a value's type is declared");
  }
  // yaml-cpp takes the end of the file for the end of a quoted text.
  void refuse_open_quote(const YAML::Mark& mark) {
    const std::size_t begin = line_starts_[static_cast<std::size_t>(mark.line)] + static_cast<std::size_t>(mark.column);
    if (begin >= text_.size()) return;
    const char quote = text_[begin];
    if (quote != '\'' && quote != '"') return;
    for (std::size_t at = begin + 1; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        if (quote == '"' || at + 1 == text_.size() || text_[at + 1] != quote) return;
        ++at;
      }
    }
    reporter_.error(place(mark), "this quote is never closed");
    throw Refused();
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (stack_.size() == kDepthMost) {
      reporter_.error(place(mark), fmt::format("nested deeper than {} levels", kDepthMost));
      throw Refused();
    }
    Open opened;
    opened.node.kind = kind;
    opened.node.place = place(mark);
    stack_.push_back(std::move(opened));
  }
  void close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.is_list()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (!node.is_text()) reporter_.error(node.place, "a key must be plain text, found " + found_text(node));
      parent.key = node.text;
      parent.key_place = node.place;
    } else {
      add_entry(parent, std::move(node));
    }
  }
  void add_entry(Open& parent, YamlNode node) {
    if (const YamlEntry* first = parent.node.find(*parent.key)) {
      reporter_.error(parent.key_place, fmt::format("duplicate key {}: the first is at {}", in_quotes(*parent.key),
                                                    reporter_.place_text(first->key_place)));
    } else {
      parent.node.entries.push_back({std::move(*parent.key), parent.key_place, std::move(node)});
    }
    parent.key.reset();
  }

  const std::string& text_;
  Reporter& reporter_;
  int source_;
  int column_;
  std::vector<std::size_t> line_starts_;
  std::vector<Open> stack_;
  std::optional<YamlNode> root_;
};

// YAML forbids tabs in the indentation; what a parser says of one rarely names it.
bool refuse_tabs(const std::string& text, Reporter& reporter, int source) {
  int line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t first = std::min(text.find_first_not_of(" \t\r", at), end);
    const std::size_t tab = std::min(text.find('\t', at), end);
    if (tab < first && first < end) {
      reporter.error({source, line, static_cast<int>(tab - at) + 1},
                     "a tab in the indentation: YAML allows spaces only");
      return true;
    }
    at = end + 1;
  }
  return false;
}

void report_syntax(const YAML::Exception& error, const std::string& text_read, const TreeBuilder& builder,
                   Reporter& reporter) {
  const FlowMistake mistake = find_flow_mistake(text_read);
  if (mistake.kind != FlowMistake::Kind::none) {
    reporter.error(builder.place(mistake.line, mistake.column), mistake.text(), mistake.note());
    return;
  }
  std::string text = "not valid YAML: " + error.msg;
  std::string note;
  if (error.msg.starts_with("the referenced anchor is not defined"))
    text = "aliases (*name) are not part of the scenario language: repeat the text";
  for (const KnownFault& known : kKnownFaults)
    if (error.msg == known.yaml_cpp) note = known.hint;
  reporter.error(builder.place(error.mark), std::move(text), std::move(note));
}

}  // namespace

bool YamlNode::is_none() const { return is_text() && !is_quoted && text == "none"; }

const YamlEntry* YamlNode::find(std::string_view key) const {
  for (const YamlEntry& entry : entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

YamlEntry* YamlNode::find(std::string_view key) {
  return const_cast<YamlEntry*>(static_cast<const YamlNode*>(this)->find(key));
}

const YamlNode& empty_map() {
  static const YamlNode map = [] {
    YamlNode node;
    node.kind = YamlNode::Kind::map;
    return node;
  }();
  return map;
}

std::string found_text(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::nothing: return "nothing";
    case YamlNode::Kind::text: return in_quotes(node.text);
    case YamlNode::Kind::list: return "a list";
    case YamlNode::Kind::map: return "a map";
  }
  return "nothing";
}

std::string flow_text(const YamlNode& node) {
  std::string out;
  switch (node.kind) {
    case YamlNode::Kind::nothing: break;
    case YamlNode::Kind::text: return node.text;
    case YamlNode::Kind::list:
      for (const YamlNode& item : node.items) out += (out.empty() ? "" : ", ") + flow_text(item);
      return "[" + out + "]";
    case YamlNode::Kind::map:
      for (const YamlEntry& entry : node.entries)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", entry.key, flow_text(entry.value));
      return out.empty() ? "{}" : "{ " + out + " }";
  }
  return out;
}

std::optional<YamlNode> parse_yaml(const std::string& text, Reporter& reporter, int source, int column) {
  const std::size_t errors_before = reporter.error_count();
  if (refuse_tabs(text, reporter, source)) return std::nullopt;
  TreeBuilder builder(text, reporter, source, column);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused&) {
  } catch (const YAML::Exception& error) {
    // What the builder refused already is the better reason.
    if (reporter.error_count() == errors_before) report_syntax(error, text, builder, reporter);
  } catch (const std::exception&) {
    reporter.error({source, 0, 0}, "not valid YAML: the parser cannot make sense of it");
  }
  if (reporter.error_count() != errors_before) return std::nullopt;
  std::optional<YamlNode> root = builder.take();
  if (!root || root->kind == YamlNode::Kind::nothing) {
    reporter.error({source, 1, 1}, "there is nothing in it: a scenario begins with 'orrery: 1'");
    return std::nullopt;
  }
  return root;
}

}  // namespace orrery
