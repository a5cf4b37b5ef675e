#include "run_file/json_text.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace orrery;
using namespace orrery::run_file;

namespace {

std::string json_of(const Description& description) {
  std::string json;
  append_json(json, description);
  return json;
}

}  // namespace

TEST_CASE("a description as JSON has its numbers as numbers and all else as text") {
  Description description;
  description.add("term", std::int64_t{3});
  description.add("granted", true);
  description.add("timeout", Duration::milliseconds(150));
  description.add("version", "007");
  description.add("large", "12345678901234567890");
  CHECK(json_of(description) ==
        R"({"term":3,"granted":"yes","timeout":"150 ms","version":"007","large":"12345678901234567890"})");
  CHECK(json_of(Description()) == "{}");
}

TEST_CASE("a description comes back from JSON as it was, whatever stands in it") {
  Description description;
  description.add("way", "->");
  description.add("from", "a \"quoted\" \\ name");
  description.add("from", "line\nbreak\t\x01");
  description.add("from", "-0");
  description.add("to", "größer");
  description.add("empty", "");
  const std::string json = json_of(description);
  CHECK(nlohmann::json::accept(json));
  CHECK(description_from(json).items() == description.items());
  CHECK(description_from("no json").items().empty());
}
