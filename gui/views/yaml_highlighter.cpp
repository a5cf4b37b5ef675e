#include "views/yaml_highlighter.h"

#include "models/yaml_highlighting.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

QTextCharFormat formatOf(YamlPart part) {
  const Look& look = Look::instance();
  QTextCharFormat format;
  switch (part) {
    case YamlPart::key:
      // On dark the blue of words is too deep for so small a type.
      format.setForeground(look.isDark() ? look.of(Standing::serving) : look.of(Tone::serving));
      format.setFontWeight(QFont::DemiBold);
      break;
    case YamlPart::figure: format.setForeground(look.of(Tone::in_charge)); break;
    case YamlPart::text: format.setForeground(look.ink()); break;
    case YamlPart::string: format.setForeground(look.of(Tone::slow)); break;
    case YamlPart::comment:
      format.setForeground(look.quietInk());
      format.setFontItalic(true);
      break;
    case YamlPart::anchor:
      format.setForeground(look.of(Tone::failing));
      format.setFontUnderline(true);
      break;
    case YamlPart::mark: format.setForeground(look.quietInk()); break;
  }
  return format;
}

}  // namespace

YamlHighlighter::YamlHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {
  connect(&Look::instance(), &Look::changed, this, &QSyntaxHighlighter::rehighlight);
}

void YamlHighlighter::highlightBlock(const QString& text) {
  const YamlLine line = highlightYaml(text, previousBlockState());
  for (const YamlSpan& span : line.spans)
    setFormat(static_cast<int>(span.start), static_cast<int>(span.length), formatOf(span.part));
  setCurrentBlockState(line.state);
}

}  // namespace orrery::gui
