#include "scenario/language.h"

namespace orrery::language {
namespace {

using enum ParameterType;

constexpr Key value(std::string_view name, ParameterType type, std::string_view default_text, std::string_view range,
                    std::string_view help) {
  return {{name, type, default_text, range, help}, false, Shape::value, nullptr};
}
constexpr Key required_value(std::string_view name, ParameterType type, std::string_view range, std::string_view help) {
  return {{name, type, "", range, help}, true, Shape::value, nullptr};
}
constexpr Key shaped(std::string_view name, Shape shape, std::string_view help, const Section* section = nullptr) {
  return {{name, text, "", "", help}, false, shape, section};
}
constexpr Key required_shaped(std::string_view name, Shape shape, std::string_view help,
                              const Section* section = nullptr) {
  return {{name, text, "", "", help}, true, shape, section};
}

constexpr Key kStream[] = {
    value("retransmit_after", duration, "200ms", "1us..1h",
          "first retransmission timeout; it doubles at each loss in a row (RFC 6298, with Linux's least timeout)"),
    value("retransmit_limit", duration, "120s", "1us..1h",
          "where that doubling stops: after a long partition a stream may be silent for so long"),
    value("reset_after", duration, "15s", "1ms..24h", "a stream that delivered nothing for so long is reset"),
};

constexpr Key kCondition[] = {
    required_shaped("link", Shape::link, "between whom: groups or instances, also by region or zone"),
    value("loss", percent, "", "", "chance that a message is lost"),
    value("duplicate", percent, "", "", "chance that a datagram arrives twice"),
    value("reorder", percent, "", "", "chance that a datagram is held back"),
    value("reorder_by", distribution, "uniform 1ms..10ms", "0ns..", "by how much"),
    value("delay", distribution, "", "0ns..", "extra latency"),
    value("bandwidth", bandwidth, "", "1B/s..", "at most so much"),
    value("cut", boolean, "false", "", "nothing passes"),
};

constexpr std::string_view kUplinkLatency = "one way between a host and its switch; a message crosses two";
constexpr std::string_view kUplinkBandwidth = "of a host's uplink, each direction";
constexpr std::string_view kSpeed = "of a host's processor, in Gflop/s";
constexpr std::string_view kDisk = "of a host's disk, reading and writing";

constexpr Key kZone[] = {
    value("hosts", integer, "", "0..100000", "that many, named ZONE-1, ZONE-2 ...; otherwise one a node placed here"),
    value("latency", duration, "", "0ns..1h", kUplinkLatency),
    value("bandwidth", bandwidth, "", "1B/s..", kUplinkBandwidth),
    value("speed", number, "", "0.000001..1000000", kSpeed),
    value("disk", bandwidth, "", "1B/s..", kDisk),
};

constexpr Key kHost[] = {
    value("zone", name, "", "", "the zone it is in; need not be said where there is one only"),
    value("latency", duration, "", "0ns..1h", kUplinkLatency),
    value("bandwidth", bandwidth, "", "1B/s..", kUplinkBandwidth),
    value("speed", number, "", "0.000001..1000000", kSpeed),
    value("disk", bandwidth, "", "1B/s..", kDisk),
};

constexpr Key kZoneLink[] = {
    required_shaped("between", Shape::zone_pair, "the two zones that it joins"),
    required_value("latency", duration, "0ns..1h", "one way"),
    required_value("bandwidth", bandwidth, "1B/s..", "each direction, shared by all that crosses it"),
};

constexpr Key kNetwork[] = {
    value("preset", choice, "", "lan|wan", "lan: one switch; wan: named regions far apart"),
    shaped("regions", Shape::words, "of the preset wan: which regions; otherwise us-east, us-west and eu-west"),
    value("platform", text, "", "", "a SimGrid platform file (XML), beside the scenario file"),
    shaped("zones", Shape::section_map, "one's own network: a switch each, by name", &zone),
    shaped("links", Shape::section_list, "what joins the zones", &zone_link),
    shaped("hosts", Shape::section_map, "one's own hosts, by name", &host),
    value("latency", duration, "50us", "0ns..1h", kUplinkLatency),
    value("bandwidth", bandwidth, "10Gbit/s", "1B/s..", kUplinkBandwidth),
    value("speed", number, "10", "0.000001..1000000", kSpeed),
    value("disk", bandwidth, "500MB/s", "1B/s..", kDisk),
    value("messages", choice, "fabric", "fabric|flow",
          "fabric: small messages ride on Orrery's own event queue; flow: every message is a SimGrid flow"),
    shaped("stream", Shape::section, "how ordered, reliable transport behaves", &stream),
    shaped("conditions", Shape::section_list, "what holds on some links from the start", &condition),
};

constexpr Key kGroup[] = {
    required_value("kind", name, "", "what its nodes are: a node kind"),
    value("count", integer, "1", "1..100000", "how many instances: GROUP-1, GROUP-2 ..."),
    shaped("on", Shape::words, "zones, regions or hosts, used in turn; otherwise all of them in turn"),
    value("beside", name, "", "",
          "a group of as many instances: each of this one stands on the host of its own of that, as a sidecar does"),
    value("per_host", integer, "1", "1..100000", "instances that share a host, where hosts are made for them"),
    shaped("calls", Shape::section_map, "of kinds that call others: whom, and with which policies", &call),
};

constexpr Key kSelector[] = {
    required_value("group", text, "", "a group or an instance of it"),
    value("role", text, "", "", "only nodes in this role"),
    value("region", text, "", "", "only instances that live in this region of the preset wan"),
    value("zone", text, "", "", "only instances that live in this zone, or on this host, of one's own network"),
    value("pick", text, "", "", "any, each, a number, most FIELD or least FIELD"),
};

constexpr Key kFault[] = {
    shaped("id", Shape::fault_id, "its name in the story and in other instants; otherwise fault-1, fault-2 ..."),
    shaped("at", Shape::moment, "when it strikes; of a window one instant is drawn"),
    value("every", duration, "", "1ns..", "it strikes again and again, first after this time"),
    shaped("during", Shape::window, "from when to when it lasts"),
    value("for", duration, "", "1ns..", "how long it lasts; otherwise to the end of the run"),
    shaped("set", Shape::settings, "of configure: policies of the nodes' calls by their paths, calls.TARGET.POLICY"),
    value("optional", boolean, "false", "", "true: that it hits nothing is no error"),
};

constexpr Key kNemesis[] = {
    value("profile", choice, "rough", "calm|rough|hostile", "what it draws, how often and how hard"),
    required_shaped("during", Shape::window, "when it strikes; whatever it did is undone at the end"),
    required_shaped("of", Shape::selector, "whom it hits: groups or instances, also by region or zone"),
    shaped("kinds", Shape::words, "the verbs that it draws, each as likely as any other; otherwise the profile's"),
    value("down", integer, "", "0..100000",
          "how many nodes of each group it may take away at one time; otherwise a minority"),
};

constexpr Key kVariant[] = {
    required_value("id", name, "", "its name: --variant ID runs it alone"),
    value("title", text, "", "", "one line"),
    shaped("set", Shape::settings, "what it changes: paths and values; none takes an optional part away"),
};

constexpr Key kKnob[] = {
    required_shaped("path", Shape::path, "the setting that it turns"),
    value("label", text, "", "", "what the window calls it; otherwise the path"),
    shaped("values", Shape::values, "the settings to choose from"),
    shaped("range", Shape::range, "the lowest and the highest setting"),
};

constexpr Key kExpectation[] = {
    value("invariants", text, "", "",
          "all, or a checker's name: it is never violated; with `is: violated` it is, and that is the lesson"),
    value("metric", text, "", "", "a metric is within bounds"),
    value("event", text, "", "", "a node records this event"),
    value("state", text, "", "", "a field of a node's state has a value, throughout"),
    shaped("of", Shape::selector, "of whom: any: one at least; each: all; otherwise the aggregate"),
    shaped("during", Shape::window, "when; otherwise the whole run"),
    shaped("after", Shape::instant, "of an event: from when on"),
    value("within", duration, "", "1ns..", "of an event: how long after"),
    value("stat", choice, "", "mean|p50|p90|p99|p99.9|min|max", "which statistic of a histogram"),
    shaped(
        "at_least", Shape::bound,
        "of a metric: the least figure that will do; `3 times VARIANT`: three times that of another variant, or more"),
    shaped("at_most", Shape::bound,
           "of a metric: the greatest figure that will do; `0.5 times VARIANT`: half of another variant's, or less"),
    shaped("is", Shape::bound, "the only figure or value that will do"),
    value("variant", name, "", "", "only in this variant"),
};

constexpr Key kShow[] = {
    value("layout", choice, "", "ring|row|grid|layers|map", "how the window places the nodes"),
    shaped("hide", Shape::words, "groups and messages that are not drawn"),
    shaped("slow_motion", Shape::words, "events at which the window slows down"),
};

constexpr Key kScenario[] = {
    required_value("orrery", integer, "", "the version of this format: 1"),
    required_value("title", text, "", "what it shows, in one line"),
    shaped("patterns", Shape::words, "the patterns that it shows"),
    value("story", text, "", "", "what happens and why, for the one who watches"),
    required_value("run_for", duration, "1ns..8760h", "how long the run is, in virtual time"),
    shaped("network", Shape::section, "what joins the nodes; otherwise the preset lan", &network),
    required_shaped("system", Shape::section_map, "the groups of nodes, by name", &group),
    shaped("faults", Shape::section_list, "what goes wrong, and when", &fault),
    shaped("nemesis", Shape::section, "faults drawn at random", &nemesis),
    shaped("variants", Shape::section_list, "the same scenario with other settings, told side by side", &variant),
    shaped("knobs", Shape::section_list, "settings that are worth turning", &knob),
    shaped("expect", Shape::section_list, "what must hold for the run to pass", &expectation),
    shaped("show", Shape::section, "guides the eye and changes nothing in the run", &show),
};

}  // namespace

constinit const Section scenario{"scenario", "the whole file", kScenario};
constinit const Section network{"network", "what joins the nodes", kNetwork};
constinit const Section zone{"zone", "hosts around one switch", kZone};
constinit const Section zone_link{"link", "joins two zones, both ways", kZoneLink};
constinit const Section host{"host", "a machine that nodes live on", kHost};
constinit const Section stream{"stream", "ordered, reliable transport", kStream};
constinit const Section condition{"condition", "what a link does to messages on top of its own delay", kCondition};
constinit const Section group{"group", "nodes of one kind; the kind's own parameters stand beside these keys", kGroup};
constinit const Section call{"call", "how a group calls another: the policies of the call, outermost first", {}};
constinit const Section selector{"selector", "the long form of a selector", kSelector};
constinit const Section fault{"fault", "a schedule, one verb with what it hits, and the verb's own options", kFault};
constinit const Section nemesis{
    "nemesis", "faults drawn at random; the figures that they are drawn by stand beside these keys", kNemesis};
constinit const Section variant{"variant", "the same scenario with other settings", kVariant};
constinit const Section knob{"knob", "a setting that is worth turning", kKnob};
constinit const Section expectation{"expectation", "what must hold for the run to pass", kExpectation};
constinit const Section show{"show", "guides the eye and changes nothing in the run", kShow};

const Key* Section::find(std::string_view key) const {
  for (const Key& known : keys)
    if (known.name() == key) return &known;
  return nullptr;
}

std::span<const Section* const> sections() {
  static constexpr const Section* kAll[] = {&scenario,  &network, &zone,        &zone_link, &host,  &stream,
                                            &condition, &group,   &call,        &selector,  &fault, &nemesis,
                                            &variant,   &knob,    &expectation, &show};
  return kAll;
}

const Section* find_section(std::string_view name) {
  for (const Section* known : sections())
    if (known->name == name) return known;
  return nullptr;
}

}  // namespace orrery::language
