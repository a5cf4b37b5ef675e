// The fingerprint of a run: 128 bits of XXH3 (Collet) over the bytes of all its Records, in order. Two runs are the
// same if and only if their fingerprints are; how the Records were batched does not matter.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/sink.h"

namespace orrery {

class Fingerprint final : public Sink {
 public:
  Fingerprint();
  ~Fingerprint() override;

  void on_batch(const RecordBatch& batch) override;
  // 32 hexadecimal digits, of all Records so far.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The same hash of a text, such as the fingerprints of many runs: 32 hexadecimal digits.
std::string fingerprint_of(std::string_view text);

}  // namespace orrery
