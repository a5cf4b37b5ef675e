#include "core/record.h"

#include <set>
#include <string_view>

#include <catch2/catch.hpp>

using namespace orrery;

TEST_CASE("the number of every kind of Record is the hash of its text") {
  constexpr RecordKind kKinds[] = {
      RecordKind::delivered, RecordKind::dropped,     RecordKind::reset,       RecordKind::timer_fired,
      RecordKind::started,   RecordKind::crashed,     RecordKind::restarted,   RecordKind::paused,
      RecordKind::resumed,   RecordKind::fault_began, RecordKind::fault_ended, RecordKind::state,
      RecordKind::event,     RecordKind::synced,      RecordKind::worked,      RecordKind::invoked,
      RecordKind::ok,        RecordKind::failed,      RecordKind::info,        RecordKind::ordered};
  std::set<std::string_view> texts;
  for (const RecordKind kind : kKinds) {
    CHECK(hash32(record_kind_text(kind)) == static_cast<std::uint32_t>(kind));
    texts.insert(record_kind_text(kind));
  }
  CHECK(texts.size() == std::size(kKinds));
}

TEST_CASE("a number that is no kind of Record is shown as such") { CHECK(record_kind_text(RecordKind{1}) == "?"); }
