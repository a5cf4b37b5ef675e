// The knobs of a scenario: each with its label, its value with the unit beside it, and the range or choice it has.
#pragma once

#include <functional>
#include <vector>

#include <QWidget>

#include "models/knob_values.h"

class QBoxLayout;
class QLabel;

namespace orrery::gui {

class KnobForm final : public QWidget {
  Q_OBJECT
 public:
  // `effect` ends the tool tips: "runs the scenario again".
  explicit KnobForm(QString effect, QWidget* parent = nullptr);

  // The widgets stay where the knobs are the same; nothing is told.
  void setKnobs(const std::vector<KnobValue>& knobs);
  bool isEmpty() const { return rows_.empty(); }

 signals:
  // By hand. The value is in the scenario language.
  void turned(const QString& path, const QString& value);

 protected:
  void resizeEvent(QResizeEvent*) override { arrange(); }

 private:
  struct Row {
    Knob knob;
    QBoxLayout* line = nullptr;
    QLabel* label = nullptr;
    QWidget* field = nullptr;
    std::function<void(const KnobValue&)> show;
  };
  void makeRow(const KnobValue& knob);
  QWidget* makeChoice(const KnobValue& knob, Row& row);
  QWidget* makeRange(const KnobValue& knob, Row& row);
  // Labels beside their fields where there is room for both, above them where there is not.
  void arrange();
  QString hint(const KnobValue& knob) const;

  QString effect_;
  std::vector<Row> rows_;
  QWidget* content_ = nullptr;
};

}  // namespace orrery::gui
