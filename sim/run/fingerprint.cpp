#include "run/fingerprint.h"

#ifdef __x86_64__
#include <xxh_x86dispatch.h>  // the same hash by the widest vectors that the processor has
#else
#include <xxhash.h>
#endif

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

namespace {

std::string digits(XXH128_hash_t hash) { return fmt::format("{:016x}{:016x}", hash.high64, hash.low64); }

}  // namespace

struct Fingerprint::State {
  XXH3_state_t* hash = XXH3_createState();
  ~State() { XXH3_freeState(hash); }
};

Fingerprint::Fingerprint() : state_(std::make_unique<State>()) {
  ORRERY_CHECK(state_->hash != nullptr, "memory for a hash");
  XXH3_128bits_reset(state_->hash);
}

Fingerprint::~Fingerprint() = default;

void Fingerprint::on_batch(const RecordBatch& batch) {
  XXH3_128bits_update(state_->hash, batch.records.data(), batch.records.size_bytes());
}

std::string Fingerprint::text() const { return digits(XXH3_128bits_digest(state_->hash)); }

std::string fingerprint_of(std::string_view text) { return digits(XXH3_128bits(text.data(), text.size())); }

}  // namespace orrery
