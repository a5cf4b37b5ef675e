#include "run_file/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "run/story.h"
#include "run/tone_text.h"
#include "run_file/format.h"
#include "run_file/json_text.h"
#include "run_file/sqlite.h"
#include "run_file/system_state.h"

namespace orrery::run_file {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInsertEvent = "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?)";

// How old what a reader sees may be.
constexpr std::chrono::milliseconds kCommitEvery(100);
// A keyframe after so many events, or after as many as it has rows times the second number: what keyframes cost then
// stays a fraction of what events do, however large the system is.
constexpr std::uint64_t kLeastKeyframeDistance = 4096;
constexpr std::uint64_t kKeyframeRowsPerEvent = 4;

bool is_run_file(const fs::path& path) {
  constexpr std::streamoff kApplicationIdAt = 68;  // SQLite's file format, section 1.3
  std::ifstream file(path, std::ios::binary);
  unsigned char bytes[4] = {};
  file.seekg(kApplicationIdAt);
  file.read(reinterpret_cast<char*>(bytes), sizeof bytes);
  const std::int32_t id = bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
  return file.good() && id == kApplicationId;
}

// What stands in the way of a run file at `path`; empty where nothing does.
std::string find_obstacle(const fs::path& path) {
  std::error_code ignored;
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(directory, ignored))
    return fmt::format("{}: there is no directory {}", path.string(), directory.string());
  if (::access(directory.c_str(), W_OK) != 0)
    return fmt::format("{}: nothing can be written in {}", path.string(), directory.string());
  if (!fs::exists(path, ignored)) return {};
  if (!fs::is_regular_file(path, ignored)) return fmt::format("{} is there already and is no file", path.string());
  if (fs::file_size(path, ignored) > 0 && !is_run_file(path))
    return fmt::format("{} is there already and is no run file: it is left as it is", path.string());
  return {};
}

void remove_with_journal(const fs::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(path.string() + suffix, ignored);
}

}  // namespace

class Writer::Impl {
 public:
  Impl(const std::string& path, const Scenario& scenario, std::uint64_t seed)
      : path_(path), database_(path, Database::Mode::create), scenario_(scenario) {
    // Before anything is in it: for the whole life of the file.
    database_.execute(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA locking_mode = NORMAL;");
    database_.execute("BEGIN;" + schema_sql());
    write_scenario(seed);
    database_.execute("COMMIT");
    hold_lock();
    statements_ = std::make_unique<Statements>(database_);
    database_.execute("BEGIN");
  }

  ~Impl() {
    statements_.reset();
    database_ = Database(":memory:", Database::Mode::create);
    if (lock_ >= 0) ::close(lock_);
  }

  void start(const RunInfo& info) {
    guarded([&] {
      info_ = &info;
      state_.emplace(info.nodes.size());
      story_.on_start(info);
      Statement nodes(database_, "INSERT INTO nodes VALUES (?,?,?,?,?)");
      for (std::size_t i = 0; i < info.nodes.size(); ++i) {
        const RunInfo::NodeInfo& node = info.nodes[i];
        nodes.bind(1, static_cast<std::int64_t>(i)).bind(2, std::string_view(node.name));
        nodes.bind(3, std::string_view(node.group)).bind(4, std::string_view(node.kind));
        nodes.bind(5, std::string_view(node.host)).run();
      }
      Statement faults(database_, "INSERT OR IGNORE INTO faults VALUES (?,?,?,?)");
      for (const RunInfo::FaultInfo& fault : info.faults) {
        faults.bind(1, std::string_view(fault.id)).bind(2, std::string_view(fault.target));
        faults.bind(3, std::string_view(fault.link)).bind(4, std::string_view(fault.options)).run();
      }
      write_meta("planned_end", info.end.nanoseconds());
      write_meta("end", std::int64_t{0});
      write_meta("records", std::int64_t{0});
      write_keyframe(RecordId{0}, Instant::start());
      commit();
    });
  }

  void take(const RecordBatch& batch) {
    guarded([&] {
      auto described = batch.descriptions.begin();
      auto timer = batch.timers.begin();
      story_.on_batch(batch);
      for (const Record& record : batch.records) {
        for (; timer != batch.timers.end() && timer->event < record.id; ++timer) take_timer(*timer);
        if (static_cast<std::uint64_t>(record.id) - 1 >= next_keyframe_) write_keyframe(reached_, now_);
        while (described != batch.descriptions.end() && described->record < record.id) ++described;
        const bool has_details = described != batch.descriptions.end() && described->record == record.id;
        write_event(record, has_details ? &described->description : nullptr);
        follow_operation(record);
        state_->apply(record);
        reached_ = record.id;
        now_ = record.time;
      }
      for (; timer != batch.timers.end(); ++timer) take_timer(*timer);
      write_notes();
      if (std::chrono::steady_clock::now() - committed_ >= kCommitEvery) commit();
    });
  }

  void finish(Instant end) {
    guarded([&] {
      story_.on_finish(end);
      write_notes();
      for (const auto& [key, open] : open_) write_operation(open, nullptr, "open");
      now_ = end;
      commit();
    });
  }

  bool conclude(const RunResult& result) {
    guarded([&] {
      write_result(result);
      write_meta("fingerprint", std::string_view(result.fingerprint));
      write_meta("result", std::string_view(to_json(result).dump(-1, ' ', false, Json::error_handler_t::replace)));
      close_as(kComplete);
    });
    return error_.empty();
  }

  void break_off(const std::string& why) {
    if (info_ == nullptr) {
      remove_with_journal(path_);
      return;
    }
    guarded([&] {
      write_meta("why", std::string_view(why));
      close_as(kBrokenOff);
    });
  }

  const std::string& error() const { return error_; }

 private:
  using Json = nlohmann::ordered_json;

  struct Statements {
    explicit Statements(Database& database)
        : event(database, kInsertEvent),
          name(database, "INSERT OR IGNORE INTO names VALUES (?,?)"),
          timer(database, "INSERT OR REPLACE INTO timers VALUES (?,?,?,?,?,?)"),
          note(database, "INSERT INTO notes(event, time, who, tone, text) VALUES (?,?,?,?,?)"),
          operation(database, "INSERT INTO operations VALUES (?,?,?,?,?,?,?,?,?,?,?)"),
          meta(database, "INSERT OR REPLACE INTO meta VALUES (?,?)"),
          keyframe(database, "INSERT INTO keyframes VALUES (?,?)"),
          keyframe_node(database, "INSERT INTO keyframe_nodes VALUES (?,?,?,?,?)"),
          keyframe_field(database, "INSERT INTO keyframe_fields VALUES (?,?,?,?,?,?,?)"),
          keyframe_timer(database, "INSERT INTO keyframe_timers VALUES (?,?,?,?,?,?)"),
          keyframe_message(database, "INSERT INTO keyframe_messages VALUES (?,?)") {}
    Statement event, name, timer, note, operation, meta;
    Statement keyframe, keyframe_node, keyframe_field, keyframe_timer, keyframe_message;
  };

  // An error of SQLite's is remembered once, and the run ended.
  template <class Body>
  void guarded(Body body) {
    if (!error_.empty()) return;
    try {
      body();
    } catch (const SqliteError& error) {
      error_ = fmt::format("{}: {}; the file holds the run up to {}", path_, error.what(), to_text(committed_time_));
      give_up();
      if (info_ != nullptr && info_->stop) info_->stop();
    }
  }

  // Says why in the file where there is room for that; where there is not, the missing end says as much.
  void give_up() {
    try {
      database_.execute("ROLLBACK");
      const std::string why = error_;
      database_.execute("BEGIN");
      write_meta("why", std::string_view(why));
      write_meta("state", kBrokenOff);
      database_.execute("COMMIT");
    } catch (const SqliteError&) {
    }
  }

  void hold_lock() {
    lock_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (lock_ >= 0) ::flock(lock_, LOCK_EX | LOCK_NB);
  }

  void write_meta(std::string_view key, std::string_view value) {
    Statement& meta = meta_statement();
    meta.bind(1, key).bind(2, value).run();
  }
  void write_meta(std::string_view key, std::int64_t value) {
    Statement& meta = meta_statement();
    meta.bind(1, key).bind(2, value).run();
  }
  Statement& meta_statement() {
    if (statements_) return statements_->meta;
    if (!first_meta_) first_meta_.emplace(database_, "INSERT OR REPLACE INTO meta VALUES (?,?)");
    return *first_meta_;
  }

  void write_scenario(std::uint64_t seed) {
    write_meta("scenario", std::string_view(scenario_.name));
    write_meta("path", std::string_view(scenario_.path));
    write_meta("title", std::string_view(scenario_.title));
    write_meta("story", std::string_view(scenario_.story));
    write_meta("source", std::string_view(scenario_.source));
    write_meta("variant", std::string_view(scenario_.variant));
    write_meta("seed", static_cast<std::int64_t>(seed));
    Json overrides = Json::array();
    for (const auto& [path, value] : scenario_.overrides) overrides.push_back({path, value});
    write_meta("overrides", std::string_view(overrides.dump()));
    write_meta("patterns", std::string_view(Json(scenario_.patterns).dump()));
    write_meta("state", kRecording);
    first_meta_.reset();
    Statement hosts(database_, "INSERT OR IGNORE INTO hosts VALUES (?,?,?,?)");
    for (const HostSpec& host : scenario_.platform.hosts)
      hosts.bind(1, std::string_view(host.name))
          .bind(2, std::string_view(host.zone))
          .bind(3, host.latency.nanoseconds())
          .bind(4, host.bandwidth)
          .run();
    Statement links(database_, "INSERT OR IGNORE INTO links VALUES (?,?,?)");
    const auto link = [&](std::string_view from, std::string_view to, std::string_view what) {
      links.bind(1, from).bind(2, to).bind(3, what).run();
    };
    for (const ZoneLinkSpec& zones : scenario_.platform.links) link(zones.from, zones.to, "zones");
    for (const Group& group : scenario_.groups) {
      for (const Call& call : group.values.calls()) link(group.name, call.target, "calls");
      if (!group.kind->roles.empty() && group.count > 1) link(group.name, group.name, "peers");
    }
  }

  void learn(NameId name) {
    if (name == kNoName || !names_.insert(name).second) return;
    statements_->name.bind(1, static_cast<std::int64_t>(name)).bind(2, info_->names->text(name)).run();
  }

  // Of a Record of this kind, the numbers that are names.
  void learn_names(const Record& record) {
    learn(record.name);
    switch (record.kind) {
      case RecordKind::dropped: return learn(NameId{static_cast<std::uint32_t>(record.c)});
      case RecordKind::fault_began:
      case RecordKind::fault_ended: return learn(NameId{static_cast<std::uint32_t>(record.a)});
      case RecordKind::state:
        if (ValueType{record.c} != ValueType::name) return;
        learn(NameId{static_cast<std::uint32_t>(record.a)});
        return learn(NameId{static_cast<std::uint32_t>(record.b)});
      default: return;
    }
  }

  void write_event(const Record& record, const Description* details) {
    learn_names(record);
    Statement& event = statements_->event;
    event.bind(1, static_cast<std::int64_t>(record.id)).bind(2, record.time.nanoseconds());
    event.bind(3, code_of(record.kind));
    bind_node(event, 4, record.node);
    bind_unless(event, 5, static_cast<std::int64_t>(record.name), 0);
    bind_node(event, 6, record.peer);
    bind_unless(event, 7, static_cast<std::int64_t>(record.cause), 0);
    event.bind(8, record.a).bind(9, record.b).bind(10, record.c);
    if (details != nullptr) {
      json_.clear();
      append_json(json_, *details);
      event.bind(11, std::string_view(json_));
    } else {
      event.bind_null(11);
    }
    event.run();
    if (record.kind == RecordKind::delivered || record.kind == RecordKind::dropped) note_under_way(record);
  }

  static void bind_unless(Statement& statement, int parameter, std::int64_t value, std::int64_t nothing) {
    if (value == nothing)
      statement.bind_null(parameter);
    else
      statement.bind(parameter, value);
  }
  static void bind_node(Statement& statement, int parameter, NodeId node) {
    bind_unless(statement, parameter, index(node), index(kNoNode));
  }

  // A message whose sending and arrival have keyframes between them belongs to each of these.
  void note_under_way(const Record& record) {
    for (auto keyframe = keyframes_.rbegin(); keyframe != keyframes_.rend() && *keyframe >= record.cause; ++keyframe)
      statements_->keyframe_message.bind(1, static_cast<std::int64_t>(*keyframe))
          .bind(2, static_cast<std::int64_t>(record.id))
          .run();
  }

  void take_timer(const TimerChange& change) {
    learn(change.name);
    Statement& timer = statements_->timer;
    timer.bind(1, static_cast<std::int64_t>(change.event)).bind(2, static_cast<std::int64_t>(change.number));
    timer.bind(3, std::int64_t{index(change.node)}).bind(4, static_cast<std::int64_t>(change.name));
    if (change.due)
      timer.bind(5, change.due->nanoseconds());
    else
      timer.bind_null(5);
    if (change.replaces)
      timer.bind(6, static_cast<std::int64_t>(*change.replaces));
    else
      timer.bind_null(6);
    timer.run();
    // Its event is the latest but for the Records that the same handler made at the same instant.
    state_->apply(change, now_);
  }

  void write_keyframe(RecordId event, Instant when) {
    const auto id = static_cast<std::int64_t>(event);
    std::uint64_t rows = state_->nodes.size() + state_->timers.size();
    statements_->keyframe.bind(1, id).bind(2, when.nanoseconds()).run();
    for (std::size_t i = 0; i < state_->nodes.size(); ++i) {
      const NodeState& node = state_->nodes[i];
      const auto number = static_cast<std::int64_t>(i);
      statements_->keyframe_node.bind(1, id).bind(2, number).bind(3, std::int64_t{node.up});
      statements_->keyframe_node.bind(4, std::int64_t{node.paused}).bind(5, node.since.nanoseconds()).run();
      rows += node.fields.size();
      for (const ShownField& field : node.fields) {
        Statement& insert = statements_->keyframe_field;
        insert.bind(1, id).bind(2, number).bind(3, static_cast<std::int64_t>(field.name)).bind(4, field.value);
        insert.bind(5, static_cast<std::int64_t>(field.type)).bind(6, static_cast<std::int64_t>(field.event));
        insert.bind(7, field.since.nanoseconds()).run();
      }
    }
    for (const auto& [number, timer] : state_->timers) {
      Statement& insert = statements_->keyframe_timer;
      insert.bind(1, id).bind(2, static_cast<std::int64_t>(number)).bind(3, std::int64_t{index(timer.node)});
      insert.bind(4, static_cast<std::int64_t>(timer.name)).bind(5, timer.set_at.nanoseconds());
      insert.bind(6, timer.due.nanoseconds()).run();
    }
    keyframes_.push_back(event);
    next_keyframe_ = static_cast<std::uint64_t>(event) + std::max(kLeastKeyframeDistance, rows * kKeyframeRowsPerEvent);
  }

  void follow_operation(const Record& record) {
    switch (record.kind) {
      case RecordKind::invoked: open_[{record.node, record.a}] = record; return;
      case RecordKind::ok: return end_operation(record, "ok");
      case RecordKind::failed: return end_operation(record, "failed");
      case RecordKind::info: return end_operation(record, "info");
      case RecordKind::crashed: {
        // For whoever reads the history a crash ends them as `info` does.
        const auto first = open_.lower_bound({record.node, std::numeric_limits<std::int64_t>::min()});
        auto last = first;
        for (; last != open_.end() && last->first.first == record.node; ++last)
          write_operation(last->second, &record, "info");
        open_.erase(first, last);
        return;
      }
      default: return;
    }
  }

  void end_operation(const Record& record, std::string_view outcome) {
    const auto open = open_.find({record.node, record.a});
    if (open == open_.end()) return;
    write_operation(open->second, &record, outcome);
    open_.erase(open);
  }

  void write_operation(const Record& begun, const Record* ended, std::string_view outcome) {
    Statement& operation = statements_->operation;
    operation.bind(1, static_cast<std::int64_t>(begun.id));
    operation.bind(3, std::int64_t{index(begun.node)}).bind(4, begun.a).bind(5, static_cast<std::int64_t>(begun.name));
    operation.bind(6, begun.b).bind(7, begun.c).bind(8, begun.time.nanoseconds()).bind(10, outcome);
    for (const int parameter : {2, 9, 11}) operation.bind_null(parameter);
    if (ended != nullptr) {
      operation.bind(2, static_cast<std::int64_t>(ended->id)).bind(9, (ended->time - begun.time).nanoseconds());
      if (ended->kind == RecordKind::ok) operation.bind(11, ended->c);
    }
    operation.run();
  }

  void write_notes() {
    for (const StoryLine& line : told_) {
      Statement& note = statements_->note;
      note.bind(1, static_cast<std::int64_t>(line.told_at)).bind(2, line.time.nanoseconds());
      note.bind(3, std::string_view(line.who)).bind(4, tone_text(line.tone)).bind(5, std::string_view(line.text)).run();
    }
    told_.clear();
  }

  void commit() {
    write_meta("end", now_.nanoseconds());
    write_meta("records", static_cast<std::int64_t>(reached_));
    database_.execute("COMMIT");
    committed_ = std::chrono::steady_clock::now();
    committed_time_ = now_;
    database_.execute("BEGIN");
  }

  void write_result(const RunResult& result) {
    Statement metrics(database_, "INSERT INTO metrics VALUES (?,?,?,?)");
    for (const MetricFinding& metric : result.metrics) {
      metrics.bind(1, std::string_view(metric.name)).bind(2, std::string_view(metric.statistic));
      metrics.bind(3, std::string_view(metric.of));
      if (metric.figure)
        metrics.bind(4, *metric.figure);
      else
        metrics.bind_null(4);
      metrics.run();
    }
    Statement expectations(database_, "INSERT INTO expectations(claim, verdict, figure, line) VALUES (?,?,?,?)");
    for (const ExpectationFinding& expectation : result.expectations)
      expectations.bind(1, std::string_view(expectation.claim))
          .bind(2, verdict_text(expectation.finding.verdict))
          .bind(3, std::string_view(expectation.finding.figure))
          .bind(4, std::int64_t{expectation.line})
          .run();
    Statement invariants(database_, "INSERT INTO invariants VALUES (?,?,?,?,?)");
    Statement violations(database_, "INSERT INTO violations(event, time, invariant, node, text) VALUES (?,?,?,?,?)");
    for (const InvariantFinding& invariant : result.invariants) {
      invariants.bind(1, std::string_view(invariant.name)).bind(2, std::string_view(invariant.claim));
      invariants.bind(3, static_cast<std::int64_t>(invariant.exercised));
      invariants.bind(4, static_cast<std::int64_t>(invariant.breach_count));
      invariants.bind(5, static_cast<std::int64_t>(invariant.doubt_count)).run();
      for (const InvariantFinding::Breach& breach : invariant.breaches)
        violations.bind(1, static_cast<std::int64_t>(breach.record))
            .bind(2, breach.time.nanoseconds())
            .bind(3, std::string_view(invariant.name))
            .bind(4, std::string_view(breach.node))
            .bind(5, std::string_view(breach.text))
            .run();
    }
  }

  // Everything stands in the one file, and on the disk, before the file says so.
  void close_as(std::string_view state) {
    database_.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous = FULL; BEGIN");
    write_meta("state", state);
    database_.execute("COMMIT");
    statements_.reset();
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    try {
      database_.execute("PRAGMA journal_mode = DELETE");
    } catch (const SqliteError&) {
      // Somebody reads the file at this moment: the journal goes when the last reader has closed it.
    }
  }

  std::string path_;
  Database database_;
  const Scenario& scenario_;
  int lock_ = -1;  // held as long as this writer lives
  std::optional<Statement> first_meta_;
  std::unique_ptr<Statements> statements_;

  const RunInfo* info_ = nullptr;
  std::optional<SystemState> state_;
  std::vector<StoryLine> told_;
  Story story_{Weight::story, [this](const StoryLine& line) { told_.push_back(line); }};
  std::map<std::pair<NodeId, std::int64_t>, Record> open_;
  std::set<NameId> names_;
  std::vector<RecordId> keyframes_;
  std::uint64_t next_keyframe_ = 0;
  RecordId reached_{};
  Instant now_;
  std::string json_;

  std::chrono::steady_clock::time_point committed_;
  Instant committed_time_;
  std::string error_;
};

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Writer::~Writer() = default;

tl::expected<std::unique_ptr<Writer>, std::string> Writer::create(const std::string& path, const Scenario& scenario,
                                                                  std::uint64_t seed) {
  if (std::string obstacle = find_obstacle(path); !obstacle.empty()) return tl::unexpected(std::move(obstacle));
  remove_with_journal(path);
  try {
    return std::unique_ptr<Writer>(new Writer(std::make_unique<Impl>(path, scenario, seed)));
  } catch (const SqliteError& error) {
    remove_with_journal(path);
    return tl::unexpected(fmt::format("{}: {}", path, error.what()));
  }
}

void Writer::on_start(const RunInfo& info) { impl_->start(info); }
void Writer::on_batch(const RecordBatch& batch) { impl_->take(batch); }
void Writer::on_finish(Instant end) { impl_->finish(end); }
const std::string& Writer::error() const { return impl_->error(); }
bool Writer::conclude(const RunResult& result) { return impl_->conclude(result); }
void Writer::break_off(const std::string& why) { impl_->break_off(why); }

}  // namespace orrery::run_file
