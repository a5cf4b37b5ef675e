#include "scenario/read_configuration.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"
#include "services/policies.h"

namespace orrery {
namespace {

class ConfigurationReader {
 public:
  ConfigurationReader(LoadContext& load, const Group& group) : load_(load), group_(group) {
    for (const Call& call : group.values.calls()) calls_.push_back(call);
  }

  std::vector<ConfigurationChange> read(const YamlNode& node) {
    if (!node.is_map() || node.entries.empty()) {
      load_.reporter.error(node.place,
                           fmt::format("set: expected a map such as {{ calls.{}.timeout: 100ms }}, found {}",
                                       example_target(), found_text(node)));
      return {};
    }
    const std::size_t errors_before = load_.reporter.error_count();
    for (const YamlEntry& entry : node.entries) read_entry(entry);
    if (load_.reporter.error_count() != errors_before) return {};
    for (const Call& call : calls_)
      if (const std::string contradiction = contradiction_of_policies(call.policies); !contradiction.empty())
        load_.reporter.error(node.place, fmt::format("set: the call of '{}' to '{}' would have: {}", group_.name,
                                                     call.target, contradiction));
    return std::move(changes_);
  }

 private:
  std::string example_target() const { return calls_.empty() ? "GROUP" : calls_.front().target; }

  void read_entry(const YamlEntry& entry) {
    constexpr std::string_view kHead = "calls.";
    const std::string_view path = entry.key;
    const std::size_t dot = path.starts_with(kHead) ? path.find('.', kHead.size()) : std::string_view::npos;
    if (dot == std::string_view::npos) {
      load_.reporter.error(entry.key_place,
                           fmt::format("set: while '{}' runs only the policies of its calls can be set, such as "
                                       "calls.{}.timeout, found {}",
                                       group_.name, example_target(), in_quotes(path)));
      return;
    }
    const std::string_view target = path.substr(kHead.size(), dot - kHead.size());
    const auto call = std::find_if(calls_.begin(), calls_.end(), [&](const Call& one) { return one.target == target; });
    if (call == calls_.end()) {
      std::vector<std::string_view> targets;
      for (const Call& one : calls_) targets.push_back(one.target);
      load_.reporter.error(entry.key_place,
                           fmt::format("set: '{}' does not call {}{}", group_.name, in_quotes(target),
                                       targets.empty() ? "" : "; it calls " + one_of(targets)),
                           did_you_mean(target, targets));
      return;
    }
    read_policy(entry, *call, path.substr(dot + 1));
  }

  void read_policy(const YamlEntry& entry, Call& call, std::string_view policy) {
    const auto text = read_scalar(load_, entry.value, "the text of a policy", entry.key);
    if (!text) return;
    const Parameter* parameter = call_policies.find(policy);
    if (parameter == nullptr || policy == "times") {
      std::vector<std::string_view> known;
      for (const Parameter& one : call_policies)
        if (one.path != "times") known.push_back(one.path);
      load_.reporter.error(entry.key_place,
                           fmt::format("set: a call has no policy {} that can be set", in_quotes(policy)),
                           did_you_mean(policy, known));
      return;
    }
    const auto set = call.policies.set(policy, *text, load_.directory);
    if (!set) {
      load_.reporter.error(entry.value.place, fmt::format("{}: {}", entry.key, set.error().text));
      return;
    }
    changes_.push_back({entry.key, *text});
  }

  LoadContext& load_;
  const Group& group_;
  std::vector<Call> calls_;  // as they would be
  std::vector<ConfigurationChange> changes_;
};

}  // namespace

std::vector<ConfigurationChange> read_configuration(LoadContext& load, const YamlNode& node, const Group& group) {
  return ConfigurationReader(load, group).read(node);
}

}  // namespace orrery
