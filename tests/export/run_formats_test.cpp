#include "export/run_formats.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include <nlohmann/json.hpp>

#include "support/command.h"
#include "support/traced_run.h"

using namespace orrery;
using orrery::test::Directory;
using orrery::test::open_run;
using orrery::test::run_command;
using orrery::test::run_traced;
using orrery::test::scenario_of;

namespace {

struct Exported {
  Directory directory;
  std::optional<run_file::RunFile> file;

  Exported(const char* scenario, const char* run_for) {
    run_traced(scenario_of(scenario, {{"run_for", run_for}}), 1, directory.file("run.orrery"));
    file.emplace(open_run(directory.file("run.orrery")));
  }
  std::string text(void (*write)(const ExportedRun&, const TextOutput&)) const {
    std::string text;
    write({*file, RecordId{1}, file->last()}, [&](std::string_view part) { text += part; });
    return text;
  }
};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("CSV and JSON Lines hold every event of the run, a line each") {
  const Exported run("leader-election/leader-crash", "3s");
  const auto count = static_cast<std::size_t>(run.file->last());
  const auto csv = lines(run.text(write_csv));
  REQUIRE(csv.size() == count + 1);
  CHECK(csv[0] == "event,time_ns,kind,node,name,peer,cause,a,b,c,details");
  const auto jsonl = lines(run.text(write_jsonl));
  REQUIRE(jsonl.size() == count);
  for (std::size_t i = 0; i < count; i += 101) {
    const auto json = nlohmann::json::parse(jsonl[i]);
    CHECK(json.at("event") == i + 1);
    CHECK(csv[i + 1].find(json.at("kind").get<std::string>()) != std::string::npos);
  }
}

TEST_CASE("in the log for ShiViz a message's arrival comes after its sending by the vector clocks") {
  const Exported run("leader-election/first-election", "600ms");
  auto log = lines(run.text(write_shiviz));
  log.erase(log.begin(), log.begin() + 2);
  REQUIRE(log.size() > 100);
  REQUIRE(log.size() % 2 == 0);
  using Clock = std::map<std::string, int>;
  std::map<std::string, Clock> last_of;
  int learned = 0;
  for (std::size_t i = 0; i < log.size(); i += 2) {
    const std::size_t space = log[i].find(' ');
    const std::string host = log[i].substr(0, space);
    const Clock clock = nlohmann::json::parse(log[i].substr(space + 1)).get<Clock>();
    Clock& last = last_of[host];
    // Its own count goes up by one; what it knows of others never goes back.
    CHECK(clock.at(host) == last[host] + 1);
    for (const auto& [node, seen] : last)
      CHECK((clock.contains(node) ? clock.at(node) : 0) >= (node == host ? 0 : seen));
    // Nobody knows of another what has not happened there yet.
    for (const auto& [node, seen] : clock)
      if (node != host) {
        CHECK(seen <= last_of[node][node]);
        learned += seen > last[node];
      }
    last = clock;
  }
  CHECK(learned > 10);
}

TEST_CASE("the log for ShiViz begins with the expressions that read it, and one event after the other matches") {
  const Exported run("leader-election/first-election", "600ms");
  const auto log = lines(run.text(write_shiviz));
  // As ShiViz has it: groups without their names, matched over several lines, and braces that need no escape.
  std::string expression = log.at(0);
  for (const char* named : {"(?<host>", "(?<clock>", "(?<event>"}) {
    const std::size_t at = expression.find(named);
    REQUIRE(at != std::string::npos);
    expression.replace(at, std::string(named).size(), "(");
  }
  const std::regex event(std::regex_replace(expression, std::regex("[{}]"), "\\$&"));
  CHECK(log.at(1).empty());
  CHECK_FALSE(std::regex_match(log[0] + "\n" + log[1], event));
  for (std::size_t i = 2; i + 1 < log.size(); i += 2) {
    std::smatch match;
    const std::string text = log[i] + "\n" + log[i + 1];
    REQUIRE(std::regex_match(text, match, event));
    CHECK(run.file->find_node(match[1].str()).has_value());
    CHECK(nlohmann::json::parse(match[2].str()).contains(match[1].str()));
  }
}

TEST_CASE("the trace for Perfetto is JSON whose arrows begin and end") {
  const Exported run("leader-election/leader-crash", "1s");
  const auto trace = nlohmann::json::parse(run.text(write_perfetto));
  std::map<std::string, int> phases;
  for (const auto& event : trace.at("traceEvents")) ++phases[event.at("ph").get<std::string>()];
  CHECK(phases["M"] == 2 * static_cast<int>(run.file->info().nodes.size()));
  CHECK(phases["s"] == phases["f"]);
  CHECK(phases["s"] > 100);
  CHECK(phases["b"] == phases["e"]);
  CHECK(phases["b"] > 10);
  CHECK(phases["X"] >= 5);  // each server has had a role
  CHECK(phases["C"] > 0);
}

namespace {

// A slice of a track, in nanoseconds.
struct Slice {
  std::int64_t begin, end;
  std::string category;
};

std::int64_t nanoseconds(const nlohmann::json& micros) { return std::llround(micros.get<double>() * 1000); }

// The events in the order in which a viewer takes them: by time, and as they stand where that is the same.
std::vector<nlohmann::json> in_order(const nlohmann::json& trace) {
  std::vector<nlohmann::json> events;
  for (const auto& event : trace.at("traceEvents"))
    if (event.contains("ts")) events.push_back(event);
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return nanoseconds(a.at("ts")) < nanoseconds(b.at("ts")); });
  return events;
}

}  // namespace

TEST_CASE("in the trace for Perfetto each arrow begins and ends in a slice of a message, and no slice cuts another") {
  const Exported run("leader-election/leader-crash", "3s");
  std::map<int, std::vector<Slice>> open;  // of each track, the innermost last
  int arrows = 0;
  for (const auto& event : in_order(nlohmann::json::parse(run.text(write_perfetto)))) {
    const std::string phase = event.at("ph");
    if (phase != "X" && phase != "s" && phase != "f") continue;
    const std::int64_t now = nanoseconds(event.at("ts"));
    std::vector<Slice>& track = open[event.at("tid").get<int>()];
    while (!track.empty() && track.back().end <= now) track.pop_back();
    if (phase == "X") {
      const Slice slice{now, now + nanoseconds(event.at("dur")), event.at("cat")};
      CHECK((track.empty() || slice.end <= track.back().end));
      CHECK((slice.category != "role" || track.empty()));
      track.push_back(slice);
      continue;
    }
    REQUIRE_FALSE(track.empty());
    CHECK(track.back().category == "message");
    CHECK(track.back().begin == now);
    ++arrows;
  }
  CHECK(arrows > 1000);
}

TEST_CASE("in the history for Jepsen a process does one thing at a time, and none after it does not know") {
  const Exported run("leader-election/leader-crash", "4s");
  const std::regex row(
      R"(\{:index (\d+), :time \d+, :type :(\w+), :process (\d+), :f :(\w+), :value \[\d+ (nil|\d+)\]\})");
  std::map<int, std::string> last;  // what a process did last
  std::size_t index = 0;
  for (const std::string& line : lines(run.text(write_edn))) {
    std::smatch match;
    REQUIRE(std::regex_match(line, match, row));
    CHECK(std::stoul(match[1]) == index++);
    const std::string type = match[2];
    std::string& before = last[std::stoi(match[3])];
    if (type == "invoke")
      CHECK((before.empty() || before == "ok" || before == "fail"));
    else
      CHECK(before == "invoke");
    if (match[4] == "read") CHECK((match[5] == "nil") == (type != "ok"));
    before = type;
  }
  CHECK(index > 500);
}

TEST_CASE("the page holds its run, and nothing in it can end its script early") {
  const Exported run("leader-election/first-election", "600ms");
  const std::string page = run.text(write_html);
  CHECK(page.find("/*RUN*/") == std::string::npos);
  const std::string marker = "const run = ";
  const std::size_t begin = page.find(marker) + marker.size();
  const std::size_t end = page.find(";\nconst ID");
  REQUIRE(end != std::string::npos);
  const std::string data = page.substr(begin, end - begin);
  CHECK(data.find('<') == std::string::npos);
  const auto json = nlohmann::json::parse(data);
  CHECK(json.at("events").size() == static_cast<std::size_t>(run.file->last()));
  CHECK(json.at("nodes").size() == 3);
  CHECK_FALSE(json.at("notes").empty());
  // It needs no network.
  CHECK(page.find("http") == std::string::npos);
}

TEST_CASE("the page plays in a browser: it goes to the event that its address names and says why", "[chromium]") {
  const std::string browser = "/usr/bin/chromium";
  if (!std::filesystem::exists(browser)) {
    WARN("there is no " << browser << ": the page was not opened");
    return;
  }
  const Exported run("leader-election/leader-crash", "3s");
  std::ofstream(run.directory.file("run.html")) << run.text(write_html);
  const auto elected = run.file->events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2);
  REQUIRE(elected.size() == 2);
  const auto id = static_cast<std::uint64_t>(elected[1].record.id);
  const auto shown = run_command(
      browser, {"--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + run.directory.file("profile"),
                "--dump-dom", "file://" + run.directory.file("run.html") + "#" + std::to_string(id)});
  REQUIRE(shown.exit_code == 0);
  const std::string& page = shown.out;
  CHECK(page.find("<title>The leader crashes</title>") != std::string::npos);
  CHECK(page.find("Why? From the first cause on") != std::string::npos);
  CHECK(page.find("timer election-timeout fires") != std::string::npos);
  CHECK(page.find("<td class=\"quiet\">in charge</td><td>server-4</td>") != std::string::npos);
  CHECK(page.find("<td class=\"quiet\">down</td><td>server-2</td>") != std::string::npos);
  CHECK(page.find("becomes leader of term 2") != std::string::npos);
}
