#include "models/yaml_highlighting.h"

#include <algorithm>
#include <array>

namespace orrery::gui {

namespace {

// What goes on from line to line: an open quote, or a block text below a key of this indentation.
constexpr int kInSingleQuotes = 1, kInDoubleQuotes = 2, kInBlock = 16;

constexpr std::array kUnits = {u"ns", u"us",  u"ms",   u"s",    u"min",  u"h",      u"B",      u"kB",
                               u"MB", u"GB",  u"%",    u"/s",   u"KiB",  u"MiB",    u"GiB",    u"/min",
                               u"/h", u"B/s", u"kB/s", u"MB/s", u"GB/s", u"kbit/s", u"Mbit/s", u"Gbit/s"};
constexpr std::array kConstants = {u"true", u"false", u"none"};

bool isOneOf(QStringView text, const auto& words) {
  return std::any_of(words.begin(), words.end(), [&](const char16_t* word) { return text == QStringView(word); });
}

bool isWordCharacter(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'%' || c == u'/'; }

class LineReader {
 public:
  explicit LineReader(QStringView line) : line_(line) {}

  YamlLine read(int state) {
    if (state >= kInBlock && readOnInBlock(state)) return std::move(out_);
    if (state == kInSingleQuotes || state == kInDoubleQuotes) readQuoted(0, state);
    while (at_ < line_.size() && out_.state == 0) readNext();
    return std::move(out_);
  }

 private:
  void add(qsizetype start, qsizetype end, YamlPart part) {
    if (end > start) out_.spans.push_back({start, end - start, part});
    at_ = std::max(at_, end);
  }
  bool endsAt(qsizetype at) const { return at >= line_.size() || line_[at].isSpace(); }

  // The block goes on while lines are indented further than its key, or empty.
  bool readOnInBlock(int state) {
    const auto first = std::find_if_not(line_.begin(), line_.end(), [](QChar c) { return c == u' '; });
    const qsizetype indentation = first - line_.begin();
    if (indentation < line_.size() && indentation <= state - kInBlock) return false;
    add(indentation, line_.size(), YamlPart::string);
    out_.state = state;
    return true;
  }

  // Up to the closing quote; `from` is behind the opening one, or the start of the line.
  void readQuoted(qsizetype from, int state, qsizetype start = 0) {
    const QChar quote = state == kInSingleQuotes ? u'\'' : u'"';
    qsizetype end = from;
    for (; end < line_.size(); ++end) {
      if (state == kInDoubleQuotes && line_[end] == u'\\') {
        ++end;
      } else if (line_[end] == quote) {
        if (state == kInDoubleQuotes || end + 1 == line_.size() || line_[end + 1] != quote) break;
        ++end;
      }
    }
    if (end >= line_.size()) {
      out_.state = state;
      return add(start, line_.size(), YamlPart::string);
    }
    const bool isKey = end + 1 < line_.size() && line_[end + 1] == u':';
    add(start, end + 1, isKey ? YamlPart::key : YamlPart::string);
  }

  void readNext() {
    const QChar c = line_[at_];
    const bool isAfterSpace = at_ == 0 || line_[at_ - 1].isSpace();
    if (c.isSpace() || c == u':') {
      ++at_;
    } else if (c == u'#' && isAfterSpace) {
      add(at_, line_.size(), YamlPart::comment);
    } else if (c == u'\'' || c == u'"') {
      readQuoted(at_ + 1, c == u'"' ? kInDoubleQuotes : kInSingleQuotes, at_);
    } else if (QStringView(u"{}[],").contains(c) || (c == u'-' && endsAt(at_ + 1))) {
      add(at_, at_ + 1, YamlPart::mark);
    } else if ((c == u'|' || c == u'>') && isBlockHead()) {
      out_.state = kInBlock + static_cast<int>(keyColumn_);
      const qsizetype comment = line_.indexOf(u'#', at_);
      add(at_, at_ + 1, YamlPart::mark);
      if (comment >= 0) add(comment, line_.size(), YamlPart::comment);
    } else if ((c == u'&' || c == u'*' || c == u'!') && !endsAt(at_ + 1)) {
      add(at_, wordEnd(at_), YamlPart::anchor);
    } else {
      readPlain();
    }
  }

  bool isBlockHead() const {
    for (qsizetype i = at_ + 1; i < line_.size(); ++i) {
      if (line_[i] == u'#' && line_[i - 1].isSpace()) return true;
      if (!line_[i].isSpace() && !line_[i].isDigit() && line_[i] != u'-' && line_[i] != u'+') return false;
    }
    return true;
  }

  qsizetype wordEnd(qsizetype at) const {
    while (at < line_.size() && !line_[at].isSpace() && !QStringView(u",{}[]").contains(line_[at])) ++at;
    return at;
  }

  void readPlain() {
    qsizetype end = at_;
    for (; end < line_.size(); ++end) {
      const QChar c = line_[end];
      if (c == u':' && endsAt(end + 1)) break;
      if (c == u'#' && line_[end - 1].isSpace()) break;
      if (QStringView(u"{}[],").contains(c)) break;
    }
    const qsizetype start = at_;
    const bool isKey = end < line_.size() && line_[end] == u':';
    while (end > start && line_[end - 1].isSpace()) --end;
    if (!isKey) return readValue(start, end);
    keyColumn_ = start;
    add(start, end, YamlPart::key);
  }

  // Figures stand out of the words around them: `poisson rate=100/s`.
  void readValue(qsizetype start, qsizetype end) {
    qsizetype text = start;
    for (qsizetype at = start; at < end;) {
      qsizetype next = at;
      while (next < end && (isWordCharacter(line_[next]) || isPoint(next, end))) ++next;
      if (next == at) {
        ++at;
        continue;
      }
      const QStringView word = line_.mid(at, next - at);
      const bool isName =
          at > start && line_[at - 1] == u'-' && at - 1 > start && !line_[at - 2].isSpace() && line_[at - 2] != u'.';
      if (!isName && (isFigure(word) || isOneOf(word, kConstants))) {
        const bool isNegative = at > start && line_[at - 1] == u'-';
        const qsizetype from = isNegative ? at - 1 : at;
        add(text, from, YamlPart::text);
        add(from, next, YamlPart::figure);
        text = next;
      }
      at = next;
    }
    add(text, end, YamlPart::text);
    at_ = end;
  }

  // The point of 1.5, and those of 1..5.
  bool isPoint(qsizetype at, qsizetype end) const {
    if (line_[at] != u'.' || at == 0 || at + 1 >= end) return false;
    return line_[at + 1] == u'.' || line_[at + 1].isDigit();
  }

  static bool isFigure(QStringView word) {
    for (const QStringView part : word.split(QStringView(u".."))) {
      qsizetype digits = 0;
      while (digits < part.size() && (part[digits].isDigit() || part[digits] == u'.')) ++digits;
      if (digits == 0 || (digits < part.size() && !isOneOf(part.mid(digits), kUnits))) return false;
    }
    return true;
  }

  QStringView line_;
  qsizetype at_ = 0;
  qsizetype keyColumn_ = 0;
  YamlLine out_;
};

}  // namespace

YamlLine highlightYaml(QStringView line, int state) { return LineReader(line).read(std::max(state, 0)); }

}  // namespace orrery::gui
