// Which of a circuit breaker's thresholds was reached when it opened, as the Records right before that say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/record.h"

namespace orrery {

class ReachedRates {
 public:
  // Takes in an event; any other Record changes nothing.
  void follow(const Record& event);
  // Of a breaker that opens, with the Records before it followed: "the slow-call rate, 62%, reached the threshold,
  // 50%". Nothing where no rate opened it.
  std::optional<std::string> text(const Record& opening) const;

 private:
  std::vector<Record> reached_;  // of one breaker, each by another rate
};

}  // namespace orrery
