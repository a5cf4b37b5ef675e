#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "export/player_page.h"
#include "export/run_formats.h"
#include "run/state_text.h"
#include "run/tone_text.h"
#include "run_file/event_text.h"
#include "run_file/json_text.h"

namespace orrery {

namespace {

using Json = nlohmann::ordered_json;

// Where the page's script finds the run.
constexpr std::string_view kPlace = "/*RUN*/null";

// A closing tag within the data would end the script that holds it.
std::string for_script(std::string json) {
  for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos;) json.replace(at, 1, "\\u003c");
  return json;
}

Json head_json(const ExportedRun& run) {
  const run_file::RunFile& file = run.file;
  const run_file::Head& head = file.head();
  Json nodes = Json::array();
  for (const RunInfo::NodeInfo& node : file.info().nodes)
    nodes.push_back({{"name", node.name}, {"group", node.group}, {"kind", node.kind}});
  Json links = Json::array();
  for (const run_file::Link& link : file.links())
    links.push_back({{"from", link.from}, {"to", link.to}, {"what", link.what}});
  Json notes = Json::array();
  for (const run_file::Note& note : file.notes(run.first, run.last))
    notes.push_back(
        {static_cast<std::uint64_t>(note.event), note.time.nanoseconds(), note.who, tone_text(note.tone), note.text});
  Json violations = Json::array();
  for (const run_file::StoredViolation& violation : file.violations())
    violations.push_back({{"event", static_cast<std::uint64_t>(violation.event)},
                          {"time", violation.time.nanoseconds()},
                          {"invariant", violation.invariant},
                          {"text", violation.text}});
  Json expectations = Json::array();
  if (const auto result = file.result())
    for (const ExpectationFinding& found : result->expectations)
      expectations.push_back(
          {{"claim", found.claim}, {"figure", found.finding.figure}, {"verdict", verdict_text(found.finding.verdict)}});
  return {
      {"title", head.title},
      {"story", head.story},
      {"scenario", head.scenario},
      {"variant", head.variant},
      {"seed", head.seed},
      {"fingerprint", file.fingerprint()},
      {"begin", run.first == RecordId{1} ? 0 : file.event(run.first)->record.time.nanoseconds()},
      {"end", run.last == file.last() ? file.reached().nanoseconds() : file.event(run.last)->record.time.nanoseconds()},
      {"nodes", std::move(nodes)},
      {"links", std::move(links)},
      {"notes", std::move(notes)},
      {"violations", std::move(violations)},
      {"expectations", std::move(expectations)}};
}

// A value of a state as the page shows it.
std::string shown(const run_file::RunFile& file, const Record& record) {
  return state_text(file.info(), record.a, ValueType{record.c});
}

// [id, time, kind, node, name, peer, cause, from, text]: node and peer by number or -1; `from` is when a message was
// sent or a timer set; the text is of a state its value, otherwise the sentence.
std::string event_row(const run_file::RunFile& file, run_file::EventTeller& teller, const run_file::Event& event) {
  const Record& record = event.record;
  std::string row = fmt::format("[{},{},", static_cast<std::uint64_t>(record.id), record.time.nanoseconds());
  run_file::append_json(row, record_kind_text(record.kind));
  row += fmt::format(",{},", record.node == kNoNode ? -1 : static_cast<int>(index(record.node)));
  run_file::append_json(row, record.name == kNoName ? "" : file.name(record.name));
  row += fmt::format(",{},{},{},", record.peer == kNoNode ? -1 : static_cast<int>(index(record.peer)),
                     static_cast<std::uint64_t>(record.cause),
                     is_traffic(record.kind) ? record.a : record.time.nanoseconds());
  run_file::append_json(row, record.kind == RecordKind::state ? shown(file, record) : teller.tell(event).text);
  return row + "]";
}

}  // namespace

void write_html(const ExportedRun& run, const TextOutput& out) {
  const std::string_view page = kPlayerPage;
  const std::size_t place = page.find(kPlace);
  out(page.substr(0, place));
  std::string head = head_json(run).dump(-1, ' ', false, Json::error_handler_t::replace);
  head.pop_back();
  out(for_script(std::move(head)) + ",\"events\":[\n");
  run_file::EventTeller teller(run.file);
  bool is_first = true;
  for_each_event(run, [&](const run_file::Event& event) {
    out(for_script((is_first ? "" : ",\n") + event_row(run.file, teller, event)));
    is_first = false;
  });
  out("]}");
  out(page.substr(place + kPlace.size()));
}

}  // namespace orrery
