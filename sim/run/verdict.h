// How an expectation came out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orrery {

enum class Verdict : std::uint8_t { held, failed, undecided };

constexpr std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::held: return "held";
    case Verdict::failed: return "failed";
    case Verdict::undecided: return "undecided";
  }
  return "?";
}

struct Finding {
  Verdict verdict = Verdict::undecided;
  std::string figure;  // what was found, in words: "231 ms (at most 700 ms)"
};

}  // namespace orrery
