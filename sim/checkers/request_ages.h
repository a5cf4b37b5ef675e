// Which requests at a proxy are older than the policies in force. An operator's change makes policies anew, and what is
// under way ends under those that it began with: what a checker holds against the new ones it must not hold against it.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "checkers/proxy_records.h"

namespace orrery {

class RequestAges {
 public:
  // Of proxies' Records, in their order; of others' it takes no notice.
  void read(const Record& record);
  // Whether the Record, an event of calls with the operation in a and the client in c, may be of a request from before
  // the latest change. Requests of one operation that cannot be told apart are all taken to be.
  bool may_be_old(const Record& record) const;

  // An operator has set policies: those from before are not in force any more.
  static bool is_change(const Record& record) {
    return record.kind == RecordKind::event && record.name == proxy::kPoliciesSet.id() && record.c != 0;
  }

 private:
  struct Request {
    std::int64_t client;
    bool is_old;
  };
  // By the number of the operation.
  using Requests = std::map<std::int64_t, std::vector<Request>>;
  struct Proxy {
    Requests open;
    bool was_changed = false;
  };
  std::map<NodeId, Proxy> proxies_;
};

}  // namespace orrery
