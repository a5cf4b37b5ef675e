#include "models/stage_signs.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "models/run_scenario.h"

namespace orrery::gui {

namespace {

constexpr StageSignText kAlphabet[] = {
    {StageSign::serving, "Single blue ring", "serves: a follower, a closed breaker, whatever is in order"},
    {StageSign::inCharge, "Double orange ring", "in charge: the leader"},
    {StageSign::undecided, "Dashed yellow ring", "undecided: a candidate, a half-open breaker"},
    {StageSign::refusing, "Red ring with a gap", "refuses: an open breaker"},
    {StageSign::down, "Grey, crossed", "down: crashed, and not yet back"},
    {StageSign::notStarted, "Grey dots", "not started yet"},
    {StageSign::paused, "Hatched", "paused: it does nothing, and notices nothing"},
    {StageSign::slow, "Wavy purple ring", "slow: what it does takes several times as long"},
    {StageSign::load, "Fill from below", "its load: requests that wait or are being served"},
    {StageSign::term, "Coloured arc, number", "its term, each with a colour of its own"},
    {StageSign::timer, "Thin grey arc", "a timer that runs out, such as its patience with a silent leader"},
    {StageSign::link, "Line between two", "they send each other messages"},
    {StageSign::request, "Filled arrowhead", "a request"},
    {StageSign::reply, "Hollow arrowhead", "a reply"},
    {StageSign::vote, "Filled diamond", "asks for a vote"},
    {StageSign::voteReply, "Hollow diamond", "a vote, granted or refused"},
    {StageSign::keepAlive, "Faint dot", "a heartbeat or a health check"},
    {StageSign::attempt, "Number at a message", "which try it is, from the second on"},
    {StageSign::hedge, "Outlined twins", "a hedge: sent again because the first is slow to be answered"},
    {StageSign::duplicate, "Faint and dotted", "a duplicate that the network made"},
    {StageSign::bulk, "Bar along the link", "a bulk transfer, as wide as its share of the bandwidth"},
    {StageSign::passed, "Grey line that fades", "a message passed, too quick to be seen on its way"},
    {StageSign::lost, "Dashed red line, cross", "a message was lost there"},
    {StageSign::wall, "Wall across a link", "nothing passes; half a wall: nothing passes one way"},
    {StageSign::fault, "Hatched square, words", "a fault that is in force"},
    {StageSign::flash, "Coloured flash", "something happened to the node just now"},
    {StageSign::selected, "Thin ring around it", "selected: the inspector shows it"},
    {StageSign::cause, "Dashed ring and line", "Why? was asked: a node and a message that led to it"},
};

// The names in a run file are of what happened so far: verbs of faults, values of fields, events, messages.
class Known {
 public:
  explicit Known(const run_file::RunFile& file) : file_(file) {}
  bool any(std::initializer_list<std::string_view> names) const {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return one(name); });
  }

 private:
  bool one(std::string_view name) const { return file_.name(name_id(name)) == name; }
  const run_file::RunFile& file_;
};

// From the start of the run on, without a fault.
bool isDuplicatedByNetwork(const run_file::RunFile& file) {
  const auto scenario = scenarioOf(file);
  return scenario && std::any_of(scenario->conditions.begin(), scenario->conditions.end(),
                                 [](const auto& one) { return one.condition.duplication > 0; });
}

// By the scenario; the snapshots of a log grow while it runs.
bool sendsInBulk(const run_file::RunFile& file) {
  const auto isLarge = [](const ParameterValues& values) {
    constexpr std::string_view kSizes[] = {"request_size", "answer_size"};
    return std::any_of(std::begin(kSizes), std::end(kSizes), [&](std::string_view path) {
      return values.declared().find(path) != nullptr && values.size(path) > kBulkThreshold;
    });
  };
  const auto scenario = scenarioOf(file);
  return scenario && std::any_of(scenario->groups.begin(), scenario->groups.end(), [&](const Group& group) {
           const auto calls = group.values.calls();
           return isLarge(group.values) ||
                  std::any_of(calls.begin(), calls.end(), [&](const Call& call) { return isLarge(call.policies); });
         });
}

bool has(StageSign sign, const run_file::RunFile& file) {
  const Known known(file);
  switch (sign) {
    case StageSign::serving:
    case StageSign::notStarted:
    case StageSign::link:
    case StageSign::request:
    case StageSign::reply:
    case StageSign::passed:
    case StageSign::flash:
    case StageSign::selected:
    case StageSign::cause: return true;
    case StageSign::inCharge: return known.any({"leader"});
    case StageSign::undecided: return known.any({"candidate", "pre-candidate", "half_open"});
    case StageSign::refusing: return known.any({"open"});
    case StageSign::down: return known.any({"crash", "restart", "rolling-restart"});
    case StageSign::paused: return known.any({"pause"});
    case StageSign::slow: return known.any({"slow"});
    case StageSign::load: return known.any({"queue_length", "busy_workers", "requests_active", "in_flight"});
    case StageSign::term: return known.any({"term"});
    case StageSign::timer: return known.any({"role", "breaker"});
    case StageSign::vote:
    case StageSign::voteReply: return known.any({"RequestVote", "PreVote"});
    case StageSign::keepAlive: return known.any({"heartbeat", "health-check", "HealthProbe"});
    case StageSign::attempt: return known.any({"retried", "retry_admitted", "retry-pause"});
    case StageSign::hedge: return known.any({"hedged"});
    case StageSign::duplicate: return known.any({"duplicate"}) || isDuplicatedByNetwork(file);
    case StageSign::bulk: return known.any({"InstallSnapshot"}) || sendsInBulk(file);
    case StageSign::lost:
      return known.any({"loss", "partition", "node-down", "sender-down", "link-down", "connection-reset"});
    case StageSign::wall: return known.any({"partition", "isolate", "bridge"});
    case StageSign::fault: return !file.info().faults.empty();
  }
  return true;
}

}  // namespace

std::span<const StageSignText> stageAlphabet() { return kAlphabet; }

std::vector<StageSign> signsOf(const run_file::RunFile& file) {
  std::vector<StageSign> all;
  for (const StageSignText& one : kAlphabet)
    if (has(one.sign, file)) all.push_back(one.sign);
  return all;
}

}  // namespace orrery::gui
