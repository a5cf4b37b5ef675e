// What a scenario's expressions may name: groups, their instances, roles and fields; faults; variants. Every reading of
// an expression that names something is here, so that a misspelt name is answered in one way.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "scenario/fields.h"
#include "scenario/node_kind.h"

namespace orrery {

// A group as far as it is known. What is not known is not held against those that name it: its own error is enough.
struct KnownGroup {
  std::string name;
  const NodeKind* kind = nullptr;  // nullptr: no kind of this name, or none given
  std::optional<int> count;        // nothing: not a number that makes sense
};

// What `in` may name: a zone, a region or a host that the scenario names, and the instances that live there.
struct KnownZone {
  std::string name;
  std::vector<std::string> instances;
};

// Where a selector stands decides what it may say.
enum class SelectorUse : std::uint8_t {
  fault,        // anything but `others`
  link,         // one side of a fault's link: anything
  expectation,  // PICK is any or each
  nodes,        // groups and instances: roles and picks make no sense before the run, or over a window
};

class References {
 public:
  References(LoadContext& load, std::vector<KnownGroup> groups) : load_(load), groups_(std::move(groups)) {}

  // False: the system itself could not be read, and no name is held against it.
  void set_groups_unknown() { groups_are_known_ = false; }
  const std::vector<KnownGroup>& groups() const { return groups_; }
  // The group that a term of a selector names, by itself or by an instance.
  const KnownGroup* group_of(const Selector& term) const;
  // The instances that a term can mean; none where the group's count is not known.
  std::vector<std::string> instances_of(const Selector& term) const;

  // The instances that a selector means in every run, whatever their state; nothing where that is known only when it
  // strikes: by a role, a draw or a field.
  std::optional<std::set<std::string>> certain_instances(const Selector& selector) const;

  // Until they are set, no zone is held against those that name it. None: the network's zones cannot be known before
  // the run.
  void set_zones(std::optional<std::vector<KnownZone>> zones);

  void add_fault(std::string id, Place place) { faults_.emplace(std::move(id), place); }
  const std::map<std::string, Place>& faults() const { return faults_; }

  // Each gives nothing and has reported where the text is wrong or names what is not there.
  std::optional<Selector> selector(const YamlNode& node, SelectorUse use) const;
  std::optional<LinkSelector> link(const YamlNode& node, SelectorUse use) const;
  std::optional<InstantExpression> instant(const YamlNode& node) const;
  std::optional<WindowExpression> window(const YamlNode& node) const;

 private:
  std::optional<Selector> list_form(const YamlNode& node, SelectorUse use) const;
  std::optional<Selector> long_form(const YamlNode& node) const;
  bool read_place(const Fields& fields, Selector& selector) const;
  bool check(Selector& selector, SelectorUse use, Place place) const;
  // That a word is a role, and of whom; empty where it is none.
  std::string role_meant(std::string_view word) const;
  bool check_term(Selector& term, SelectorUse use, Place place) const;
  bool check_instance(const Selector& selector, Place place) const;
  bool check_role(const Selector& selector, const KnownGroup& group, Place place) const;
  bool check_pick(const Selector& selector, const KnownGroup& group, SelectorUse use, Place place) const;
  bool check_count(const Selector& selector, const KnownGroup& group, Place place) const;
  bool check_field(const Selector& selector, const KnownGroup& group, Place place) const;
  bool find_members(Selector& selector, Place place) const;
  bool check_fault(const InstantExpression& instant, Place place) const;
  const KnownGroup* find_group(std::string_view name) const;
  std::vector<std::string_view> group_names() const;

  LoadContext& load_;
  std::vector<KnownGroup> groups_;
  bool groups_are_known_ = true;
  bool zones_are_set_ = false;
  std::optional<std::vector<KnownZone>> zones_;
  std::map<std::string, Place> faults_;
};

}  // namespace orrery
