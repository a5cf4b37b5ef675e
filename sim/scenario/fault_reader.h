// One fault of a scenario: an item of `faults:`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "scenario/references.h"
#include "scenario/system.h"

namespace orrery {

// References and groups must outlive it, and the item too.
class FaultReader {
 public:
  FaultReader(LoadContext& load, const YamlNode& item, std::string id, const References& references,
              const std::vector<ReadGroup>& groups);

  // Once. Mistakes are reported; a fault that has one is not returned.
  std::optional<Fault> read();
  // Of a fault that read() found wrong: when it would strike, where that alone is sound.
  std::optional<Fault> schedule_alone() const;

 private:
  bool check_verb();
  // Whether it is given or made up, a fault's name may end in -digits: it has no instances to be told from.
  void check_id();
  void read_target();
  // Nodes that cannot do what the verb asks of them are no target.
  void check_ability(const Selector& term, Place place);
  // The selector of `entry`, where it is one node; `examples` are such as an error gives.
  std::optional<Selector> read_one_node(const YamlEntry& entry, std::string_view examples);
  // Whom an order names beside the nodes hit: one node, of their group.
  void read_to();
  // One node that all nodes hit call.
  void read_endpoint();
  // The group whose calls hold the breakers that an order is for: its first instance stands for it.
  void read_call();
  // Those whose kind is known.
  std::vector<const ReadGroup*> groups_hit(const Selector& selector) const;
  void read_set();
  // What can be told before the run of FaultVerb::objection.
  void check_link(const LinkSelector& link, Place place);
  void check_bridge(const Selector& selector, Place place);
  void read_schedule();
  void read_at(const YamlNode& node);
  void read_during(const YamlNode& node);
  void refuse_lasting();

  LoadContext& load_;
  const References& references_;
  const std::vector<ReadGroup>& groups_;
  const YamlNode& item_;
  const std::vector<const YamlEntry*> verbs_;
  std::optional<Fields> fields_;
  bool has_unknown_keys_ = false;
  bool has_schedule_ = false;
  Fault fault_;
};

}  // namespace orrery
