// The one visual language of the window: colours, type and the shapes of states. Never by colour alone.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

#include "models/standing.h"
#include "run/phrases.h"

class QApplication;

namespace orrery::gui {

class Look final : public QObject {
  Q_OBJECT
 public:
  static Look& instance();
  // Fusion, our fonts, our palette. Before the first widget.
  void applyTo(QApplication& application);

  bool isDark() const { return dark_; }
  void setDark(bool dark);
  // Of all type and lines: 1 at a desk, 1.6 when presenting, times what whoever sits there wishes.
  double scale() const { return roomScale_ * textScale_; }
  void setRoomScale(double scale);
  double textScale() const { return textScale_; }
  void setTextScale(double scale);

  QColor ground() const;
  QColor panel() const;
  QColor ink() const;
  QColor quietInk() const;
  QColor hairline() const;
  QColor of(Standing standing) const;
  QColor of(Tone tone) const;
  QColor slow() const;  // reddish purple
  // Terms, epochs and generations turn through a fixed sequence of hues.
  QColor ofTerm(std::int64_t term) const;

  // Inter, `pixels` at scale 1.
  QFont words(double pixels = 13) const;
  // JetBrains Mono, for ids, times and code.
  QFont figures(double pixels = 13) const;

 signals:
  void changed();

 private:
  Look() = default;
  void restyle();
  void rescale(double& scale, double to);

  QApplication* application_ = nullptr;
  bool dark_ = false;
  double roomScale_ = 1, textScale_ = 1;
};

}  // namespace orrery::gui
