#include "run_file/format.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace orrery::run_file {

namespace {

// A kind's code is its position here, from 1. A new kind goes to the end: files keep their meaning.
constexpr std::array kKinds = {
    RecordKind::delivered, RecordKind::dropped,     RecordKind::timer_fired, RecordKind::synced,    RecordKind::worked,
    RecordKind::state,     RecordKind::event,       RecordKind::invoked,     RecordKind::ok,        RecordKind::failed,
    RecordKind::info,      RecordKind::started,     RecordKind::crashed,     RecordKind::restarted, RecordKind::paused,
    RecordKind::resumed,   RecordKind::fault_began, RecordKind::fault_ended, RecordKind::ordered,   RecordKind::reset};
constexpr std::int64_t kFirstApart = 6;
static_assert(is_traffic(kKinds[kFirstApart - 2]) && !is_traffic(kKinds[kFirstApart - 1]));

constexpr Table kTables[] = {
    {"meta", "what the run was and how far its file came, by key",
     R"(  key TEXT PRIMARY KEY, -- scenario, title, story, source, variant, seed, overrides, planned_end, end, records,
                        -- fingerprint, state (recording, complete, broken off), why, result, version
  value)",
     "WITHOUT ROWID"},
    {"kinds", "the kinds of events",
     R"(  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL -- delivered, timer_fired, state ...)",
     ""},
    {"names", "the names of messages, timers, fields, events and faults",
     R"(  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL)",
     ""},
    {"nodes", "the nodes of the run",
     R"(  id INTEGER PRIMARY KEY, -- from 0
  name TEXT NOT NULL,       -- server-1
  "group" TEXT NOT NULL,    -- server
  kind TEXT NOT NULL,       -- raft
  host TEXT NOT NULL        -- the host it lives on)",
     ""},
    {"hosts", "the hosts of a platform that was built from the scenario",
     R"(  name TEXT PRIMARY KEY,
  zone TEXT NOT NULL,
  latency INTEGER NOT NULL, -- of its uplink, one way, in ns
  bandwidth REAL NOT NULL   -- of its uplink, in bytes a second)",
     "WITHOUT ROWID"},
    {"links", "which groups speak to which, and the links that join zones",
     R"(  "from" TEXT NOT NULL,
  "to" TEXT NOT NULL,
  what TEXT NOT NULL, -- calls, peers, zones
  PRIMARY KEY ("from", "to", what))",
     "WITHOUT ROWID"},
    {"faults", "the faults of the scenario",
     R"(  id TEXT PRIMARY KEY,
  target TEXT NOT NULL,  -- of a fault on nodes: leader of server
  link TEXT NOT NULL,    -- of a fault on a link: client -> server
  options TEXT NOT NULL  -- those that are not at their defaults)",
     "WITHOUT ROWID"},
    {"events", "everything that happened, in order",
     R"(  id INTEGER PRIMARY KEY, -- from 1
  time INTEGER NOT NULL,    -- ns since the start of the run
  kind INTEGER NOT NULL,    -- kinds.id; it says what the columns behind it hold (sim/core/record.h)
  node INTEGER,             -- nodes.id
  name INTEGER,             -- names.id
  peer INTEGER,             -- nodes.id
  cause INTEGER,            -- events.id: the event whose handler made this one
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  c INTEGER NOT NULL,
  details TEXT              -- what a message holds, or whom a fault hit, as a JSON object)",
     ""},
    {"operations", "the operations of clients that have ended",
     R"(  invoked INTEGER PRIMARY KEY, -- events.id
  ended INTEGER,                 -- events.id; NULL where it is open when the run ends
  node INTEGER NOT NULL,         -- nodes.id: the client
  number INTEGER NOT NULL,
  name INTEGER NOT NULL,         -- names.id
  key INTEGER NOT NULL,
  value INTEGER NOT NULL,        -- asked with
  began INTEGER NOT NULL,        -- ns
  took INTEGER,                  -- ns
  outcome TEXT NOT NULL,         -- ok, failed, info, open
  result INTEGER                 -- value returned)",
     ""},
    {"notes", "the story, sentence by sentence",
     R"(  id INTEGER PRIMARY KEY,
  event INTEGER NOT NULL, -- events.id at which it is told
  time INTEGER NOT NULL,  -- ns: of what it tells, which may be a little earlier
  who TEXT NOT NULL,      -- a node, a group, or "fault"
  tone TEXT NOT NULL,     -- plain, in-charge, serving, undecided, failing, down, paused, slow, fault
  text TEXT NOT NULL)",
     ""},
    {"timers", "what handlers did to timers; a timer that fires ends by its event timer_fired, whose c is its number",
     R"(  event INTEGER NOT NULL,  -- events.id: the event whose handler did it
  number INTEGER NOT NULL, -- of the timer
  node INTEGER NOT NULL,   -- nodes.id
  name INTEGER NOT NULL,   -- names.id
  due INTEGER,             -- ns; NULL where the timer is cancelled
  replaces INTEGER,        -- number of the timer that ends by this one
  PRIMARY KEY (event, number))",
     "WITHOUT ROWID"},
    {"keyframes", "events after which the whole state is written down",
     R"(  event INTEGER PRIMARY KEY, -- events.id
  time INTEGER NOT NULL)",
     ""},
    {"keyframe_nodes", "the nodes at a keyframe",
     R"(  keyframe INTEGER NOT NULL,
  node INTEGER NOT NULL,
  up INTEGER NOT NULL,     -- 1 or 0
  paused INTEGER NOT NULL, -- 1 or 0
  since INTEGER NOT NULL,  -- ns: when it started or crashed last
  PRIMARY KEY (keyframe, node))",
     "WITHOUT ROWID"},
    {"keyframe_fields", "the exposed state at a keyframe",
     R"(  keyframe INTEGER NOT NULL,
  node INTEGER NOT NULL,
  field INTEGER NOT NULL, -- names.id
  value INTEGER NOT NULL,
  type INTEGER NOT NULL,  -- as c of an event of kind state
  event INTEGER NOT NULL, -- events.id: which set it
  since INTEGER NOT NULL, -- ns
  PRIMARY KEY (keyframe, node, field))",
     "WITHOUT ROWID"},
    {"keyframe_timers", "the pending timers at a keyframe",
     R"(  keyframe INTEGER NOT NULL,
  number INTEGER NOT NULL,
  node INTEGER NOT NULL,
  name INTEGER NOT NULL,
  set_at INTEGER NOT NULL, -- ns
  due INTEGER NOT NULL,    -- ns
  PRIMARY KEY (keyframe, number))",
     "WITHOUT ROWID"},
    {"keyframe_messages", "the messages that are under way at a keyframe",
     R"(  keyframe INTEGER NOT NULL,
  event INTEGER NOT NULL, -- events.id of its arrival or its loss, which comes later
  PRIMARY KEY (keyframe, event))",
     "WITHOUT ROWID"},
    {"metrics", "the figures of the whole run",
     R"(  name TEXT NOT NULL,
  statistic TEXT NOT NULL,
  "of" TEXT NOT NULL, -- a group; empty: the whole system
  figure REAL,        -- in ns, bytes, 1, 1/s; a share for percent
  PRIMARY KEY (name, statistic, "of"))",
     "WITHOUT ROWID"},
    {"expectations", "the scenario's expectations and how they came out",
     R"(  id INTEGER PRIMARY KEY,
  claim TEXT NOT NULL,
  verdict TEXT NOT NULL, -- held, failed, undecided
  figure TEXT NOT NULL,
  line INTEGER NOT NULL  -- of the scenario file)",
     ""},
    {"invariants", "the invariants and how they came out",
     R"(  name TEXT PRIMARY KEY,
  claim TEXT NOT NULL,
  exercised INTEGER NOT NULL, -- how often the run put it to the test
  violations INTEGER NOT NULL,
  doubts INTEGER NOT NULL)",
     "WITHOUT ROWID"},
    {"violations", "the first violations of each invariant",
     R"(  id INTEGER PRIMARY KEY,
  event INTEGER NOT NULL, -- events.id
  time INTEGER NOT NULL,  -- ns
  invariant TEXT NOT NULL,
  node TEXT NOT NULL,     -- empty: no node in particular
  text TEXT NOT NULL)",
     ""},
};

constexpr View kViews[] = {
    {"log", "events with their names and times in seconds",
     R"(SELECT e.id, e.time / 1e9 AS seconds, k.text AS kind, n.name AS node, w.text AS name, p.name AS peer, e.cause,
       e.a, e.b, e.c, e.details
FROM events e JOIN kinds k ON k.id = e.kind LEFT JOIN nodes n ON n.id = e.node LEFT JOIN names w ON w.id = e.name
     LEFT JOIN nodes p ON p.id = e.peer)"},
    {"messages", "messages that arrived or were lost",
     R"(SELECT e.id, e.a / 1e9 AS sent, e.time / 1e9 AS ended, p.name AS "from", n.name AS "to", w.text AS name,
       e.b AS bytes, CASE WHEN k.text = 'dropped' THEN r.text END AS lost, e.details
FROM events e JOIN kinds k ON k.id = e.kind AND k.text IN ('delivered', 'dropped') JOIN nodes n ON n.id = e.node
     JOIN nodes p ON p.id = e.peer JOIN names w ON w.id = e.name LEFT JOIN names r ON r.id = e.c)"},
    {"states", "changes of exposed state",
     R"(SELECT e.id, e.time / 1e9 AS seconds, n.name AS node, f.text AS field,
       CASE e.c WHEN 1 THEN v.text WHEN 2 THEN m.name WHEN 3 THEN (e.a / 1e9) || ' s'
                WHEN 5 THEN CASE e.a WHEN 1 THEN 'yes' ELSE 'no' END ELSE e.a END AS value, e.cause
FROM events e JOIN kinds k ON k.id = e.kind AND k.text = 'state' JOIN nodes n ON n.id = e.node
     JOIN names f ON f.id = e.name LEFT JOIN names v ON e.c = 1 AND v.id = e.a
     LEFT JOIN nodes m ON e.c = 2 AND m.id = e.a)"},
};

constexpr ExampleQuery kExamples[] = {
    {"What was the run, and did its file come to its end?", "SELECT key, value FROM meta WHERE key <> 'source'"},
    {"Who became leader, and when?", "SELECT seconds, node FROM states WHERE field = 'role' AND value = 'leader'"},
    {"Which messages were lost, and why?",
     "SELECT name, lost, count(*) FROM messages WHERE lost IS NOT NULL GROUP BY 1, 2"},
    {"Which tenth of a second was slowest for clients?",
     "SELECT began / 100000000 / 10.0 AS seconds, max(took) / 1e6 AS ms FROM operations GROUP BY 1 ORDER BY 2 DESC "
     "LIMIT 1"},
    {"What led to event 4711?",
     R"(WITH RECURSIVE chain(id) AS (VALUES (4711) UNION SELECT cause FROM events JOIN chain USING (id))
SELECT log.* FROM log JOIN chain USING (id) ORDER BY id)"},
};

}  // namespace

std::int64_t code_of(RecordKind kind) { return std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin() + 1; }

std::optional<RecordKind> kind_of(std::int64_t code) {
  if (code < 1 || code > static_cast<std::int64_t>(kKinds.size())) return std::nullopt;
  return kKinds[static_cast<std::size_t>(code - 1)];
}

std::int64_t first_code_apart_from_traffic() { return kFirstApart; }

std::span<const Table> tables() { return kTables; }
std::span<const View> views() { return kViews; }
std::span<const ExampleQuery> example_queries() { return kExamples; }

std::string schema_sql() {
  std::string sql;
  for (const Table& table : kTables)
    sql += fmt::format("CREATE TABLE {} (\n{}\n) {};\n", table.name, table.columns, table.options);
  sql += fmt::format("CREATE INDEX events_apart ON events(kind, name, node) WHERE kind >= {};\n", kFirstApart);
  sql += "CREATE INDEX notes_by_event ON notes(event);\n";
  for (const View& view : kViews) sql += fmt::format("CREATE VIEW {} AS\n{};\n", view.name, view.select);
  for (const RecordKind kind : kKinds)
    sql += fmt::format("INSERT INTO kinds VALUES ({}, '{}');\n", code_of(kind), record_kind_text(kind));
  sql += fmt::format("PRAGMA application_id = {};\nPRAGMA user_version = {};\n", kApplicationId, kVersion);
  return sql;
}

}  // namespace orrery::run_file
