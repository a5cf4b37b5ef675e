#include "scenario/loader.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/language.h"
#include "scenario/library.h"
#include "scenario/read_choices.h"
#include "scenario/read_scenario.h"
#include "scenario/settings.h"
#include "scenario/text_file.h"

namespace orrery {
namespace {

// One override of the command line, as a source of its own for messages.
struct Override {
  std::string path;
  Place path_place;
  YamlNode value;
};

// The version decides how everything else is read: when it is not ours, nothing else is said.
bool is_our_version(const YamlNode& root, Reporter& reporter) {
  const YamlEntry* entry = root.find("orrery");
  if (entry == nullptr) {
    reporter.error(root.place, fmt::format("the version of the format is missing: a scenario begins with 'orrery: {}'",
                                           language::kVersion));
    return false;
  }
  const auto version = read_integer(entry->value.is_text() ? entry->value.text : "");
  if (version && *version == language::kVersion) return true;
  reporter.error(
      entry->value.place,
      version && *version > language::kVersion
          ? fmt::format(
                "this file is of version {} of the scenario format; this Orrery reads version {}: a newer one is "
                "needed",
                *version, language::kVersion)
          : fmt::format("expected the version {}, found {}", language::kVersion, found_text(entry->value)));
  return false;
}

class Loader {
 public:
  Loader(const ScenarioText& text, const LoadOptions& options) : text_(text), options_(options) {}

  tl::expected<Scenario, Diagnostics> load() {
    reporter_.add_source(text_.shown_name, text_.text);
    read_overrides();
    std::optional<YamlNode> root = parse_yaml(text_.text, reporter_);
    if (!root) return failed();
    if (!root->is_map()) {
      reporter_.error(root->place,
                      fmt::format("a scenario is a map of keys such as 'orrery: 1', found {}", found_text(*root)));
      return failed();
    }
    if (!is_our_version(*root, reporter_)) return failed();

    const std::vector<ReadVariant> variants = variants_of(*root);
    std::optional<Scenario> chosen = validate_all(*root, variants);
    check_choice(variants);
    if (reporter_.has_errors() || !chosen) return failed();
    chosen->path = text_.path;
    chosen->name = text_.name;
    chosen->source = text_.text;
    chosen->overrides = options_.overrides;
    chosen->warnings = reporter_.warnings();
    return std::move(*chosen);
  }

 private:
  tl::unexpected<Diagnostics> failed() const {
    if (!options_.tells_warnings) return tl::unexpected(reporter_.errors());
    const Diagnostics errors = reporter_.errors(), warnings = reporter_.warnings();
    std::vector<Diagnostic> all(errors.begin(), errors.end());
    all.insert(all.end(), warnings.begin(), warnings.end());
    std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return tl::unexpected(Diagnostics(std::move(all)));
  }

  void read_overrides() {
    for (const auto& [path, value] : options_.overrides) {
      const int source = reporter_.add_source("--set", fmt::format("{}={}", path, value), true);
      const int column = static_cast<int>(path.size()) + 2;
      YamlNode node;
      node.kind = YamlNode::Kind::text;
      node.text = value;
      node.place = {source, 1, column};
      // Maps and lists are written as in a file; everything else is a text whatever it looks like.
      if (value.starts_with('{') || value.starts_with('[')) {
        std::optional<YamlNode> parsed = parse_yaml(value, reporter_, source, column);
        if (!parsed) continue;
        node = std::move(*parsed);
      }
      overrides_.push_back({path, {source, 1, 1}, std::move(node)});
    }
  }

  // Quietly: what is wrong with them is said when the scenario is validated.
  std::vector<ReadVariant> variants_of(const YamlNode& root) const {
    Reporter quiet = reporter_;
    LoadContext load{quiet, text_.directory};
    const YamlEntry* list = root.find("variants");
    if (list == nullptr) return {};
    YamlNode alone = empty_map();
    alone.entries.push_back(*list);
    const Fields fields(load, alone, language::scenario, "", root.place);
    return read_variants(load, fields);
  }

  // The tree as it stands, then with each variant. What holds for the scenario as it stands is said once.
  std::optional<Scenario> validate_all(const YamlNode& root, const std::vector<ReadVariant>& variants) {
    std::optional<Scenario> chosen;
    const Reporter before = reporter_;
    const auto validate = [&](const ReadVariant* variant) {
      Reporter found = before;
      const std::string id = variant != nullptr ? variant->variant.id : "";
      Scenario scenario = validate_one(root, variant, found);
      if (id == options_.variant) chosen = std::move(scenario);
      return found;
    };
    const Reporter base = validate(nullptr);
    for (const Reporter::Found& found : base.found()) reporter_.add(found);
    for (const ReadVariant& variant : variants) {
      const Reporter with_variant = validate(&variant);
      for (Reporter::Found found : with_variant.found()) {
        if (std::find(base.found().begin(), base.found().end(), found) != base.found().end()) continue;
        found.text += fmt::format(" (in variant '{}')", variant.variant.id);
        reporter_.add(std::move(found));
      }
    }
    return chosen;
  }

  Scenario validate_one(YamlNode root, const ReadVariant* variant, Reporter& found) {
    LoadContext load{found, text_.directory};
    if (variant != nullptr)
      for (const ReadVariant::Change& change : variant->changes)
        change_setting(root, {change.path, change.path_place, change.value}, found);
    for (const Override& one : overrides_) change_setting(root, one, found);
    return read_scenario(load, root, variant != nullptr ? variant->variant.id : "");
  }

  static void change_setting(YamlNode& root, const Override& change, Reporter& found) {
    const auto setting = find_setting(root, change.path, &change.value);
    if (setting) {
      apply_setting(root, *setting, change.value);
      return;
    }
    Place place = change.path_place;
    place.column += static_cast<int>(setting.error().offset);
    found.error(place, setting.error().text, setting.error().note);
  }

  void check_choice(const std::vector<ReadVariant>& variants) {
    if (options_.variant.empty()) return;
    std::vector<std::string_view> known;
    for (const ReadVariant& variant : variants) known.push_back(variant.variant.id);
    if (std::find(known.begin(), known.end(), options_.variant) != known.end()) return;
    const int source = reporter_.add_source("--variant", options_.variant, true);
    reporter_.error(
        {source, 1, 1},
        known.empty()
            ? fmt::format("there is no variant {}: this scenario has none", in_quotes(options_.variant))
            : fmt::format("there is no variant {}; variants are: {}", in_quotes(options_.variant), one_of(known)),
        did_you_mean(options_.variant, known));
  }

  const ScenarioText& text_;
  const LoadOptions& options_;
  Reporter reporter_;
  std::vector<Override> overrides_;
};

ScenarioText text_at(std::string text, const FoundScenario& found) {
  ScenarioText out{std::move(text), found.path, found.name, found.path, "."};
  if (const auto parent = std::filesystem::path(found.path).parent_path(); !parent.empty())
    out.directory = parent.string();
  return out;
}

}  // namespace

tl::expected<Scenario, Diagnostics> load_scenario_text(const ScenarioText& text, const LoadOptions& options) {
  return Loader(text, options).load();
}

tl::expected<ScenarioText, Diagnostics> read_scenario_text(std::string_view path_or_name) {
  const tl::expected<FoundScenario, Diagnostic> found = find_scenario(path_or_name);
  if (!found) return tl::unexpected(Diagnostics(found.error()));
  tl::expected<std::string, TextFault> bytes = read_text_file(found->path);
  if (bytes) return text_at(std::move(*bytes), *found);
  Diagnostic diagnostic;
  diagnostic.file = found->path;
  diagnostic.line = bytes.error().line;
  diagnostic.column = bytes.error().column;
  diagnostic.text = bytes.error().text;
  return tl::unexpected(Diagnostics(std::move(diagnostic)));
}

ScenarioText scenario_text_as(std::string text, std::string_view path_or_name) {
  const std::string path(path_or_name);
  return text_at(std::move(text), find_scenario(path_or_name).value_or(FoundScenario{path, path}));
}

tl::expected<Scenario, Diagnostics> load_scenario(std::string_view path_or_name, const LoadOptions& options) {
  const auto text = read_scenario_text(path_or_name);
  if (!text) return tl::unexpected(text.error());
  return load_scenario_text(*text, options);
}

tl::expected<std::pair<std::string, std::string>, Diagnostic> parse_override(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string_view::npos && equals > 0)
    return std::pair{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
  Diagnostic diagnostic;
  diagnostic.file = "--set";
  diagnostic.text = fmt::format("expected path=value such as system.server.count=7, found {}", in_quotes(text));
  return tl::unexpected(std::move(diagnostic));
}

}  // namespace orrery
