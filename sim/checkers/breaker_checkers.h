// What must hold of every circuit breaker (resilience4j's CircuitBreaker documentation; Hystrix' "How it Works"), held
// against the Records of the nodes whose calls hold one.
#pragma once

#include "checkers/breaker_follower.h"

namespace orrery {

// Breakers that are followed, and one judgement on each step.
class BreakerChecker : public Checker {
 public:
  BreakerChecker(std::vector<NodeId> nodes, std::vector<CheckedBreaker> breakers)
      : follower_(std::move(nodes), std::move(breakers)) {}

  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { follower_.on_start(info); }
  void on_batch(const RecordBatch& batch) override;

 protected:
  virtual void judge(const Record& record, const BreakerFollower::Step& step) = 0;
  const BreakerFollower& follower() const { return follower_; }
  void require(bool holds, const Record& record, const std::string& text) {
    if (!holds) violate(record, follower_.name(record) + " " + text);
  }

 private:
  BreakerFollower follower_;
};

// Only the edges of the diagram are taken.
class BreakerEdges final : public BreakerChecker {
 public:
  using BreakerChecker::BreakerChecker;
  std::string name() const override { return "breaker-edges"; }
  std::string claim() const override;

 private:
  void judge(const Record& record, const BreakerFollower::Step& step) override;
};

// Nothing is sent while it is open or forced open, and nothing refused while it admits all.
class BreakerBlocks final : public BreakerChecker {
 public:
  using BreakerChecker::BreakerChecker;
  std::string name() const override { return "breaker-blocks"; }
  std::string claim() const override;

 private:
  void judge(const Record& record, const BreakerFollower::Step& step) override;
};

// In half-open no more than the permitted probes are out, and permits are conserved: none is lost.
class HalfOpenPermits final : public BreakerChecker {
 public:
  using BreakerChecker::BreakerChecker;
  std::string name() const override { return "half-open-permits"; }
  std::string claim() const override;

 private:
  void judge(const Record& record, const BreakerFollower::Step& step) override;
};

// The window counts what a recount of what the caller heard does, and verdicts follow from it, never below the minimum.
class BreakerWindow final : public BreakerChecker {
 public:
  using BreakerChecker::BreakerChecker;
  std::string name() const override { return "breaker-window"; }
  std::string claim() const override;

 private:
  void judge(const Record& record, const BreakerFollower::Step& step) override;
};

}  // namespace orrery
