#include "scenario/read_nemesis.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"
#include "scenario/system.h"

namespace orrery {
namespace {

constexpr std::string_view kLeader = "leader";

class NemesisReader {
 public:
  NemesisReader(LoadContext& load, const YamlNode& node, Place place, const References& references)
      : load_(load),
        references_(references),
        node_(node),
        fields_(load, node, language::nemesis, "nemesis", place, top_keys(nemesis_parameters)) {}

  Nemesis read() {
    if (!fields_.is_map()) return {};
    // A profile that is misspelt keeps no other mistake from being told.
    const NemesisProfile* profile = find_nemesis_profile(fields_.value<std::string>("profile").value_or(""));
    read_figures(profile != nullptr ? *profile : nemesis_profiles().front());
    if (const YamlNode* during = fields_.node("during"))
      if (const auto window = references_.window(*during)) out_.during = *window;
    read_targets();
    return std::move(out_);
  }

 private:
  // The profile's, with what the file says instead.
  void read_figures(const NemesisProfile& profile) {
    out_.profile = profile.name;
    out_.values = ParameterValues(nemesis_parameters);
    for (const auto& [path, text] : profile.values) {
      const auto set = out_.values.set(path, text);
      ORRERY_CHECK(set.has_value(), "a profile to keep to the parameters of a nemesis");
    }
    read_parameters(load_, node_, "nemesis", fields_.place(), out_.values);
    read_kinds(profile);
  }

  void read_kinds(const NemesisProfile& profile) {
    out_.kinds.assign(profile.kinds.begin(), profile.kinds.end());
    if (!fields_.has("kinds")) return;
    out_.kinds.clear();
    const std::vector<std::string_view> known = nemesis_kinds();
    for (const auto& [kind, place] : fields_.words("kinds")) {
      if (std::find(known.begin(), known.end(), kind) == known.end()) {
        load_.reporter.error(place,
                             fmt::format("a nemesis draws no {}; it can draw {}", in_quotes(kind), one_of(known, 20)),
                             did_you_mean(kind, known));
      } else if (std::find(out_.kinds.begin(), out_.kinds.end(), kind) != out_.kinds.end()) {
        load_.reporter.error(place, fmt::format("the kind '{}' is listed twice", kind));
      }
      out_.kinds.push_back(kind);
    }
    if (out_.kinds.empty())
      load_.reporter.error(fields_.place_of("kinds"), "kinds: expected at least one, such as [crash, partition]");
  }

  void read_targets() {
    if (const auto down = fields_.value<std::int64_t>("down")) out_.down = static_cast<int>(*down);
    const YamlNode* of = fields_.node("of");
    if (of == nullptr) return;
    const auto selector = references_.selector(*of, SelectorUse::nodes);
    if (!selector) return;
    out_.of = *selector;
    for (const Selector* term : out_.of.terms()) add_term(*term);
    for (NemesisGroup& group : out_.groups) {
      if (!out_.down || *out_.down <= static_cast<int>(group.nodes.size())) continue;
      load_.reporter.error(fields_.node("down")->place,
                           fmt::format("down: of '{}' it may hit {} node{}, found {}", group.name, group.nodes.size(),
                                       group.nodes.size() == 1 ? "" : "s", *out_.down));
    }
  }

  // A group is told by one term where one means all of its nodes that are hit.
  void add_term(const Selector& term) {
    const KnownGroup* known = references_.group_of(term);
    const std::vector<std::string> nodes = references_.instances_of(term);
    if (known == nullptr || nodes.empty()) return;
    auto group = std::find_if(out_.groups.begin(), out_.groups.end(),
                              [&](const NemesisGroup& listed) { return listed.name == known->name; });
    if (group == out_.groups.end()) group = out_.groups.insert(group, {known->name, {}, std::nullopt, std::nullopt});
    const std::size_t before = group->nodes.size();
    for (const std::string& node : nodes)
      if (std::find(group->nodes.begin(), group->nodes.end(), node) == group->nodes.end()) group->nodes.push_back(node);
    const bool is_alone = group->nodes.size() == nodes.size();
    if (group->nodes.size() != before && !is_alone) group->whole = group->leaders = std::nullopt;
    if (!term.instance.empty() || !is_alone) return;
    group->whole = term;
    group->whole->more.clear();
    const bool can_lead = known->kind != nullptr && std::find(known->kind->roles.begin(), known->kind->roles.end(),
                                                              kLeader) != known->kind->roles.end();
    if (!can_lead) return;
    group->leaders = group->whole;
    group->leaders->role = kLeader;
  }

  LoadContext& load_;
  const References& references_;
  const YamlNode& node_;
  const Fields fields_;
  Nemesis out_;
};

}  // namespace

void collect_nemesis(const Fields& scenario, References& references) {
  if (const YamlNode* node = scenario.node("nemesis"))
    references.add_fault(std::string(kNemesisId),
                         node->kind == YamlNode::Kind::nothing ? scenario.place() : node->place);
}

std::optional<Nemesis> read_nemesis(LoadContext& load, const Fields& scenario, const References& references) {
  const YamlNode* node = scenario.node("nemesis");
  if (node == nullptr) return std::nullopt;
  const std::size_t errors_before = load.reporter.error_count();
  Nemesis nemesis = NemesisReader(load, *node, scenario.place_of("nemesis"), references).read();
  if (load.reporter.error_count() != errors_before) return std::nullopt;
  return nemesis;
}

}  // namespace orrery
