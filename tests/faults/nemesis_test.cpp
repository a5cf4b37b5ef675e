// What a nemesis draws, and that nothing of it is left when its window is over.
#include "faults/nemesis.h"

#include <algorithm>
#include <bit>
#include <set>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "faults/make_fault.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::FakeWorld;
using orrery::test::FaultyWorld;

namespace {

constexpr Instant kBegin = Instant::at(5_s), kEnd = Instant::at(50_s);

NemesisGroup group_of(const std::string& name, int count) {
  NemesisGroup group;
  group.name = name;
  for (int i = 1; i <= count; ++i) group.nodes.push_back(fmt::format("{}-{}", name, i));
  group.whole = *read_selector(name);
  group.leaders = *read_selector("leader of " + name);
  return group;
}

Nemesis nemesis(std::string_view profile, int servers, const test::OptionTexts& values = {}) {
  const NemesisProfile& found = *find_nemesis_profile(profile);
  Nemesis made;
  made.profile = profile;
  made.during = *read_window("5s..50s");
  made.of = *read_selector("server");
  made.groups = {group_of("server", servers)};
  made.kinds.assign(found.kinds.begin(), found.kinds.end());
  made.values = ParameterValues(nemesis_parameters);
  for (const auto& [path, text] : found.values) REQUIRE(made.values.set(path, text));
  for (const auto& [path, text] : values) REQUIRE(made.values.set(path, text));
  return made;
}

std::string text_of(const Fault& fault) {
  std::string text = fmt::format("{} {} {} {} {}", fault.id, duration_text(fault.schedule.when.begin.offset),
                                 duration_text(*fault.schedule.lasts), fault.verb->name.text(),
                                 std::visit([](const auto& target) { return target.text(); }, fault.target));
  for (const Parameter& option : fault.options.declared()) text += fmt::format(" {}", fault.options.text(option.path));
  return text;
}

std::vector<std::string> texts(const Nemesis& nemesis, std::uint64_t seed) {
  std::vector<std::string> list;
  for (const Fault& fault : draw_nemesis(nemesis, kBegin, kEnd, seed)) list.push_back(text_of(fault));
  return list;
}

FakeWorld cluster(int servers, std::uint64_t seed) {
  FakeWorld world({{"client", 2}, {"server", servers}}, 60_s, seed);
  for (int i = 1; i <= servers; ++i) world.show_role(fmt::format("server-{}", i), i == 1 ? "leader" : "follower");
  return world;
}

std::string server(int i) { return fmt::format("server-{}", i + 1); }

bool works(const FakeWorld& world, int i) {
  return world.is_up(server(i)) && !world.is_paused(server(i)) && !world.is_stalled(server(i));
}

// The greatest number of servers that work and see one another both ways.
int greatest_company(const FakeWorld& world, int servers) {
  std::vector<unsigned> seen(static_cast<std::size_t>(servers));  // by each, as bits
  for (int i = 0; i < servers; ++i)
    for (int j = 0; j < servers; ++j)
      if (works(world, i) && world.passes(server(i), server(j))) seen[static_cast<std::size_t>(i)] |= 1u << j;
  int greatest = 0;
  for (unsigned set = 0; set < 1u << servers; ++set) {
    bool holds = true;
    for (int i = 0; i < servers; ++i)
      if (set >> i & 1) holds = holds && (seen[static_cast<std::size_t>(i)] & set) == set;
    if (holds) greatest = std::max(greatest, std::popcount(set));
  }
  return greatest;
}

}  // namespace

TEST_CASE("the same seed draws the same faults, another seed or another profile others") {
  for (const NemesisProfile& profile : nemesis_profiles()) {
    const Nemesis one = nemesis(profile.name, 5);
    CHECK(texts(one, 1) == texts(one, 1));
    CHECK(texts(one, 1) != texts(one, 2));
  }
  CHECK(texts(nemesis("calm", 5), 1) != texts(nemesis("rough", 5), 1));
  CHECK(texts(nemesis("rough", 5), 1) != texts(nemesis("hostile", 5), 1));
}

TEST_CASE("faults are numbered as they strike, within the window, and each ends in it") {
  const Nemesis hostile = nemesis("hostile", 5);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Fault> faults = draw_nemesis(hostile, kBegin, kEnd, seed);
    Instant last = kBegin;
    for (std::size_t i = 0; i < faults.size(); ++i) {
      const Instant strike = Instant::at(faults[i].schedule.when.begin.offset);
      CHECK(faults[i].id == fmt::format("nemesis-{}", i + 1));
      CHECK(strike >= last);
      CHECK(strike + *faults[i].schedule.lasts <= kEnd);
      CHECK(*faults[i].schedule.lasts > Duration());
      CHECK(strike.nanoseconds() % 1'000'000 == 0);
      last = strike;
    }
  }
}

TEST_CASE("it strikes about as often as its rate says, for about as long") {
  std::size_t strikes = 0;
  double seconds = 0;
  constexpr int kSeeds = 100;
  const Nemesis rough = nemesis("rough", 5);
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    for (const Fault& fault : draw_nemesis(rough, kBegin, kEnd, seed)) {
      ++strikes;
      seconds += fault.schedule.lasts->seconds();
    }
  // 20 a minute over 45 s; 200 ms to 3 s, of which the end of the window takes a little.
  CHECK(static_cast<double>(strikes) / kSeeds == Approx(15).margin(4 * 0.39));
  CHECK(seconds / static_cast<double>(strikes) == Approx(1.6).margin(0.1));
}

TEST_CASE("every kind of its profile is drawn, and no other") {
  for (const NemesisProfile& profile : nemesis_profiles()) {
    std::set<std::string_view> drawn;
    for (std::uint64_t seed = 1; seed <= 60; ++seed)
      for (const Fault& fault : draw_nemesis(nemesis(profile.name, 5), kBegin, kEnd, seed))
        drawn.insert(fault.verb->name.text());
    CHECK(drawn == std::set<std::string_view>(profile.kinds.begin(), profile.kinds.end()));
  }
  Nemesis only = nemesis("hostile", 5);
  only.kinds = {"skew"};
  for (const Fault& fault : draw_nemesis(only, kBegin, kEnd, 1)) CHECK(fault.verb->name == Name("skew"));
}

TEST_CASE("a crash keeps the disk unless it is asked to take it") {
  const auto lost = [](const Nemesis& nemesis) {
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
      for (const Fault& fault : draw_nemesis(nemesis, kBegin, kEnd, seed))
        if (fault.verb->name == Name("crash")) count += fault.options.word("disk") == "lose" ? 1 : 0;
    return count;
  };
  CHECK(lost(nemesis("hostile", 5)) == 0);
  CHECK(lost(nemesis("hostile", 5, {{"disk", "lose"}})) > 0);
}

TEST_CASE("no figure of a strike is above what was declared") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const Fault& fault :
         draw_nemesis(nemesis("hostile", 5, {{"loss", "7%"}, {"skew", "80ms"}, {"drift", "30"}, {"slow", "4"}}), kBegin,
                      kEnd, seed)) {
      const std::string_view kind = fault.verb->name.text();
      if (kind == "loss")
        CHECK((fault.options.number("probability") > 0 && fault.options.number("probability") <= 0.07));
      if (kind == "skew") CHECK(std::abs(fault.options.duration("by").nanoseconds()) <= 80'000'000);
      if (kind == "drift") CHECK(std::abs(fault.options.number("ppm")) <= 30);
      if (kind == "slow") CHECK((fault.options.number("factor") > 1 && fault.options.number("factor") <= 4));
    }
}

TEST_CASE("a figure may be as small as its range allows") {
  CHECK_FALSE(
      draw_nemesis(nemesis("hostile", 5, {{"drift", "0.00001"}, {"slow", "1.0000001"}}), kBegin, kEnd, 1).empty());
}

TEST_CASE("a majority works and sees itself at every moment") {
  for (const int servers : {3, 4, 5, 7}) {
    const Nemesis hostile = nemesis("hostile", servers, {{"rate", "240/min"}});
    int least = servers;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      FakeWorld world = cluster(servers, seed);
      const FaultyWorld faulty(world, draw_nemesis(hostile, kBegin, kEnd, seed));
      for (Duration at = 5_s; at < 50_s; at += 100_ms)
        world.at(at, [&] { least = std::min(least, greatest_company(world, servers)); });
      world.run();
      CHECK(faulty.errors().empty());
    }
    // As many as may be down are down now and then, and never one more.
    CHECK(least == servers - (servers - 1) / 2);
  }
}

TEST_CASE("never more nodes of a group are down than was asked for, whatever the profile would allow") {
  for (const int down : {0, 1, 3}) {
    Nemesis rough = nemesis("rough", 5, {{"rate", "240/min"}, {"leaders", "0%"}});
    rough.kinds = {"crash", "pause"};
    rough.down = down;
    rough.groups.push_back(group_of("client", 2));
    int most = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      FakeWorld world = cluster(5, seed);
      const FaultyWorld faulty(world, draw_nemesis(rough, kBegin, kEnd, seed));
      for (Duration at = 5_s; at < 50_s; at += 50_ms)
        world.at(at, [&] {
          int stopped = 0;
          for (int i = 0; i < 5; ++i) stopped += works(world, i) ? 0 : 1;
          most = std::max(most, stopped);
        });
      world.run();
    }
    CHECK(most == down);
  }
}

TEST_CASE("when its window is over, everything is as it was") {
  for (const NemesisProfile& profile : nemesis_profiles()) {
    const Nemesis wild = nemesis(profile.name, 5, {{"rate", "240/min"}, {"lasts", "1s..20s"}});
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      FakeWorld world = cluster(5, seed);
      const FaultyWorld faulty(world, draw_nemesis(wild, kBegin, kEnd, seed));
      bool checked = false;
      world.at(50_s + 1_ms, [&] {
        checked = true;
        CHECK(world.condition_count() == 0);
        for (int i = 0; i < 5; ++i) {
          CHECK(works(world, i));
          CHECK(world.drift(server(i)) == 0);
          CHECK(world.skew(server(i)) == Duration());
          for (const Resource resource : {Resource::service, Resource::cpu, Resource::disk, Resource::network})
            CHECK(world.slowness(server(i), resource) == 1);
        }
      });
      world.run();
      CHECK(checked);
    }
  }
}

TEST_CASE("a nemesis of one node finds no link to disturb, and of several groups disturbs what joins them") {
  Nemesis alone = nemesis("hostile", 1);
  alone.groups[0].whole = alone.groups[0].leaders = std::nullopt;
  for (const Fault& fault : draw_nemesis(alone, kBegin, kEnd, 1)) {
    CHECK(fault.verb->target == FaultTarget::nodes);
    CHECK(std::get<Selector>(fault.target).text() == "server-1");
  }
  Nemesis both = nemesis("hostile", 3);
  both.groups.push_back(group_of("client", 2));
  both.groups[1].whole = both.groups[1].leaders = std::nullopt;
  std::set<std::string> links;
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const Fault& fault : draw_nemesis(both, kBegin, kEnd, seed))
      if (const auto* link = std::get_if<LinkSelector>(&fault.target)) links.insert(link->text());
  for (const char* link :
       {"server and client-1 and client-2 <-> server and client-1 and client-2",
        "leader of server <-> others of server and client-1 and client-2",
        "server-2 -> others of server and client-1 and client-2", "client-1 <-> server and client-2"})
    CHECK(links.contains(link));
}

TEST_CASE("ids that a nemesis gives are told from others") {
  for (const char* id : {"nemesis", "nemesis-1", "nemesis-12"}) CHECK(is_nemesis_id(id));
  for (const char* id : {"nemesis-", "nemesis-a", "nemesis1", "my-nemesis-1", "fault-1", ""})
    CHECK_FALSE(is_nemesis_id(id));
}
