// Everything that can be named on the command line, by topic, with a line of help.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/checker.h"
#include "scenario/node_kind.h"

namespace orrery::cli {

struct CatalogEntry {
  std::string name;
  std::string help;
};

// The page of `describe` on the tables of run files.
inline constexpr const char* kRunFilePage = "run-file";

std::vector<CatalogEntry> kinds();
std::vector<CatalogEntry> faults();
std::vector<CatalogEntry> metrics();
std::vector<CatalogEntry> checkers();
// The domain events that nodes record, each with what the story says of it.
std::vector<CatalogEntry> events();
// The sections of a scenario file: what can stand in `network:`, a fault, an expectation ...; and its expressions.
std::vector<CatalogEntry> sections();
// The types of parameters that have forms: arrivals, keys.
std::vector<CatalogEntry> types();
// nullptr where no parameter of a kind or policy is of such a type.
const Forms* find_forms(std::string_view name);

// The checkers that a kind would bring into a run, made for a group of one with every default.
std::vector<std::unique_ptr<Checker>> checkers_of(const NodeKind& kind);

// Rows of two columns, as wide as the page.
std::string entries_text(const std::vector<CatalogEntry>& entries);

}  // namespace orrery::cli
