// The requests of a client that have no end yet, and the timers that wait for them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/context.h"
#include "core/flat_table.h"
#include "services/request.h"
#include "services/retry.h"
#include "services/timer_key.h"

namespace orrery {

struct OpenRequest {
  Operation what;
  std::int32_t attempt = 1;
  NodeId asked = kNoNode;        // by the attempt at hand; kNoNode: none is, a pause is
  NodeId asked_last = kNoNode;   // as above, and kept in a pause
  std::size_t redirects = 0;     // followed by the attempt at hand
  bool may_have_effect = false;  // an earlier attempt was sent, and nobody said that it had none
  Backoff backoff;
  TimerId timer;     // the attempt's timeout, or the end of the pause
  TimerId deadline;  // where there is one
};

class OpenRequests {
 public:
  using Table = std::map<RequestNumber, OpenRequest>;

  OpenRequest& add(RequestNumber number, OpenRequest request) {
    return table_.emplace(number, std::move(request)).first->second;
  }
  // nullptr where it has ended, or never was.
  OpenRequest* find(RequestNumber number) {
    const auto found = table_.find(number);
    return found == table_.end() ? nullptr : &found->second;
  }
  void erase(RequestNumber number) { table_.erase(number); }
  std::size_t size() const { return table_.size(); }

  // Every request up to this one has ended; `latest` is the number given last.
  RequestNumber ended_to(RequestNumber latest) const { return table_.empty() ? latest : table_.begin()->first - 1; }
  // Those whose attempt at hand asks this node, in the order of their numbers.
  std::vector<RequestNumber> asking(NodeId node) const {
    std::vector<RequestNumber> numbers;
    for (const auto& [number, request] : table_)
      if (request.asked == node) numbers.push_back(number);
    return numbers;
  }

 private:
  Table table_;
};

// What a node meant by each of its pending timers.
template <class Meaning>
class TimerMeanings {
 public:
  void set(TimerId timer, Meaning meaning) { meanings_.set(table_key(timer), std::move(meaning)); }
  // What a timer that has fired or is cancelled stood for; nothing where it stood for nothing.
  std::optional<Meaning> take(TimerId timer) { return meanings_.take(table_key(timer)); }

 private:
  FlatTable<Meaning> meanings_;
};

}  // namespace orrery
