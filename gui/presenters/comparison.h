// Two runs under one playhead: where one is shown at a moment, so is the other. What they have in common and how they
// differ is found off the window's thread, once both are over.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include <QObject>

#include "models/marks.h"
#include "models/runs_compared.h"
#include "presenters/playback.h"
#include "presenters/run_session.h"
#include "scenario/scenario.h"

namespace orrery::gui {

class Comparison final : public QObject {
  Q_OBJECT
 public:
  struct Side {
    std::unique_ptr<RunSession> session;
    Show show;
    std::unique_ptr<Marks> marks;
  };

  // The error is one line.
  static tl::expected<std::unique_ptr<Comparison>, QString> open(const QString& a, const QString& b);
  ~Comparison() override;

  const std::array<Side, 2>& sides() const { return sides_; }
  // Drives the run that goes on for longer.
  Playback& playback() { return *playback_; }
  // Nothing as long as it is looked for.
  const std::optional<RunsCompared>& found() const { return found_; }

 signals:
  void compared();
  void failed(const QString& why);

 private:
  explicit Comparison(std::array<Side, 2> sides);
  void tie(RunSession& from, RunSession& to);
  void lookForParting();
  void readOn(Side& side);

  std::array<Side, 2> sides_;
  Playback* playback_ = nullptr;
  bool isFollowing_ = false;  // what moves now moves because the other did
  std::optional<RunsCompared> found_;
  std::thread search_;
  std::atomic<bool> isCancelled_ = false;
};

}  // namespace orrery::gui
