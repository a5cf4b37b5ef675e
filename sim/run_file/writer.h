// Writes the run file while the run goes on: a sink like any other.
#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "core/sink.h"
#include "run/result.h"
#include "scenario/scenario.h"

namespace orrery::run_file {

// What others read of a file that is being written is whole up to an event, and at most some tenths of a second old.
// When the writer dies, the file holds all that it had committed, and readers see that nobody goes on with it.
class Writer final : public Sink {
 public:
  // Makes the file; one that is there already is replaced if it is a run file, and refused otherwise. The scenario must
  // outlive the writer. The error is one line that names the file. Not to be carried across a fork.
  static tl::expected<std::unique_ptr<Writer>, std::string> create(const std::string& path, const Scenario& scenario,
                                                                   std::uint64_t seed);
  ~Writer() override;

  bool wants_descriptions() const override { return true; }
  bool wants_timers() const override { return true; }
  void on_start(const RunInfo& info) override;
  // Ends the run where the file cannot be written any more: see error().
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

  // Empty as long as everything could be written; otherwise one line that names the file and says up to when it is
  // good.
  const std::string& error() const;

  // The run is over and its result known: writes it, and makes the file one that outlasts a power cut. False where that
  // fails: see error().
  bool conclude(const RunResult& result);
  // The run ended with an error of its own. A file in which nothing had begun is removed.
  void break_off(const std::string& why);

 private:
  class Impl;
  explicit Writer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace orrery::run_file
