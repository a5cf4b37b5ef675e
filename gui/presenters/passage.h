// Films a passage of a run: plays it frame by frame, with the slow motion that is on, and writes what a view shows.
#pragma once

#include <functional>
#include <memory>

#include <QImage>
#include <QObject>
#include <QTimer>

#include "core/time.h"
#include "gif_writer.h"

namespace orrery::gui {

class Playback;
class RunSession;

class PassageFilm final : public QObject {
  Q_OBJECT
 public:
  static constexpr int kFramesInSecond = 20;

  struct Order {
    Instant from, until;
    QString path;
    std::function<QImage()> picture;  // what the view shows at the moment
    int settleMs = 0;                 // so long views need that follow a little later
  };

  // Both must outlive this. What is shown afterwards is what was shown before.
  PassageFilm(RunSession& session, Playback& playback, Order order);
  ~PassageFilm() override;

  void start();
  // Nothing is left of the file.
  void cancel();

 signals:
  void progressed(double share);        // 0 to 1
  void finished(const QString& error);  // empty: it is written

 private:
  // Its colours are looked at first, in a few of its frames.
  enum class Pass { colours, frames };

  void begin(Pass pass);
  void next();
  void end(const QString& error);
  bool write(const QImage& picture, int ticks);

  RunSession& session_;
  Playback& playback_;
  Order order_;
  Instant before_;
  Pass pass_ = Pass::colours;
  int frame_ = 0;
  bool isRunning_ = false;
  ColourCount colours_;
  std::unique_ptr<GifWriter> writer_;
  QTimer timer_;
};

}  // namespace orrery::gui
