#include "services/policies/cache.h"

namespace orrery {

namespace {

constexpr Parameter kCacheRows[] = {
    {"cache", ParameterType::section, "none", "", "keeps answers and serves them again without a call"},
    {"cache.ttl", ParameterType::duration, "60s", "1us..24h", "how long an answer is fresh"},
    {"cache.entries", ParameterType::integer, "1000", "1..10000000",
     "answers kept; the one that was used least recently makes room"},
};
constexpr Parameter kFallbackRows[] = {
    {"fallback", ParameterType::section, "none", "", "answers in place of a call that failed"},
    {"fallback.answer", ParameterType::choice, "static", "static|cached",
     "always the same; or the last good answer to the same question, however old"},
    {"fallback.entries", ParameterType::integer, "1000", "1..10000000", "answers that are remembered for it"},
};

}  // namespace

constinit const PolicyRows cache_rows = kCacheRows;
constinit const PolicyRows fallback_rows = kFallbackRows;

CacheSettings::CacheSettings(const ParameterValues& policies)
    : ttl(policies.duration("cache.ttl")), entries_max(policies.integer("cache.entries")) {}

FallbackSettings::FallbackSettings(const ParameterValues& policies)
    : answer(policies.word("fallback.answer") == "static" ? Answer::fixed : Answer::cached),
      entries_max(policies.integer("fallback.entries")) {}

}  // namespace orrery
