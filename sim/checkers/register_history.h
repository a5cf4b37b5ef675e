// The history of one register, from calls and answers as they come to the search that needs answers with the calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "checkers/register_search.h"
#include "core/record.h"

namespace orrery {

// It waits with what happened since the oldest call whose outcome is open, and keeps nothing else of what is over: its
// memory is that of the longest call.
class RegisterHistory {
 public:
  using Operation = RegisterSearch::Operation;
  enum class Outcome : std::uint8_t { ok, failed, unknown };
  // Names a call until its outcome is told.
  using CallId = std::uint64_t;

  explicit RegisterHistory(std::size_t limit) : search_(limit) {}

  CallId invoke(Operation operation, std::int64_t argument, const Record& record);
  // `record` is where the call ended; `answer` counts where the outcome is ok.
  void complete(CallId call, Outcome outcome, std::int64_t answer, const Record& record);

  // The next answer that can be judged, judged; nothing where all must wait. After a verdict other than `explained`
  // there is no more to be judged.
  struct Judged {
    enum class Verdict : std::uint8_t { explained, impossible, too_many_at_once, too_many_states };
    Verdict verdict;
    Operation operation;
    std::int64_t answer;
    Instant invoked;
    Record record;                     // the answer, or the call that was one too many
    std::vector<std::int64_t> before;  // what the register may have held before an impossible answer
  };
  std::optional<Judged> judge();
  // What the register holds, where no call is going on and nothing else can be: then the history may begin anew.
  std::optional<std::int64_t> settled_value() const { return length() == 0 ? search_.settled_value() : std::nullopt; }
  // Of a settled history: the register, or another, holds this value and nothing is going on.
  void restart(std::int64_t value) { search_.restart(value); }
  // How many calls and events it keeps.
  std::size_t length() const { return calls_.size() + events_.size(); }

 private:
  struct Call {
    Operation operation;
    std::int64_t argument;
    Record invoked;
    std::optional<Outcome> outcome;
    std::int64_t answer = 0;
    std::size_t slot = 0;  // of the search
    bool is_over = false;
  };
  struct Event {
    CallId call;
    bool is_end;
    Record record;
  };
  Call& call(CallId id) { return calls_[id - first_call_]; }
  std::optional<Judged> begin(CallId id);
  Judged end(const Event& event);
  void drop_what_is_over();

  RegisterSearch search_;
  std::vector<Call> calls_;  // from first_call_ on
  CallId first_call_ = 0;
  std::size_t over_ = 0;       // the first of calls_ that are over
  std::vector<Event> events_;  // from next_ on to be told to the search
  std::size_t next_ = 0;
};

}  // namespace orrery
