#include <catch2/catch.hpp>

#include "services/sessions.h"

namespace orrery::test {

namespace {

constexpr NodeId kOne{10}, kOther{11};

}  // namespace

TEST_CASE("a request is known by its client and its number") {
  Sessions sessions;
  sessions.remember(kOne, 1, 42);
  CHECK(sessions.has_taken_effect(kOne, 1));
  CHECK(sessions.answer(kOne, 1) == 42);
  CHECK_FALSE(sessions.has_taken_effect(kOne, 2));
  CHECK_FALSE(sessions.has_taken_effect(kOther, 1));
  CHECK(sessions.answer(kOther, 1) == std::nullopt);
}

TEST_CASE("requests may take effect in another order than they were numbered in") {
  Sessions sessions;
  for (const RequestNumber number : {3, 1, 7, 2}) sessions.remember(kOne, number, 10 * number);
  for (const RequestNumber number : {1, 2, 3, 7}) CHECK(sessions.answer(kOne, number) == 10 * number);
  CHECK_FALSE(sessions.has_taken_effect(kOne, 5));
}

TEST_CASE("what the client has its answers to is forgotten, and never new again") {
  Sessions sessions;
  for (const RequestNumber number : {1, 2, 3}) sessions.remember(kOne, number, number);
  const Bytes before = sessions.size();
  sessions.forget(kOne, 2);
  CHECK(sessions.size() < before);
  CHECK(sessions.has_taken_effect(kOne, 2));
  CHECK(sessions.answer(kOne, 2) == std::nullopt);
  CHECK(sessions.answer(kOne, 3) == 3);
}

TEST_CASE("what was forgotten stays forgotten when an older request says less") {
  Sessions sessions;
  sessions.forget(kOne, 5);
  sessions.forget(kOne, 3);
  CHECK(sessions.has_taken_effect(kOne, 5));
  CHECK_FALSE(sessions.has_taken_effect(kOne, 6));
}

TEST_CASE("sessions are values: a copy does not follow the original") {
  Sessions sessions;
  sessions.remember(kOne, 1, 42);
  const Sessions copy = sessions;
  sessions.remember(kOne, 2, 43);
  CHECK_FALSE(copy.has_taken_effect(kOne, 2));
}

TEST_CASE("their size grows with clients and with the answers that are kept") {
  Sessions sessions;
  CHECK(sessions.size() == 0);
  sessions.remember(kOne, 1, 1);
  const Bytes one = sessions.size();
  sessions.remember(kOne, 2, 1);
  const Bytes two = sessions.size();
  sessions.remember(kOther, 1, 1);
  CHECK(one > 0);
  CHECK(two > one);
  CHECK(sessions.size() == one + two);
}

}  // namespace orrery::test
