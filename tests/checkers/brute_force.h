// Linearizability of one register by trying every order: short, slow and plain.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace orrery::test {

// An operation of a small history. Instants are positions in the history, each used once.
struct PlainCall {
  enum class Outcome : std::uint8_t { ok, failed, unknown };
  char operation = 'g';  // get, put, add
  std::int64_t argument = 0;
  std::int64_t answer = 0;
  int begin = 0;
  int end = 0;  // counts where the outcome is ok
  Outcome outcome = Outcome::ok;
};

class BruteForce {
 public:
  explicit BruteForce(const std::vector<PlainCall>& calls) : calls_(calls), taken_(calls.size()) {}
  bool is_linearizable() { return extend(0); }

 private:
  bool extend(std::int64_t value) {
    bool all = true;
    for (std::size_t i = 0; i < calls_.size(); ++i)
      all = all && (taken_[i] || calls_[i].outcome != PlainCall::Outcome::ok);
    if (all) return true;
    if (!tried_.emplace(taken_, value).second) return false;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (taken_[i] || calls_[i].outcome == PlainCall::Outcome::failed || !may_be_next(i)) continue;
      const PlainCall& call = calls_[i];
      const bool is_told = call.outcome == PlainCall::Outcome::ok;
      std::int64_t next = value;
      if (call.operation == 'p') next = call.argument;
      if (call.operation == 'a') next = value + call.argument;
      if (is_told && call.operation != 'p' && call.answer != next) continue;
      taken_[i] = true;
      const bool found = extend(next);
      taken_[i] = false;
      if (found) return true;
    }
    return false;
  }
  bool may_be_next(std::size_t i) const {
    for (std::size_t j = 0; j < calls_.size(); ++j)
      if (!taken_[j] && calls_[j].outcome == PlainCall::Outcome::ok && calls_[j].end < calls_[i].begin) return false;
    return true;
  }
  const std::vector<PlainCall>& calls_;
  std::vector<bool> taken_;
  std::set<std::pair<std::vector<bool>, std::int64_t>> tried_;  // in vain: what was taken, and what it came to
};

}  // namespace orrery::test
