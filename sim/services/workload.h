// What a client of a key-value service does: when its operations begin, which they are, and on which keys.
#pragma once

#include <cstdint>

#include "core/context.h"
#include "core/parameters.h"
#include "services/arrivals.h"
#include "services/keys.h"
#include "services/request.h"

namespace orrery {

namespace workload {

inline constexpr Name kGet{"get"};
inline constexpr Name kPut{"put"};
inline constexpr Name kAdd{"add"};

// The streams of random numbers, and so what of a workload changes no draw of the rest.
inline constexpr Name kArrival{"arrival"};
inline constexpr Name kThink{"think"};
inline constexpr Name kMix{"mix"};
inline constexpr Name kKeys{"keys"};

// Of a client: arrivals, keys, mix, request_size.
extern const Parameters parameters;

}  // namespace workload

class Workload {
 public:
  // `position` (from 0) of `clients` clients that share the keys. `values` has workload::parameters.
  Workload(const ParameterValues& values, std::int64_t position, std::int64_t clients);

  Arrivals& arrivals() { return arrivals_; }
  Bytes request_size() const { return request_size_; }
  // `serial` numbers the client's operations, each once. What a put writes no other put of the run writes, so that a
  // read tells which put it saw.
  Operation next(Context& ctx, std::int64_t serial) const;

 private:
  Arrivals arrivals_;
  Keys keys_;
  Shares mix_;
  Bytes request_size_;
};

}  // namespace orrery
