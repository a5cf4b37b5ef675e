// Events by their number, read in blocks: whoever asks for many that lie close together asks the file once.
#pragma once

#include <list>
#include <unordered_map>
#include <vector>

#include "run_file/run_file.h"

namespace orrery::gui {

class EventBlocks {
 public:
  // The file must outlive this.
  explicit EventBlocks(const run_file::RunFile& file) : file_(file) {}

  // nullptr where the file has none of that number. Valid until the next call. May throw SqliteError.
  const run_file::Event* find(RecordId id);

 private:
  struct Block {
    std::vector<run_file::Event> events;
    std::list<std::uint64_t>::iterator use;
  };

  const run_file::RunFile& file_;
  std::unordered_map<std::uint64_t, Block> blocks_;
  std::list<std::uint64_t> uses_;  // the latest first
};

}  // namespace orrery::gui
