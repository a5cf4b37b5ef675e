#include "faults/fault_times.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "core/check.h"
#include "core/random.h"
#include "core/value_text.h"

namespace orrery {

namespace {

using Found = tl::expected<Instant, std::string>;

tl::unexpected<std::string> because(std::string reason) { return tl::unexpected<std::string>(std::move(reason)); }

Found plus(Instant base, const InstantExpression& expression) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(base.nanoseconds(), expression.offset.nanoseconds(), &sum))
    return because(fmt::format("'{}' is later than any run can be", expression.text()));
  if (sum < 0) return because(fmt::format("'{}' is before the start of the run", expression.text()));
  return Instant::nanoseconds(sum);
}

}  // namespace

tl::expected<Instant, std::string> FaultTimes::find(const InstantExpression& expression) const {
  if (expression.fault.empty()) return plus(Instant::start(), expression);
  const auto known = positions_.find(expression.fault);
  if (known == positions_.end()) {
    std::vector<std::string_view> ids;
    for (const auto& [id, position] : positions_) ids.push_back(id);
    return because(
        fmt::format("there is no fault {}{}", in_quotes(expression.fault), suggestion(expression.fault, ids)));
  }
  if (repeats_[known->second])
    return because(fmt::format("the fault '{}' strikes again and again: it has no one instant", expression.fault));
  const Times& times = times_[known->second];
  if (!expression.fault_end) return plus(times.strike, expression);
  if (!times.end)
    return because(
        fmt::format("the fault '{0}' has no 'for' and no 'during', so that '{0}.end' means nothing", expression.fault));
  return plus(*times.end, expression);
}

Instant FaultTimes::resolve(const InstantExpression& expression) const {
  const Found found = find(expression);
  ORRERY_CHECK(found.has_value(), fmt::format("an instant that was found valid before the run ({})", found.error()));
  return *found;
}

// Works the times out, depth first along the references from one fault to another.
class FaultTimesResolver {
 public:
  // Chooses an instant of a window, given the window's length: how far from its begin.
  using Draw = std::function<Duration(const Fault& fault, Duration length)>;

  FaultTimesResolver(std::span<const Fault> faults, Draw draw)
      : faults_(faults), draw_(std::move(draw)), states_(faults.size(), State::unseen), errors_(faults.size()) {
    times_.times_.resize(faults.size());
    for (std::size_t i = 0; i < faults.size(); ++i) {
      times_.positions_.emplace(faults[i].id, i);
      times_.repeats_.push_back(faults[i].schedule.kind == FaultSchedule::Kind::every);
    }
    for (std::size_t i = 0; i < faults.size(); ++i) visit(i);
  }

  // By position; empty where nothing is wrong.
  const std::vector<std::string>& errors() const { return errors_; }
  bool is_wrong(std::size_t i) const { return states_[i] == State::wrong; }
  const FaultTimes& times() const { return times_; }
  FaultTimes take() && { return std::move(times_); }

 private:
  enum class State : std::uint8_t { unseen, open, done, wrong };

  void visit(std::size_t i) {
    if (states_[i] != State::unseen) return;
    states_[i] = State::open;
    path_.push_back(i);
    const auto found = times_of(faults_[i]);
    path_.pop_back();
    states_[i] = found ? State::done : State::wrong;
    if (found)
      times_.times_[i] = *found;
    else
      errors_[i] = found.error();
  }

  tl::expected<FaultTimes::Times, std::string> times_of(const Fault& fault) {
    const FaultSchedule& schedule = fault.schedule;
    if (schedule.kind == FaultSchedule::Kind::every)
      return FaultTimes::Times{Instant::at(schedule.every), std::nullopt};
    const Found begin = find(schedule.when.begin);
    if (!begin) return because(begin.error());
    if (schedule.kind == FaultSchedule::Kind::at) return from(*begin, fault);
    const Found end = find(schedule.when.end);
    if (!end) return because(end.error());
    if (*end <= *begin)
      return because(fmt::format("the window '{}' ends at {}, and begins no earlier, at {}", schedule.when.text(),
                                 duration_text(end->since_start()), duration_text(begin->since_start())));
    if (schedule.kind == FaultSchedule::Kind::during) return FaultTimes::Times{*begin, *end};
    return from(*begin + draw_(fault, *end - *begin), fault);
  }

  static FaultTimes::Times from(Instant strike, const Fault& fault) {
    const std::optional<Duration>& lasts = fault.schedule.lasts;
    if (!lasts) return {strike, std::nullopt};
    const bool can_be_told = *lasts <= Instant::max() - strike;
    return {strike, can_be_told ? strike + *lasts : Instant::max()};
  }

  // An empty error where the fault that is referred to is wrong itself.
  Found find(const InstantExpression& expression) {
    const auto known = times_.positions_.find(expression.fault);
    if (known == times_.positions_.end()) return times_.find(expression);
    if (states_[known->second] == State::open) return because(circle_text(known->second));
    visit(known->second);
    if (states_[known->second] == State::wrong) return because("");
    return times_.find(expression);
  }

  // "these faults wait for one another: a -> b -> a"
  std::string circle_text(std::size_t first) const {
    std::string text = "these faults wait for one another: ";
    for (auto i = std::find(path_.begin(), path_.end(), first); i != path_.end(); ++i) text += faults_[*i].id + " -> ";
    return text + faults_[first].id;
  }

  std::span<const Fault> faults_;
  Draw draw_;
  std::vector<State> states_;
  std::vector<std::size_t> path_;  // what is being worked out, each for the one before
  std::vector<std::string> errors_;
  FaultTimes times_;
};

namespace {

Duration first_of_window(const Fault&, Duration) { return Duration(); }
Duration last_of_window(const Fault&, Duration length) { return length - Duration::nanoseconds(1); }

}  // namespace

tl::expected<FaultTimes, std::string> resolve_times(std::span<const Fault> faults, std::uint64_t seed) {
  FaultTimesResolver resolver(faults, [seed](const Fault& fault, Duration length) {
    RandomStream random(seed, fault.id, "instant");
    return Duration::nanoseconds(random.between(0, length.nanoseconds() - 1));
  });
  for (std::size_t i = 0; i < faults.size(); ++i)
    if (!resolver.errors()[i].empty())
      return because(fmt::format("fault '{}': {}", faults[i].id, resolver.errors()[i]));
  return std::move(resolver).take();
}

std::vector<FaultTimeError> check_times(std::span<const Fault> faults) {
  const FaultTimesResolver first(faults, first_of_window), last(faults, last_of_window);
  std::vector<FaultTimeError> errors;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    const std::string& text = first.errors()[i].empty() ? last.errors()[i] : first.errors()[i];
    if (!text.empty()) errors.push_back({i, text});
  }
  return errors;
}

std::vector<std::optional<FaultTimeRange>> time_ranges(std::span<const Fault> faults) {
  const FaultTimesResolver first(faults, first_of_window), last(faults, last_of_window);
  std::vector<std::optional<FaultTimeRange>> ranges(faults.size());
  for (std::size_t i = 0; i < faults.size(); ++i)
    if (!first.is_wrong(i) && !last.is_wrong(i))
      ranges[i] = {first.times().of(i).strike, last.times().of(i).strike, last.times().of(i).end};
  return ranges;
}

std::optional<std::string> check_instant(const InstantExpression& expression, std::span<const Fault> faults) {
  const Found found = FaultTimesResolver(faults, first_of_window).take().find(expression);
  if (found) return std::nullopt;
  return found.error();
}

Instant earliest(const InstantExpression& expression, std::span<const Fault> faults) {
  return FaultTimesResolver(faults, first_of_window).take().resolve(expression);
}

Instant latest(const InstantExpression& expression, std::span<const Fault> faults) {
  return FaultTimesResolver(faults, last_of_window).take().resolve(expression);
}

}  // namespace orrery
