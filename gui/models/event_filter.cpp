#include "models/event_filter.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "run/phrases.h"
#include "run_file/format.h"
#include "run_file/sqlite.h"

namespace orrery::gui {

namespace {

// So many events are looked at before it is told what was found.
constexpr std::uint64_t kStep = 100'000;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::int64_t> nodesWith(const Database& database, const std::string& needle) {
  std::vector<std::int64_t> ids;
  Statement rows(database, "SELECT id FROM nodes WHERE instr(lower(name), ?) > 0");
  rows.bind(1, needle);
  while (rows.step()) ids.push_back(rows.number(0));
  return ids;
}

// Names that have the text themselves, or whose sentence has it.
std::vector<std::int64_t> namesWith(const Database& database, const std::string& needle) {
  std::vector<std::int64_t> ids;
  Statement rows(database, "SELECT id, text FROM names");
  while (rows.step()) {
    const Phrase* phrase = find_phrase(NameId{static_cast<std::uint32_t>(rows.number(0))});
    const bool isTold = phrase != nullptr && lower(phrase->text).find(needle) != std::string::npos;
    if (isTold || lower(rows.text(1)).find(needle) != std::string::npos) ids.push_back(rows.number(0));
  }
  return ids;
}

std::string condition(const Database& database, const EventFilter& filter, const std::string& needle) {
  std::string sql;
  if (filter.node) sql += fmt::format(" AND (node = {0} OR peer = {0})", index(*filter.node));
  if (!filter.kinds.empty()) {
    std::vector<std::int64_t> codes;
    for (const RecordKind kind : filter.kinds) codes.push_back(run_file::code_of(kind));
    sql += fmt::format(" AND kind IN ({})", fmt::join(codes, ","));
  }
  if (filter.name != kNoName) sql += fmt::format(" AND name = {}", static_cast<std::uint32_t>(filter.name));
  if (filter.storyOnly) sql += " AND id IN (SELECT event FROM notes WHERE event BETWEEN ?1 AND ?2)";
  if (needle.empty()) return sql;
  const std::string nodes = fmt::format("{}", fmt::join(nodesWith(database, needle), ","));
  const std::string names = fmt::format("{}", fmt::join(namesWith(database, needle), ","));
  return sql + fmt::format(
                   " AND (node IN ({0}) OR peer IN ({0}) OR name IN ({1}) OR (kind = {2} AND c = 1 AND a IN ({1})) OR "
                   "instr(lower(details), ?3) > 0 OR id IN (SELECT event FROM notes WHERE event BETWEEN ?1 AND ?2 AND "
                   "instr(lower(text), ?3) > 0))",
                   nodes, names, run_file::code_of(RecordKind::state));
}

}  // namespace

bool EventFilter::isEmpty() const { return *this == EventFilter(); }

std::vector<std::string> namesOf(const std::string& runFile) {
  std::vector<std::string> names;
  const Database database(runFile, Database::Mode::read);
  Statement rows(database, "SELECT text FROM names WHERE text <> '' ORDER BY text");
  while (rows.step()) names.emplace_back(rows.text(0));
  return names;
}

EventSearch::EventSearch(std::string path) : path_(std::move(path)) {}

EventSearch::~EventSearch() { cancel(); }

void EventSearch::cancel() {
  ++generation_;
  isCancelled_ = true;
  if (thread_.joinable()) thread_.join();
  isRunning_ = false;
}

void EventSearch::start(const EventFilter& filter, RecordId first, RecordId last) {
  cancel();
  isCancelled_ = false;
  isRunning_ = true;
  thread_ =
      std::thread([this, filter, first, last, generation = generation_] { run(filter, first, last, generation); });
}

void EventSearch::run(const EventFilter& filter, RecordId first, RecordId last, std::uint64_t generation) {
  const auto tell = [this, generation](auto body) {
    QMetaObject::invokeMethod(
        this,
        [this, generation, body] {
          if (generation == generation_) body();
        },
        Qt::QueuedConnection);
  };
  QString error;
  try {
    const Database database(path_, Database::Mode::read);
    const std::string needle = lower(filter.text);
    Statement rows(database, "SELECT id FROM events WHERE id BETWEEN ?1 AND ?2" + condition(database, filter, needle) +
                                 " ORDER BY id");
    const auto end = static_cast<std::uint64_t>(last);
    for (auto from = static_cast<std::uint64_t>(first); from <= end && !isCancelled_; from += kStep) {
      const std::uint64_t to = std::min(end, from + kStep - 1);
      rows.bind(1, static_cast<std::int64_t>(from)).bind(2, static_cast<std::int64_t>(to));
      if (!needle.empty()) rows.bind(3, needle);
      std::vector<RecordId> events;
      while (!isCancelled_ && rows.step()) events.push_back(RecordId{static_cast<std::uint64_t>(rows.number(0))});
      rows.reset();
      tell([this, events = std::move(events), to] { emit found({events, RecordId{to}}); });
    }
  } catch (const SqliteError& failure) {
    error = QString::fromStdString(path_ + ": " + failure.what());
  }
  tell([this, error] {
    isRunning_ = false;
    emit finished(error);
  });
}

}  // namespace orrery::gui
