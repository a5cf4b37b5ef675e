#include "core/message.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace orrery;

namespace {

struct Ping {
  static constexpr Name name{"Ping"};
  std::int64_t number = 0;
  void describe(Description& out) const { out.add("number", number); }
  Bytes wire_size() const { return 64; }
};

struct Pong {
  static constexpr Name name{"Pong"};
  std::shared_ptr<int> witness;
  void describe(Description&) const {}
};

template <std::size_t kSize>
struct Sized {
  static constexpr Name name{"Sized"};
  std::array<unsigned char, kSize> bytes{};
  void describe(Description&) const {}
};

template <std::size_t kSize>
void check_size(PayloadPool& pool) {
  Sized<kSize> message;
  for (std::size_t i = 0; i < kSize; ++i) message.bytes[i] = static_cast<unsigned char>(i);
  std::vector<Payload> payloads;
  for (int i = 0; i < 300; ++i) payloads.push_back(Payload::make(pool, Sized<kSize>(message)));
  for (const Payload& payload : payloads) {
    REQUIRE(reinterpret_cast<std::uintptr_t>(payload.data()) % alignof(std::max_align_t) == 0);
    REQUIRE(static_cast<const Sized<kSize>*>(payload.data())->bytes == message.bytes);
  }
}

}  // namespace

TEST_CASE("a payload is shared and destroyed once, with its last owner") {
  PayloadPool pool;
  auto witness = std::make_shared<int>(7);
  Payload first = Payload::make(pool, Pong{witness});
  CHECK(witness.use_count() == 2);
  {
    Payload second = first;
    CHECK(second.data() == first.data());
    Payload third = std::move(second);
    CHECK_FALSE(second);
    CHECK(third);
    first = Payload();
    CHECK(witness.use_count() == 2);
  }
  CHECK(witness.use_count() == 1);
}

TEST_CASE("a payload survives being assigned to itself") {
  PayloadPool pool;
  Payload payload = Payload::make(pool, Ping{3});
  Payload& same = payload;
  payload = same;
  CHECK(static_cast<const Ping*>(payload.data())->number == 3);
}

TEST_CASE("payloads of every size hold what was put in, those too large for the pool too") {
  PayloadPool pool;
  check_size<1>(pool);
  check_size<32>(pool);
  check_size<33>(pool);
  check_size<500>(pool);
  check_size<992>(pool);
  check_size<1024>(pool);
  check_size<70'000>(pool);
}

TEST_CASE("a block that was given back is used again") {
  PayloadPool pool;
  const void* first = Payload::make(pool, Ping{1}).data();
  CHECK(Payload::make(pool, Ping{2}).data() == first);
}

TEST_CASE("a message weighs what it says, or the default") {
  CHECK(wire_size(Ping{}) == 64);
  CHECK(wire_size(Pong{}) == kDefaultWireSize);
}

TEST_CASE("match calls the handler of the message's type and no other") {
  PayloadPool pool;
  const Payload payload = Payload::make(pool, Ping{5});
  const Envelope envelope(NodeId{3}, payload.type(), payload.data());
  CHECK(envelope.from() == NodeId{3});
  CHECK(envelope.name() == Name("Ping"));
  CHECK(envelope.as<Pong>() == nullptr);
  std::int64_t seen = 0;
  CHECK(match(
      envelope, [](const Pong&) { FAIL("not a Pong"); }, [&](const Ping& ping) { seen = ping.number; }));
  CHECK(seen == 5);
  CHECK_FALSE(match(envelope, [](const Pong&) { FAIL("not a Pong"); }));
  Description description;
  envelope.describe(description);
  CHECK(description.text() == "number=5");
}
