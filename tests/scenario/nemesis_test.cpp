// A nemesis in a scenario file: what it may say, and what becomes of it.
#include "faults/nemesis.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "scenario/fault_plan.h"
#include "scenario/load.h"

namespace orrery {
namespace {

using namespace literals;
using test::kHead;
using test::kServers;
using test::load;
using test::try_load;

using Texts = std::vector<std::string>;

std::string with(const std::string& nemesis, const std::string& rest = "") {
  return kHead + kServers + "nemesis: { during: 1s..9s, of: server" + (nemesis.empty() ? "" : ", " + nemesis) + " }\n" +
         rest;
}

Texts errors_of(const std::string& text) {
  const auto scenario = try_load(text);
  Texts texts;
  if (!scenario)
    for (const Diagnostic& error : scenario.error()) texts.push_back(error.text);
  return texts;
}

Texts drawn(const Scenario& scenario, std::uint64_t seed) {
  const auto plan = plan_faults(scenario, seed);
  REQUIRE(plan);
  Texts texts;
  for (const Fault& fault : plan->faults)
    if (is_nemesis_id(fault.id))
      texts.push_back(fmt::format("{} {} {} {}", fault.id, fault.schedule.when.begin.text(), fault.verb->name.text(),
                                  std::visit([](const auto& target) { return target.text(); }, fault.target)));
  return texts;
}

TEST_CASE("a nemesis takes its profile's figures, and what the file says instead") {
  const Nemesis rough = *load(with("")).nemesis;
  CHECK(rough.profile == "rough");
  CHECK(rough.values.text("loss") == "20%");
  CHECK(rough.groups.size() == 1);
  CHECK(rough.groups[0].nodes.size() == 5);
  CHECK(rough.down_of(rough.groups[0]) == 2);
  CHECK(rough.groups[0].leaders->text() == "leader of server");

  const Nemesis own = *load(with("profile: hostile, loss: 3%, kinds: [crash, loss], down: 4")).nemesis;
  CHECK(own.values.text("loss") == "3%");
  CHECK(own.values.text("skew") == "5s");
  CHECK(own.kinds == Texts{"crash", "loss"});
  CHECK(own.down_of(own.groups[0]) == 4);
}

TEST_CASE("the nodes of a group that it hits are told by one term where one means them all") {
  const auto group = [](const std::string& of) {
    return load(kHead + "network: { preset: wan }\n" + kServers + "nemesis: { during: 1s..9s, of: " + of + " }\n")
        .nemesis->groups.at(0);
  };
  CHECK(group("server in us-west").whole->text() == "server in us-west");
  CHECK(group("server in us-west").leaders->text() == "leader of server in us-west");
  CHECK(group("server in us-west").nodes == Texts{"server-2", "server-5"});
  CHECK(group("server-1 and server").whole->text() == "server");
  CHECK(group("[server-1, server-2]").nodes == Texts{"server-1", "server-2"});
  CHECK_FALSE(group("[server-1, server-2]").whole);
  CHECK_FALSE(group("server in us-west and server in us-east").whole);
}

TEST_CASE("a named fault more shifts no draw of the nemesis, and a figure changes no instant") {
  const Texts alone = drawn(load(with("profile: hostile")), 3);
  REQUIRE(alone.size() > 3);
  const std::string named =
      "faults: [{ at: 1s..5s, crash: any server, for: 1s }, { every: 2s, pause: server-1, for: 1s }]\n";
  CHECK(drawn(load(with("profile: hostile", named)), 3) == alone);
  CHECK(drawn(load(with("profile: hostile, loss: 1%, skew: 1ms")), 3) == alone);
  CHECK(drawn(load(with("profile: hostile")), 4) != alone);
  CHECK(drawn(load(with("profile: rough")), 3) != alone);
}

TEST_CASE("instants can name the window of the nemesis, and its window can name a fault") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: first, at: 2s, crash: server-1, for: 1s }
  - { id: last, at: nemesis.end + 1s, crash: server-1, for: 1s }
nemesis: { profile: hostile, during: first.end..7s, of: server }
expect:
  - { state: term, of: each server, during: nemesis..nemesis.end + 1s, at_least: 0 }
)");
  const auto plan = plan_faults(scenario, 1);
  REQUIRE(plan);
  CHECK(plan->times.of(1).strike == Instant::at(8_s));
  CHECK(plan->times.resolve(*read_instant("nemesis")) == Instant::at(3_s));
  REQUIRE(plan->faults.size() > 2);
  CHECK(plan->faults[2].id == "nemesis-1");
  CHECK(plan->times.of(2).strike >= Instant::at(3_s));
  CHECK(*plan->times.of(plan->faults.size() - 1).end <= Instant::at(7_s));
}

TEST_CASE("what is wrong with a nemesis is told") {
  CHECK(errors_of(kHead + kServers + "nemesis: {}\n") ==
        Texts{"nemesis lacks the key 'during': when it strikes; whatever it did is undone at the end",
              "nemesis lacks the key 'of': whom it hits: groups or instances, also by region or zone"});
  CHECK(errors_of(with("profile: hostil")).at(0).find("profile: expected one of calm, rough, hostile") == 0);
  CHECK(errors_of(with("kinds: [crash, restart, crash]")) ==
        Texts{"a nemesis draws no 'restart'; it can draw crash, pause, slow, stall, skew, drift, isolate, bridge, "
              "partition, loss, delay, duplicate, reorder or bandwidth",
              "the kind 'crash' is listed twice"});
  CHECK(errors_of(with("kinds: []")) == Texts{"kinds: expected at least one, such as [crash, partition]"});
  CHECK(errors_of(with("down: 6")) == Texts{"down: of 'server' it may hit 5 nodes, found 6"});
  CHECK(errors_of(with("los: 5%")) == Texts{"unknown key 'los' in nemesis"});
  CHECK(errors_of(with("lasts: 3s")).at(0).find("lasts: expected") == 0);
  CHECK(errors_of(with("", "faults: [{ id: nemesis-3, at: 1s, crash: server-1 }]\n")) ==
        Texts{"id: 'nemesis-3' is kept for what a nemesis draws: choose another name"});
  CHECK(errors_of(with("", "faults: [{ id: nemesis, at: 1s, crash: server-1 }]\n")).size() >= 1);
  CHECK(errors_of(kHead + kServers + "nemesis: { during: 1s..9s, of: any server }\n") ==
        Texts{"expected groups or instances of them, without pick or role, found 'any server'"});
  CHECK(errors_of(kHead + kServers + "faults: [{ at: nemesis.end, crash: server-1 }]\n") ==
        Texts{"there is no fault 'nemesis'; faults are: fault-1"});
}

TEST_CASE("a nemesis that outlives the run has a warning") {
  const Scenario scenario = load(kHead + kServers + "nemesis: { during: 1s..12s, of: server }\n");
  REQUIRE(scenario.warnings.size() == 1);
  CHECK(scenario.warnings.front().text == "fault 'nemesis' is not undone at 12s: the run ends at 10s");
}

TEST_CASE("a figure of the nemesis can be set, a misspelt one has an answer, and `none` takes the nemesis away") {
  CHECK(load(with(""), {"", {{"nemesis.loss", "2%"}}}).nemesis->values.text("loss") == "2%");
  CHECK(load(with(""), {"", {{"nemesis.profile", "calm"}}}).nemesis->profile == "calm");
  CHECK_FALSE(load(with(""), {"", {{"nemesis", "none"}}}).nemesis);
  const auto wrong = try_load(with(""), {"", {{"nemesis.rat", "5/s"}}});
  REQUIRE(!wrong);
  CHECK(wrong.error().front().note == "did you mean 'rate'? `orrery describe nemesis` lists what can be set");
}

}  // namespace
}  // namespace orrery
