#include "run/result.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "run/tone_text.h"

namespace orrery {

namespace {

using Json = nlohmann::ordered_json;

// JSON knows no infinity: the text tells.
Json figure_json(const std::optional<double>& figure) {
  return figure && std::isfinite(*figure) ? Json(*figure) : Json(nullptr);
}

std::optional<double> figure_from(const Json& json) {
  if (!json.at("figure").is_null()) return json.at("figure").get<double>();
  if (json.at("text") == kNever) return std::numeric_limits<double>::infinity();
  return std::nullopt;
}

Json metric_json(const MetricFinding& metric) {
  const MetricDeclaration* declared = find_metric(metric.name);
  ORRERY_CHECK(declared != nullptr, "metrics of the table");
  Json json{{"name", metric.name}};
  if (!metric.statistic.empty()) json["statistic"] = metric.statistic;
  if (!metric.of.empty()) json["of"] = metric.of;
  json["unit"] = base_unit_text(declared->unit);
  json["figure"] = figure_json(metric.figure);
  json["text"] = figure_text(declared->unit, metric.figure);
  return json;
}

MetricFinding metric_from(const Json& json) {
  MetricFinding metric{json.at("name"), json.value("statistic", ""), json.value("of", ""), std::nullopt};
  if (find_metric(metric.name) == nullptr) throw std::invalid_argument("unknown metric '" + metric.name + "'");
  metric.figure = figure_from(json);
  return metric;
}

Verdict verdict_from(const std::string& text) {
  for (const Verdict verdict : {Verdict::held, Verdict::failed, Verdict::undecided})
    if (text == verdict_text(verdict)) return verdict;
  throw std::invalid_argument("unknown verdict '" + text + "'");
}

ExpectationFinding expectation_from(const Json& json) {
  return {json.at("claim"), json.at("line"), {verdict_from(json.at("verdict")), json.at("figure")}};
}

template <class T, class ToJson>
Json list_json(const std::vector<T>& list, ToJson to_json_one) {
  Json json = Json::array();
  for (const T& item : list) json.push_back(to_json_one(item));
  return json;
}

template <class T, class FromJson>
std::vector<T> list_from(const Json& json, FromJson from_json_one) {
  std::vector<T> list;
  for (const Json& item : json) list.push_back(from_json_one(item));
  return list;
}

Json phase_json(const PhaseFinding& phase) {
  return Json{{"name", phase.name},
              {"begin_ns", phase.begin.nanoseconds()},
              {"end_ns", phase.end.nanoseconds()},
              {"metrics", list_json(phase.metrics, metric_json)}};
}

PhaseFinding phase_from(const Json& json) {
  return {json.at("name"), Instant::nanoseconds(json.at("begin_ns")), Instant::nanoseconds(json.at("end_ns")),
          list_from<MetricFinding>(json.at("metrics"), metric_from)};
}

Json breaker_json(const BreakerFinding& breaker) {
  return Json{{"node", breaker.node},
              {"on", breaker.on},
              {"opened_ns", breaker.opened.nanoseconds()},
              {"why", breaker.why},
              {"closed_ns", breaker.closed ? Json(breaker.closed->nanoseconds()) : Json(nullptr)},
              {"probings", breaker.probings}};
}

BreakerFinding breaker_from(const Json& json) {
  std::optional<Instant> closed;
  if (!json.at("closed_ns").is_null()) closed = Instant::nanoseconds(json.at("closed_ns"));
  return {json.at("node"), json.at("on"), Instant::nanoseconds(json.at("opened_ns")),
          json.at("why"),  closed,        json.at("probings")};
}

Json compared_json(const ComparedFigure& compared) {
  return Json{{"line", compared.line}, {"figure", figure_json(compared.figure)}, {"text", compared.text}};
}

ComparedFigure compared_from(const Json& json) { return {json.at("line"), figure_from(json), json.at("text")}; }

Json breaches_json(const std::vector<InvariantFinding::Breach>& breaches) {
  Json json = Json::array();
  for (const InvariantFinding::Breach& breach : breaches)
    json.push_back({{"time_ns", breach.time.nanoseconds()},
                    {"record", static_cast<std::uint64_t>(breach.record)},
                    {"node", breach.node},
                    {"text", breach.text}});
  return json;
}

std::vector<InvariantFinding::Breach> breaches_from(const Json& json) {
  std::vector<InvariantFinding::Breach> breaches;
  for (const Json& breach : json)
    breaches.push_back({Instant::nanoseconds(breach.at("time_ns")), breach.at("node"), breach.at("text"),
                        RecordId{breach.at("record").get<std::uint64_t>()}});
  return breaches;
}

Json invariant_json(const InvariantFinding& invariant) {
  return Json{{"name", invariant.name},
              {"claim", invariant.claim},
              {"exercised", invariant.exercised},
              {"violations", invariant.breach_count},
              {"first_violations", breaches_json(invariant.breaches)},
              {"doubts", invariant.doubt_count},
              {"first_doubts", breaches_json(invariant.doubts)},
              {"violation_expected", invariant.breach_is_expected}};
}

InvariantFinding invariant_from(const Json& json) {
  return {json.at("name"),       json.at("claim"),
          json.at("exercised"),  breaches_from(json.at("first_violations")),
          json.at("violations"), breaches_from(json.at("first_doubts")),
          json.at("doubts"),     json.at("violation_expected")};
}

Json line_json(const StoryLine& line) {
  return Json{
      {"time_ns", line.time.nanoseconds()}, {"who", line.who}, {"text", line.text}, {"tone", tone_text(line.tone)}};
}

StoryLine line_from(const Json& json) {
  const auto tone = tone_from(json.at("tone").get<std::string>());
  if (!tone) throw std::invalid_argument("unknown tone");
  return {Instant::nanoseconds(json.at("time_ns")), json.at("who"), *tone, Weight::story, json.at("text")};
}

}  // namespace

Verdict verdict_of(const RunResult& result) {
  const auto any = [&](Verdict verdict) {
    return std::any_of(result.expectations.begin(), result.expectations.end(),
                       [&](const ExpectationFinding& found) { return found.finding.verdict == verdict; });
  };
  const bool violated = std::any_of(
      result.invariants.begin(), result.invariants.end(),
      [](const InvariantFinding& invariant) { return invariant.breach_count > 0 && !invariant.breach_is_expected; });
  if (violated || any(Verdict::failed)) return Verdict::failed;
  const bool doubtful = std::any_of(result.invariants.begin(), result.invariants.end(),
                                    [](const InvariantFinding& invariant) { return invariant.doubt_count > 0; });
  return doubtful || any(Verdict::undecided) ? Verdict::undecided : Verdict::held;
}

Json to_json(const ExpectationFinding& found) {
  return Json{{"claim", found.claim},
              {"line", found.line},
              {"figure", found.finding.figure},
              {"verdict", verdict_text(found.finding.verdict)}};
}

Json to_json(const RunResult& result) {
  Json overrides = Json::object();
  for (const auto& [path, text] : result.overrides) overrides[path] = text;
  return Json{
      {"scenario", result.scenario},
      {"title", result.title},
      {"variant", result.variant},
      {"seed", result.seed},
      {"set", std::move(overrides)},
      {"fingerprint", result.fingerprint},
      {"verdict", verdict_text(verdict_of(result))},
      {"end_ns", result.end.nanoseconds()},
      {"planned_end_ns", result.planned_end.nanoseconds()},
      {"records", result.records},
      {"metrics", list_json(result.metrics, metric_json)},
      {"phases", list_json(result.phases, phase_json)},
      {"breakers", list_json(result.breakers, breaker_json)},
      {"expectations", list_json(result.expectations, [](const ExpectationFinding& found) { return to_json(found); })},
      {"compared", list_json(result.compared, compared_json)},
      {"invariants", list_json(result.invariants, invariant_json)},
      {"story", list_json(result.story, line_json)}};
}

tl::expected<RunResult, std::string> result_from_json(const Json& json) {
  try {
    RunResult result;
    result.scenario = json.at("scenario");
    result.title = json.at("title");
    result.variant = json.at("variant");
    result.seed = json.at("seed");
    for (const auto& [path, text] : json.at("set").items()) result.overrides.emplace_back(path, text);
    result.fingerprint = json.at("fingerprint");
    result.end = Instant::nanoseconds(json.at("end_ns"));
    result.planned_end = Instant::nanoseconds(json.at("planned_end_ns"));
    result.records = json.at("records");
    result.metrics = list_from<MetricFinding>(json.at("metrics"), metric_from);
    result.phases = list_from<PhaseFinding>(json.at("phases"), phase_from);
    result.breakers = list_from<BreakerFinding>(json.at("breakers"), breaker_from);
    result.expectations = list_from<ExpectationFinding>(json.at("expectations"), expectation_from);
    result.compared = list_from<ComparedFigure>(json.at("compared"), compared_from);
    result.invariants = list_from<InvariantFinding>(json.at("invariants"), invariant_from);
    result.story = list_from<StoryLine>(json.at("story"), line_from);
    return result;
  } catch (const std::exception& wrong) {
    return tl::unexpected(std::string(wrong.what()));
  }
}

}  // namespace orrery
