// A checker is a sink that holds an invariant against the stream of Records.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/sink.h"

namespace orrery {

struct Violation {
  Instant time;
  RecordId record;  // the Record that broke the invariant
  NodeId node = kNoNode;
  std::string invariant;  // the checker's name
  std::string text;       // one sentence
};

class Checker : public Sink {
 public:
  // "election-safety"
  virtual std::string name() const = 0;
  // What it holds, in one sentence, with its source.
  virtual std::string claim() const = 0;
  const std::vector<Violation>& violations() const { return violations_; }
  // How often the run put the invariant to the test; a checker with 0 was never exercised, and the run says so.
  std::uint64_t exercised() const { return exercised_; }

 protected:
  void exercise() { ++exercised_; }
  void violate(const Record& record, std::string text) {
    violations_.push_back({record.time, record.id, record.node, name(), std::move(text)});
  }

 private:
  std::vector<Violation> violations_;
  std::uint64_t exercised_ = 0;
};

}  // namespace orrery
