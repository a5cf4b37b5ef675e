// What the words of a line of YAML are, for colours in an editor. Line by line, so that typing costs one line: what
// goes on from line to line is a number. It judges nothing; the loader does.
#pragma once

#include <vector>

#include <QList>
#include <QStringView>

namespace orrery::gui {

enum class YamlPart {
  key,
  figure,  // a number with its unit, or true, false, none
  text,    // any other plain value
  string,  // in quotes, or in a block
  comment,
  anchor,  // &name, *name, !tag: the scenario language has none
  mark,    // { } [ ] , - | >
};

struct YamlSpan {
  qsizetype start = 0, length = 0;  // in UTF-16 units
  YamlPart part = YamlPart::text;
  friend bool operator==(const YamlSpan&, const YamlSpan&) = default;
};

struct YamlLine {
  std::vector<YamlSpan> spans;  // in order, without overlap; colons and spaces are in none
  int state = 0;                // for the next line; 0: nothing goes on
};

// `state` is that of the line before; -1 and 0 for the first.
YamlLine highlightYaml(QStringView line, int state);

}  // namespace orrery::gui
