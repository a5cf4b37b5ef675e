// Which keys a client's operations are about. Keys count from 1.
#pragma once

#include <cstdint>
#include <variant>

#include "core/form.h"
#include "core/random.h"
#include "services/keys_zipf.h"

namespace orrery {

extern const Forms key_forms;

class Keys {
 public:
  // `position` (from 0) of `clients` clients that share the keys.
  Keys(const FormValue& keys, std::int64_t position, std::int64_t clients);
  // `serial` counts the client's operations from 1; only `increasing` looks at it, and that alone takes no draw.
  std::int64_t next(RandomStream& random, std::int64_t serial) const;

 private:
  struct Uniform {
    std::int64_t items;
  };
  struct HotSpot {
    std::int64_t items, hot;  // items 1..hot are hot
    double load;
  };
  struct Increasing {
    std::int64_t position, clients;
  };
  std::variant<Uniform, Zipf, HotSpot, Increasing> of_;
};

}  // namespace orrery
