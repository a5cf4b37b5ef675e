// What ambassadors did with their requests: each with its attempts, whom they went to, and how they ended.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/timeline_axis.h"
#include "run_file/run_file.h"

namespace orrery::gui {

enum class AttemptEnd { answered, failed, timedOut, givenUp, open };

struct ProxyAttempt {
  RecordId event{};
  NodeId host = kNoNode;
  std::int64_t number = 1;  // from 1
  bool isHedge = false;
  Instant from, to;  // to: when it ended, or when the file ends
  AttemptEnd end = AttemptEnd::open;
  int track = 0;  // attempts at one host and time have different ones, as far as these go
};

struct ProxyRequest {
  RecordId accepted{};
  NodeId proxy = kNoNode, client = kNoNode;
  std::int64_t operation = 0;
  Instant from, to;
  std::optional<Instant> forwarded;
  NameId outcome = kNoName;  // ambassador_observed.h: answered, failed, timed out, overflowed; none while it is open
  RecordId ended{};
  std::vector<ProxyAttempt> attempts;
};

// A stretch in which a host was not called.
struct HostOutage {
  NodeId host = kNoNode;
  Instant from, to;  // Instant::max(): still so
  RecordId event{};
  bool isEjected = false;  // for its errors; otherwise its health checks failed
};

struct ProxyPicture {
  std::vector<ProxyRequest> requests;  // in the order in which they came
  bool isCut = false;                  // there are more than can be told apart
};

// Refers to the file, which must outlive it.
class ProxyRequests {
 public:
  explicit ProxyRequests(const run_file::RunFile& file) : file_(file) {}

  // Those that were accepted in the stretch, at most kMost. Valid until the next call.
  const ProxyPicture& between(const TimeSpan& span);
  // The latest arrival of a request at or before the event; nothing where there is none.
  std::optional<RecordId> latestArrival(RecordId event) const;
  // The arrival of the request that an event of an ambassador is about; nothing where it is about none.
  std::optional<RecordId> arrivalOf(RecordId event) const;
  // The request that came by this arrival.
  std::optional<ProxyRequest> request(RecordId arrival) const;
  // Whom ambassadors have called, in the order of the nodes, and when which of them was left out.
  std::vector<NodeId> hosts() const;
  std::vector<HostOutage> outages() const;
  void forget() { isKnown_ = false; }

  static constexpr std::size_t kMost = 4000;
  static constexpr int kTracks = 5;

 private:
  using Key = std::pair<NodeId, std::pair<NodeId, std::int64_t>>;  // ambassador, client, operation
  void fill(std::map<Key, std::size_t>& open, std::vector<ProxyRequest>& requests, RecordId first,
            std::size_t limit) const;
  void endAttempts(ProxyRequest& request) const;

  const run_file::RunFile& file_;
  ProxyPicture picture_;
  TimeSpan span_;
  bool isKnown_ = false;
};

// "answered", "failed", "timed out" ...
std::string_view textOf(AttemptEnd end);

}  // namespace orrery::gui
