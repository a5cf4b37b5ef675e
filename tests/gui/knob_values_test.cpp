#include "models/knob_values.h"

#include <catch2/catch.hpp>

#include "models/knob_scale.h"
#include "scenario/library.h"
#include "scenario/loader.h"

namespace orrery::gui {
namespace {

const std::string kText =
    "orrery: 1\n"
    "run_for: 10s\n"
    "system:\n"
    "  server:\n"
    "    kind: raft\n"
    "    count: 5   # odd\n"
    "    disk: { sync: uniform 1ms..3ms }\n"
    "  client:\n"
    "    kind: kv-client\n"
    "    calls:\n"
    "      server: { timeout: 500ms }\n"
    "faults:\n"
    "  - { id: dies, at: 2s, crash: leader of server }\n"
    "variants:\n"
    "  - { id: small, set: { system.server.count: 3 } }\n"
    "  - id: large\n"
    "    set:\n"
    "      system.server.count: 9\n";

std::string changed(const std::string& path, const std::string& value, const std::string& variant = {},
                    std::string text = kText) {
  const auto edit = settingEdit(text, variant, path, value);
  if (!edit) return "error: " + edit.error();
  return text.replace(edit->offset, edit->length, edit->replacement);
}

// The one line that the change made another, or added.
std::string changedLine(const std::string& path, const std::string& value, const std::string& variant = {}) {
  const std::string after = changed(path, value, variant);
  std::size_t begin = 0;
  while (begin < after.size() && begin < kText.size() && after[begin] == kText[begin]) ++begin;
  const std::size_t line = after.rfind('\n', begin > 0 ? begin - 1 : 0) + 1;
  return after.substr(line, after.find('\n', line) - line);
}

std::string valueOf(const std::string& path, const std::string& variant = {}, const Overrides& overrides = {}) {
  Knob knob;
  knob.path = path;
  const auto values = knobValues(kText, {knob}, variant, overrides);
  REQUIRE(values);
  return values->front().value + (values->front().isGiven ? "" : " (default)");
}

TEST_CASE("a knob stands at what the text says, the variant instead of it, an override instead of both") {
  CHECK(valueOf("system.server.count") == "5");
  CHECK(valueOf("system.server.count", "small") == "3");
  CHECK(valueOf("system.server.count", "large") == "9");
  CHECK(valueOf("system.server.count", "small", {{"system.server.count", "11"}}) == "11");
  CHECK(valueOf("system.server.disk.sync") == "uniform 1ms..3ms");
  CHECK(valueOf("faults.dies.at") == "2s");
  CHECK(valueOf("system.server.heartbeat") == "50ms (default)");
}

TEST_CASE("a knob of a part that is not there says what is missing") {
  Knob knob;
  knob.path = "system.client.calls.server.breaker.wait_open";
  const auto values = knobValues(kText, {knob}, {});
  REQUIRE(values);
  CHECK(values->front().missing == "breaker");
  knob.path = "system.client.calls.server.timeout";
  CHECK(knobValues(kText, {knob}, {})->front().missing.empty());
}

TEST_CASE("a value is changed where the text says it, and nothing around it") {
  CHECK(changedLine("system.server.count", "7") == "    count: 7   # odd");
  CHECK(changedLine("system.server.disk.sync", "5ms") == "    disk: { sync: 5ms }");
  CHECK(changedLine("faults.dies.at", "3s") == "  - { id: dies, at: 3s, crash: leader of server }");
  CHECK(changedLine("run_for", "20s") == "run_for: 20s");
  CHECK(changedLine("system.client.calls.server.timeout", "1s") == "      server: { timeout: 1s }");
}

TEST_CASE("what a variant sets is changed in the variant") {
  CHECK(changedLine("system.server.count", "7", "small") == "  - { id: small, set: { system.server.count: 7 } }");
  CHECK(changedLine("system.server.count", "7", "large") == "      system.server.count: 7");
  CHECK(changedLine("run_for", "20s", "small") == "run_for: 20s");
}

TEST_CASE("what the text does not say yet is added where it belongs") {
  CHECK(changed("system.server.heartbeat", "20ms").find("sync: uniform 1ms..3ms }\n    heartbeat: 20ms\n  client:") !=
        std::string::npos);
  CHECK(changedLine("system.client.calls.server.retry.max_attempts", "4") ==
        "      server: { timeout: 500ms, retry: { max_attempts: 4 } }");
  CHECK(changedLine("faults.dies.for", "1s") == "  - { id: dies, at: 2s, crash: leader of server, for: 1s }");
  CHECK(changed("network.preset", "wan").find("run_for: 10s\nnetwork: { preset: wan }\nsystem:") != std::string::npos);
  CHECK(changed("run_for", "5s", {}, "orrery: 1\nrun_for:\n").find("run_for: 5s\n") != std::string::npos);
}

TEST_CASE("a part that is none becomes one with the value in it") {
  const std::string text = "orrery: 1\nsystem:\n  a:\n    kind: kv-client\n    calls:\n      a: { retry: none }\n";
  CHECK(changed("system.a.calls.a.retry.max_attempts", "3", {}, text).find("a: { retry: { max_attempts: 3 } }") !=
        std::string::npos);
}

TEST_CASE("a text in quotes, and one with characters of several bytes before it, are replaced whole") {
  const std::string text = "orrery: 1\ntitle: \"Z\xC3\xBCrich\"\nrun_for: '10s'  # l\xC3\xA4nger\n";
  CHECK(changed("run_for", "5s", {}, text) == "orrery: 1\ntitle: \"Z\xC3\xBCrich\"\nrun_for: 5s  # l\xC3\xA4nger\n");
}

TEST_CASE("what cannot be changed in its place says why") {
  CHECK(changed("system.server.cuont", "7").find("error: ") == 0);
  CHECK(changed("run_for", "5s", {}, "orrery: [1\n").find("error: ") == 0);
  CHECK(changed("run_for", "5s", {}, "orrery: 1\nrun_for: >\n  10s\n").find("error: run_for stands on several") == 0);
}

// The values that a form can give it.
std::vector<std::string> valuesOf(const KnobValue& knob) {
  if (!knob.knob.values.empty()) return knob.knob.values;
  const auto scale = KnobScale::of(knob.knob, knob.parameter);
  REQUIRE(scale);
  return {scale->text(scale->low()), scale->text(scale->low() + scale->step()), scale->text(scale->high())};
}

TEST_CASE("every knob of every scenario of the library can be turned to every value in every variant") {
  int turned = 0;
  for (const LibraryEntry& entry : library_entries()) {
    const auto source = read_scenario_text(entry.name);
    const auto scenario = load_scenario(entry.name);
    REQUIRE(source);
    REQUIRE(scenario);
    std::vector<std::string> variants{""};
    for (const Variant& variant : scenario->variants) variants.push_back(variant.id);
    for (const std::string& variant : variants) {
      const auto knobs = knobValues(source->text, scenario->knobs, variant);
      REQUIRE(knobs);
      for (const KnobValue& knob : *knobs) {
        if (!knob.missing.empty()) continue;
        for (const std::string& value : valuesOf(knob)) {
          INFO(entry.name << " " << variant << ": " << knob.knob.path << " = " << value);
          const std::string after = changed(knob.knob.path, value, variant, source->text);
          const auto now = knobValues(after, {knob.knob}, variant);
          REQUIRE(now);
          CHECK(now->front().value == value);
          CHECK(now->front().isGiven);
          ++turned;
        }
        // A value may contradict another one, but then whichever way it is given.
        const std::string first = valuesOf(knob).front();
        ScenarioText text = *source;
        text.text = changed(knob.knob.path, first, variant, source->text);
        const auto edited = load_scenario_text(text, {variant, {}});
        const auto set = load_scenario_text(*source, {variant, {{knob.knob.path, first}}});
        INFO(entry.name << " " << variant << ": " << (edited ? "" : edited.error().str()));
        CHECK((edited.has_value() || !set.has_value()));
      }
    }
  }
  CHECK(turned > 100);
}

KnobScale scaleOf(const std::string& low, const std::string& high, const Parameter* parameter = nullptr) {
  Knob knob;
  knob.low = low;
  knob.high = high;
  const auto scale = KnobScale::of(knob, parameter);
  REQUIRE(scale);
  return *scale;
}

TEST_CASE("a range knob has one unit, in which every text of its kind is read and written") {
  const KnobScale waits = scaleOf("500ms", "10s");
  CHECK(waits.unit() == "ms");
  CHECK(waits.high() == 10'000);
  CHECK(waits.read("1.5s") == 1500);
  CHECK(waits.text(1500) == "1500ms");
  CHECK_FALSE(waits.read("5").has_value());
  CHECK_FALSE(waits.read("uniform 1ms..3ms").has_value());
  const KnobScale shares = scaleOf("0%", "50%");
  CHECK(shares.unit() == "%");
  CHECK(shares.text(12.5) == "12.5%");
  CHECK(scaleOf("0s", "200ms").unit() == "ms");
  CHECK(scaleOf("1", "30").text(7) == "7");
}

TEST_CASE("a whole number is turned in whole steps") {
  Parameter whole{};
  whole.type = ParameterType::integer;
  const KnobScale scale = scaleOf("5", "50", &whole);
  CHECK(scale.step() == 1);
  CHECK(scale.decimals() == 0);
  CHECK(scaleOf("10", "1000", &whole).step() == 10);
  CHECK(scaleOf("10%", "100%").step() == 1);
  CHECK(scaleOf("1", "30").step() == Approx(0.5));
}

TEST_CASE("what is no range of figures has no scale") {
  Knob knob;
  CHECK_FALSE(KnobScale::of(knob, nullptr).has_value());
  knob.low = "150ms..300ms";
  knob.high = "1s..2s";
  CHECK_FALSE(KnobScale::of(knob, nullptr).has_value());
}

}  // namespace
}  // namespace orrery::gui
