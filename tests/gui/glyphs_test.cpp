#include "models/glyphs.h"

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

using namespace literals;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Crash {
  test::MadeRun run{"leader-election/leader-crash", {"--until", "3s"}};
  std::unique_ptr<RunSession> session = run.session();
  Marks marks{session->file()};
  GlyphReader reader{session->file(), marks};

  NodeId node(const std::string& name) const { return *session->file().find_node(name); }
  NodeGlyph glyph(const std::string& name) const { return reader.glyphOf(node(name), session->frame()); }
};

TEST_CASE("a leader, a follower, a node that is down and one that never started look different") {
  Crash crash;
  CHECK_FALSE(crash.glyph("server-2").hasStarted);
  CHECK(crash.glyph("server-2").caption == "not started");
  crash.session->seek(Instant::at(1_s));
  CHECK(crash.glyph("server-2").standing == Standing::inCharge);
  CHECK(crash.glyph("server-2").term == 1);
  CHECK(crash.glyph("server-2").caption == "leader");
  CHECK(crash.glyph("server-1").standing == Standing::serving);
  crash.session->seek(Instant::at(2100_ms));
  CHECK(crash.glyph("server-2").standing == Standing::down);
  CHECK_FALSE(crash.glyph("server-2").term);
  CHECK(crash.glyph("server-2").caption == "down");
}

TEST_CASE("an election timer is an arc that runs out") {
  Crash crash;
  crash.session->seek(Instant::at(2050_ms));
  const auto early = crash.reader.timerOf(crash.node("server-4"), crash.session->frame());
  crash.session->seek(Instant::at(2150_ms));
  const auto late = crash.reader.timerOf(crash.node("server-4"), crash.session->frame());
  REQUIRE(early);
  REQUIRE(late);
  CHECK(early->name == "election-timeout");
  CHECK(early->left > late->left);
  CHECK(early->remaining - late->remaining == 100_ms);
  CHECK_FALSE(crash.reader.timerOf(crash.node("server-2"), crash.session->frame()));
}

TEST_CASE("messages look like what they are") {
  Crash crash;
  const auto look = [&](const char* name) { return crash.reader.lookOf(Name(name).id(), std::nullopt); };
  CHECK(look("RequestVote") == MessageLook::vote);
  CHECK(look("RequestVoteReply") == MessageLook::voteReply);
  CHECK(look("Request") == MessageLook::request);
  CHECK(look("Reply") == MessageLook::reply);
  CHECK(crash.reader.lookOf(Name("AppendEntries").id(), Name("heartbeat").id()) == MessageLook::keepAlive);
  CHECK(look("AppendEntries") == MessageLook::request);
}

TEST_CASE("the text equivalent of the stage says who leads, who is down and what is in force") {
  Crash crash;
  crash.session->seek(Instant::at(2500_ms));
  const std::string text = crash.reader.describe(crash.session->frame());
  CHECK(has(text, "At 2.500 s"));
  CHECK(has(text, "server-4 leader of term 2"));
  CHECK(has(text, "server-2 down"));
  CHECK(has(text, "leader-dies"));
  CHECK(has(crash.reader.describe(crash.node("server-2"), crash.session->frame()), "down since 2.000 s"));
}

TEST_CASE("a breaker that is open refuses, and a slow node is shown as slow") {
  const test::MadeRun trip("circuit-breaker/first-trip");
  const auto session = trip.session();
  const Marks marks(session->file());
  const GlyphReader reader(session->file(), marks);
  const NodeId caller = *session->file().find_node("caller-1");
  CHECK(reader.glyphOf(caller, session->frame()).standing == Standing::down);
  const auto changes = session->file().changes(caller, Name("breaker").id(), RecordId{1}, session->last());
  REQUIRE(changes.size() >= 3);
  session->seekEvent(changes[1].record.id);
  CHECK(reader.glyphOf(caller, session->frame()).standing == Standing::refusing);
  CHECK(reader.glyphOf(caller, session->frame()).caption == "breaker open");
  session->seekEvent(changes[2].record.id);
  CHECK(reader.glyphOf(caller, session->frame()).standing == Standing::undecided);

  const test::MadeRun slow("ambassador/slow-replica", {"--variant", "per-try", "--until", "11s"});
  const auto later = slow.session();
  const Marks faults(later->file());
  const GlyphReader glyphs(later->file(), faults);
  later->seek(Instant::at(10500_ms));
  CHECK(glyphs.glyphOf(*later->file().find_node("backend-3"), later->frame()).isSlow);
  CHECK_FALSE(glyphs.glyphOf(*later->file().find_node("backend-2"), later->frame()).isSlow);
}

}  // namespace
}  // namespace orrery::gui
