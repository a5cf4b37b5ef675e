#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "core/value_text.h"

using namespace orrery;

namespace {

std::string error_of(const Read<Distribution>& read) { return read ? "no error" : read.error().text; }

// A directory of its own, gone when the test is over.
class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "orrery-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  void write(const char* file, std::string_view content) const { std::ofstream(path_ / file) << content; }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("each shape is read with its keys, in any order") {
  CHECK(read_distribution("5ms")->mean() == 0.005);
  CHECK(read_distribution("uniform 1ms..3ms")->mean() == Approx(0.002));
  CHECK(read_distribution("exponential mean=5ms")->mean() == 0.005);
  CHECK(read_distribution("normal mean=5ms deviation=1ms")->quantile(0.5) == 0.005);
  CHECK(read_distribution("normal deviation=1ms  mean=5ms")->quantile(0.5) == 0.005);
  CHECK(read_distribution("lognormal median=5ms sigma=0.3")->quantile(0.5) == 0.005);
  CHECK(read_distribution("pareto scale=0.2ms shape=10")->minimum() == 0.0002);
}

TEST_CASE("what is wrong with a distribution is said") {
  CHECK(error_of(read_distribution("")) ==
        "expected a distribution such as 5ms, uniform 1ms..3ms or exponential mean=5ms, found '' (it is empty)");
  CHECK(error_of(read_distribution("exponental mean=5ms")) ==
        "expected a duration or one of uniform, exponential, normal, lognormal, pareto, empirical, found 'exponental' "
        "(did you mean 'exponential'?)");
  CHECK(error_of(read_distribution("exponential mean=5")) ==
        "mean: expected a duration such as 150ms, found '5' (a unit is missing: ns, us, ms, s, min, h)");
  CHECK(error_of(read_distribution("exponential median=5ms")) ==
        "expected exponential with mean=, found 'median' (did you mean 'mean'?)");
  CHECK(error_of(read_distribution("exponential")) == "expected exponential with mean=, mean= is missing");
  CHECK(error_of(read_distribution("exponential 5ms")) ==
        "expected exponential with mean=, found '5ms' (not of the form key=value)");
  CHECK(error_of(read_distribution("exponential mean=5ms mean=6ms")) ==
        "expected exponential with mean=, found 'mean=6ms' (mean is given twice)");
  CHECK(error_of(read_distribution("exponential mean=0ms")) == "mean: must be above 0, found '0ms'");
  CHECK(error_of(read_distribution("pareto scale=1ms shape=0")) == "shape: must be above 0, found '0'");
  CHECK(error_of(read_distribution("lognormal median=5ms sigma=-1")) == "sigma: must not be negative, found '-1'");
  CHECK(error_of(read_distribution("uniform 3ms..1ms")) ==
        "expected a duration range such as 150ms..300ms, found '3ms..1ms' (the low end is above the high end)");
  CHECK(error_of(read_distribution("uniform 1ms 3ms")) ==
        "expected uniform with one range, as in uniform 1ms..3ms, found 'uniform 1ms 3ms'");
  CHECK(error_of(read_distribution("-5ms")) == "must not be negative, found '-5ms'");
  CHECK_FALSE(read_distribution("5ms 6ms").has_value());
}

TEST_CASE("an empirical distribution is read from a file beside the scenario") {
  const Directory directory;
  directory.write("latency.csv", "5ms\r\n0.007\n\n9ms\n");
  const auto read = read_distribution("empirical file=latency.csv", directory.path());
  REQUIRE(read.has_value());
  CHECK(read->mean() == Approx(0.007));
  CHECK(read->minimum() == 0.005);
  CHECK(read->quantile(0.99) == Approx(0.009));
}

TEST_CASE("a file of samples that is wrong is named with its line") {
  const Directory directory;
  directory.write("bad.csv", "5ms\nsoon\n");
  directory.write("negative.csv", "5ms\n6ms\n-1\n");
  directory.write("empty.csv", "\n\n");
  const auto read = [&](const std::string& file) {
    return error_of(read_distribution("empirical file=" + file, directory.path()));
  };
  CHECK(read("bad.csv") == directory.path() +
                               "/bad.csv:2: expected one duration such as 5ms or a number of seconds, not negative, "
                               "found 'soon'");
  CHECK(read("negative.csv").find("/negative.csv:3: ") != std::string::npos);
  CHECK(read("empty.csv") == "file: '" + directory.path() + "/empty.csv' holds no values");
  CHECK(read("none.csv") == "file: cannot read '" + directory.path() + "/none.csv'");
  CHECK(read(".").find("cannot read") != std::string::npos);
}

TEST_CASE("a mixture's weights add up to 100%") {
  const MixturePart common{"90%", "5ms"}, rare{"10%", "exponential mean=15ms"};
  const MixturePart good[] = {common, rare};
  CHECK(read_mixture(good)->mean() == Approx(0.006));
  const MixturePart thirds[] = {{"33.3%", "1ms"}, {"33.3%", "1ms"}, {"33.4%", "1ms"}};
  CHECK(read_mixture(thirds).has_value());
  const MixturePart little[] = {common};
  CHECK(error_of(read_mixture(little)) == "expected weights that add up to 100%, found 90%");
  const MixturePart nothing[] = {common, rare, {"0%", "1ms"}};
  CHECK(error_of(read_mixture(nothing)) == "weight: must be above 0%, found '0%'");
  const MixturePart wrong[] = {common, {"10%", "soon"}};
  CHECK(error_of(read_mixture(wrong)).starts_with("of: expected a duration or one of "));
  CHECK_FALSE(read_mixture({}).has_value());
}
