#include "models/slow_motion.h"

#include <algorithm>
#include <limits>

#include "core/record.h"
#include "run_file/run_file.h"

namespace orrery::gui {

namespace {

constexpr Rate kUnlimited = std::numeric_limits<Rate>::max();
// How long the eye needs for one message to be seen to travel, in ms of wall time.
constexpr std::int64_t kMessageMs = 150;
// So many messages one after the other belong to a moment: before it is what led to it.
constexpr std::int64_t kMessagesBefore = 40, kMessagesAfter = 15;
constexpr Duration kLeastApproach = Duration::milliseconds(200);
constexpr Rate kApproachRate = 50'000;  // a twentieth of life
constexpr std::size_t kMost = 20'000;

Duration typicalDelay(const run_file::RunFile& file) {
  std::vector<Duration> delays;
  constexpr std::size_t kSample = 2'000;
  for (const run_file::Event& event : file.events(RecordId{1}, kSample))
    if (event.record.kind == RecordKind::delivered)
      delays.push_back(event.record.time - Instant::nanoseconds(event.record.a));
  if (delays.empty()) return Duration::microseconds(100);
  const auto middle = delays.begin() + static_cast<std::ptrdiff_t>(delays.size() / 2);
  std::nth_element(delays.begin(), middle, delays.end());
  return std::max(*middle, Duration::microseconds(10));
}

std::string withSpaces(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

// Of a fault its name; of an event what and where.
std::string toldOf(const run_file::RunFile& file, const Record& record) {
  if (record.kind == RecordKind::event)
    return withSpaces(file.name(record.name)) + ", " + std::string(file.node_name(record.node));
  const std::string fault(file.name(record.name));
  return record.kind == RecordKind::fault_began ? fault : fault + " is over";
}

}  // namespace

SlowMotion SlowMotion::of(const run_file::RunFile& file, const std::vector<std::string>& names) {
  std::vector<Moment> moments;
  const auto take = [&](RecordKind kind, NameId name) {
    for (const run_file::Event& event : file.events_of(kind, name, RecordId{1}, kMost))
      moments.push_back({event.record.id, event.record.time, toldOf(file, event.record)});
  };
  for (const std::string& name : names) {
    if (name == "fault") {
      take(RecordKind::fault_began, kNoName);
      take(RecordKind::fault_ended, kNoName);
    } else {
      take(RecordKind::event, Name(std::string_view(name)).id());
    }
  }
  std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) { return a.event < b.event; });
  return SlowMotion(std::move(moments), typicalDelay(file));
}

SlowMotion::SlowMotion(std::vector<Moment> moments, Duration messageDelay)
    : moments_(std::move(moments)),
      near_(messageDelay),
      approach_(std::max(kLeastApproach, messageDelay * kMessagesBefore)),
      nearRate_(std::max<Rate>(messageDelay.nanoseconds() / kMessageMs, 1)),
      approachRate_(std::max(kApproachRate, nearRate_)) {}

std::span<const SlowMotion::Moment> SlowMotion::around(Instant time) const {
  const auto first = std::lower_bound(moments_.begin(), moments_.end(), time - approach_,
                                      [](const Moment& one, Instant t) { return one.time < t; });
  const auto last = std::upper_bound(first, moments_.end(), time + approach_,
                                     [](Instant t, const Moment& one) { return t < one.time; });
  return {first, last};
}

Rate SlowMotion::limitOf(const Moment& moment, Instant time) const {
  const bool isNear = moment.time - near_ * kMessagesBefore <= time && time <= moment.time + near_ * kMessagesAfter;
  return isNear ? nearRate_ : approachRate_;
}

Rate SlowMotion::limit(Instant time) const {
  Rate limit = kUnlimited;
  for (const Moment& moment : around(time)) limit = std::min(limit, limitOf(moment, time));
  return limit;
}

const SlowMotion::Moment* SlowMotion::reason(Instant time) const {
  const Rate limit = this->limit(time);
  const Moment* found = nullptr;
  for (const Moment& moment : around(time)) {
    if (limitOf(moment, time) != limit) continue;
    // In order: the last that is over, until one comes that is not.
    found = &moment;
    if (moment.time >= time) break;
  }
  return found;
}

Instant SlowMotion::nextChange(Instant time) const {
  Instant next = Instant::max();
  auto moment = std::lower_bound(moments_.begin(), moments_.end(), time - approach_,
                                 [](const Moment& one, Instant t) { return one.time < t; });
  for (; moment != moments_.end() && moment->time - approach_ < next; ++moment)
    for (const Instant edge : {moment->time - approach_, moment->time - near_ * kMessagesBefore,
                               moment->time + near_ * kMessagesAfter, moment->time + approach_})
      if (edge > time) next = std::min(next, edge);
  return next;
}

const SlowMotion::Moment* SlowMotion::after(RecordId event) const {
  const auto moment = std::upper_bound(moments_.begin(), moments_.end(), event,
                                       [](RecordId id, const Moment& one) { return id < one.event; });
  return moment == moments_.end() ? nullptr : &*moment;
}

}  // namespace orrery::gui
