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
// three things keep the states few, and lose none that matters:
// - A read takes effect as soon as the register holds what it answers: it changes nothing.
// - A put that nobody going on has read is not tried out in every place; it is remembered that another put would have
//   overwritten it at once, and its end may take it for that.
// - An update of unknown outcome takes effect only when what follows it at once shows that it has: no read needs it, no
//   need to try it. Those of one kind and argument are one and counted.
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
  static constexpr std::size_t kMostAtOnce = 64;

  // `limit` (>= 1): how many states may be looked at for the end of one operation; beyond it the outcome is too_many.
  explicit RegisterSearch(std::size_t limit) : limit_(limit), states_(1) {}

  // The slot that names the operation until its end; nothing where kMostAtOnce are going on.
  std::optional<std::size_t> begin(const Call& call);
  // Anything but `explained` ends the search.
  Outcome end(std::size_t slot);
  // A put or an add that nobody knows the outcome of begins: it may take effect at any time from now on, or never.
  void begin_unknown(Operation operation, std::int64_t argument);

  // What the register may hold, were nothing going on; in order, each once.
  std::vector<std::int64_t> values() const;
  std::size_t state_count() const { return states_.size(); }

 private:
  struct Unknown {
    Operation operation;
    std::int64_t argument;
    std::int32_t times;  // how many of them there are that may yet have taken effect
  };
  // One end: which operation, what is still to be expanded, and what is found.
  struct Round;

  void expand(const RegisterState& state, Round& round);
  void expand_calls(const RegisterState& state, Round& round);
  void expand_unknown(const RegisterState& state, std::int64_t needed, Round& round);
  // Every way in which unknown adds sum up to `rest`.
  void add_up(const RegisterState& state, std::map<std::int64_t, std::uint32_t>::const_iterator next,
              std::uint64_t rest, Round& round);
  void reach(RegisterState state, Round& round) const;
  // What the operations that are going on without effect need the register to hold.
  std::vector<std::int64_t> needed_by_calls(const RegisterState& state) const;
  bool is_observed(const RegisterState& state, std::int64_t value) const;
  bool is_left(const RegisterState& state, std::uint32_t unknown) const;
  static void use(RegisterState& state, std::uint32_t unknown, std::int32_t times);
  void put(RegisterState& state, std::int64_t value) const;
  void satisfy_reads(RegisterState& state) const;
  void forget_used_up();

  std::size_t limit_;
  std::vector<RegisterState> states_;
  std::vector<Call> calls_;  // by slot
  std::uint64_t going_on_ = 0, gets_ = 0, puts_ = 0;
  std::map<std::uint32_t, Unknown> unknown_;            // by id
  std::map<std::int64_t, std::uint32_t> unknown_puts_;  // their ids, by argument
  std::map<std::int64_t, std::uint32_t> unknown_adds_;
  std::uint32_t next_id_ = 0;
};

}  // namespace orrery
