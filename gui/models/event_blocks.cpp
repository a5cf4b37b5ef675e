#include "models/event_blocks.h"

namespace orrery::gui {

namespace {

constexpr std::uint64_t kBlock = 256;
constexpr std::size_t kMostBlocks = 256;

}  // namespace

const run_file::Event* EventBlocks::find(RecordId id) {
  const auto number = static_cast<std::uint64_t>(id);
  if (number == 0 || id > file_.last()) return nullptr;
  const std::uint64_t which = (number - 1) / kBlock;
  const auto offset = static_cast<std::size_t>((number - 1) % kBlock);
  auto known = blocks_.find(which);
  if (known == blocks_.end()) {
    if (blocks_.size() >= kMostBlocks) {
      blocks_.erase(uses_.back());
      uses_.pop_back();
    }
    uses_.push_front(which);
    known = blocks_.emplace(which, Block{{}, uses_.begin()}).first;
  } else {
    uses_.splice(uses_.begin(), uses_, known->second.use);
  }
  std::vector<run_file::Event>& events = known->second.events;
  // Of a run that goes on the last block grows.
  if (offset >= events.size()) events = file_.events(RecordId{which * kBlock + 1}, kBlock);
  return offset < events.size() ? &events[offset] : nullptr;
}

}  // namespace orrery::gui
