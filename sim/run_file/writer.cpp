#include "run_file/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "run/story.h"
#include "run/tone_text.h"
#include "run_file/format.h"
#include "run_file/json_text.h"
#include "run_file/keyframe_rows.h"
#include "run_file/operation_rows.h"
#include "run_file/run_rows.h"
#include "run_file/sqlite.h"
#include "run_file/system_state.h"
#include "run_file/target_file.h"

namespace orrery::run_file {

namespace {

constexpr std::string_view kInsertEvent = "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?)";

// How old what a reader sees may be.
constexpr std::chrono::milliseconds kCommitEvery(100);
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
      write_actors(database_, info);
      write_meta("planned_end", info.end.nanoseconds());
      write_meta("end", std::int64_t{0});
      write_meta("records", std::int64_t{0});
      statements_->keyframes.write(*state_, RecordId{0}, Instant::start());
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
        if (statements_->keyframes.is_due(record.id)) statements_->keyframes.write(*state_, reached_, now_);
        while (described != batch.descriptions.end() && described->record < record.id) ++described;
        const bool has_details = described != batch.descriptions.end() && described->record == record.id;
        write_event(record, has_details ? &described->description : nullptr);
        statements_->operations.follow(record);
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
      statements_->operations.finish();
      now_ = end;
      commit();
    });
  }

  bool conclude(const RunResult& result) {
    guarded([&] {
      write_result(database_, result);
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
          meta(database, "INSERT OR REPLACE INTO meta VALUES (?,?)"),
          keyframes(database),
          operations(database) {}
    Statement event, name, timer, note, meta;
    KeyframeRows keyframes;
    OperationRows operations;
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
    write_platform(database_, scenario_);
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
    if (record.kind == RecordKind::delivered || record.kind == RecordKind::dropped)
      statements_->keyframes.note_under_way(record);
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

  // Everything stands in the one file, and on the disk, before the file says so.
  void close_as(std::string_view state) {
    database_.execute("COMMIT; PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE); BEGIN");
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
  std::set<NameId> names_;
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
