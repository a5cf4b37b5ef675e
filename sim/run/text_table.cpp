#include "run/text_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"
#include "run/terminal.h"

namespace orrery {

namespace {

constexpr std::size_t kGap = 2;

std::vector<std::size_t> widths_of(const TableRows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  return widths;
}

}  // namespace

std::string table_text(const TableRows& rows) {
  const std::vector<std::size_t> widths = widths_of(rows);
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += std::string(kGap, ' ') + padded(row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::size_t table_width(const TableRows& rows) {
  std::size_t width = 0;
  for (const std::size_t column : widths_of(rows)) width += kGap + column;
  return width;
}

MetricUnit unit_of(const MetricFinding& metric) {
  const MetricDeclaration* declared = find_metric(metric.name);
  ORRERY_CHECK(declared != nullptr, "metrics of the table");
  return declared->unit;
}

std::string cell_text(const MetricFinding& metric) { return figure_text(unit_of(metric), metric.figure); }

std::string name_text(const MetricFinding& metric) {
  const std::string name = metric.statistic.empty() ? metric.name : fmt::format("{} {}", metric.statistic, metric.name);
  return metric.of.empty() ? name : fmt::format("{} of {}", name, metric.of);
}

}  // namespace orrery
