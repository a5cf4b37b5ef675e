// RapidCheck's properties as assertions of Catch2, at a fixed seed so that a test run is the same everywhere.
#pragma once

#include <sstream>
#include <utility>

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <catch2/catch.hpp>

namespace orrery::test {

// Checks the property for a hundred generated inputs; the failure shows the smallest that breaks it.
template <class Property>
void holds(Property&& property) {
  rc::detail::TestParams parameters;
  parameters.seed = 20'260'101;
  rc::detail::TestListenerAdapter silent;
  const auto result =
      rc::detail::checkTestable(std::forward<Property>(property), rc::detail::TestMetadata(), parameters, silent);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  INFO(text.str());
  CHECK(result.template is<rc::detail::SuccessResult>());
}

}  // namespace orrery::test
