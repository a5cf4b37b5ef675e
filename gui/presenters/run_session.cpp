#include "presenters/run_session.h"

#include <algorithm>

#include "run_file/sqlite.h"

namespace orrery::gui {

namespace {

constexpr int kTailEveryMs = 100;

}  // namespace

tl::expected<std::unique_ptr<RunSession>, std::string> RunSession::open(const std::string& path) {
  auto file = run_file::RunFile::open(path);
  if (!file) return tl::unexpected(file.error());
  // Everything that is shown is of nodes; they are there as soon as the run begins.
  if (file->info().nodes.empty()) return tl::unexpected(path + ": the run has not begun");
  try {
    return std::unique_ptr<RunSession>(new RunSession(*std::move(file)));
  } catch (const SqliteError& error) {
    return tl::unexpected(path + " is damaged: " + error.what());
  }
}

RunSession::RunSession(run_file::RunFile file)
    : file_(std::make_unique<run_file::RunFile>(std::move(file))), frames_(*file_), teller_(*file_) {
  frame_ = &frames_.after(RecordId{});
  connect(&tail_, &QTimer::timeout, this, &RunSession::lookAgain);
  if (isRecording()) tail_.start(kTailEveryMs);
}

Instant RunSession::end() const {
  return isRecording() ? file_->info().end : std::max(reached(), Instant::nanoseconds(1));
}

QString RunSession::findBeyond(Instant time) const {
  if (isRecording() || time <= reached()) return {};
  return tr("the run is over at %1, before %2")
      .arg(QString::fromStdString(to_text(reached())), QString::fromStdString(to_text(time)));
}

template <class Body>
bool RunSession::guarded(Body body) {
  try {
    body();
    return true;
  } catch (const SqliteError& error) {
    fail(error);
    return false;
  }
}

void RunSession::fail(const SqliteError& error) {
  tail_.stop();
  failure_ = QString::fromStdString(file_->path() + ": " + error.what());
  emit failed(failure_);
}

void RunSession::lookAgain() {
  bool further = false;
  if (!guarded([&] { further = file_->refresh(); })) return;
  if (!isRecording()) tail_.stop();
  if (further) emit grew();
}

void RunSession::seek(Instant time) {
  time = std::clamp(time, Instant::start(), reached());
  if (guarded([&] { frame_ = &frames_.at(time); })) emit moved();
}

void RunSession::seekEvent(RecordId event) {
  if (guarded([&] { frame_ = &frames_.after(event); })) emit moved();
}

void RunSession::step(int events) {
  const auto at = static_cast<std::int64_t>(event());
  const auto to = std::clamp<std::int64_t>(at + events, 0, static_cast<std::int64_t>(last()));
  seekEvent(RecordId{static_cast<std::uint64_t>(to)});
}

void RunSession::selectNode(std::optional<NodeId> node) {
  if (node == selectedNode_) return;
  selectedNode_ = node;
  emit selectionChanged();
}

void RunSession::selectEvent(std::optional<RecordId> event) {
  if (event == selectedEvent_) return;
  selectedEvent_ = event;
  emit selectionChanged();
}

void RunSession::askWhy(std::optional<RecordId> event) {
  run_file::Chain chain;
  if (event && !guarded([&] { chain = run_file::chain_of(*file_, *event); })) return;
  chain_ = std::move(chain);
  emit chainChanged();
}

bool RunSession::isInChain(RecordId event) const {
  return std::any_of(chain_.causes.begin(), chain_.causes.end(),
                     [&](const run_file::Cause& cause) { return cause.event.record.id == event; });
}

}  // namespace orrery::gui
