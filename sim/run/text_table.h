// Tables as plain text, and figures as their cells.
#pragma once

#include <string>
#include <vector>

#include "run/result.h"

namespace orrery {

using TableRows = std::vector<std::vector<std::string>>;

// Rows of cells behind two spaces each, every column as wide as its widest cell.
std::string table_text(const TableRows& rows);
// How many columns of the page the widest row of it takes.
std::size_t table_width(const TableRows& rows);

MetricUnit unit_of(const MetricFinding& metric);
// "977.6/s", "never"; `-` where there is no figure.
std::string cell_text(const MetricFinding& metric);
// "p99 latency of browser"
std::string name_text(const MetricFinding& metric);

}  // namespace orrery
