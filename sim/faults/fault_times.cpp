#include "faults/fault_times.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/check.h"

namespace orrery {

namespace {

const Fault* find(std::span<const Fault> faults, std::string_view id) {
  const auto found = std::find_if(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.id == id; });
  return found == faults.end() ? nullptr : &*found;
}

bool has_end(const Fault& fault) {
  return fault.schedule.kind == FaultSchedule::Kind::during || fault.schedule.lasts.has_value();
}

}  // namespace

std::string check_instant(const InstantExpression& expression, std::span<const Fault> faults) {
  if (expression.fault.empty()) return {};
  const Fault* fault = find(faults, expression.fault);
  if (fault == nullptr) return fmt::format("there is no fault '{}'", expression.fault);
  if (fault->schedule.kind == FaultSchedule::Kind::every)
    return fmt::format("fault '{}' strikes again and again: it has no one instant", expression.fault);
  if (expression.fault_end && !has_end(*fault))
    return fmt::format("fault '{0}' has no end: it lacks 'for' or 'during', so '{0}.end' means nothing",
                       expression.fault);
  return {};
}

// Depth first along the references from one fault to another; throws nothing out of this file.
class FaultTimesFinder {
 public:
  FaultTimesFinder(std::span<const Fault> faults, std::uint64_t seed) : faults_(faults), seed_(seed) {}

  tl::expected<FaultTimes, FaultTimeError> find_all() {
    times_.times_.resize(faults_.size());
    for (const Fault& fault : faults_) {
      if (fault.schedule.kind == FaultSchedule::Kind::every)
        times_.times_[position(fault)] = {Instant::at(fault.schedule.every), {}};
      else if (!find_times(fault))
        return tl::unexpected(*error_);
    }
    return std::move(times_);
  }

 private:
  bool fail(const Fault& fault, std::string text) {
    error_ = FaultTimeError{fault.id, fmt::format("fault '{}': {}", fault.id, text)};
    return false;
  }

  std::size_t position(const Fault& fault) const { return static_cast<std::size_t>(&fault - faults_.data()); }

  bool find_times(const Fault& fault) {
    if (times_.positions_.count(fault.id) != 0) return true;
    if (std::find(waiting_.begin(), waiting_.end(), fault.id) != waiting_.end()) {
      waiting_.push_back(fault.id);
      return fail(fault, fmt::format("these faults wait for one another: {}", fmt::join(waiting_, " -> ")));
    }
    waiting_.push_back(fault.id);
    const FaultSchedule& schedule = fault.schedule;
    FaultTimes::Times found;
    if (!find_instant(fault, schedule.when.begin, found.strike)) return false;
    if (found.strike < Instant::start()) return fail(fault, "it would strike before the run starts");
    if (schedule.kind == FaultSchedule::Kind::at_window || schedule.kind == FaultSchedule::Kind::during) {
      Instant end;
      if (!find_instant(fault, schedule.when.end, end)) return false;
      if (end <= found.strike)
        return fail(fault, fmt::format("its window {} ends before it begins", schedule.when.text()));
      if (schedule.kind == FaultSchedule::Kind::during)
        found.end = end;
      else
        found.strike = draw(fault, found.strike, end);
    }
    if (schedule.lasts) found.end = found.strike + *schedule.lasts;
    times_.times_[position(fault)] = found;
    times_.positions_.emplace(fault.id, position(fault));
    waiting_.pop_back();
    return true;
  }

  // One instant of [begin, end).
  Instant draw(const Fault& fault, Instant begin, Instant end) const {
    RandomStream random(seed_, fault.id, "instant");
    return Instant::nanoseconds(random.between(begin.nanoseconds(), end.nanoseconds() - 1));
  }

  bool find_instant(const Fault& asking, const InstantExpression& expression, Instant& found) {
    if (expression.fault.empty()) {
      found = Instant::at(expression.offset);
      return true;
    }
    if (std::string why = check_instant(expression, faults_); !why.empty()) return fail(asking, std::move(why));
    if (!find_times(*find(faults_, expression.fault))) return false;
    found = times_.resolve(expression);
    return true;
  }

  std::span<const Fault> faults_;
  const std::uint64_t seed_;
  FaultTimes times_;
  std::vector<std::string> waiting_;
  std::optional<FaultTimeError> error_;
};

Instant FaultTimes::resolve(const InstantExpression& expression) const {
  if (expression.fault.empty()) return Instant::at(expression.offset);
  const auto found = positions_.find(expression.fault);
  ORRERY_CHECK(found != positions_.end(), "an instant to be told by a fault that strikes once");
  const Times& times = times_[found->second];
  if (!expression.fault_end) return times.strike + expression.offset;
  ORRERY_CHECK(times.end.has_value(), "the end of a fault that has one");
  return *times.end + expression.offset;
}

tl::expected<FaultTimes, FaultTimeError> find_fault_times(std::span<const Fault> faults, std::uint64_t seed) {
  return FaultTimesFinder(faults, seed).find_all();
}

tl::expected<FaultTimes, std::string> resolve_times(std::span<const Fault> faults, std::uint64_t seed) {
  auto times = find_fault_times(faults, seed);
  if (!times) return tl::unexpected(times.error().text);
  return std::move(*times);
}

}  // namespace orrery
