#include "faults/nemesis.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"
#include "core/distribution.h"
#include "core/random.h"
#include "core/value_text.h"

namespace orrery {

namespace {

constexpr Duration kGrain = Duration::milliseconds(1);

// What a verb takes away from its group.
enum class Burden : std::uint8_t {
  nothing,
  node,   // the node that it hits
  side,   // the smaller side of a partition
  quota,  // all that may be down
};

Burden burden_of(std::string_view kind) {
  if (kind == "crash" || kind == "pause" || kind == "stall" || kind == "isolate") return Burden::node;
  if (kind == "partition") return Burden::side;
  return kind == "bridge" ? Burden::quota : Burden::nothing;
}

Selector instance(const std::string& name) {
  Selector selector;
  selector.instance = name;
  return selector;
}

Selector joined(std::vector<Selector> terms) {
  Selector whole = terms.front();
  whole.more.assign(terms.begin() + 1, terms.end());
  return whole;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Duration whole_grains(Duration duration) {
  return Duration::nanoseconds(duration.nanoseconds() / kGrain.nanoseconds() * kGrain.nanoseconds());
}

// A chance in hundredths of a percent, as text.
std::string percent(std::int64_t hundredths) {
  if (hundredths % 100 == 0) return fmt::format("{}%", hundredths / 100);
  if (hundredths % 10 == 0) return fmt::format("{}.{}%", hundredths / 100, hundredths / 10 % 10);
  return fmt::format("{}.{:02}%", hundredths / 100, hundredths % 100);
}

// What earlier strikes hold of a group while they last.
struct Held {
  Instant until;
  const NemesisGroup* group;
  int count;
  std::vector<std::string> nodes;  // empty where a leader was aimed at: whose name is not known yet
};

// Draws the faults of one nemesis, strike by strike.
class NemesisDraw {
 public:
  NemesisDraw(const Nemesis& nemesis, Instant end, std::uint64_t seed) : nemesis_(nemesis), end_(end), seed_(seed) {}

  // Nothing where no kind has room at this instant.
  std::optional<Fault> strike(std::uint64_t number, Instant now) {
    random_.emplace(seed_, kNemesisId, fmt::format("strike {}", number));
    std::erase_if(held_, [now](const Held& held) { return held.until <= now; });
    group_ = &choose_group();
    room_ = nemesis_.down_of(*group_) - held_count();
    free_ = free_nodes();
    const std::vector<const FaultVerb*> fitting = fitting_kinds();
    if (fitting.empty()) return std::nullopt;

    Fault fault;
    fault.verb = fitting[random_->below(fitting.size())];
    fault.optional = true;
    fault.schedule.kind = FaultSchedule::Kind::at;
    fault.schedule.when.begin.offset = now.since_start();
    fault.schedule.lasts = std::min(draw_length(), end_ - now);
    fault.options = ParameterValues(*fault.verb->options);
    held_.push_back({now + *fault.schedule.lasts, group_, 0, {}});
    fault.target = draw_target(*fault.verb);
    set_options(fault);
    return fault;
  }

 private:
  // Each node counts the same, whatever group it is in.
  const NemesisGroup& choose_group() {
    std::size_t all = 0;
    for (const NemesisGroup& group : nemesis_.groups) all += group.nodes.size();
    std::size_t at = random_->below(all);
    for (const NemesisGroup& group : nemesis_.groups) {
      if (at < group.nodes.size()) return group;
      at -= group.nodes.size();
    }
    check_failed("a node of one of the groups", __FILE__, __LINE__);
  }

  int held_count() const {
    int count = 0;
    for (const Held& held : held_)
      if (held.group == group_) count += held.count;
    return count;
  }
  std::vector<std::string> free_nodes() const {
    std::vector<std::string> free = group_->nodes;
    for (const Held& held : held_)
      std::erase_if(free, [&](const std::string& node) { return contains(held.nodes, node); });
    return free;
  }

  std::vector<const FaultVerb*> fitting_kinds() const {
    std::vector<const FaultVerb*> fitting;
    for (const std::string& kind : nemesis_.kinds) {
      const FaultVerb* verb = find_fault_verb(kind);
      if (fits(burden_of(kind)) && (verb->target == FaultTarget::nodes || node_count() > 1)) fitting.push_back(verb);
    }
    return fitting;
  }
  bool fits(Burden burden) const {
    switch (burden) {
      case Burden::nothing: return true;
      case Burden::node:
      case Burden::side: return room_ > 0;
      case Burden::quota: return room_ > 0 && held_count() == 0 && group_->nodes.size() >= 3;
    }
    return false;
  }
  std::size_t node_count() const {
    std::size_t count = 0;
    for (const NemesisGroup& group : nemesis_.groups) count += group.nodes.size();
    return count;
  }

  Duration draw_length() {
    const DurationRange range = nemesis_.values.duration_range("lasts");
    const Duration drawn = Duration::nanoseconds(random_->between(range.low.nanoseconds(), range.high.nanoseconds()));
    return std::max(whole_grains(drawn), kGrain);
  }

  std::variant<Selector, LinkSelector> draw_target(const FaultVerb& verb) {
    const Burden burden = burden_of(verb.name.text());
    if (burden == Burden::side) return draw_partition();
    if (verb.target == FaultTarget::link) return draw_link();
    if (burden == Burden::quota) held_.back().count = room_;
    if (burden == Burden::node) held_.back().count = 1;
    return draw_node(burden == Burden::node);
  }

  // One that stands free, where that matters: then what two faults take away are two nodes.
  Selector draw_node(bool takes_it_away) {
    const bool at_leader = random_->chance(nemesis_.values.number("leaders"));
    if (at_leader && group_->leaders) return *group_->leaders;
    const std::vector<std::string>& from = takes_it_away ? free_ : group_->nodes;
    const std::string& name = from[random_->below(from.size())];
    if (takes_it_away) held_.back().nodes = {name};
    return instance(name);
  }

  // A minority of the group on one side, everyone else on the other; half of them cut both ways.
  LinkSelector draw_partition() {
    const auto most = std::min<std::int64_t>(room_, std::max<std::int64_t>(1, std::ssize(group_->nodes) / 2));
    const auto size = static_cast<std::size_t>(random_->between(1, std::min<std::int64_t>(most, std::ssize(free_))));
    std::vector<std::string> left = free_, side;
    while (side.size() < size) {
      const auto at = static_cast<std::ptrdiff_t>(random_->below(left.size()));
      side.push_back(left[static_cast<std::size_t>(at)]);
      left.erase(left.begin() + at);
    }
    std::vector<Selector> cut_off;
    for (const std::string& node : group_->nodes)
      if (contains(side, node)) cut_off.push_back(instance(node));
    held_.back().count = static_cast<int>(size);
    held_.back().nodes = side;
    LinkSelector link{joined(cut_off), others(side), random_->chance(0.5)};
    if (!link.both_ways && random_->chance(0.5)) std::swap(link.from, link.to);
    return link;
  }

  // Everywhere, or one node and all others: both ways, or what it sends.
  LinkSelector draw_link() {
    constexpr std::uint64_t kForms = 4;
    const std::uint64_t form = random_->below(kForms);
    if (form == 0) return {everyone(), everyone(), true};
    const Selector one = draw_node(false);
    const bool is_leader = one.instance.empty();
    return {one, is_leader ? others_of_leader() : others({one.instance}), form != 1};
  }

  Selector everyone() const {
    std::vector<Selector> terms;
    for (const NemesisGroup& group : nemesis_.groups) add_rest(group, {}, terms);
    return joined(std::move(terms));
  }
  Selector others(const std::vector<std::string>& taken) const {
    std::vector<Selector> terms;
    for (const NemesisGroup& group : nemesis_.groups) add_rest(group, taken, terms);
    return joined(std::move(terms));
  }
  Selector others_of_leader() const {
    std::vector<Selector> terms{*group_->whole};
    terms.front().pick = Selector::Pick::others;
    for (const NemesisGroup& group : nemesis_.groups)
      if (&group != group_) add_rest(group, {}, terms);
    return joined(std::move(terms));
  }
  // The nodes of the group but for those taken, in as few words as may be.
  void add_rest(const NemesisGroup& group, const std::vector<std::string>& taken, std::vector<Selector>& terms) const {
    const bool is_touched = std::any_of(group.nodes.begin(), group.nodes.end(),
                                        [&](const std::string& node) { return contains(taken, node); });
    if (group.whole) {
      terms.push_back(*group.whole);
      if (is_touched) terms.back().pick = Selector::Pick::others;
      return;
    }
    for (const std::string& node : group.nodes)
      if (!contains(taken, node)) terms.push_back(instance(node));
  }

  // How hard it strikes: a quarter, a half, three quarters or all of the figure.
  std::int64_t quarters() { return random_->between(1, 4); }
  // The same, one way or the other.
  std::int64_t signed_quarters() {
    const std::int64_t size = quarters();
    return random_->chance(0.5) ? size : -size;
  }

  // As the scenario language writes numbers, without an exponent; small ones to a billionth.
  static std::string number_text(double number) {
    std::string text = fmt::format("{:.9f}", number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  }

  void set(Fault& fault, std::string_view option, const std::string& text) {
    const auto done = fault.options.set(option, text);
    ORRERY_CHECK(done.has_value(), "a nemesis to draw what the verb allows");
  }
  void set_options(Fault& fault) {
    const std::string_view kind = fault.verb->name.text();
    const ParameterValues& values = nemesis_.values;
    const auto chance = [&](std::string_view figure) {
      constexpr double kHundredths = 1e4;
      const std::int64_t most = std::llround(values.number(figure) * kHundredths);
      return percent(std::max<std::int64_t>(most * quarters() / 4, std::min<std::int64_t>(most, 1)));
    };
    if (kind == "crash") set(fault, "disk", values.word("disk"));
    if (kind == "slow") {
      constexpr std::string_view kWhat[] = {"service", "cpu", "disk", "network"};
      set(fault, "what", std::string(kWhat[random_->below(std::size(kWhat))]));
      set(fault, "factor", number_text(1 + (values.number("slow") - 1) * static_cast<double>(quarters()) / 4));
    }
    if (kind == "isolate" && random_->chance(0.5)) set(fault, "direction", random_->chance(0.5) ? "in" : "out");
    if (kind == "loss" || kind == "duplicate" || kind == "reorder") set(fault, "probability", chance(kind));
    if (kind == "delay") {
      const auto done = fault.options.set_value("by", values.distribution("delay"), values.text("delay"));
      ORRERY_CHECK(done.has_value(), "a nemesis to delay as the verb allows");
    }
    if (kind == "bandwidth") set(fault, "limit", std::string(values.text("bandwidth")));
    if (kind == "skew") set(fault, "by", duration_text(values.duration("skew") / 4 * signed_quarters()));
    if (kind == "drift")
      set(fault, "ppm", number_text(values.number("drift") * static_cast<double>(signed_quarters()) / 4));
  }

  const Nemesis& nemesis_;
  const Instant end_;
  const std::uint64_t seed_;
  std::vector<Held> held_;
  // Of the strike at hand.
  std::optional<RandomStream> random_;
  const NemesisGroup* group_ = nullptr;
  int room_ = 0;
  std::vector<std::string> free_;
};

}  // namespace

int Nemesis::down_of(const NemesisGroup& group) const {
  const int nodes = static_cast<int>(group.nodes.size());
  return down ? std::min(*down, nodes) : (nodes - 1) / 2;
}

Fault nemesis_window(const Nemesis& nemesis) {
  Fault fault;
  fault.id = kNemesisId;
  fault.schedule.kind = FaultSchedule::Kind::during;
  fault.schedule.when = nemesis.during;
  return fault;
}

std::vector<Fault> draw_nemesis(const Nemesis& nemesis, Instant begin, Instant end, std::uint64_t seed) {
  RandomStream times(seed, kNemesisId, "times");
  const Distribution gap = Distribution::exponential(1 / nemesis.values.number("rate"));
  NemesisDraw draw(nemesis, end, seed);
  std::vector<Fault> faults;
  Duration at;  // since the beginning
  for (std::uint64_t number = 1;; ++number) {
    at += gap.sample_duration(times);
    const Duration strike = whole_grains(at);
    if (strike >= end - begin) return faults;
    std::optional<Fault> fault = draw.strike(number, begin + strike);
    if (!fault) continue;
    fault->id = fmt::format("{}-{}", kNemesisId, faults.size() + 1);
    faults.push_back(std::move(*fault));
  }
}

}  // namespace orrery
