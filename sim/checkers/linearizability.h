// Linearizability of a register for each key (Herlihy & Wing 1990).
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "checkers/checked_nodes.h"
#include "checkers/register_history.h"
#include "core/checker.h"

namespace orrery {

// Reads the operations of the clients (client_records.h). Each key is judged for itself: together they are linearizable
// where each of them is. An operation that failed has taken no effect; one of unknown outcome, or open when its client
// crashed or the run ended, may take effect at any time after it was invoked, or never. An answer is judged when the
// outcomes of all operations invoked before it are known. Put to the test by every answer that is judged.
//
// After the first answer of a key that nothing explains the key is judged no further. It is left in doubt where its
// history is too hard: more than RegisterSearch::kMostAtOnce operations going on at once, more than `limit` states to
// look at for one answer, or an operation that is none of a register's.
class Linearizability final : public Checker {
 public:
  static constexpr std::size_t kLimit = 20'000;

  // `clients` are the nodes whose operations go to the same registers, and no others' do.
  explicit Linearizability(std::vector<NodeId> clients, std::size_t limit = kLimit);

  std::string name() const override { return "linearizability"; }
  std::string claim() const override;
  std::string counts() const override { return "every answer that is fitted into the history of its key"; }
  void on_start(const RunInfo& info) override { clients_.on_start(info); }
  bool reads_traffic() const override { return false; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  // A history is large, and most keys have no operation that is going on: then their value is all that matters.
  struct Register {
    std::unique_ptr<RegisterHistory> history;  // while some operation on the key is going on
    std::int64_t value = 0;                    // otherwise
    bool is_judged = true;
  };
  using Keys = std::map<std::int64_t, Register>;
  struct Open {
    Keys::iterator key;
    RegisterHistory::CallId call;
  };
  void invoke(const Record& record, std::size_t client);
  void complete(const Record& record, std::size_t client);
  void complete_unknown(std::size_t client);
  void judge(Keys::iterator key);
  void judge_answer(const RegisterHistory::Judged& judged, Keys::iterator key);
  void judge_no_further(Register& of_key);

  CheckedNodes clients_;
  const std::size_t limit_;
  Keys keys_;
  std::vector<std::unique_ptr<RegisterHistory>> spare_;  // settled: to be used for whatever key comes next
  std::vector<std::map<std::int64_t, Open>> open_;       // by client, by the operation's number
};

}  // namespace orrery
