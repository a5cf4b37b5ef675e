// Every scenario that `orrery list` shows: it holds, and it runs as it ran when it was reviewed.
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/command.h"

namespace {

using orrery::test::Outcome;
using orrery::test::run_command;

const std::string kFolder = ORRERY_SOURCE_DIR "/scenarios/";

// By name, and by name and variant where there are some: of seed 1. A change of one is a reviewed change.
const std::map<std::string, std::string> kFingerprints{
    {"ambassador/all-slow retries", "a1503a72cef4591ec485d9a3b86d2a5e"},
    {"ambassador/all-slow patient", "f3cb1e6257889cdca6d1e6c689d97aaf"},
    {"ambassador/ambassador-crash", "f5dfe06e94932bc847bbb776367bb271"},
    {"ambassador/endpoint-crash checked", "e3d804f52df548128129e6c3f7089a07"},
    {"ambassador/endpoint-crash unchecked", "d56a8d43c62605ac6bd3caca59f05f21"},
    {"ambassador/endpoint-removed envoys-ring", "40e426f456f6eb3dcf15becabd071c22"},
    {"ambassador/endpoint-removed plain-ring", "bd662480bf1161f52ad43cd87dc290e3"},
    {"ambassador/endpoint-removed maglev", "8332d9d4764f6fad4f3c65dfcdd1d79a"},
    {"ambassador/endpoint-removed small-table", "4abdafbb5c95f3e81e4f6ee2b249fa99"},
    {"ambassador/endpoint-removed round-robin", "8a04dd73c783b6be86b8b433e12954db"},
    {"ambassador/hedging-helps patient", "12191cfc5546cb09f855a4b26897ff54"},
    {"ambassador/hedging-helps hedged", "3de1998bebd77074541bfb740dd668bb"},
    {"ambassador/hedging-hurts patient", "810620c9e3d8d84f9e8bfb0f20a20a3f"},
    {"ambassador/hedging-hurts hedged", "84a473d30a348b4603e161d6393fbf55"},
    {"ambassador/hedging-hurts sparing", "b1da55603e2aaeecb945ed795e0da3ec"},
    {"ambassador/new-policies", "ed8f200d601b5f6d210f758ff6c5564b"},
    {"ambassador/panic", "b877a73494e06a3e00b2690c4d5643ff"},
    {"ambassador/proxy-overhead light", "14d4ae0402fcc5d37f4728b6f201694a"},
    {"ambassador/proxy-overhead heavy", "d58ccb06caad843479ee339a7ae382c3"},
    {"ambassador/proxy-overhead slow-processor", "3341e1d54bedb57104498cd39ecfccb9"},
    {"ambassador/retry-storm no-budget", "91a5376a4494031103a84b128810a781"},
    {"ambassador/retry-storm budget", "cd0b4de7277ac0db35a49a459a6d645e"},
    {"ambassador/slow-replica per-try", "97dbc53256cfdd79ca9330e5d72b8f1a"},
    {"ambassador/slow-replica route-only", "db921fdd7e69dd423ba05d62f812bbb0"},
    {"ambassador/two-choices two-choices", "20cda19d8eadce2e39da831b48245773"},
    {"ambassador/two-choices round-robin", "f435f47faeae12ab08599f5f9b3ac48a"},
    {"circuit-breaker/by-hand by-itself", "a2a3a3feb09a352466c9ae8b4a1f254a"},
    {"circuit-breaker/by-hand by-hand", "ed3e89b74453a7d8587c76870e3142c6"},
    {"circuit-breaker/by-hand dry-run", "29667be37be80bfea5a8a18b9dd4399a"},
    {"circuit-breaker/cascade without-breaker", "108072c676ba26ae9319bf978a6309df"},
    {"circuit-breaker/cascade with-breaker", "38d433bc14bde48bbc16206375187196"},
    {"circuit-breaker/endpoint-or-target per-target", "dcf9eecd202ece064af0afc93235f5ed"},
    {"circuit-breaker/endpoint-or-target per-endpoint", "5426fd3a78a69897ec2b926141093db5"},
    {"circuit-breaker/first-trip", "e86a7a8ea34fe9aaac99b6d109069b94"},
    {"circuit-breaker/flapping no-breaker", "119549f925ae5bba7824e10cb140a0e4"},
    {"circuit-breaker/flapping short-wait", "164f4eaa07b85db011c4b025345b76cd"},
    {"circuit-breaker/flapping long-wait", "ac1fa13afcf406883010ba3029f63c8e"},
    {"circuit-breaker/hung-probes waits-for-ever", "0cb30cc83cf14823367985539ef76401"},
    {"circuit-breaker/hung-probes gives-up", "381ba664ebbf4d5affa2f2688e4677fd"},
    {"circuit-breaker/jumpy window-of-ten", "fe2e0f974b655ee87bfe5685b7c0d1f0"},
    {"circuit-breaker/jumpy window-of-hundred", "0e5d1a962ff1bbbd38a030de055005f0"},
    {"circuit-breaker/late-answers listens-on", "bcd7624fc31382ac237cc2ac6ee1806c"},
    {"circuit-breaker/late-answers hangs-up", "c9991db8d1c4c66c583b2ac334e7f7fc"},
    {"circuit-breaker/slow-not-failing failures-only", "9b86c77e46e54f6166592a91c75ca005"},
    {"circuit-breaker/slow-not-failing slow-calls-too", "b83c6f41b48ed78276e492e73c0bdd75"},
    {"composed/layered-retries every-layer", "160231933d1d6c3d1e5452fd80913da8"},
    {"composed/layered-retries one-layer", "d649d54de9159e7fac78bbb4eb11bccd"},
    {"composed/metastable-failure stuck", "2838ba2c16b16ef7e1221068f99b4f66"},
    {"composed/metastable-failure recovers", "c245067b85861058edd2aae1dc3e78ec"},
    {"experiments/backoff no-backoff", "c6b6865e70009ea2ba68739feb941b8c"},
    {"experiments/backoff exponential", "fa3c82196acc1fa9e86421d31af517a8"},
    {"experiments/backoff equal", "cd4f3df0cb53178621bb5b715062e5e2"},
    {"experiments/backoff full", "ca2070b735b6ce643e5925a035c86426"},
    {"experiments/backoff decorrelated", "07addb3e6ac600c3a71de8f4adddcf3d"},
    {"experiments/breaker-trip", "4786a074179a9bede0696a994c91133d"},
    {"experiments/fan-out", "53eb548dfc544bb77a6c369952fed082"},
    {"experiments/half-open", "bacf0484f0c1070780e7a3f78818088e"},
    {"experiments/hedged-requests patient", "847fd6160c528ff883b5772421745990"},
    {"experiments/hedged-requests hedged", "1a181ebe97b1a3ebc4c635f8650a54c0"},
    {"experiments/m-m-1", "3c82a42e1c6d608c07aea34a4519e626"},
    {"experiments/m-m-c", "5e3b4a726dfeafd4e522b3f471ba39c1"},
    {"experiments/supermarket random", "17439ae25885394a79a73b532765d3fc"},
    {"experiments/supermarket two-choices", "5893702247abe3f03c34077bd03776da"},
    {"experiments/throttle", "accb653ac487c38b17081eb15f8932e0"},
    {"leader-election/clock-drift within-the-bound", "ffff63749146d49432dd9b5e9b6f178a"},
    {"leader-election/clock-drift beyond-the-bound", "1f8f692f815044fc7f2e95742585e596"},
    {"leader-election/disk-lost with-snapshots", "64714e7f2d2b55dad34dd5541b0e7c32"},
    {"leader-election/disk-lost whole-log", "181767fd0b5c757a4408a869f0974281"},
    {"leader-election/first-election", "179f89fe0861b0e237eeed5652618192"},
    {"leader-election/flapping-rejoiner without-pre-vote", "35525c5423a581d1c9ef0b1ef92819c8"},
    {"leader-election/flapping-rejoiner with-pre-vote", "730e495acfe4758b42cee293cfe8a51c"},
    {"leader-election/hostile", "0cd71917e7411cf02dceb7f16c95ec6b"},
    {"leader-election/leader-crash", "6f6455b6af46592d11cb29d81bc371af"},
    {"leader-election/leader-pause lease", "f25dbebf18bde7a3f105c7ece7d7b5f0"},
    {"leader-election/leader-pause read-index", "0b867e2227962e06721fae626d1d1455"},
    {"leader-election/leader-pause log", "9c64ea722740403ae62e8bc369bd480c"},
    {"leader-election/leadership-transfer planned", "90d73de764f03a78fb25fc5b94ea4f28"},
    {"leader-election/leadership-transfer unplugged", "e89d87e26d4bdc1288b9563064f7c59b"},
    {"leader-election/majority-partition", "df3336608ed3ebdb1131e7b43fd1d317"},
    {"leader-election/membership-change", "b877b82dedbd9bc7d7867baab5eefa20"},
    {"leader-election/minority-partition without-pre-vote", "100d9fab9f7a8665b44fc6903e7d0316"},
    {"leader-election/minority-partition with-pre-vote", "0dc9cd5a45d2a6d93cfa7b1ec4041846"},
    {"leader-election/one-way-partition without-check-quorum", "1de6978c71eabaacc17730a1556d9505"},
    {"leader-election/one-way-partition with-check-quorum", "00f9d853bfe5477e92a1cac802f8d772"},
    {"leader-election/overload", "d07dd2a42356c6102c037c3cee0eedcf"},
    {"leader-election/rolling-crashes", "58070790c33a1b2b9c6005d8e3c1e46f"},
    {"leader-election/slow-disk leader-slow", "d96236efea3bba3e0f74f25d85712c4f"},
    {"leader-election/slow-disk two-followers-slow", "8601816672dbb92072ee53f4bab1deeb"},
    {"leader-election/slow-disk three-followers-slow", "d9d7ac5f96b1340f12a18f2460778223"},
    {"leader-election/snapshot-catch-up", "2b8a91ec9c76ec08efce6a54920c09fc"},
    {"leader-election/split-votes narrow", "0253665c9721f61aa416b0afcaf7e072"},
    {"leader-election/split-votes wide", "e7e378f491c39c7ce4516b52ba65a917"},
    {"leader-election/wan", "9244e515778c3f6ef3c1d3e3aa9f9669"},
};

std::set<std::string> shipped() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kFolder))
    if (entry.path().extension() == ".yaml")
      names.insert(std::filesystem::relative(entry.path(), kFolder).replace_extension().string());
  return names;
}

}  // namespace

TEST_CASE("every shipped scenario runs as it ran when it was reviewed, and has a pinned fingerprint") {
  std::map<std::string, std::string> found;
  for (const std::string& name : shipped()) {
    const Outcome outcome = run_command(ORRERY_PROGRAM, {"run", name, "--json"});
    INFO(name << ": " << outcome.err);
    const auto json = nlohmann::json::parse(outcome.out, nullptr, false);
    REQUIRE(json.is_object());
    for (const auto& run : json["runs"]) {
      const std::string variant = run["variant"];
      found[variant.empty() ? name : name + " " + variant] = run["fingerprint"];
    }
  }
  CHECK(found == kFingerprints);
}

TEST_CASE("every shipped scenario holds what it expects, whatever the seed") {
  for (const std::string& name : shipped())
    for (const std::string seed : {"1", "2", "3"}) {
      const Outcome outcome = run_command(ORRERY_PROGRAM, {"run", name, "--quiet", "--seed", seed});
      INFO("orrery run " << name << " --seed " << seed << "\n" << outcome.out << outcome.err);
      CHECK(outcome.exit_code == 0);
    }
}

TEST_CASE("the first trip can be counted by hand at any of twenty seeds") {
  for (int seed = 1; seed <= 20; ++seed) {
    const Outcome outcome =
        run_command(ORRERY_PROGRAM, {"run", "circuit-breaker/first-trip", "--quiet", "--seed", std::to_string(seed)});
    INFO("seed " << seed << "\n" << outcome.out << outcome.err);
    CHECK(outcome.exit_code == 0);
  }
}
