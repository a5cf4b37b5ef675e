// Reads a run file, also one that is still being written.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/sink.h"
#include "run/phrases.h"
#include "run/result.h"
#include "run_file/system_state.h"

namespace orrery::run_file {

// How far a file came.
enum class Completeness : std::uint8_t {
  recording,   // its writer is at work
  complete,    // the run reached its end, and its result is there
  broken_off,  // the writer says why
  cut_off,     // the writer is gone without a word
};

// What the run was; known from the start.
struct Head {
  std::string scenario;  // "leader-election/leader-crash"
  std::string path;      // of the scenario file
  std::string title, story, source;
  std::string variant;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> overrides;
  std::vector<std::string> patterns;
};

struct Host {
  std::string name, zone;
  Duration latency;
  double bandwidth = 0;
};
struct Link {
  std::string from, to, what;  // groups or zones; calls, peers, zones
};

struct Event {
  Record record;
  std::string details;  // a JSON object, or empty; json_text.h reads it

  Description description() const;
};

struct Note {
  RecordId event;
  Instant time;
  std::string who;
  Tone tone = Tone::plain;
  std::string text;
};

struct Operation {
  RecordId invoked;
  std::optional<RecordId> ended;
  NodeId client = kNoNode;
  std::int64_t number = 0;
  NameId name;
  std::int64_t key = 0, value = 0;
  Instant began;
  std::optional<Duration> took;
  std::string outcome;  // ok, failed, info, open
  std::optional<std::int64_t> result;
};

struct StoredViolation {
  RecordId event;
  Instant time;
  std::string invariant, node, text;
};

// Every member function may throw SqliteError (sqlite.h): a file can be damaged in any place. Not for use by two
// threads at a time; each opens its own.
class RunFile {
 public:
  // The error is one line that names the file: missing, no run file, of a newer version, damaged.
  static tl::expected<RunFile, std::string> open(const std::string& path);
  RunFile(RunFile&&) noexcept;
  RunFile& operator=(RunFile&&) noexcept;
  ~RunFile();

  const std::string& path() const;
  const Head& head() const;
  // Nodes, faults, names, the planned end. Its address stays, that of `names` too.
  const RunInfo& info() const;
  std::string_view name(NameId id) const { return info().names->text(id); }
  // "server-1"; "-" for kNoNode.
  std::string_view node_name(NodeId node) const;
  std::optional<NodeId> find_node(std::string_view name) const;
  std::vector<Host> hosts() const;
  std::vector<Link> links() const;

  // Looks how far the file has come meanwhile. True where that is further.
  bool refresh();
  Completeness completeness() const;
  const std::string& why() const;          // of broken_off
  RecordId last() const;                   // the latest event; 0: none yet
  Instant reached() const;                 // when that was, or the end of the run
  const std::string& fingerprint() const;  // empty until complete
  std::optional<RunResult> result() const;

  // The events from `first` on, at most `count`.
  std::vector<Event> events(RecordId first, std::size_t count) const;
  std::optional<Event> event(RecordId id) const;
  // The way back from an event by its causes, as far as completed syncs and one event more, none of them before
  // `first`; in that order. Costs one statement, however long the way.
  std::vector<Event> way_back(RecordId from, RecordId first) const;
  // The last event at or before the instant; 0 where there is none. Costs a search by halves.
  RecordId last_until(Instant time) const;
  // Events apart from traffic of one kind, at most `count`, from `first` on; of one name where one is given.
  std::vector<Event> events_of(RecordKind kind, NameId name, RecordId first, std::size_t count) const;
  // All events apart from traffic of one kind, in order, one at a time.
  void for_each_of(RecordKind kind, const std::function<void(const Event&)>& visit) const;
  // The latest of one kind and name at a node up to an event, the latest first, at most `count`. Not for traffic.
  std::vector<Event> latest_of(RecordKind kind, NameId name, NodeId node, RecordId until, std::size_t count) const;
  // How the field of a node went, in order: events of kind state, up to `last`.
  std::vector<Event> changes(NodeId node, NameId field, RecordId first, RecordId last) const;
  // In order, those of [first, last).
  std::vector<TimerChange> timer_changes(RecordId first, RecordId last) const;

  std::int64_t note_count() const;
  std::vector<Note> notes(RecordId first, RecordId last) const;
  std::vector<Note> all_notes(std::size_t limit) const;
  std::vector<Operation> operations(RecordId first, RecordId last) const;
  std::vector<StoredViolation> violations() const;

  // The last keyframe at or before the event, with the state after its event.
  struct Keyframe {
    RecordId event;
    SystemState state;
  };
  Keyframe keyframe_before(RecordId event) const;
  // The first keyframe after the event; nothing where there is none.
  std::optional<RecordId> keyframe_after(RecordId event) const;
  // The arrivals and losses of messages that are under way at the keyframe.
  std::vector<Event> under_way(RecordId keyframe) const;

 private:
  class Impl;
  explicit RunFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace orrery::run_file
