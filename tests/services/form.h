// Forms for tests, from text.
#pragma once

#include <string_view>

#include "core/check.h"
#include "core/form.h"

namespace orrery::test {

inline FormValue form(const Forms& forms, std::string_view text) {
  const auto value = read_form(forms, text);
  ORRERY_CHECK(value.has_value(), value.error().text);
  return *value;
}

}  // namespace orrery::test
