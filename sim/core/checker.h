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

// Where a checker could not tell whether its invariant holds.
struct Doubt {
  Instant time;
  NodeId node = kNoNode;
  std::string text;  // one sentence: what is not judged, and why
  RecordId record{};
};

class Checker : public Sink {
 public:
  // "election-safety"
  virtual std::string name() const = 0;
  // What it holds, in one sentence, with its source.
  virtual std::string claim() const = 0;
  // What exercised() counts, in a phrase.
  virtual std::string counts() const { return "whatever could have broken it"; }
  const std::vector<Violation>& violations() const { return violations_; }
  const std::vector<Doubt>& doubts() const { return doubts_; }
  // How often the run put the invariant to the test; a checker with 0 was never exercised, and the run says so.
  std::uint64_t exercised() const { return exercised_; }

 protected:
  void exercise() { ++exercised_; }
  void violate(const Record& record, std::string text) {
    violations_.push_back({record.time, record.id, record.node, name(), std::move(text)});
  }
  void doubt(const Record& record, std::string text) {
    doubts_.push_back({record.time, record.node, std::move(text), record.id});
  }

 private:
  std::vector<Violation> violations_;
  std::vector<Doubt> doubts_;
  std::uint64_t exercised_ = 0;
};

}  // namespace orrery
