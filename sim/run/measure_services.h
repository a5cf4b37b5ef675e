// Calls under policies, at those who make them, and requests, at the services that serve them.
#pragma once

#include <unordered_map>

#include "run/measure.h"

namespace orrery {

class CallsMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  std::int64_t calls_ = 0;
  std::int64_t attempts_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t given_up_ = 0;
  std::int64_t fallbacks_ = 0;
  std::int64_t shed_[5] = {};  // by policy
  std::int64_t over_budget_ = 0;
  std::int64_t cache_hits_ = 0;
  std::int64_t ejections_ = 0;
};

class RequestsMeasure final : public Measure {
 public:
  using Measure::Measure;
  static bool computes(std::string_view metric);

  std::span<const RecordKind> kinds() const override;
  void on_record(const Record& record) override;
  std::optional<double> figure(std::string_view metric, std::string_view statistic) const override;

 private:
  std::int64_t rejected_ = 0;
  std::int64_t expired_ = 0;
  std::int64_t errors_ = 0;
  std::int64_t effects_ = 0;
  std::int64_t double_effects_ = 0;
  // How often each effect was had, by its key, from any time of the run; never walked.
  std::unordered_map<std::int64_t, std::int64_t> had_;
};

}  // namespace orrery
