#include "scenario/read_choices.h"

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {
namespace {

std::optional<ReadVariant> read_variant(LoadContext& load, const YamlNode& item) {
  const Fields fields(load, item, language::variant, "this variant", item.place);
  const auto id = fields.value<std::string>("id");
  if (!id) return std::nullopt;
  ReadVariant out;
  out.variant.id = *id;
  out.variant.title = fields.value<std::string>("title").value_or("");
  const YamlNode* set = fields.node("set");
  if (set == nullptr) return out;
  if (!set->is_map()) {
    load.reporter.error(
        set->kind == YamlNode::Kind::nothing ? fields.place_of("set") : set->place,
        fmt::format("set: expected a map such as {{ system.server.count: 7 }}, found {}", found_text(*set)));
    return out;
  }
  for (const YamlEntry& change : set->entries) {
    out.variant.set.emplace_back(change.key, flow_text(change.value));
    out.changes.push_back({change.key, change.key_place, change.value});
  }
  return out;
}

class KnobReader {
 public:
  KnobReader(LoadContext& load, const YamlNode& item, const YamlNode& root)
      : load_(load), root_(root), fields_(load, item, language::knob, "this knob", item.place) {}

  std::optional<Knob> read() {
    if (!fields_.is_map()) return std::nullopt;
    const std::size_t errors_before = load_.reporter.error_count();
    read_path();
    out_.label = fields_.value<std::string>("label").value_or(out_.path);
    if (fields_.exactly_one_of({"values", "range"})) {
      read_values();
      read_range();
    }
    if (load_.reporter.error_count() != errors_before) return std::nullopt;
    return std::move(out_);
  }

 private:
  void read_path() {
    const YamlNode* node = fields_.node("path");
    if (node == nullptr) return;
    const auto text = read_scalar(load_, *node, "a path such as system.server.count");
    if (!text) return;
    out_.path = *text;
    out_.line = node->place.line;
    out_.column = node->place.column;
    const auto setting = find_setting(root_, out_.path);
    if (!setting) {
      Place place = node->place;
      if (!node->is_quoted) place.column += static_cast<int>(setting.error().offset);
      load_.reporter.error(place, setting.error().text, setting.error().note);
    } else if (setting->parameter == nullptr && !setting->is_of_unknown_kind) {
      load_.reporter.error(node->place,
                           fmt::format("{} is not a single value that a knob could turn", in_quotes(out_.path)));
    } else {
      parameter_ = setting->parameter;
    }
  }

  void read_values() {
    const YamlNode* values = fields_.node("values");
    if (values == nullptr) return;
    if (!values->is_list() || values->items.empty()) {
      load_.reporter.error(values->place,
                           fmt::format("values: expected a list such as [3, 5, 7], found {}", found_text(*values)));
      return;
    }
    for (const YamlNode& value : values->items) {
      out_.values.push_back(flow_text(value));
      if (parameter_ != nullptr) read_value(load_, *parameter_, value);
    }
  }

  void read_range() {
    const YamlNode* range = fields_.node("range");
    if (range == nullptr) return;
    const auto text = read_scalar(load_, *range, "a range such as 1s..30s");
    if (!text) return;
    const std::size_t dots = text->find("..");
    if (dots == std::string::npos) {
      load_.reporter.error(range->place,
                           fmt::format("range: expected a range such as 1s..30s, found {}", in_quotes(*text)));
      return;
    }
    out_.low = text->substr(0, dots);
    out_.high = text->substr(dots + 2);
    if (parameter_ == nullptr) return;
    const auto low = read_parameter(*parameter_, out_.low, load_.directory);
    const auto high = read_parameter(*parameter_, out_.high, load_.directory);
    for (const auto* end : {&low, &high})
      if (!*end) load_.reporter.error(range->place, fmt::format("range: {}", end->error().text));
    if (low && high) check_order(*low, *high, *range);
  }

  void check_order(const ParameterValue& low, const ParameterValue& high, const YamlNode& range) {
    const auto ordered = [&]<class T>(const T& below) { return below < std::get<T>(high); };
    bool is_ordered = false;
    if (const auto* whole = std::get_if<std::int64_t>(&low)) {
      is_ordered = ordered(*whole);
    } else if (const auto* number = std::get_if<double>(&low)) {
      is_ordered = ordered(*number);
    } else if (const auto* duration = std::get_if<Duration>(&low)) {
      is_ordered = ordered(*duration);
    } else {
      load_.reporter.error(
          range.place, fmt::format("range: {} has no order: list its 'values' instead", a_type_text(parameter_->type)));
      return;
    }
    if (!is_ordered)
      load_.reporter.error(range.place,
                           fmt::format("range: expected its low end first, found {}", in_quotes(range.text)));
  }

  LoadContext& load_;
  const YamlNode& root_;
  const Fields fields_;
  const Parameter* parameter_ = nullptr;
  Knob out_;
};

std::vector<std::string> texts(std::vector<std::pair<std::string, Place>> words) {
  std::vector<std::string> out;
  for (auto& [word, place] : words) out.push_back(std::move(word));
  return out;
}

}  // namespace

std::vector<ReadVariant> read_variants(LoadContext& load, const Fields& scenario) {
  std::vector<ReadVariant> out;
  for (const YamlNode* item : scenario.items("variants")) {
    std::optional<ReadVariant> variant = read_variant(load, *item);
    if (!variant) continue;
    for (const ReadVariant& other : out)
      if (other.variant.id == variant->variant.id)
        load.reporter.error(item->find("id")->value.place,
                            fmt::format("there are two variants '{}'", other.variant.id));
    out.push_back(std::move(*variant));
  }
  return out;
}

std::vector<Knob> read_knobs(LoadContext& load, const Fields& scenario, const YamlNode& root) {
  std::vector<Knob> out;
  for (const YamlNode* item : scenario.items("knobs"))
    if (std::optional<Knob> knob = KnobReader(load, *item, root).read()) out.push_back(std::move(*knob));
  return out;
}

Show read_show(LoadContext& load, const Fields& scenario) {
  const YamlNode* given = scenario.node("show");
  if (given == nullptr) return {};
  const Fields fields(load, *given, language::show, "show", scenario.place_of("show"));
  if (!fields.is_map()) return {};
  return {fields.value<std::string>("layout").value_or(""), texts(fields.words("hide")),
          texts(fields.words("slow_motion"))};
}

}  // namespace orrery
