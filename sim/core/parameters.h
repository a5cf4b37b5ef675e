// Parameters of a node kind, a fault or a policy, declared once. Validation of scenario files, `orrery describe`, the
// JSON Schema, the knobs of the window and the reference all come from this one declaration.
//
//   const Parameters Raft::parameters{
//       {"election_timeout", ParameterType::duration_range, "150ms..300ms", "1ms..1h", "drawn anew at every reset"},
//       {"pre_vote", ParameterType::boolean, "false", "", "ask before campaigning (dissertation, section 9.6)"}};
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "core/distribution.h"
#include "core/message.h"
#include "core/time.h"

namespace orrery {

// How a parameter's text is read; value_text.h has the grammar of each.
enum class ParameterType : std::uint8_t {
  boolean,         // true | false
  integer,         // 5
  number,          // 0.99
  percent,         // 99.9%
  duration,        // 150ms
  duration_range,  // 150ms..300ms
  rate,            // 5/s
  size,            // 16KiB
  bandwidth,       // 10Gbit/s
  choice,          // one of the words that `range` lists: "lan|wan"
  name,            // [a-z][a-z0-9-]*
  text,            // anything
  distribution,    // of durations: `1ms`, `uniform 1ms..3ms`, `exponential mean=5ms`
  form,            // one of the parameter's `forms`: `poisson rate=100/s`
  trace,           // x.csv: a file of arrivals (core/trace.h)
  shares,          // { get: 80%, put: 20% } of the words that `range` lists: "get|put"; they add up to 100%
  section,         // the parameters below it, "retry.backoff" below "retry", stand or fall together
};
std::string_view type_text(ParameterType type);  // "duration range"
std::string a_type_text(ParameterType type);     // "a duration range", "an integer"

struct Forms;  // core/form.h
struct Trace;  // core/trace.h

struct DurationRange {
  Duration low, high;
  friend constexpr bool operator==(DurationRange, DurationRange) = default;
};

struct Parameter {
  std::string_view path;  // "election_timeout"; a dot opens a group: "disk.sync"
  ParameterType type;
  std::string_view default_text;  // in the scenario language; empty: it must be given; see is_optional for "none"
  std::string_view range;  // allowed values: "1ms..1h" (both ends included, either may be empty); words for a choice
  std::string_view help;   // one line, no full stop
  const Forms* forms = nullptr;  // of ParameterType::form
};

// True where the default is `none`: nothing is set unless it is given, and `none` unsets it. Not of choices, names and
// texts, where `none` is a word like any other.
bool is_optional(const Parameter& parameter);
// What is expected where a value of the parameter stands: "a duration", "arrivals such as poisson rate=100/s".
std::string expected_text(const Parameter& parameter);

class ParameterValues;

// A value of ParameterType::form: the name of the form and what it was given.
struct FormValue {
  std::string_view name;  // of Form::name
  std::shared_ptr<const ParameterValues> arguments;
};

// A value of ParameterType::shares, in the order of the declared words; fractions that add up to 1. What is not
// mentioned has 0.
using Shares = std::vector<std::pair<std::string_view, double>>;

// A value of any ParameterType. Percent is a fraction (0.999), rate per second, bandwidth bytes per second; of a
// section that it is there.
using ParameterValue = std::variant<bool, std::int64_t, double, Duration, DurationRange, std::string, Distribution,
                                    FormValue, Shares, std::shared_ptr<const Trace>>;

// What is wrong with a value, in one phrase: "expected a duration such as 150ms (at least 1ms), found '150'".
struct ValueError {
  std::string text;
};

class Parameters {
 public:
  Parameters() = default;
  Parameters(std::initializer_list<Parameter> list) : list_(list) {}
  explicit Parameters(std::vector<Parameter> list) : list_(std::move(list)) {}

  const Parameter* find(std::string_view path) const;
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  bool empty() const { return list_.empty(); }

 private:
  std::vector<Parameter> list_;
};

// Reads `text` as the parameter says and holds it against its range. `directory` is where an empirical distribution's
// file is looked for.
tl::expected<ParameterValue, ValueError> read_parameter(const Parameter& parameter, std::string_view text,
                                                        std::string_view directory = ".");

// Holds a value of the parameter's type against its range; `text` is what the error says was found. Both ends of a
// duration range are held against it; of a distribution, its mean and the least duration that it can give.
tl::expected<void, ValueError> check_range(const Parameter& parameter, const ParameterValue& value,
                                           std::string_view text);

// The words that a choice or shares allow, in the order of their declaration.
std::vector<std::string_view> choice_words(const Parameter& parameter);

struct Call;

// The values of all the parameters of one declaration, and the calls of a node to others. Reading one that was not
// declared, or as another type, is a bug.
class ParameterValues {
 public:
  ParameterValues() = default;
  explicit ParameterValues(const Parameters& declared);  // every default; what has none stays unset
  // For tests and code: `ParameterValues(Raft::parameters, {{"heartbeat", "10ms"}})`. Bad text is a bug.
  ParameterValues(const Parameters& declared,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> texts);

  tl::expected<void, ValueError> set(std::string_view path, std::string_view text, std::string_view directory = ".");
  // For what no scalar text says, such as a mixture: the value must be of the declared type; it is held against the
  // range.
  tl::expected<void, ValueError> set_value(std::string_view path, ParameterValue value, std::string_view text);
  bool has(std::string_view path) const;
  // Says that a section is there, with the defaults of what is below it. Giving a value below it says so too.
  void include(std::string_view section);
  // The paths that are required and unset; what is below a section that is not there is not required.
  std::vector<std::string_view> missing() const;
  // The text that the value was read from, default or given.
  std::string_view text(std::string_view path) const;

  bool boolean(std::string_view path) const { return get<bool>(path); }
  std::int64_t integer(std::string_view path) const { return get<std::int64_t>(path); }
  double number(std::string_view path) const {
    return get<double>(path);
  }  // also percent (fraction), rate (1/s), bandwidth (B/s)
  Duration duration(std::string_view path) const { return get<Duration>(path); }
  DurationRange duration_range(std::string_view path) const { return get<DurationRange>(path); }
  Bytes size(std::string_view path) const { return get<std::int64_t>(path); }
  const std::string& word(std::string_view path) const { return get<std::string>(path); }  // choice, name, text
  const Distribution& distribution(std::string_view path) const { return get<Distribution>(path); }
  const FormValue& form(std::string_view path) const { return get<FormValue>(path); }
  const std::shared_ptr<const Trace>& trace(std::string_view path) const {
    return get<std::shared_ptr<const Trace>>(path);
  }
  const Shares& shares(std::string_view path) const { return get<Shares>(path); }

  // Whom the node calls and with which policies (services/policies.h), in the order of the scenario file.
  std::span<const Call> calls() const;
  void add_call(Call call);

  const Parameters& declared() const { return declared_; }

 private:
  struct Entry {
    std::string path;
    std::string text;
    ParameterValue value;
  };
  const Entry& entry(std::string_view path) const;
  void store(std::string_view path, ParameterValue value, std::string_view text);
  void include_section_of(std::string_view path);
  template <class T>
  const T& get(std::string_view path) const {
    const T* value = std::get_if<T>(&entry(path).value);
    ORRERY_CHECK(value != nullptr, "a parameter to be read as its declared type");
    return *value;
  }
  Parameters declared_;
  std::vector<Entry> entries_;
  std::vector<Call> calls_;
};

// A node's calls to the nodes of one group.
struct Call {
  std::string target;  // the group
  ParameterValues policies;
};

// What an operator changes of a node while it runs, in the words of the scenario.
struct ConfigurationChange {
  std::string path;  // below the node's group: "calls.backend.timeout"
  std::string text;  // "100ms"
};

inline std::span<const Call> ParameterValues::calls() const { return calls_; }
inline void ParameterValues::add_call(Call call) { calls_.push_back(std::move(call)); }

}  // namespace orrery
