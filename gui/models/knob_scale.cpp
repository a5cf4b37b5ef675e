#include "models/knob_scale.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace orrery::gui {

namespace {

constexpr int kDecimalsMost = 6;

// Units that can be written for one another, and how many of the first of their kind one is.
struct Unit {
  std::string_view name;
  int kind;
  double size;
};
constexpr Unit kUnits[] = {
    {"", 0, 1},         {"%", 1, 1},         {"ns", 2, 1},           {"us", 2, 1e3},   {"ms", 2, 1e6},
    {"s", 2, 1e9},      {"min", 2, 60e9},    {"h", 2, 3600e9},       {"/h", 3, 1},     {"/min", 3, 60},
    {"/s", 3, 3600},    {"B", 4, 1},         {"kB", 4, 1e3},         {"MB", 4, 1e6},   {"GB", 4, 1e9},
    {"KiB", 4, 1024},   {"MiB", 4, 1048576}, {"GiB", 4, 1073741824}, {"kbit/s", 5, 1}, {"Mbit/s", 5, 1e3},
    {"Gbit/s", 5, 1e6}, {"kB/s", 5, 8},      {"MB/s", 5, 8e3},       {"GB/s", 5, 8e6}};

struct Figure {
  double number = 0;
  const Unit* unit = nullptr;
};

std::optional<Figure> readFigure(std::string_view text) {
  Figure figure;
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), figure.number, std::chars_format::fixed);
  if (failure != std::errc()) return std::nullopt;
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : kUnits)
    if (unit.name == name) figure.unit = &unit;
  if (figure.unit == nullptr) return std::nullopt;
  return figure;
}

int decimalsNeeded(double figure) {
  for (int decimals = 0; decimals < kDecimalsMost; ++decimals) {
    const double shown = QString::number(figure, 'f', decimals).toDouble();
    if (std::abs(shown - figure) < 1e-9 * std::max(1.0, std::abs(figure))) return decimals;
  }
  return kDecimalsMost;
}

}  // namespace

std::optional<KnobScale> KnobScale::of(const Knob& knob, const Parameter* parameter) {
  const auto low = readFigure(knob.low), high = readFigure(knob.high);
  if (!low || !high || low->unit->kind != high->unit->kind) return std::nullopt;
  // Nought is said in any unit.
  const Unit& unit = low->number == 0 ? *high->unit : *low->unit;
  KnobScale scale;
  scale.unit_ = QString::fromUtf8(unit.name.data(), static_cast<qsizetype>(unit.name.size()));
  scale.low_ = low->number * low->unit->size / unit.size;
  scale.high_ = high->number * high->unit->size / unit.size;
  if (!(scale.low_ < scale.high_)) return std::nullopt;
  constexpr double kSteps = 100;
  const bool isWhole = parameter != nullptr && parameter->type == ParameterType::integer;
  const double finest = isWhole ? 1 : 1e-6;
  const double wished = std::max((scale.high_ - scale.low_) / kSteps, finest);
  double power = 1e-6;
  while (power * 10 <= wished) power *= 10;
  scale.step_ = wished <= power       ? power
                : wished <= 2 * power ? 2 * power
                : wished <= 5 * power ? 5 * power
                                      : 10 * power;
  if (isWhole) scale.step_ = std::max(1.0, std::round(scale.step_));
  scale.decimals_ = decimalsNeeded(scale.step_);
  return scale;
}

std::optional<double> KnobScale::read(const std::string& text) const {
  const auto figure = readFigure(text);
  const auto own = readFigure("1" + unit_.toStdString());
  if (!figure || figure->unit->kind != own->unit->kind) return std::nullopt;
  return figure->number * figure->unit->size / own->unit->size;
}

int KnobScale::decimalsOf(double figure) const { return std::max(decimals_, decimalsNeeded(figure)); }

std::string KnobScale::text(double figure) const {
  return (QString::number(figure, 'f', decimalsNeeded(figure)) + unit_).toStdString();
}

}  // namespace orrery::gui
