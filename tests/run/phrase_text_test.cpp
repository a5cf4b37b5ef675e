#include "run/phrase_text.h"

#include <catch2/catch.hpp>

#include "run/phrases.h"

using namespace orrery;

namespace {

std::string filled(std::string_view phrase) {
  return fill_phrase(phrase, [](std::string_view gap) -> std::optional<std::string> {
    if (gap == "one") return "1";
    if (gap == "two") return "2";
    return std::nullopt;
  });
}

}  // namespace

TEST_CASE("a part in brackets is left out where something in it is unknown") {
  CHECK(filled("begins[: {two} of {one}]") == "begins: 2 of 1");
  CHECK(filled("begins[: {two} of {what}]") == "begins");
  CHECK(filled("begins[, {what}][, {one}] now") == "begins, 1 now");
}

TEST_CASE("a plural has its s") { CHECK(filled("{one} vote{s} and {two} term{s}") == "1 vote and 2 terms"); }

TEST_CASE("an unknown gap outside of brackets shows that it is unknown") { CHECK(filled("term {what}") == "term ?"); }

TEST_CASE("a gap with choices shows the one that its number names") {
  CHECK(filled("it is {one|red|green|blue}") == "it is green");
  CHECK(filled("goes[: it is {two|red|green|blue}]") == "goes: it is blue");
  CHECK(filled("goes[: it is {two|red|green}]") == "goes");
  CHECK(filled("goes[: it is {one|red||blue}]") == "goes");
  CHECK(filled("goes[: it is {what|red|green}]") == "goes");
}

TEST_CASE("no event has two phrases") {
  for (const Phrase& phrase : phrases()) CHECK(find_phrase(phrase.event.id()) == &phrase);
}
