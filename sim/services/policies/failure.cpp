#include "services/policies/failure.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"
#include "core/words.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"retry.on", ParameterType::text, "5xx", "",
     "which failures are tried again, words apart: 5xx gateway-error reset connect-failure refused timeout "
     "retriable-4xx"},
    {"retry.non_idempotent", ParameterType::choice, "never", "never|unstarted|always",
     "when work that is not idempotent is tried again; unstarted: where it failed before it was begun"},
};

struct RetryClass {
  std::string_view name;
  FailureSet failures;
};

// An attempt without any answer would have been answered with a 5xx by a proxy: it is of every class of theirs.
constexpr FailureSet kNoAnswer{Failure::timeout, Failure::reset, Failure::connect_failure, Failure::refused};

constexpr std::array kClasses{
    RetryClass{"5xx", FailureSet{Failure::error, Failure::gateway} | kNoAnswer},
    RetryClass{"gateway-error", FailureSet{Failure::gateway} | kNoAnswer},
    RetryClass{"reset", kNoAnswer},
    RetryClass{"connect-failure", {Failure::connect_failure}},
    RetryClass{"refused", {Failure::refused}},
    RetryClass{"timeout", {Failure::timeout}},
    RetryClass{"retriable-4xx", {Failure::conflict}},
};

const RetryClass* find_class(std::string_view name) {
  const auto* found = std::find_if(kClasses.begin(), kClasses.end(), [&](const auto& one) { return one.name == name; });
  return found == kClasses.end() ? nullptr : found;
}

RetryUnsafe unsafe_of(std::string_view word) {
  if (word == "never") return RetryUnsafe::never;
  if (word == "unstarted") return RetryUnsafe::unstarted;
  ORRERY_CHECK(word == "always", "a word of retry.non_idempotent");
  return RetryUnsafe::always;
}

}  // namespace

constinit const PolicyRows retry_class_rows = kRows;

std::string_view name_of(Failure failure) {
  switch (failure) {
    case Failure::error: return "error";
    case Failure::gateway: return "gateway";
    case Failure::conflict: return "conflict";
    case Failure::timeout: return "timeout";
    case Failure::reset: return "reset";
    case Failure::connect_failure: return "connect-failure";
    case Failure::refused: return "refused";
    case Failure::overflow: return "overflow";
    case Failure::overloaded: return "overloaded";
    case Failure::no_host: return "no-host";
    case Failure::deadline: return "deadline";
  }
  return "?";
}

std::string contradiction_of_retry_classes(const ParameterValues& policies) {
  if (!policies.has("retry")) return {};
  const std::vector<std::string_view> given = words(policies.word("retry.on"));
  std::vector<std::string_view> known;
  for (const RetryClass& one : kClasses) known.push_back(one.name);
  const std::string expected = fmt::format("some of {}", fmt::join(known, ", "));
  if (given.empty()) return fmt::format("retry.on: {}", unexpected(expected, "", "leave out the retry instead").text);
  for (const std::string_view word : given)
    if (find_class(word) == nullptr)
      return fmt::format("retry.on: {}{}", unexpected(expected, word).text, suggestion(word, known));
  return {};
}

RetryClasses::RetryClasses(const ParameterValues& policies)
    : on(), unsafe(unsafe_of(policies.word("retry.non_idempotent"))) {
  for (const std::string_view word : words(policies.word("retry.on"))) {
    const RetryClass* known = find_class(word);
    ORRERY_CHECK(known != nullptr, "a class of retries");
    on = on | known->failures;
  }
}

bool RetryClasses::covers(Failure failure, bool is_idempotent) const {
  constexpr FailureSet kNever{Failure::deadline, Failure::overflow, Failure::overloaded, Failure::no_host};
  if (kNever.has(failure) || !on.has(failure)) return false;
  if (is_idempotent || unsafe == RetryUnsafe::always) return true;
  const bool is_unstarted = failure == Failure::connect_failure || failure == Failure::refused;
  return unsafe == RetryUnsafe::unstarted && is_unstarted;
}

}  // namespace orrery
