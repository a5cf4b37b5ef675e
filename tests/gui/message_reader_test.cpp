#include "models/message_reader.h"

#include <QFile>
#include <QTemporaryDir>

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

struct Reading {
  explicit Reading(const std::string& scenario, const std::vector<std::string>& options = {})
      : run(scenario, options) {}

  // How many messages of the run are so.
  int count(const std::function<bool(const MessageTraits&)>& is) {
    int found = 0;
    for (std::uint64_t id = 1; id <= static_cast<std::uint64_t>(session->last()); ++id) {
      const run_file::Event* event = reader.event(RecordId{id});
      REQUIRE(event != nullptr);
      if (event->record.kind == RecordKind::delivered && is(reader.of(RecordId{id}))) ++found;
    }
    return found;
  }

  test::MadeRun run;
  std::unique_ptr<RunSession> session = run.session();
  Marks marks{session->file()};
  GlyphReader glyphs{session->file(), marks};
  MessageReader reader{session->file(), marks, glyphs};
};

TEST_CASE("every hedge that is sent is known for one, and nothing else is") {
  Reading on("ambassador/hedging-helps", {"--variant", "hedged", "--until", "3s"});
  const auto hedged = on.session->file().events_of(RecordKind::event, name_id("hedged"), RecordId{1}, 100'000);
  REQUIRE(hedged.size() > 10);
  const int known = on.count([](const MessageTraits& traits) { return traits.isHedge; });
  // Some are under way when the run is cut short.
  CHECK(known <= static_cast<int>(hedged.size()));
  CHECK(known >= static_cast<int>(hedged.size()) - 5);
}

TEST_CASE("a copy that the network makes is a duplicate, and the first to arrive is not") {
  QTemporaryDir folder;
  QFile file(folder.filePath("copies.yaml"));
  REQUIRE(file.open(QIODevice::WriteOnly));
  file.write(R"(orrery: 1
title: Copies
patterns: [leader-election]
story: Every datagram arrives twice.
run_for: 1s
network: { preset: lan }
system:
  server: { kind: raft, count: 3, transport: datagram }
faults:
  - { id: copies, at: 0s, duplicate: server <-> server, probability: 100% }
)");
  file.close();
  Reading on(file.fileName().toStdString());
  const int all = on.count([](const MessageTraits&) { return true; });
  const int copies = on.count([](const MessageTraits& traits) { return traits.isDuplicate; });
  CHECK(copies > 10);
  CHECK(std::abs(2 * copies - all) <= 4);
}

TEST_CASE("a bulk transfer has its share of the narrowest link on its way") {
  Reading on("leader-election/snapshot-catch-up");
  std::optional<double> share;
  const int found = on.count([&](const MessageTraits& traits) {
    if (traits.bulk) share = traits.bulk;
    return traits.bulk.has_value();
  });
  CHECK(found >= 1);
  // Half a megabyte over ten megabits has nearly all of it, beside heartbeats and entries.
  REQUIRE(share);
  CHECK(*share > 0.7);
  CHECK(*share <= 1);
}

TEST_CASE("what is to be said of a message is said in words, too") {
  CHECK(MessageReader::describe({}).empty());
  CHECK(MessageReader::describe({MessageLook::request, 1, 2, true, true, 0.5}) ==
        "attempt 2, a hedge, a duplicate, 50% of the bandwidth");
}

}  // namespace
}  // namespace orrery::gui
