// Scenarios for tests, from text.
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenario/loader.h"

namespace orrery::test {

inline const std::string kHead = "orrery: 1\ntitle: A test\nrun_for: 10s\n";
inline const std::string kServers = "system:\n  server:\n    kind: raft\n    count: 5\n";

inline tl::expected<Scenario, Diagnostics> try_load(const std::string& text, const LoadOptions& options = {}) {
  ScenarioText source;
  source.text = text;
  source.shown_name = source.name = "test.yaml";
  return load_scenario_text(source, options);
}

inline Scenario load(const std::string& text, const LoadOptions& options = {}) {
  auto scenario = try_load(text, options);
  INFO((scenario ? std::string() : scenario.error().str()));
  REQUIRE(scenario);
  return std::move(*scenario);
}

inline std::vector<std::string> texts_of(const Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(diagnostic.text);
  return texts;
}

}  // namespace orrery::test
