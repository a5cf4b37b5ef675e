#include "services/policies/failure.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "services/policies/values.h"

using namespace orrery;
using orrery::test::values;

namespace {

constexpr Failure kAll[] = {Failure::error,   Failure::gateway,  Failure::conflict,
                            Failure::timeout, Failure::reset,    Failure::connect_failure,
                            Failure::refused, Failure::overflow, Failure::deadline};

// The failures that are tried again, in the order of their declaration.
std::string retried(std::string_view on, bool is_idempotent = true, std::string_view unsafe = "never") {
  const RetryClasses classes(values(retry_class_rows, {{"retry.on", on}, {"retry.non_idempotent", unsafe}}));
  std::string all;
  for (const Failure failure : kAll)
    if (classes.covers(failure, is_idempotent)) all.append(all.empty() ? "" : " ").append(name_of(failure));
  return all;
}

}  // namespace

TEST_CASE("each class of retries covers the failures that Envoy's does") {
  CHECK(retried("5xx") == "error gateway timeout reset connect-failure refused");
  CHECK(retried("gateway-error") == "gateway timeout reset connect-failure refused");
  CHECK(retried("reset") == "timeout reset connect-failure refused");
  CHECK(retried("connect-failure") == "connect-failure");
  CHECK(retried("refused") == "refused");
  CHECK(retried("timeout") == "timeout");
  CHECK(retried("retriable-4xx") == "conflict");
  CHECK(retried("retriable-4xx connect-failure") == "conflict connect-failure");
}

TEST_CASE("no class covers a call whose deadline ran out or that a limit of the caller turned away") {
  const std::string all =
      retried("5xx gateway-error reset connect-failure refused timeout retriable-4xx", true, "always");
  CHECK(all == "error gateway conflict timeout reset connect-failure refused");
}

TEST_CASE("work that is not idempotent is tried again only where that is asked for") {
  CHECK(retried("5xx", false).empty());
  CHECK(retried("5xx", false, "unstarted") == "connect-failure refused");
  CHECK(retried("timeout", false, "unstarted").empty());
  CHECK(retried("5xx", false, "always") == retried("5xx", true));
}

TEST_CASE("without a word about classes a retry covers 5xx, as the value's own default does") {
  const RetryClasses given(values(retry_class_rows, {}));
  CHECK(given.on == RetryClasses().on);
  CHECK(given.unsafe == RetryClasses().unsafe);
}

TEST_CASE("a class that there is not is refused with the nearest that there is") {
  const auto contradiction = [](std::string_view on) {
    return contradiction_of_retry_classes(values(retry_class_rows, {{"retry.on", on}}));
  };
  CHECK(contradiction("5xx timeout").empty());
  CHECK(contradiction("5xx timeuot") ==
        "retry.on: expected some of 5xx, gateway-error, reset, connect-failure, refused, timeout, retriable-4xx, found "
        "'timeuot' (did you mean 'timeout'?)");
  CHECK(contradiction("").find("leave out the retry") != std::string::npos);
}
