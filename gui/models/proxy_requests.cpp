#include "models/proxy_requests.h"

#include <algorithm>
#include <array>
#include <set>

#include "patterns/ambassador/ambassador_observed.h"
#include "services/call_observed.h"
#include "services/service_call.h"

namespace orrery::gui {

namespace {

using run_file::Event;

constexpr Name kEnds[] = {ambassador::kAnswered, ambassador::kProxyFailed, ambassador::kProxyTimedOut,
                          ambassador::kProxyOverflowed};
constexpr std::size_t kMostOutages = 20'000;
// Requests and attempts of others among which those of one are looked for.
constexpr std::size_t kOpenAtOnce = 1000;

bool isEndOf(NameId event) {
  return std::any_of(std::begin(kEnds), std::end(kEnds), [&](Name name) { return name.id() == event; });
}

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

void sortById(std::vector<Event>& events) {
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.record.id < b.record.id; });
}

// The first track of its host that is free when an attempt begins; where none is, the one that is free first.
void giveTracks(std::vector<ProxyRequest>& requests) {
  std::vector<ProxyAttempt*> attempts;
  for (ProxyRequest& request : requests)
    for (ProxyAttempt& attempt : request.attempts) attempts.push_back(&attempt);
  std::sort(attempts.begin(), attempts.end(), [](const auto* a, const auto* b) { return a->event < b->event; });
  std::map<NodeId, std::array<Instant, ProxyRequests::kTracks>> freeFrom;
  for (ProxyAttempt* attempt : attempts) {
    auto& tracks = freeFrom[attempt->host];
    auto track = std::find_if(tracks.begin(), tracks.end(), [&](Instant free) { return free <= attempt->from; });
    if (track == tracks.end()) track = std::min_element(tracks.begin(), tracks.end());
    attempt->track = static_cast<int>(track - tracks.begin());
    *track = attempt->to;
  }
}

}  // namespace

std::string_view textOf(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::answered: return "answered";
    case AttemptEnd::failed: return "failed";
    case AttemptEnd::timedOut: return "timed out";
    case AttemptEnd::givenUp: return "given up";
    case AttemptEnd::open: return "under way";
  }
  return "?";
}

void ProxyRequests::fill(std::map<Key, std::size_t>& open, std::vector<ProxyRequest>& requests, RecordId first,
                         std::size_t limit) const {
  std::vector<Event> events;
  const auto add = [&](Name name) {
    for (Event& event : file_.events_of(RecordKind::event, name.id(), first, limit)) events.push_back(std::move(event));
  };
  for (const Name name : {ambassador::kForwarded, calls::kAttempted, calls::kHedged}) add(name);
  for (const Name name : kEnds) add(name);
  sortById(events);
  for (const Event& event : events) {
    const Record& record = event.record;
    const bool isEnd = isEndOf(record.name);
    // An end says in c how long the request was here; everything else says there whose it is.
    auto found = isEnd
                     ? std::find_if(open.begin(), open.end(),
                                    [&](const auto& one) {
                                      return one.first.first == record.node && one.first.second.second == record.a &&
                                             requests[one.second].from + Duration::nanoseconds(record.c) == record.time;
                                    })
                     : open.find({record.node, {NodeId{static_cast<std::uint32_t>(record.c)}, record.a}});
    if (found == open.end()) continue;
    ProxyRequest& request = requests[found->second];
    if (record.id < request.accepted) continue;
    if (isEnd) {
      request.to = record.time;
      request.outcome = record.name;
      request.ended = record.id;
      open.erase(found);
    } else if (record.name == ambassador::kForwarded.id()) {
      request.forwarded = record.time;
    } else {
      const bool isHedge = record.name == calls::kHedged.id();
      request.attempts.push_back(
          {record.id, record.peer, record.b, isHedge, record.time, file_.reached(), AttemptEnd::open, 0});
    }
  }
}

void ProxyRequests::endAttempts(ProxyRequest& request) const {
  if (request.outcome == kNoName) return;
  const auto end = file_.event(request.ended);
  for (std::size_t i = 0; i < request.attempts.size(); ++i) {
    ProxyAttempt& attempt = request.attempts[i];
    // A retry comes of what ended the attempt before it, perhaps after a pause.
    std::optional<Event> cause;
    for (std::size_t j = i + 1; j < request.attempts.size() && !cause; ++j)
      if (!request.attempts[j].isHedge && request.attempts[j].number > attempt.number) {
        const auto retry = file_.event(request.attempts[j].event);
        if (retry) cause = file_.event(retry->record.cause);
        if (cause && cause->record.kind == RecordKind::timer_fired && cause->record.name == calls::kPause.id())
          cause = file_.event(cause->record.cause);
      }
    if (cause) {
      attempt.to = cause->record.time;
      const bool isAnswer = cause->record.kind == RecordKind::delivered && cause->record.peer == attempt.host;
      const bool isTimeout =
          cause->record.kind == RecordKind::timer_fired && cause->record.name == calls::kTimeout.id();
      attempt.end = isAnswer ? AttemptEnd::failed : isTimeout ? AttemptEnd::timedOut : AttemptEnd::givenUp;
      continue;
    }
    attempt.to = request.to;
    const bool isItsAnswer = end && end->record.peer == attempt.host;
    if (request.outcome == ambassador::kAnswered.id())
      attempt.end = isItsAnswer ? AttemptEnd::answered : AttemptEnd::givenUp;
    else if (request.outcome == ambassador::kProxyTimedOut.id())
      attempt.end = AttemptEnd::timedOut;
    else
      attempt.end = isItsAnswer ? AttemptEnd::failed : AttemptEnd::givenUp;
  }
}

const ProxyPicture& ProxyRequests::between(const TimeSpan& span) {
  if (isKnown_ && span_ == span) return picture_;
  span_ = span;
  isKnown_ = true;
  picture_ = ProxyPicture();
  const RecordId first = next(file_.last_until(span.from - Duration::nanoseconds(1)));
  std::map<Key, std::size_t> open;
  for (const Event& event : file_.events_of(RecordKind::event, ambassador::kAccepted.id(), first, kMost + 1)) {
    const Record& record = event.record;
    if (record.time > span.to()) break;
    if (picture_.requests.size() == kMost) {
      picture_.isCut = true;
      break;
    }
    open[{record.node, {NodeId{static_cast<std::uint32_t>(record.c)}, record.a}}] = picture_.requests.size();
    picture_.requests.push_back({record.id,
                                 record.node,
                                 NodeId{static_cast<std::uint32_t>(record.c)},
                                 record.a,
                                 record.time,
                                 file_.reached(),
                                 {},
                                 kNoName,
                                 {},
                                 {}});
  }
  fill(open, picture_.requests, first, picture_.requests.size() * 6 + kOpenAtOnce);
  for (ProxyRequest& request : picture_.requests) endAttempts(request);
  giveTracks(picture_.requests);
  return picture_;
}

std::optional<RecordId> ProxyRequests::latestArrival(RecordId event) const {
  std::optional<RecordId> latest;
  for (std::uint32_t i = 0; i < file_.info().nodes.size(); ++i)
    for (const Event& found : file_.latest_of(RecordKind::event, ambassador::kAccepted.id(), NodeId{i}, event, 1))
      latest = std::max(latest.value_or(RecordId{}), found.record.id);
  return latest;
}

std::optional<RecordId> ProxyRequests::arrivalOf(RecordId event) const {
  const auto about = file_.event(event);
  if (!about || about->record.kind != RecordKind::event) return std::nullopt;
  const Record& record = about->record;
  for (const Event& found :
       file_.latest_of(RecordKind::event, ambassador::kAccepted.id(), record.node, event, kOpenAtOnce)) {
    const bool isEnd = isEndOf(record.name);
    const bool isSame =
        found.record.a == record.a &&
        (isEnd ? found.record.time + Duration::nanoseconds(record.c) == record.time : found.record.c == record.c);
    if (isSame) return found.record.id;
  }
  return std::nullopt;
}

std::optional<ProxyRequest> ProxyRequests::request(RecordId arrival) const {
  const auto accepted = file_.event(arrival);
  if (!accepted || accepted->record.name != ambassador::kAccepted.id()) return std::nullopt;
  const Record& record = accepted->record;
  const NodeId client{static_cast<std::uint32_t>(record.c)};
  std::vector<ProxyRequest> one{
      {record.id, record.node, client, record.a, record.time, file_.reached(), {}, kNoName, {}, {}}};
  std::map<Key, std::size_t> open{{{record.node, {client, record.a}}, 0}};
  fill(open, one, record.id, kOpenAtOnce);
  endAttempts(one.front());
  return one.front();
}

std::vector<NodeId> ProxyRequests::hosts() const {
  std::set<std::string> groups;
  for (const run_file::Link& link : file_.links())
    for (const RunInfo::NodeInfo& node : file_.info().nodes)
      if (node.kind == "ambassador" && node.group == link.from && link.what == "calls") groups.insert(link.to);
  std::vector<NodeId> hosts;
  for (std::uint32_t i = 0; i < file_.info().nodes.size(); ++i)
    if (groups.contains(file_.info().nodes[i].group)) hosts.push_back(NodeId{i});
  return hosts;
}

std::vector<HostOutage> ProxyRequests::outages() const {
  std::vector<Event> events;
  for (const Name name :
       {calls::kHostEjected, calls::kHostRestored, ambassador::kCheckFailed, ambassador::kCheckPassed})
    for (Event& event : file_.events_of(RecordKind::event, name.id(), RecordId{1}, kMostOutages))
      events.push_back(std::move(event));
  sortById(events);
  std::vector<HostOutage> outages;
  for (const Event& event : events) {
    const Record& record = event.record;
    const bool isEjection = record.name == calls::kHostEjected.id() || record.name == calls::kHostRestored.id();
    const bool begins = record.name == calls::kHostEjected.id() || record.name == ambassador::kCheckFailed.id();
    if (begins) {
      outages.push_back({record.peer, record.time, Instant::max(), record.id, isEjection});
      continue;
    }
    for (HostOutage& outage : outages)
      if (outage.host == record.peer && outage.isEjected == isEjection && outage.to == Instant::max())
        outage.to = record.time;
  }
  return outages;
}

}  // namespace orrery::gui
