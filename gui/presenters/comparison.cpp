#include "presenters/comparison.h"

#include "models/run_scenario.h"
#include "run_file/sqlite.h"

namespace orrery::gui {

tl::expected<std::unique_ptr<Comparison>, QString> Comparison::open(const QString& a, const QString& b) {
  std::array<Side, 2> sides;
  const std::array paths{a, b};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    auto session = RunSession::open(paths[i].toStdString());
    if (!session) return tl::unexpected(QString::fromStdString(session.error()));
    sides[i].session = *std::move(session);
    try {
      if (const auto scenario = scenarioOf(sides[i].session->file())) sides[i].show = scenario->show;
      sides[i].marks = std::make_unique<Marks>(sides[i].session->file());
    } catch (const SqliteError& error) {
      return tl::unexpected(tr("%1 is damaged: %2").arg(paths[i], QString::fromUtf8(error.what())));
    }
  }
  return std::unique_ptr<Comparison>(new Comparison(std::move(sides)));
}

Comparison::Comparison(std::array<Side, 2> sides) : sides_(std::move(sides)) {
  const Side& leading = sides_[1].session->end() > sides_[0].session->end() ? sides_[1] : sides_[0];
  playback_ = new Playback(*leading.session, *leading.marks, this);
  playback_->setSlowMotion(SlowMotion::of(leading.session->file(), leading.show.slow_motion));
  tie(*sides_[0].session, *sides_[1].session);
  tie(*sides_[1].session, *sides_[0].session);
  for (Side& side : sides_) connect(side.session.get(), &RunSession::grew, this, [this, &side] { readOn(side); });
  lookForParting();
}

Comparison::~Comparison() {
  isCancelled_ = true;
  if (search_.joinable()) search_.join();
}

// Selections go by the names of nodes: with another number of nodes their numbers differ.
void Comparison::tie(RunSession& from, RunSession& to) {
  const auto follow = [this](auto body) {
    return [this, body] {
      if (isFollowing_) return;
      isFollowing_ = true;
      body();
      isFollowing_ = false;
    };
  };
  connect(&from, &RunSession::moved, this, follow([&from, &to] { to.seek(from.time()); }));
  connect(&from, &RunSession::selectionChanged, this, follow([&from, &to] {
    const auto node = from.selectedNode();
    to.selectNode(node ? to.file().find_node(from.file().node_name(*node)) : std::nullopt);
  }));
  connect(&from, &RunSession::failed, this, &Comparison::failed);
}

void Comparison::readOn(Side& side) {
  try {
    side.marks->readOn();
  } catch (const SqliteError& error) {
    emit failed(QString::fromUtf8(error.what()));
  }
  lookForParting();
}

void Comparison::lookForParting() {
  if (search_.joinable()) return;
  for (const Side& side : sides_)
    if (side.session->isRecording()) return;
  search_ = std::thread([this, a = sides_[0].session->file().path(), b = sides_[1].session->file().path()] {
    auto found = compareRuns(a, b, [this] { return !isCancelled_; });
    if (isCancelled_) return;
    auto shared = std::make_shared<decltype(found)>(std::move(found));
    QMetaObject::invokeMethod(
        this,
        [this, shared] {
          if (!*shared) return emit failed(QString::fromStdString(shared->error()));
          found_ = **shared;
          emit compared();
        },
        Qt::QueuedConnection);
  });
}

}  // namespace orrery::gui
