// The operations of clients, each a row once it has ended.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "core/record.h"
#include "run_file/sqlite.h"

namespace orrery::run_file {

class OperationRows {
 public:
  explicit OperationRows(Database& database);

  void follow(const Record& record);
  // The run is over: those that have not ended stay open.
  void finish();

 private:
  void end(const Record& record, std::string_view outcome);
  void write(const Record& begun, const Record* ended, std::string_view outcome);

  Statement insert_;
  std::map<std::pair<NodeId, std::int64_t>, Record> open_;
};

}  // namespace orrery::run_file
