// Colours a scenario's text in the Look.
#pragma once

#include <QSyntaxHighlighter>

namespace orrery::gui {

class YamlHighlighter final : public QSyntaxHighlighter {
  Q_OBJECT
 public:
  explicit YamlHighlighter(QTextDocument* document);

 protected:
  void highlightBlock(const QString& text) override;
};

}  // namespace orrery::gui
