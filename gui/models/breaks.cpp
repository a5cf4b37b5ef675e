#include "models/breaks.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <QObject>

#include "core/value_text.h"
#include "scenario/node_kind.h"

namespace orrery::gui {

namespace {

constexpr int kSlowFactor = 10;

QString text(const std::string& words) { return QString::fromStdString(words); }

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, " and ")); }

bool answersCalls(const NodeKind* kind) { return kind != nullptr && kind->serves && kind->protocol == Protocol::calls; }

bool hasDisk(const NodeKind* kind) { return kind != nullptr && kind->parameters->find("disk.sync") != nullptr; }

// What of a node of this kind slows it down.
std::string_view slowed(const NodeKind* kind) {
  return answersCalls(kind) ? "service" : hasDisk(kind) ? "disk" : "network";
}

// Both of the same thing: for a while, and to the end of the run.
void addBoth(std::vector<Break>& all, const QString& title, const QString& told, const std::string& fault,
             Duration lasts) {
  const QString prose = text(exact_text(lasts));
  all.push_back({QObject::tr("%1 for %2").arg(title, prose),
                 QObject::tr("%1 for %2").arg(told, prose),
                 {fmt::format("{}, for: {}", fault, duration_text(lasts))}});
  QString toEnd = title;
  all.push_back({QObject::tr("%1 to the end").arg(toEnd.remove(QLatin1Char('&'))), told, {fault}});
}

}  // namespace

Duration whileOf(Duration run) {
  constexpr std::int64_t kPart = 5, kTen = 10;
  const Duration most = run / kPart;
  Duration found = Duration::nanoseconds(1);
  for (Duration decade = found; decade <= most; decade = decade * kTen)
    for (const std::int64_t step : {1, 2, 5})
      if (decade * step <= most) found = decade * step;
  return found;
}

Instant breakTime(const run_file::RunFile& file, const run_file::Frame& frame) {
  const auto last = file.event(frame.event);
  const bool isJustNow = last && last->record.time == frame.time;
  return isJustNow ? frame.time + Duration::nanoseconds(1) : frame.time;
}

std::vector<Break> breaksOf(const run_file::RunFile& file, const run_file::Frame& frame, NodeId node, Duration lasts) {
  const RunInfo::NodeInfo& info = file.info().nodes[index(node)];
  const NodeKind* kind = find_node_kind(info.kind);
  const QString name = text(info.name);
  std::vector<Break> all;
  if (!frame.state.nodes[index(node)].up) {
    all.push_back({QObject::tr("&Restart"), QObject::tr("restart %1").arg(name), {"restart: " + info.name}});
    return all;
  }
  addBoth(all, QObject::tr("&Crash"), QObject::tr("crash %1").arg(name), "crash: " + info.name, lasts);
  addBoth(all, QObject::tr("&Pause"), QObject::tr("pause %1").arg(name), "pause: " + info.name, lasts);
  addBoth(all,
          QObject::tr("&Slow its %1 down %2 times")
              .arg(QString::fromUtf8(slowed(kind).data()), QString::number(kSlowFactor)),
          QObject::tr("slow %1").arg(name),
          fmt::format("slow: {}, what: {}, factor: {}", info.name, slowed(kind), kSlowFactor), lasts);
  addBoth(all, QObject::tr("C&ut off from all others"), QObject::tr("cut off %1").arg(name), "isolate: " + info.name,
          lasts);
  if (hasDisk(kind))
    addBoth(all, QObject::tr("Stall its &disk"), QObject::tr("stall the disk of %1").arg(name), "stall: " + info.name,
            lasts);
  if (answersCalls(kind))
    addBoth(all, QObject::tr("Answer with &errors"), QObject::tr("outage of %1").arg(name), "outage: " + info.name,
            lasts);
  return all;
}

std::vector<Break> breaksOfLink(const std::string& from, const std::string& to, Duration lasts) {
  const QString a = text(from), b = text(to);
  std::vector<Break> all;
  addBoth(all, QObject::tr("&Cut"), QObject::tr("cut %1 ↔ %2").arg(a, b), fmt::format("partition: {} <-> {}", from, to),
          lasts);
  all.push_back({QObject::tr("Cut %1 &→ %2 alone, to the end").arg(a, b),
                 QObject::tr("cut %1 → %2").arg(a, b),
                 {fmt::format("partition: {} -> {}", from, to)}});
  all.push_back({QObject::tr("Cut %1 &← %2 alone, to the end").arg(a, b),
                 QObject::tr("cut %1 → %2").arg(b, a),
                 {fmt::format("partition: {} -> {}", to, from)}});
  addBoth(all, QObject::tr("&Lose half of the messages"), QObject::tr("lose half of %1 ↔ %2").arg(a, b),
          fmt::format("loss: {} <-> {}, probability: 50%", from, to), lasts);
  addBoth(all, QObject::tr("&Delay messages by 100 ms"), QObject::tr("delay %1 ↔ %2").arg(a, b),
          fmt::format("delay: {} <-> {}, by: 100ms", from, to), lasts);
  return all;
}

std::vector<Crossing> crossings(const StageLayout& layout, const QLineF& line) {
  std::vector<Crossing> all;
  for (const StageLayout::Edge& edge : layout.edges) {
    QPointF at;
    if (line.intersects(QLineF(layout.at[edge.from], layout.at[edge.to]), &at) == QLineF::BoundedIntersection)
      all.push_back({edge, at});
  }
  return all;
}

std::vector<Sides> crossed(const StageLayout& layout, const std::vector<std::string>& names, const QLineF& line) {
  // Positive on one side of the line, negative on the other.
  const auto side = [&](QPointF at) {
    return line.dx() * (at.y() - line.y1()) - line.dy() * (at.x() - line.x1()) >= 0;
  };
  std::set<std::pair<std::size_t, std::size_t>> cut;
  std::set<std::size_t> left, right;
  for (const auto& [edge, at] : crossings(layout, line)) {
    const bool isFromLeft = side(layout.at[edge.from]);
    const auto [one, other] = isFromLeft ? std::pair(edge.from, edge.to) : std::pair(edge.to, edge.from);
    cut.emplace(one, other);
    left.insert(one);
    right.insert(other);
  }
  if (cut.empty()) return {};
  const auto namesOf = [&](const std::set<std::size_t>& these) {
    std::vector<std::string> all;
    for (const std::size_t slot : these) all.push_back(names[slot]);
    return all;
  };
  // One partition says it where no link between the two sides goes around the line.
  const bool goesAround = std::any_of(layout.edges.begin(), layout.edges.end(), [&](const StageLayout::Edge& edge) {
    const bool joins =
        (left.contains(edge.from) && right.contains(edge.to)) || (left.contains(edge.to) && right.contains(edge.from));
    return joins && !cut.contains({edge.from, edge.to}) && !cut.contains({edge.to, edge.from});
  });
  if (!goesAround) return {{namesOf(left), namesOf(right)}};
  std::vector<Sides> all;
  for (const std::size_t one : left) {
    std::set<std::size_t> others;
    for (const auto& [from, to] : cut)
      if (from == one) others.insert(to);
    all.push_back({{names[one]}, namesOf(others)});
  }
  return all;
}

std::vector<Break> breaksOfCut(const std::vector<Sides>& cut, Duration lasts) {
  const QString prose = text(exact_text(lasts));
  Break forAWhile, toEnd, oneWay, otherWay;
  QStringList sides;
  for (const Sides& one : cut) {
    const std::string from = joined(one.from), to = joined(one.to);
    forAWhile.faults.push_back(fmt::format("partition: {} <-> {}, for: {}", from, to, duration_text(lasts)));
    toEnd.faults.push_back(fmt::format("partition: {} <-> {}", from, to));
    oneWay.faults.push_back(fmt::format("partition: {} -> {}", from, to));
    otherWay.faults.push_back(fmt::format("partition: {} -> {}", to, from));
    sides << QObject::tr("%1 from %2").arg(text(from), text(to));
  }
  const QString what = sides.join(QObject::tr(", "));
  const QString first = text(joined(cut.front().from));
  forAWhile.title = QObject::tr("&Cut %1 for %2").arg(what, prose);
  forAWhile.told = QObject::tr("cut %1 for %2").arg(what, prose);
  toEnd.title = QObject::tr("Cut to the &end");
  toEnd.told = QObject::tr("cut %1").arg(what);
  oneWay.title = QObject::tr("Cut only what %1 &sends, to the end").arg(first);
  oneWay.told = QObject::tr("cut %1, one way").arg(what);
  otherWay.title = QObject::tr("Cut only what %1 &hears, to the end").arg(first);
  otherWay.told = QObject::tr("cut what %1 hears").arg(first);
  return {forAWhile, toEnd, oneWay, otherWay};
}

std::string faultText(Instant at, const std::string& fault) {
  return fmt::format("{{ at: {}, {} }}", duration_text(at.since_start()), fault);
}

std::string freeFaultName(const std::vector<std::string>& changes) {
  for (int number = 1;; ++number) {
    std::string name = fmt::format("break-{}", number);
    const std::string path = fmt::format("faults.{}=", name);
    if (std::none_of(changes.begin(), changes.end(), [&](const std::string& one) { return one.starts_with(path); }))
      return name;
  }
}

}  // namespace orrery::gui
