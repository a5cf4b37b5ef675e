// Calls under policies, at those who make them, and requests, at the services that serve them.
#pragma once

#include <unordered_map>

#include "run/measure_events.h"

namespace orrery {

class CallsMeasure final : public EventMeasure {
 public:
  CallsMeasure(NodeSet nodes, Window window);
  static bool computes(std::string_view metric);

  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  void on_event(const Record& event, bool is_counted) override;

  std::int64_t calls_ = 0;
};

class RequestsMeasure final : public EventMeasure {
 public:
  RequestsMeasure(NodeSet nodes, Window window);
  static bool computes(std::string_view metric);

  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  void on_event(const Record& event, bool is_counted) override;

  std::int64_t double_effects_ = 0;
  // How often each effect was had, by its key, from any time of the run; never walked.
  std::unordered_map<std::int64_t, std::int64_t> had_;
};

// Requests in the queues of services.
class QueuesMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  std::int64_t waited_ = 0;
};

}  // namespace orrery
