// Faults for tests, written as in a scenario:
//
//   fault("leader-dies", "at 2s for 3s", "crash", "leader of server")
//   fault("slow-disk", "during 1s..5s", "slow", "server-1", {{"what", "disk"}, {"factor", "10"}})
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "faults/fault_schedule.h"
#include "support/fake_world.h"

namespace orrery::test {

using OptionTexts = std::vector<std::pair<std::string_view, std::string_view>>;

template <class T>
T valid(Read<T> read) {
  if (!read) throw std::logic_error(read.error().text);
  return std::move(*read);
}

// "at INSTANT", "at WINDOW", "every DURATION" or "during WINDOW", and "for DURATION" behind it.
inline FaultSchedule schedule(std::string_view text) {
  FaultSchedule schedule;
  if (const std::size_t lasts = text.find(" for "); lasts != std::string_view::npos) {
    schedule.lasts = valid(read_duration(text.substr(lasts + 5)));
    text = text.substr(0, lasts);
  }
  const std::size_t space = text.find(' ');
  const std::string_view key = text.substr(0, space), value = text.substr(space + 1);
  if (key == "every") {
    schedule.kind = FaultSchedule::Kind::every;
    schedule.every = valid(read_duration(value));
  } else if (value.find("..") != std::string_view::npos) {
    schedule.kind = key == "during" ? FaultSchedule::Kind::during : FaultSchedule::Kind::at_window;
    schedule.when = valid(read_window(value));
  } else {
    schedule.when.begin = valid(read_instant(value));
  }
  return schedule;
}

inline Fault fault(std::string id, std::string_view when, std::string_view verb, std::string_view target,
                   const OptionTexts& options = {}) {
  Fault made;
  made.id = std::move(id);
  made.schedule = schedule(when);
  made.verb = find_fault_verb(verb);
  if (made.verb == nullptr) throw std::logic_error("no such verb");
  if (made.verb->target == FaultTarget::link)
    made.target = valid(read_link_selector(target));
  else
    made.target = valid(read_selector(target));
  made.options = ParameterValues(*made.verb->options);
  for (const auto& [path, text] : options)
    if (auto done = made.options.set(path, text); !done) throw std::logic_error(done.error().text);
  if (made.options.declared().find("to") != nullptr && made.options.word("to") != "none")
    made.to = valid(read_selector(made.options.word("to")));
  if (made.options.declared().find("endpoint") != nullptr)
    made.to = valid(read_selector(made.options.word("endpoint")));
  return made;
}

// A fake world with faults in it.
class FaultyWorld {
 public:
  FaultyWorld(FakeWorld& world, std::vector<Fault> faults)
      : faults_(std::move(faults)),
        times_(times(faults_, world.seed())),
        injector_(world, faults_, times_, [this] { ++error_calls_; }) {}
  const std::vector<std::string>& errors() const { return injector_.errors(); }
  int error_calls() const { return error_calls_; }

 private:
  static FaultTimes times(std::span<const Fault> faults, std::uint64_t seed) {
    auto resolved = resolve_times(faults, seed);
    if (!resolved) throw std::logic_error(resolved.error());
    return std::move(*resolved);
  }
  std::vector<Fault> faults_;
  FaultTimes times_;
  int error_calls_ = 0;
  FaultInjector injector_;
};

}  // namespace orrery::test
