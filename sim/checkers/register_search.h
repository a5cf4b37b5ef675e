// Whether the operations on one register can be put in an order: just-in-time linearization, after Lowe, "Testing for
// linearizability" (2017), and Wing & Gong (1993).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "checkers/register_states.h"

namespace orrery {

// The register holds 64-bit integers and starts with 0. Operations are told in the order in which they begin and end;
// what an operation answers must be known when it begins, so whoever tells them runs behind the clients by an
// operation.
//
// An operation takes effect only when it has to: at its end, or just before another that needs its effect. Beyond that,
// these keep the states few, and lose none that matters:
// - A read takes effect as soon as the register holds what it answers: it changes nothing.
// - A put, with the reads of it, may have happened just before another put without a trace. It is not tried out where:
//   a state knows when it was overwritten last, and what had begun by then may claim that place when it ends. So a
//   hundred puts and reads at once, as after an outage, are a hundred states and not all their subsets. Adds change
//   what follows them: while any goes on, or is of unknown outcome, the places are tried out.
// - An update of unknown outcome takes effect only when what follows it at once shows that it has: no read needs it, no
//   need to try it. Adds of the same amount are one and counted.
// - A state is hopeless, and is dropped, when an operation that goes on needs what the register will not hold again by
//   any update that is known; that is why updates are announced when they are invoked, before the search comes to them.
class RegisterSearch {
 public:
  enum class Operation : std::uint8_t { get, put, add };
  // A get answers `answer`, a put writes `argument` and may answer anything, an add adds `argument` and answers the
  // sum.
  struct Call {
    Operation operation = Operation::get;
    std::int64_t argument = 0;
    std::int64_t answer = 0;
  };
  enum class Outcome : std::uint8_t { explained, impossible, too_many };
  static constexpr std::size_t kMostAtOnce = SlotSet::kSlots;

  // `limit` (>= 1): how many states may be looked at for the end of one operation; beyond it the outcome is too_many.
  explicit RegisterSearch(std::size_t limit) : limit_(limit), states_(1) {}

  // An update has been invoked. It must be announced before the search is told of the beginning of anything that was
  // going on then; later it begins, or is withdrawn, since it has failed.
  void announce(Operation operation, std::int64_t argument);
  void withdraw(Operation operation, std::int64_t argument);
  // The slot that names the operation until its end; nothing where kMostAtOnce are going on. Updates are announced.
  std::optional<std::size_t> begin(const Call& call);
  // Anything but `explained` ends the search.
  Outcome end(std::size_t slot);
  // A put or an add that nobody knows the outcome of begins: it may take effect at any time from now on, or never. It
  // is announced.
  void begin_unknown(Operation operation, std::int64_t argument);

  // What the register holds, where nothing is going on, announced or of unknown outcome, and one state is possible.
  std::optional<std::int64_t> settled_value() const;
  // Of a settled search: it begins anew with this value.
  void restart(std::int64_t value);

  // What the register may hold, were nothing going on; in order, each once.
  std::vector<std::int64_t> values() const;
  std::size_t state_count() const { return states_.size(); }

 private:
  struct GoingOn {
    Call call;
    std::uint64_t begun = 0;
  };
  struct Unknown {
    Operation operation;
    std::int64_t argument;
    std::int32_t times;       // how many of them there are that may yet have taken effect
    std::uint64_t begun = 0;  // of a put
  };
  using UnknownAdds = std::map<std::int64_t, std::uint32_t>;
  // One end: which operation, what is still to be expanded, and what is found.
  struct Round;

  // The operation, and what goes with it, happened just before the register was overwritten last.
  void claim_overwritten(const RegisterState& state, Round& round) const;
  void expand(const RegisterState& state, Round& round) const;
  void expand_call(const RegisterState& state, std::size_t slot, Round& round) const;
  void expand_unknown(const RegisterState& state, std::int64_t needed, Round& round) const;
  // Every way in which unknown adds sum up to `rest`.
  void add_up(const RegisterState& state, UnknownAdds::const_iterator next, std::uint64_t rest, Round& round) const;
  void reach(RegisterState state, Round& round) const;
  bool is_hopeless(const RegisterState& state) const;
  // Whether some put that is known, and has not taken effect, writes a value in lowest..highest.
  bool may_be_put(const RegisterState& state, std::int64_t lowest, std::int64_t highest) const;
  // What the register must hold for the operation at hand; while adds may come in, for any that is going on.
  std::vector<std::int64_t> needed_values(const RegisterState& state, const Round& round) const;
  bool are_adds_about(const RegisterState& state) const;
  bool is_left(const RegisterState& state, std::uint32_t unknown) const;
  static void use(RegisterState& state, std::uint32_t unknown, std::int32_t times);
  void put(RegisterState& state, std::int64_t value) const;
  void satisfy_reads(RegisterState& state) const;
  // Those of a value that was there for a moment before the register was overwritten last.
  void satisfy_overwritten_reads(RegisterState& state, std::int64_t value) const;
  void count_add(std::int64_t argument, int times);
  void forget_used_up();
  void forget(std::uint32_t unknown);

  std::size_t limit_;
  std::vector<RegisterState> states_;
  std::uint64_t clock_ = 0;                                  // counts what has begun
  std::vector<GoingOn> going_on_;                            // by slot
  SlotSet taken_, gets_, puts_, adds_;                       // slots
  std::map<std::uint32_t, Unknown> unknown_;                 // by id
  std::multimap<std::int64_t, std::uint32_t> unknown_puts_;  // their ids, by argument
  UnknownAdds unknown_adds_;
  std::uint32_t next_id_ = 0;
  std::map<std::int64_t, int> announced_puts_;  // how many, by argument
  // Of adds that are announced, go on or are of unknown outcome: what they can add, and how many could make less of it.
  std::int64_t rise_ = 0;
  int falls_ = 0;
};

}  // namespace orrery
