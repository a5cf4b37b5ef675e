// Values that are written as a word and its arguments, `NAME key=value ...`: arrivals, keys and the like. Each table of
// forms is declared once, beside the code that gives it meaning; reading, errors, schema and help follow from it.
//
//   const Forms arrival_forms{"arrivals", "when a client's operations begin", "poisson rate=100/s",
//                             {{"poisson", "independent of one another", {{"rate", ParameterType::rate, ...}}}}};
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/parameters.h"
#include "core/value_text.h"

namespace orrery {

struct Form {
  std::string_view name;  // "poisson"
  std::string_view help;  // one line
  Parameters arguments;   // one without default must be given
  // What no single argument's range can say: an empty text where they agree.
  std::string (*contradiction)(const ParameterValues& arguments) = nullptr;
};

struct Forms {
  std::string_view name;     // in errors and help: "arrivals"
  std::string_view help;     // one line
  std::string_view example;  // "poisson rate=100/s"
  std::vector<Form> list;
};

// An argument's value reaches to the next space; that of a distribution to the next argument: `think=uniform 1ms..3ms`.
Read<FormValue> read_form(const Forms& forms, std::string_view text, std::string_view directory = ".");

// "rate= size= every=": the arguments of a form as its errors and its help name them; those with a default in brackets.
std::string arguments_text(const Form& form);

}  // namespace orrery
