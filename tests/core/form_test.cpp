#include "core/form.h"

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

std::string too_late(const ParameterValues& given) {
  return given.duration("after") < given.duration("before") ? "" : "after must be below before";
}

const Forms kForms{
    "trips",
    "how one goes",
    "train at=5ms",
    {{"train", "by rail", {{"at", ParameterType::duration, "", "1ms..1s", "when"}}},
     {"walk",
      "on foot",
      {{"pause", ParameterType::distribution, "", "", "rests"},
       {"steps", ParameterType::integer, "10", "1..", "how many"}}},
     {"window",
      "between two times",
      {{"after", ParameterType::duration, "", "", "from"}, {"before", ParameterType::duration, "", "", "to"}},
      too_late},
     {"stay", "nowhere", {}}}};
const Parameter kTrip{"trip", ParameterType::form, "stay", "", "how", &kForms};
const Parameter kMix{"mix", ParameterType::shares, "{ get: 100% }", "get|put|add", "which"};

std::string error_of(const Parameter& parameter, std::string_view text) {
  const auto value = read_parameter(parameter, text);
  return value ? "no error" : value.error().text;
}

FormValue form(std::string_view text) { return std::get<FormValue>(read_parameter(kTrip, text).value()); }

}  // namespace

TEST_CASE("a form is a word and its arguments, in any order, those with a default left out or given") {
  CHECK(form("train at=5ms").name == "train");
  CHECK(form("train at=5ms").arguments->duration("at") == 5_ms);
  CHECK(form("  stay ").name == "stay");
  CHECK(form("walk pause=1ms").arguments->integer("steps") == 10);
  CHECK(form("walk steps=3 pause=1ms").arguments->integer("steps") == 3);
}

TEST_CASE("a distribution as an argument reaches to the next argument") {
  CHECK(form("walk pause=uniform 1ms..3ms steps=4").arguments->distribution("pause").mean() == Approx(0.002));
  CHECK(form("walk pause=uniform 1ms..3ms steps=4").arguments->integer("steps") == 4);
  CHECK(form("walk steps=4 pause=normal mean=5ms deviation=1ms").arguments->distribution("pause").mean() == 0.005);
}

TEST_CASE("a wrong form says what would be right, with the nearest name") {
  CHECK(error_of(kTrip, "") == "expected trips such as train at=5ms, found '' (it is empty)");
  CHECK(error_of(kTrip, "trian at=5ms") ==
        "expected one of train, walk, window, stay, found 'trian' (did you mean 'train'?)");
  CHECK(error_of(kTrip, "train") == "expected train with at=, at= is missing");
  CHECK(error_of(kTrip, "train 5ms") == "expected train with at=, found '5ms' (not of the form key=value)");
  CHECK(error_of(kTrip, "train at=5ms at=6ms") == "expected train with at=, found 'at=6ms' (at is given twice)");
  CHECK(error_of(kTrip, "train at=2s") == "at: must be at most 1s, found 2s");
  CHECK(error_of(kTrip, "stay at=5ms") == "expected stay alone, found 'at'");
  CHECK(error_of(kTrip, "walk pause=1ms stesp=4") ==
        "expected walk with pause= [steps=], found 'stesp' (did you mean 'steps'?)");
  CHECK(error_of(kTrip, "walk pause=exponential maen=4ms") ==
        "pause: expected exponential with mean=, found 'maen' (did you mean 'mean'?)");
  CHECK(error_of(kTrip, "window after=5ms before=1ms") == "after must be below before");
}

TEST_CASE("shares are percents of the declared words that add up to 100%") {
  CHECK(std::get<Shares>(read_parameter(kMix, "{ put: 20%, get: 80% }").value()) ==
        Shares{{"get", 0.8}, {"put", 0.2}, {"add", 0.0}});
  CHECK(error_of(kMix, "{get:33.3%,put:33.3%,add:33.4%}") == "no error");
  CHECK(error_of(kMix, "{ get: 50% }") == "expected shares that add up to 100%, found 50%");
  CHECK(error_of(kMix, "{ get: 50%, get: 50% }") == "get is given twice");
  CHECK(error_of(kMix, "{ got: 100% }") == "expected shares of get, put, add, found 'got' (did you mean 'get'?)");
  CHECK(error_of(kMix, "{ get: 100 }") == "get: expected a percentage such as 99.9%, found '100' ('%' is missing)");
  CHECK(error_of(kMix, "{}") == "expected shares that add up to 100%, found 0%");
  for (const char* text : {"get", "{ get", "{ get }", "", "{"})
    CHECK(error_of(kMix, text).starts_with("expected shares such as { get: 80%, put: 20% }, found "));
}
