// Scenarios broken at random: whatever a user writes, there is a valid scenario or there are errors with their places,
// and never a failed check.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "scenario/load.h"

namespace orrery {
namespace {

const std::string kWhole = test::kHead + R"(patterns: [leader-election]
network:
  zones: { left: { hosts: 2 }, right: { latency: 1ms } }
  links: [{ between: left <-> right, latency: 5ms, bandwidth: 1Gbit/s }]
  stream: { reset_after: 5s }
  conditions: [{ link: server -> server-2, loss: 1.5%, delay: exponential mean=5ms }]
system:
  server: { kind: raft, count: 3, on: [left, right], disk: { sync: 1ms }, heartbeat: 20ms }
faults:
  - { id: strike, at: 2s, crash: { group: server, role: leader }, for: 3s, disk: lose }
  - { at: strike.end + 5ms, restart: server }
  - { every: 1s, pause: any server, for: 10ms, optional: true }
  - { at: 1s..2s, delay: server <-> server, by: 5ms }
variants: [{ id: other, set: { system.server.count: 3, faults.fault-3: none } }]
knobs: [{ path: system.server.count, values: [1, 3] }, { path: run_for, range: 1s..5s }]
expect:
  - { invariants: all, variant: other }
  - { metric: message_delay, stat: p99.9, at_most: 5ms }
  - { event: became_leader, of: any server, after: strike, within: 1s }
  - { state: voted_for, of: each server, during: 8s..9s, is: server-1 }
show: { layout: ring, hide: [server] }
)";

// Texts, with what holds them apart: cut into tokens at the characters that mean something.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> tokens;
  std::string token;
  for (const char character : text) {
    const bool is_special = std::string_view(" \n{}[],:").find(character) != std::string_view::npos;
    if (is_special && !token.empty()) tokens.push_back(std::exchange(token, {}));
    if (is_special) tokens.emplace_back(1, character);
    if (!is_special) token += character;
  }
  return tokens;
}

std::string broken(const std::vector<std::string>& tokens, RandomStream& random) {
  std::vector<std::string> out = tokens;
  for (std::uint64_t times = 1 + random.below(3); times > 0; --times) {
    const std::size_t at = random.below(out.size());
    const std::string& other = tokens[random.below(tokens.size())];
    switch (random.below(4)) {
      case 0: out[at] = other; break;
      case 1: out[at] = "none"; break;
      case 2: out[at].clear(); break;
      default: out[at] += other;
    }
  }
  std::string text;
  for (const std::string& token : out) text += token;
  return text;
}

TEST_CASE("a scenario broken at random has errors with places, or is valid") {
  REQUIRE(test::load(kWhole).faults.size() == 4);
  const std::vector<std::string> tokens = tokens_of(kWhole);
  RandomStream random(1, "broken-scenarios", "mutations");
  constexpr int kTexts = 1500;
  int refused = 0;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = broken(tokens, random);
    INFO(text);
    const auto scenario = test::try_load(text);
    if (scenario) continue;
    ++refused;
    REQUIRE(!scenario.error().empty());
    for (const Diagnostic& diagnostic : scenario.error()) {
      REQUIRE(diagnostic.line > 0);
      REQUIRE(diagnostic.column > 0);
    }
  }
  CHECK(refused > kTexts / 2);
  CHECK(refused < kTexts);
}

}  // namespace
}  // namespace orrery
