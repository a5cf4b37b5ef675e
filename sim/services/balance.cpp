#include "services/balance.h"

#include "core/check.h"

namespace orrery {

const Forms plain_balance_forms{"balance",
                          "which endpoint a call is sent to",
                          "least-request choices=2",
                          {
                              {"round-robin", "each in turn", {}},
                              {"random", "each as likely as any other", {}},
                              {"least-request",
                               "of some drawn at random, the one with the fewest calls of this caller on their way",
                               {{"choices", ParameterType::integer, "2", "1..1000", "how many are drawn"}}},
                          }};

namespace {

class RoundRobin final : public Balance {
 public:
  explicit RoundRobin(std::size_t first) : next_(first) {}
  std::size_t pick(std::span<const Endpoint> endpoints, std::int64_t, RandomStream&) override {
    return next_++ % endpoints.size();
  }

 private:
  std::size_t next_;
};

// Draws nothing where there is no choice.
class LeastRequest final : public Balance {
 public:
  explicit LeastRequest(std::int64_t choices) : choices_(choices) {}
  std::size_t pick(std::span<const Endpoint> endpoints, std::int64_t, RandomStream& random) override {
    if (endpoints.size() == 1) return 0;
    std::size_t best = random.below(endpoints.size());
    for (std::int64_t drawn = 1; drawn < choices_; ++drawn)
      if (const std::size_t other = random.below(endpoints.size()); endpoints[other].active < endpoints[best].active)
        best = other;
    return best;
  }

 private:
  std::int64_t choices_;
};

}  // namespace

std::unique_ptr<Balance> make_balance(const FormValue& balance, std::size_t first) {
  if (balance.name == "round-robin") return std::make_unique<RoundRobin>(first);
  if (balance.name == "random") return std::make_unique<LeastRequest>(1);
  ORRERY_CHECK(balance.name == "least-request", "a balance of the table");
  return std::make_unique<LeastRequest>(balance.arguments->integer("choices"));
}

}  // namespace orrery
