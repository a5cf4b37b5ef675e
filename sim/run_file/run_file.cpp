#include "run_file/run_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "run/tone_text.h"
#include "run_file/event_rows.h"
#include "run_file/format.h"
#include "run_file/json_text.h"
#include "run_file/sqlite.h"
#include "run_file/statements.h"

namespace orrery::run_file {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMeta = "SELECT value FROM meta WHERE key = ?";

std::string meta_text(Statements& statements, std::string_view key) {
  auto row = statements.lend(kMeta);
  return row->bind(1, key).step() ? std::string(row->text(0)) : std::string();
}

std::int64_t meta_number(Statements& statements, std::string_view key) {
  auto row = statements.lend(kMeta);
  return row->bind(1, key).step() ? row->number(0) : 0;
}

// What can be told of a file that is none, before SQLite says it in its own words; empty where nothing is wrong.
std::string find_fault(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return fmt::format("{}: there is no such file", path);
  if (!fs::is_regular_file(path, ignored)) return fmt::format("{} is no file", path);
  std::ifstream file(path, std::ios::binary);
  if (!file) return fmt::format("{} cannot be read", path);
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  std::string magic(kMagic.size(), '\0');
  file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  if (!file || magic != kMagic) return fmt::format("{} is no run file", path);
  return {};
}

// A file that ends before its pages do. One that is being written may have pages in its journal alone.
std::string find_truncation(const std::string& path, Database& database) {
  std::error_code ignored;
  if (fs::exists(path + "-wal", ignored)) return {};
  const auto expected = database.number("PRAGMA page_count") * database.number("PRAGMA page_size");
  const auto size = static_cast<std::int64_t>(fs::file_size(path, ignored));
  if (size >= expected) return {};
  return fmt::format("{} is damaged: it ends after {} of {} bytes", path, size, expected);
}

}  // namespace

Description Event::description() const { return description_from(details); }

class RunFile::Impl {
 public:
  explicit Impl(const std::string& path) : path_(path), database_(path, Database::Mode::read) {}
  ~Impl() {
    if (lock_ >= 0) ::close(lock_);
  }

  // An error, or empty.
  std::string check() {
    if (database_.number("PRAGMA application_id") != kApplicationId) return fmt::format("{} is no run file", path_);
    const std::int64_t version = database_.number("PRAGMA user_version");
    if (version > kVersion)
      return fmt::format("{} was written by a newer Orrery (format {}; this one reads up to {})", path_, version,
                         kVersion);
    return find_truncation(path_, database_);
  }

  void load() {
    lock_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    head_.scenario = meta_text(statements_, "scenario");
    head_.path = meta_text(statements_, "path");
    head_.title = meta_text(statements_, "title");
    head_.story = meta_text(statements_, "story");
    head_.source = meta_text(statements_, "source");
    head_.variant = meta_text(statements_, "variant");
    head_.seed = static_cast<std::uint64_t>(meta_number(statements_, "seed"));
    using Json = nlohmann::json;
    for (const Json& item : Json::parse(meta_text(statements_, "overrides"), nullptr, false))
      head_.overrides.emplace_back(item.at(0).get<std::string>(), item.at(1).get<std::string>());
    for (const Json& item : Json::parse(meta_text(statements_, "patterns"), nullptr, false))
      head_.patterns.push_back(item.get<std::string>());
    info_.names = &names_;
    refresh();
  }

  bool refresh() {
    const RecordId before = last_;
    const Completeness was = completeness_;
    // Who holds the lock is asked first: a writer that ends in between has then told its state.
    const bool is_written = is_locked();
    if (info_.nodes.empty()) load_nodes();
    auto names = statements_.lend("SELECT text FROM names");
    while (names->step()) names_.intern_text(names->text(0));
    last_ = RecordId{static_cast<std::uint64_t>(meta_number(statements_, "records"))};
    reached_ = Instant::nanoseconds(meta_number(statements_, "end"));
    const std::string state = meta_text(statements_, "state");
    why_ = meta_text(statements_, "why");
    fingerprint_ = meta_text(statements_, "fingerprint");
    if (state == kComplete)
      completeness_ = Completeness::complete;
    else if (state == kBrokenOff)
      completeness_ = Completeness::broken_off;
    else
      completeness_ = is_written ? Completeness::recording : Completeness::cut_off;
    return last_ != before || completeness_ != was;
  }

  std::string path_;
  mutable Database database_;
  mutable Statements statements_{database_};
  const EventRows events_{statements_};
  int lock_ = -1;
  Head head_;
  RunInfo info_;
  NameTable names_;
  RecordId last_{};
  Instant reached_;
  Completeness completeness_ = Completeness::recording;
  std::string why_, fingerprint_;

 private:
  // Whether a writer lives: it holds the lock of the file as long as it does.
  bool is_locked() const {
    if (lock_ < 0 || ::flock(lock_, LOCK_SH | LOCK_NB) != 0) return true;
    ::flock(lock_, LOCK_UN);
    return false;
  }

  void load_nodes() {
    info_.seed = head_.seed;
    info_.end = Instant::nanoseconds(meta_number(statements_, "planned_end"));
    auto nodes = statements_.lend("SELECT name, \"group\", kind, host FROM nodes ORDER BY id");
    while (nodes->step())
      info_.nodes.push_back({std::string(nodes->text(0)), std::string(nodes->text(1)), std::string(nodes->text(2)),
                             std::string(nodes->text(3))});
    auto faults = statements_.lend("SELECT id, target, link, options FROM faults");
    while (faults->step())
      info_.faults.push_back({std::string(faults->text(0)), std::string(faults->text(1)), std::string(faults->text(2)),
                              std::string(faults->text(3))});
  }
};

RunFile::RunFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RunFile::RunFile(RunFile&&) noexcept = default;
RunFile& RunFile::operator=(RunFile&&) noexcept = default;
RunFile::~RunFile() = default;

tl::expected<RunFile, std::string> RunFile::open(const std::string& path) {
  if (std::string fault = find_fault(path); !fault.empty()) return tl::unexpected(std::move(fault));
  try {
    auto impl = std::make_unique<Impl>(path);
    if (std::string fault = impl->check(); !fault.empty()) return tl::unexpected(std::move(fault));
    impl->load();
    return RunFile(std::move(impl));
  } catch (const SqliteError& error) {
    return tl::unexpected(error.is_damage() ? fmt::format("{} is damaged: {}", path, error.what())
                                            : fmt::format("{} cannot be read: {}", path, error.what()));
  } catch (const nlohmann::json::exception&) {
    return tl::unexpected(fmt::format("{} is damaged: its head cannot be read", path));
  }
}

const std::string& RunFile::path() const { return impl_->path_; }
const Head& RunFile::head() const { return impl_->head_; }
const RunInfo& RunFile::info() const { return impl_->info_; }

std::string_view RunFile::node_name(NodeId node) const {
  return index(node) < info().nodes.size() ? std::string_view(info().nodes[index(node)].name) : "-";
}

std::optional<NodeId> RunFile::find_node(std::string_view name) const {
  for (std::uint32_t i = 0; i < info().nodes.size(); ++i)
    if (info().nodes[i].name == name) return NodeId{i};
  return std::nullopt;
}

std::vector<Host> RunFile::hosts() const {
  std::vector<Host> hosts;
  auto rows = impl_->statements_.lend("SELECT name, zone, latency, bandwidth FROM hosts");
  while (rows->step())
    hosts.push_back({std::string(rows->text(0)), std::string(rows->text(1)), Duration::nanoseconds(rows->number(2)),
                     rows->real(3)});
  return hosts;
}

std::vector<Link> RunFile::links() const {
  std::vector<Link> links;
  auto rows = impl_->statements_.lend("SELECT \"from\", \"to\", what FROM links");
  while (rows->step())
    links.push_back({std::string(rows->text(0)), std::string(rows->text(1)), std::string(rows->text(2))});
  return links;
}

bool RunFile::refresh() { return impl_->refresh(); }
Completeness RunFile::completeness() const { return impl_->completeness_; }
const std::string& RunFile::why() const { return impl_->why_; }
RecordId RunFile::last() const { return impl_->last_; }
Instant RunFile::reached() const { return impl_->reached_; }
const std::string& RunFile::fingerprint() const { return impl_->fingerprint_; }

std::optional<RunResult> RunFile::result() const {
  const std::string text = meta_text(impl_->statements_, "result");
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  auto result = result_from_json(json);
  if (!result) return std::nullopt;
  return *std::move(result);
}

std::vector<Event> RunFile::events(RecordId first, std::size_t count) const {
  return impl_->events_.from(first, count);
}
std::optional<Event> RunFile::event(RecordId id) const { return impl_->events_.one(id); }
RecordId RunFile::last_until(Instant time) const { return impl_->events_.last_until(time, last()); }

std::vector<Event> RunFile::way_back(RecordId from, RecordId first) const {
  return impl_->events_.way_back(from, first);
}

std::vector<Event> RunFile::events_of(RecordKind kind, NameId name, RecordId first, std::size_t count) const {
  return name == kNoName ? impl_->events_.of_kind(kind, first, count)
                         : impl_->events_.of_name(kind, name, info().nodes.size(), first, count);
}

void RunFile::for_each_of(RecordKind kind, const std::function<void(const Event&)>& visit) const {
  impl_->events_.for_each_of(kind, visit);
}

std::vector<Event> RunFile::latest_of(RecordKind kind, NameId name, NodeId node, RecordId until,
                                      std::size_t count) const {
  return impl_->events_.latest_of(kind, name, node, until, count);
}

std::vector<Event> RunFile::changes(NodeId node, NameId field, RecordId first, RecordId last) const {
  return impl_->events_.changes(node, field, first, last);
}

std::vector<Event> RunFile::under_way(RecordId keyframe) const { return impl_->events_.under_way(keyframe); }

std::vector<TimerChange> RunFile::timer_changes(RecordId first, RecordId last) const {
  std::vector<TimerChange> changes;
  auto rows = impl_->statements_.lend(
      "SELECT event, node, name, number, due, replaces FROM timers WHERE event >= ? AND event < ? "
      "ORDER BY event, number");
  rows->bind(1, number_of(first)).bind(2, number_of(last));
  while (rows->step()) {
    TimerChange& change = changes.emplace_back();
    change.event = event_from(*rows, 0);
    change.node = node_from(*rows, 1);
    change.name = name_from(*rows, 2);
    change.number = static_cast<std::uint64_t>(rows->number(3));
    if (!rows->is_null(4)) change.due = Instant::nanoseconds(rows->number(4));
    if (!rows->is_null(5)) change.replaces = static_cast<std::uint64_t>(rows->number(5));
  }
  return changes;
}

std::int64_t RunFile::note_count() const { return impl_->database_.number("SELECT count(*) FROM notes"); }

namespace {

std::vector<Note> read_notes(Statement& rows) {
  std::vector<Note> notes;
  while (rows.step())
    notes.push_back({event_from(rows, 0), Instant::nanoseconds(rows.number(1)), std::string(rows.text(2)),
                     tone_from(rows.text(3)).value_or(Tone::plain), std::string(rows.text(4))});
  return notes;
}

}  // namespace

std::vector<Note> RunFile::notes(RecordId first, RecordId last) const {
  auto rows = impl_->statements_.lend(
      "SELECT event, time, who, tone, text FROM notes WHERE event BETWEEN ? AND ? ORDER BY event, id");
  rows->bind(1, number_of(first)).bind(2, number_of(last));
  return read_notes(*rows);
}

std::vector<Note> RunFile::all_notes(std::size_t limit) const {
  auto rows = impl_->statements_.lend("SELECT event, time, who, tone, text FROM notes ORDER BY id LIMIT ?");
  rows->bind(1, static_cast<std::int64_t>(limit));
  return read_notes(*rows);
}

std::vector<Operation> RunFile::operations(RecordId first, RecordId last) const {
  std::vector<Operation> operations;
  auto rows = impl_->statements_.lend(
      "SELECT invoked, ended, node, number, name, key, value, began, took, outcome, result FROM operations "
      "WHERE invoked BETWEEN ? AND ? ORDER BY invoked");
  rows->bind(1, number_of(first)).bind(2, number_of(last));
  while (rows->step()) {
    Operation& operation = operations.emplace_back();
    operation.invoked = event_from(*rows, 0);
    if (!rows->is_null(1)) operation.ended = event_from(*rows, 1);
    operation.client = node_from(*rows, 2);
    operation.number = rows->number(3);
    operation.name = name_from(*rows, 4);
    operation.key = rows->number(5);
    operation.value = rows->number(6);
    operation.began = Instant::nanoseconds(rows->number(7));
    if (!rows->is_null(8)) operation.took = Duration::nanoseconds(rows->number(8));
    operation.outcome = std::string(rows->text(9));
    if (!rows->is_null(10)) operation.result = rows->number(10);
  }
  return operations;
}

std::vector<StoredViolation> RunFile::violations() const {
  std::vector<StoredViolation> violations;
  auto rows = impl_->statements_.lend("SELECT event, time, invariant, node, text FROM violations ORDER BY event, id");
  while (rows->step())
    violations.push_back({event_from(*rows, 0), Instant::nanoseconds(rows->number(1)), std::string(rows->text(2)),
                          std::string(rows->text(3)), std::string(rows->text(4))});
  return violations;
}

RunFile::Keyframe RunFile::keyframe_before(RecordId event) const {
  auto found = impl_->statements_.lend("SELECT max(event) FROM keyframes WHERE event <= ?");
  Keyframe keyframe{RecordId{}, SystemState(info().nodes.size())};
  if (found->bind(1, number_of(event)).step()) keyframe.event = event_from(*found, 0);
  const std::int64_t id = number_of(keyframe.event);
  auto nodes = impl_->statements_.lend("SELECT node, up, paused, since FROM keyframe_nodes WHERE keyframe = ?");
  nodes->bind(1, id);
  while (nodes->step()) {
    NodeState& node = keyframe.state.nodes.at(static_cast<std::size_t>(nodes->number(0)));
    node.up = nodes->number(1) != 0;
    node.paused = nodes->number(2) != 0;
    node.since = Instant::nanoseconds(nodes->number(3));
  }
  auto fields =
      impl_->statements_.lend("SELECT node, field, value, type, event, since FROM keyframe_fields WHERE keyframe = ?");
  fields->bind(1, id);
  while (fields->step())
    keyframe.state.nodes.at(static_cast<std::size_t>(fields->number(0)))
        .fields.push_back({name_from(*fields, 1), fields->number(2), ValueType{fields->number(3)},
                           event_from(*fields, 4), Instant::nanoseconds(fields->number(5))});
  auto timers =
      impl_->statements_.lend("SELECT number, node, name, set_at, due FROM keyframe_timers WHERE keyframe = ?");
  timers->bind(1, id);
  while (timers->step())
    keyframe.state.timers[static_cast<std::uint64_t>(timers->number(0))] = {
        node_from(*timers, 1), name_from(*timers, 2), Instant::nanoseconds(timers->number(3)),
        Instant::nanoseconds(timers->number(4))};
  return keyframe;
}

std::optional<RecordId> RunFile::keyframe_after(RecordId event) const {
  auto found = impl_->statements_.lend("SELECT event FROM keyframes WHERE event > ? ORDER BY event LIMIT 1");
  if (!found->bind(1, number_of(event)).step()) return std::nullopt;
  return event_from(*found, 0);
}

}  // namespace orrery::run_file
