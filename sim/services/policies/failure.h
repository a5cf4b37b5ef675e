// How an attempt fails, and which failures are worth another: the classes of Envoy's `retry_on`.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "services/policies/rows.h"

namespace orrery {

enum class Failure : std::uint8_t {
  error,            // the callee answered with an error of its own (500)
  gateway,          // it answered for someone behind it that failed (502, 503, 504)
  conflict,         // it answered that another change came first (409)
  timeout,          // the attempt had no answer in time
  reset,            // the connection broke while the attempt was under way
  connect_failure,  // there was no connection: the attempt never left
  refused,          // the callee turned the attempt away before any work on it
  overflow,         // a limit of the caller's own turned it away (bulkhead, rate limit, open breaker)
  overloaded,       // a proxy before the callee turned it away at a limit of its own (Envoy's x-envoy-overloaded)
  no_host,          // none of the callee's instances is in order
  deadline,         // the call's own time ran out
};
std::string_view name_of(Failure failure);  // "connect-failure"

class FailureSet {
 public:
  constexpr FailureSet() = default;
  constexpr FailureSet(std::initializer_list<Failure> failures) {
    for (const Failure failure : failures) bits_ |= bit(failure);
  }
  constexpr bool has(Failure failure) const { return (bits_ & bit(failure)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr FailureSet operator|(FailureSet other) const {
    FailureSet both;
    both.bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
    return both;
  }
  friend constexpr bool operator==(FailureSet, FailureSet) = default;

 private:
  static constexpr std::uint16_t bit(Failure failure) {
    return static_cast<std::uint16_t>(1u << static_cast<unsigned>(failure));
  }
  std::uint16_t bits_ = 0;
};

extern const PolicyRows retry_class_rows;
// Empty, or which word of `retry.on` is no class.
std::string contradiction_of_retry_classes(const ParameterValues& policies);

// Which work may be done twice.
enum class RetryUnsafe : std::uint8_t {
  never,      // work that is not idempotent is tried once
  unstarted,  // again only where the failure says that it was not begun: connect_failure, refused
  always,
};

struct RetryClasses {
  FailureSet on{Failure::error, Failure::gateway,         Failure::timeout,
                Failure::reset, Failure::connect_failure, Failure::refused};
  RetryUnsafe unsafe = RetryUnsafe::never;

  RetryClasses() = default;
  // `policies` have retry_class_rows.
  explicit RetryClasses(const ParameterValues& policies);

  // A call whose own time ran out is never tried again, and neither is what a limit of the caller's own turned away, or
  // one that the callee's proxy says is its own; nor does another try find a host where there is none.
  bool covers(Failure failure, bool is_idempotent) const;
};

}  // namespace orrery
