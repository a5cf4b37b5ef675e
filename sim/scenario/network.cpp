#include "scenario/network.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/regions.h"
#include "scenario/zones.h"

namespace orrery {
namespace {

constexpr std::string_view kDefaultRegions[] = {"us-east", "us-west", "eu-west"};
constexpr double kFlopPerGflop = 1e9;

// Hosts, unlike groups, may well be called rack-1.
bool is_host_name(std::string_view name) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

// What the map says of its hosts, over what holds around it.
HostFigures read_figures(const Fields& fields, HostFigures figures) {
  figures.latency = fields.value<Duration>("latency").value_or(figures.latency);
  figures.bandwidth = fields.value<double>("bandwidth").value_or(figures.bandwidth);
  if (const auto speed = fields.value<double>("speed")) figures.speed = *speed * kFlopPerGflop;
  figures.disk = fields.value<double>("disk").value_or(figures.disk);
  return figures;
}

class NetworkReader {
 public:
  NetworkReader(LoadContext& load, const Fields& fields, References& references)
      : load_(load), fields_(fields), references_(references), zones_(load) {}

  ReadNetwork read(const std::vector<ReadGroup>& groups) {
    const std::size_t errors_before = load_.reporter.error_count();
    read_platform();
    const bool is_sound = load_.reporter.error_count() == errors_before;
    if (out_.platform.file.empty() && is_sound) {
      out_.placements = zones_.place(groups);
      out_.platform = zones_.platform();
      if (!out_.placements.empty()) references_.set_zones(zones_.inhabitants(out_.placements));
    } else if (is_sound) {
      place_on_file(groups);
      references_.set_zones(std::nullopt);
    }
    out_.flow_messages = fields_.value<std::string>("messages") == "flow";
    read_stream();
    for (const YamlNode* item : fields_.items("conditions")) read_condition(*item);
    return std::move(out_);
  }

 private:
  enum class Form : std::uint8_t { lan, wan, own, file };

  // The ways of describing a network exclude one another; what belongs to another way says nothing.
  void read_platform() {
    const auto preset = fields_.value<std::string>("preset");
    const bool is_own = fields_.has("zones") || fields_.has("hosts") || fields_.has("links");
    const Form form = preset == "wan"           ? Form::wan
                      : preset == "lan"         ? Form::lan
                      : fields_.has("preset")   ? Form::lan
                      : fields_.has("platform") ? Form::file
                      : is_own                  ? Form::own
                                                : Form::lan;
    switch (form) {
      case Form::lan:
        refuse("the preset lan", {"platform", "zones", "hosts", "links", "regions"});
        add_preset_zone("lan", fields_.place_of("preset"));
        break;
      case Form::wan:
        refuse("the preset wan", {"platform", "zones", "hosts", "links"});
        read_regions();
        break;
      case Form::file:
        refuse("a platform file", {"zones", "hosts", "links", "regions", "latency", "bandwidth", "speed", "disk"});
        read_file();
        break;
      case Form::own:
        refuse("zones of one's own", {"regions"});
        read_zones();
        break;
    }
  }

  void refuse(std::string_view beside, const std::vector<std::string_view>& keys) {
    for (const std::string_view key : keys)
      if (fields_.has(key))
        load_.reporter.error(fields_.place_of(key), fmt::format("network: '{}' says nothing beside {}", key, beside));
  }

  HostFigures figures() const { return read_figures(fields_, {}); }

  void add_preset_zone(std::string_view name, Place place) {
    zones_.add_zone({std::string(name), place, figures(), true, {}});
  }

  void read_regions() {
    std::vector<std::pair<std::string, Place>> names = fields_.words("regions");
    if (!fields_.has("regions"))
      for (const std::string_view name : kDefaultRegions) names.emplace_back(name, fields_.place());
    std::vector<std::string_view> known;
    for (const Region& region : regions()) known.push_back(region.name);
    std::vector<std::size_t> chosen;
    for (const auto& [name, place] : names) {
      const auto found = std::find(known.begin(), known.end(), name);
      const auto at = static_cast<std::size_t>(found - known.begin());
      if (found == known.end()) {
        load_.reporter.error(place, fmt::format("unknown region {}; regions are: {}", in_quotes(name), one_of(known)),
                             did_you_mean(name, known));
      } else if (std::find(chosen.begin(), chosen.end(), at) != chosen.end()) {
        load_.reporter.error(place, fmt::format("region '{}' is listed twice", name));
      } else {
        for (const std::size_t other : chosen)
          zones_.add_link({std::string(known[other]), name, region_latency(other, at), kWanBandwidth});
        add_preset_zone(name, place);
        chosen.push_back(at);
      }
    }
    if (names.empty())
      load_.reporter.error(fields_.place_of("regions"), "regions: expected at least one region, found none");
  }

  void read_file() {
    const auto name = fields_.value<std::string>("platform");
    if (!name) return;
    const std::filesystem::path path = std::filesystem::path(load_.directory) / *name;
    std::error_code error;
    const Place place = fields_.node("platform")->place;
    if (!std::filesystem::exists(path, error)) {
      load_.reporter.error(place, fmt::format("platform: there is no file {}", in_quotes(*name)),
                           "the path starts where the scenario file is");
    } else if (!std::filesystem::is_regular_file(path, error)) {
      load_.reporter.error(place, fmt::format("platform: {} is not a file", in_quotes(*name)));
    }
    out_.platform.file = path.string();
  }

  void read_zones() {
    const std::size_t errors_before = load_.reporter.error_count();
    const HostFigures around = figures();
    for (const YamlEntry* entry : fields_.entries("zones")) read_zone(*entry, around);
    // Hosts alone stand around one switch.
    if (!fields_.has("zones") && fields_.has("hosts"))
      zones_.add_zone({"net", fields_.place_of("hosts"), around, false, {}});
    for (const YamlEntry* entry : fields_.entries("hosts")) read_host(*entry);
    for (const YamlNode* item : fields_.items("links")) read_link(*item);
    if (zones_.zones().empty()) load_.reporter.error(fields_.place(), "network: links join zones, and there are none");
    // A link that is wrong may be the one that is missing.
    if (load_.reporter.error_count() == errors_before) zones_.check_paths();
  }

  void read_zone(const YamlEntry& entry, const HostFigures& around) {
    const std::string what = fmt::format("zone '{}'", entry.key);
    if (const auto name = read_name(entry.key); !name)
      load_.reporter.error(entry.key_place, fmt::format("the name of a zone: {}", name.error().text));
    const Fields fields(load_, entry.value, language::zone, what, entry.key_place);
    if (!fields.is_map()) return;
    zones_.add_zone({entry.key, entry.key_place, read_figures(fields, around), !fields.has("hosts"), {}});
    Zone& zone = *zones_.find_zone(entry.key);
    const std::int64_t hosts = fields.value<std::int64_t>("hosts").value_or(0);
    for (std::int64_t i = 1; i <= hosts; ++i)
      zones_.add_host(zone, fmt::format("{}-{}", zone.name, i), zone.figures, entry.key_place);
  }

  void read_host(const YamlEntry& entry) {
    const std::string what = fmt::format("host '{}'", entry.key);
    if (!is_host_name(entry.key))
      load_.reporter.error(entry.key_place, fmt::format("the name of a host: expected a name such as rack-1, found {}",
                                                        in_quotes(entry.key)));
    const Fields fields(load_, entry.value, language::host, what, entry.key_place);
    if (!fields.is_map()) return;
    Zone* zone = nullptr;
    if (const auto name = fields.value<std::string>("zone")) {
      zone = zones_.find_zone(*name);
      if (zone == nullptr) report_zone(*name, fields.node("zone")->place);
    } else if (!fields.has("zone") && zones_.zones().size() == 1) {
      zone = zones_.find_zone(zones_.zones().front().name);
    } else if (!fields.has("zone")) {
      load_.reporter.error(entry.key_place, fmt::format("{} lacks the key 'zone': there are several zones", what));
    }
    if (zone == nullptr) return;
    zone->makes_hosts = false;
    zones_.add_host(*zone, entry.key, read_figures(fields, zone->figures), entry.key_place);
  }

  void read_link(const YamlNode& item) {
    const Fields fields(load_, item, language::zone_link, "this link", item.place);
    if (!fields.is_map()) return;
    const auto latency = fields.value<Duration>("latency");
    const auto bandwidth = fields.value<double>("bandwidth");
    const YamlNode* between = fields.node("between");
    if (between == nullptr) return;
    const auto text = read_scalar(load_, *between, "two zones such as 'left <-> right'");
    if (!text) return;
    constexpr std::string_view kArrow = " <-> ";
    const std::size_t arrow = text->find(kArrow);
    if (arrow == std::string::npos) {
      load_.reporter.error(between->place,
                           fmt::format("expected two zones such as 'left <-> right', found {}", in_quotes(*text)));
      return;
    }
    const std::string from = text->substr(0, arrow);
    const std::string to = text->substr(arrow + kArrow.size());
    for (const std::string& name : {from, to})
      if (zones_.find_zone(name) == nullptr) report_zone(name, between->place);
    if (from == to)
      load_.reporter.error(between->place, fmt::format("a link joins two zones, found {}", in_quotes(*text)));
    for (const ZoneLinkSpec& link : zones_.links())
      if ((link.from == from && link.to == to) || (link.from == to && link.to == from))
        load_.reporter.error(between->place, fmt::format("zones '{}' and '{}' are joined by a link already", from, to));
    if (latency && bandwidth) zones_.add_link({from, to, *latency, *bandwidth});
  }

  void report_zone(const std::string& name, Place place) {
    load_.reporter.error(
        place, fmt::format("there is no zone {}; zones are: {}", in_quotes(name), one_of(zones_.zone_names())),
        did_you_mean(name, zones_.zone_names()));
  }

  // Which hosts a platform file has, only the engine knows: it gives those nodes that name none the hosts in turn.
  void place_on_file(const std::vector<ReadGroup>& groups) {
    for (const ReadGroup& read : groups)
      for (int instance = 0; instance < read.group.count; ++instance) {
        const std::vector<std::string>& on = read.group.on;
        const std::string host = on.empty() ? "" : on[static_cast<std::size_t>(instance) % on.size()];
        out_.placements.push_back({fmt::format("{}-{}", read.group.name, instance + 1), read.group.name, host, {}});
      }
    join_beside(groups, out_.placements);
  }

  void read_stream() {
    const YamlNode* given = fields_.node("stream");
    const Fields fields(load_, given != nullptr ? *given : empty_map(), language::stream, "stream",
                        fields_.place_of("stream"));
    out_.stream.retransmit_after = fields.value<Duration>("retransmit_after").value_or(Duration());
    out_.stream.retransmit_limit = fields.value<Duration>("retransmit_limit").value_or(Duration::max());
    out_.stream.reset_after = fields.value<Duration>("reset_after").value_or(Duration());
    if (out_.stream.retransmit_limit < out_.stream.retransmit_after)
      load_.reporter.error(fields.place_of("retransmit_limit"),
                           "stream: retransmit_limit must be at least retransmit_after");
  }

  void read_condition(const YamlNode& item) {
    const Fields fields(load_, item, language::condition, "this condition", item.place);
    if (!fields.is_map()) return;
    LinkCondition condition;
    condition.cut = fields.value<bool>("cut").value_or(false);
    condition.loss = fields.value<double>("loss").value_or(0);
    condition.duplication = fields.value<double>("duplicate").value_or(0);
    condition.reordering = fields.value<double>("reorder").value_or(0);
    condition.reordering_delay = fields.value<Distribution>("reorder_by").value_or(Distribution());
    condition.delay = fields.value<Distribution>("delay");
    condition.bandwidth = fields.value<double>("bandwidth");
    const std::vector<std::string_view> effects = {"loss", "duplicate", "reorder", "delay", "bandwidth", "cut"};
    if (std::none_of(effects.begin(), effects.end(), [&](std::string_view key) { return fields.has(key); }))
      load_.reporter.error(item.place, fmt::format("this condition changes nothing: it needs {}", one_of(effects)));
    const YamlNode* link = fields.node("link");
    if (link == nullptr) return;
    if (const auto selector = references_.link(*link, SelectorUse::nodes))
      out_.conditions.push_back({*selector, std::move(condition)});
  }

  LoadContext& load_;
  const Fields& fields_;
  References& references_;
  Zones zones_;
  ReadNetwork out_;
};

}  // namespace

ReadNetwork read_network(LoadContext& load, const YamlNode* network, Place place, const std::vector<ReadGroup>& groups,
                         References& references) {
  const Fields fields(load, network != nullptr ? *network : empty_map(), language::network, "network", place);
  if (!fields.is_map()) return {};
  return NetworkReader(load, fields, references).read(groups);
}

}  // namespace orrery
