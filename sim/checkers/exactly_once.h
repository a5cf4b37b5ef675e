// Exactly-once effects: a request takes effect once, however often it is sent (Ongaro & Ousterhout 2014, section 8;
// Ongaro's dissertation, section 6.3).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>

#include "checkers/checked_nodes.h"
#include "core/checker.h"

namespace orrery {

// Reads entry_applied and duplicate_skipped of the servers, and the operations of the clients (client_records.h says
// how the two belong together). A request takes effect at one index only; an entry that holds it again is skipped; what
// is skipped has taken effect before. An update that is acknowledged to a client has taken effect: nothing acknowledged
// is lost, as far as state-machine-safety holds. Put to the test by every request that is applied and every update that
// is acknowledged. Requests are remembered to the end of the run, some 50 bytes each: a duplicate may come at any time.
class ExactlyOnce final : public Checker {
 public:
  // `clients` are the nodes whose operations all go to these servers; there need not be any.
  ExactlyOnce(std::vector<NodeId> servers, std::vector<NodeId> clients);

  std::string name() const override { return "exactly-once"; }
  std::string claim() const override;
  std::string counts() const override {
    return "every request that a server applies, and every update that is acknowledged to a client";
  }
  void on_start(const RunInfo& info) override;
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  struct Request {
    NodeId client;
    std::int64_t number;
    friend bool operator==(const Request&, const Request&) = default;
  };
  struct RequestHash {
    std::size_t operator()(const Request& request) const {
      return (static_cast<std::size_t>(request.number) << 20 ^ index(request.client)) * 0x9e3779b97f4a7c15u;
    }
  };
  // An entry that a server has applied, until it is clear that it is no duplicate.
  struct Pending {
    Record applied;
    Request request;
    bool is_first;  // no entry with this request was applied before
  };
  void take_server(const Record& record);
  void take_client(const Record& record, std::size_t client);
  void apply(const Record& record);
  void skip(const Record& record);
  void judge();
  std::string text(const Request& request) const;

  CheckedNodes servers_;
  CheckedNodes clients_;
  std::unordered_map<Request, std::int64_t, RequestHash> effects_;  // the index of the entry that took effect
  std::optional<Pending> pending_;
  std::vector<std::map<std::int64_t, bool>> open_;  // by client: its open operations, true for updates
};

}  // namespace orrery
