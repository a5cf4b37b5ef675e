#include "run_file/statements.h"

namespace orrery {

Statements::Loan::~Loan() {
  if (!node_) return;
  node_.mapped().clear();
  kept_.insert(std::move(node_));
}

Statements::Loan Statements::lend(std::string_view sql) {
  if (const auto kept = kept_.find(sql); kept != kept_.end()) return {kept_, kept_.extract(kept)};
  Kept fresh;
  fresh.emplace(sql, Statement(database_, sql));
  return {kept_, fresh.extract(fresh.begin())};
}

}  // namespace orrery
