#include "views/elided_lines.h"

#include <QFontMetricsF>
#include <QTextLayout>

namespace orrery::gui {

QStringList linesWithin(const QString& text, const QFont& font, QSizeF room) {
  const QFontMetricsF metrics(font);
  const double whole = metrics.ascent() + metrics.descent();
  QStringList lines;
  QTextLayout layout(text, font);
  layout.beginLayout();
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    const double bottom = static_cast<double>(lines.size()) * metrics.lineSpacing() + whole;
    if (bottom > room.height()) {
      // What began before goes on.
      if (!lines.isEmpty()) {
        const int from = layout.lineAt(static_cast<int>(lines.size()) - 1).textStart();
        lines.last() = metrics.elidedText(text.mid(from), Qt::ElideRight, room.width());
      }
      break;
    }
    line.setLineWidth(room.width());
    lines << text.mid(line.textStart(), line.textLength()).trimmed();
  }
  layout.endLayout();
  return lines;
}

}  // namespace orrery::gui
