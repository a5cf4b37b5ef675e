#include "run/terminal.h"

#include <catch2/catch.hpp>

using namespace orrery;

TEST_CASE("wrapped text keeps to its width and folds its white space") {
  CHECK(wrapped("one  two\nthree four", 11, "  ") == "  one two\n  three\n  four\n");
  CHECK(wrapped("a-word-longer-than-the-line b", 10, "") == "a-word-longer-than-the-line\nb\n");
  CHECK(wrapped(" \n ", 10, "  ").empty());
}

TEST_CASE("a line is broken where the page asks for it, behind what stands before it") {
  CHECK(hanging("one two three four", 4, {28, true}) == "one two three four");
  CHECK(hanging("one two three four five six", 4, {28, true}) == "one two three four five\n    six");
  CHECK(hanging("one two three four five six", 4, {28, false}) == "one two three four five six");
  CHECK(hanging("a  b  a-word-longer-than-the-line c", 4, {10, true}) ==
        "a  b\n    a-word-longer-than-the-line\n    c");
  CHECK(broken("", 4, {28, true}) == std::vector<std::string>{""});
}

TEST_CASE("a letter of several bytes takes one column") {
  CHECK(columns("Zoë") == 3);
  CHECK(padded("Zoë", 5) == "Zoë  ");
}

TEST_CASE("without colour text stays as it is") {
  CHECK(Paint(false).bold("x") == "x");
  CHECK(Paint(false).tone(Tone::fault, "x") == "x");
  CHECK(Paint(true).tone(Tone::plain, "x") == "x");
  CHECK(Paint(true).verdict(Verdict::held, "x") != "x");
}
