#include "models/marks.h"

#include <algorithm>

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

using namespace literals;

TEST_CASE("a fault is a span from when it strikes until it is over, with whom it hit") {
  const test::MadeRun run("leader-election/leader-crash", {"--until", "6s"});
  const auto session = run.session();
  const Marks marks(session->file());
  REQUIRE(marks.faults().size() == 1);
  const FaultSpan& crash = marks.faults().front();
  CHECK(crash.from == Instant::at(2_s));
  CHECK(crash.to == Instant::at(5_s));
  CHECK(crash.hit == std::vector{*session->file().find_node("server-2")});
  CHECK(crash.text.find("leader-dies") != std::string::npos);
  CHECK(marks.inForce(crash.began).size() == 1);
  CHECK(marks.inForce(*crash.ended).empty());
  CHECK(marks.inForce(RecordId{1}).empty());
}

TEST_CASE("a partition knows its two sides") {
  const test::MadeRun run("leader-election/minority-partition", {"--until", "3s", "--variant", "with-pre-vote"});
  const auto session = run.session();
  const Marks marks(session->file());
  REQUIRE(marks.faults().size() == 1);
  const FaultSpan& cut = marks.faults().front();
  CHECK_FALSE(cut.ended);
  CHECK(cut.bothWays);
  CHECK(cut.fromSide.size() == 2);
  CHECK(cut.toSide.size() == 3);
}

TEST_CASE("changes of role and the sentences of the story are marks, in order") {
  const test::MadeRun run("leader-election/leader-crash", {"--until", "3s"});
  const auto session = run.session();
  const Marks marks(session->file());
  CHECK(std::is_sorted(marks.all().begin(), marks.all().end(),
                       [](const Mark& a, const Mark& b) { return a.event < b.event; }));
  const auto says = [&](MarkKind kind, const std::string& text) {
    return std::any_of(marks.all().begin(), marks.all().end(), [&](const Mark& mark) {
      return mark.kind == kind && mark.text.find(text) != std::string::npos;
    });
  };
  CHECK(says(MarkKind::role, "server-4: leader"));
  CHECK(says(MarkKind::note, "server-4 becomes leader of term 2"));
  CHECK(says(MarkKind::fault, "leader-dies"));
  CHECK_FALSE(says(MarkKind::violation, ""));
  const Mark* last = marks.latestNote(session->last());
  REQUIRE(last != nullptr);
  CHECK(last->kind != MarkKind::role);
  CHECK(marks.latestNote(RecordId{}) == nullptr);
  // The leader's own sentence, though its group's comes after it at the same instant.
  const auto again = std::find_if(marks.all().begin(), marks.all().end(), [](const Mark& mark) {
    return mark.text.find("has a leader again") != std::string::npos;
  });
  REQUIRE(again != marks.all().end());
  CHECK(marks.latestNote(again->event)->text.find("server-4 becomes leader of term 2") == 0);
}

}  // namespace
}  // namespace orrery::gui
