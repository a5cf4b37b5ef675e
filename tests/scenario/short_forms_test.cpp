// What `describe` shows of the language is the language.
#include "scenario/short_forms.h"

#include <catch2/catch.hpp>

#include "scenario/load.h"

namespace orrery {
namespace {

const std::string kSystem = test::kHead +
                            "network: { preset: wan }\n"
                            "system: { server: { kind: raft, count: 5 }, client: { kind: raft, count: 3 } }\n";
const std::string kNamed = "  - { id: leader-dies, at: 2s, crash: leader of server, for: 3s }\n";

// A scenario in which the example stands.
std::string scenario_with(const Grammar& grammar, std::string_view example) {
  const std::string text(example);
  if (grammar.name == "selector") return kSystem + "faults:\n" + kNamed + "  - { at: 1s, crash: " + text + " }\n";
  if (grammar.name == "link") return kSystem + "faults:\n" + kNamed + "  - { at: 1s, partition: " + text + " }\n";
  if (grammar.name == "instant") return kSystem + "faults:\n" + kNamed + "  - { at: " + text + ", crash: server-1 }\n";
  if (grammar.name == "window")
    return kSystem + "faults:\n" + kNamed + "  - { during: " + text + ", crash: server-1 }\n";
  if (grammar.name == "expectation") return kSystem + "faults:\n" + kNamed + "expect:\n  - " + text + "\n";
  const std::string fault = kSystem + "faults:\n  - { at: 1s, ";
  if (grammar.name == "duration") return fault + "crash: server-1, for: " + text + " }\n";
  if (grammar.name == "bandwidth") return fault + "bandwidth: client -> server, limit: " + text + " }\n";
  if (grammar.name == "percent") return fault + "loss: client -> server, probability: " + text + " }\n";
  if (grammar.name == "distribution") return fault + "delay: client -> server, by: " + text + " }\n";
  if (grammar.name == "rate") return kSystem + "nemesis: { during: 1s..9s, of: server, rate: " + text + " }\n";
  if (grammar.name == "size")
    return test::kHead + "system: { server: { kind: raft, batch: { bytes: " + text + " } } }\n";
  const bool is_the_named = text.find("id: leader-dies") != std::string::npos;
  return kSystem + "faults:\n" + (is_the_named ? "" : kNamed) + "  - " + text + "\n";
}

TEST_CASE("every example of the language is valid where it is said to be") {
  for (const Grammar& grammar : grammars()) {
    CHECK(find_grammar(grammar.name) == &grammar);
    for (const ShortForm& form : grammar.examples) {
      INFO(grammar.name << ": " << form.example);
      const auto scenario = test::try_load(scenario_with(grammar, form.example));
      INFO((scenario ? "" : scenario.error().str()));
      CHECK_FALSE(form.meaning.empty());
      if (form.example.starts_with("empirical")) {
        // The samples are a file of the user's own.
        CHECK(scenario.error().str().find("cannot read") != std::string::npos);
        continue;
      }
      CHECK(scenario);
    }
  }
}

TEST_CASE("what an example of a selector means in an expectation, an expectation takes") {
  for (const ShortForm& form : find_grammar("selector")->examples) {
    INFO(form.example);
    const std::string selector(form.example);
    const auto scenario = test::try_load(kSystem + "expect:\n  - { event: became_leader, of: " + selector + " }\n");
    CHECK(scenario.has_value() == (form.in_expectation != "makes no sense"));
  }
}

TEST_CASE("an example in flow form keeps to a plain scalar") {
  for (const Grammar& grammar : grammars()) {
    if (grammar.name == "fault" || grammar.name == "expectation") continue;
    for (const ShortForm& form : grammar.examples) {
      INFO(form.example);
      if (form.example.starts_with("{ mixture:")) continue;
      CHECK(form.example.find_first_of(",[]{}?*") == std::string_view::npos);
      CHECK(form.example.find(": ") == std::string_view::npos);
      CHECK(form.example.find(" #") == std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace orrery
