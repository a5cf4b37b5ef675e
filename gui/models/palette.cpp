#include "models/palette.h"

#include <algorithm>
#include <limits>

namespace orrery::gui {

namespace {

// Six bits of each channel: the ground and the panels, which differ by little, stay two colours.
constexpr int kBits = 6, kDropped = 8 - kBits;
constexpr std::size_t kBins = std::size_t{1} << (3 * kBits);
constexpr std::size_t kAsTheyAre = 128;

std::size_t binOf(QRgb colour) {
  return static_cast<std::size_t>(qRed(colour) >> kDropped) << (2 * kBits) |
         static_cast<std::size_t>(qGreen(colour) >> kDropped) << kBits |
         static_cast<std::size_t>(qBlue(colour) >> kDropped);
}

template <class Bin>
int mean(const Bin& bin, std::size_t channel) {
  return static_cast<int>((bin.sums[channel] + bin.count / 2) / bin.count);
}

template <class Bins>
QRgb meanOf(const Bins& bins) {
  typename Bins::value_type all;
  for (const auto& bin : bins) {
    all.count += bin.count;
    for (std::size_t channel = 0; channel < 3; ++channel) all.sums[channel] += bin.sums[channel];
  }
  return qRgb(mean(all, 0), mean(all, 1), mean(all, 2));
}

}  // namespace

ColourCount::ColourCount() : bins_(kBins) {}

void ColourCount::add(const QImage& frame) {
  const QImage image = frame.convertToFormat(QImage::Format_RGB32);
  for (int y = 0; y < image.height(); ++y) {
    const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
    for (int x = 0; x < image.width(); ++x) {
      Bin& bin = bins_[binOf(line[x])];
      ++bin.count;
      bin.sums[0] += static_cast<std::uint64_t>(qRed(line[x]));
      bin.sums[1] += static_cast<std::uint64_t>(qGreen(line[x]));
      bin.sums[2] += static_cast<std::uint64_t>(qBlue(line[x]));
    }
  }
}

void ColourCount::cut(Bins bins, std::size_t parts, std::vector<QRgb>& colours) {
  if (bins.empty() || parts == 0) return;
  if (parts == 1 || bins.size() == 1) return colours.push_back(meanOf(bins));
  // Across the channel in which they differ most, so that both sides have as many pixels.
  std::size_t widest = 0;
  int most = -1;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto [least, greatest] = std::minmax_element(
        bins.begin(), bins.end(), [=](const Bin& a, const Bin& b) { return mean(a, channel) < mean(b, channel); });
    if (const int range = mean(*greatest, channel) - mean(*least, channel); range > most) {
      most = range;
      widest = channel;
    }
  }
  std::stable_sort(bins.begin(), bins.end(),
                   [=](const Bin& a, const Bin& b) { return mean(a, widest) < mean(b, widest); });
  std::uint64_t whole = 0, before = 0;
  for (const Bin& bin : bins) whole += bin.count;
  auto middle = bins.begin();
  while (before * 2 < whole) before += (middle++)->count;
  if (middle == bins.end()) --middle;
  const std::size_t half = parts / 2;
  cut(Bins(bins.begin(), middle), half, colours);
  cut(Bins(middle, bins.end()), parts - half, colours);
}

Palette ColourCount::palette() const {
  Bins used;
  std::copy_if(bins_.begin(), bins_.end(), std::back_inserter(used), [](const Bin& bin) { return bin.count > 0; });
  std::stable_sort(used.begin(), used.end(), [](const Bin& a, const Bin& b) { return a.count > b.count; });
  const std::size_t direct = used.size() <= Palette::kMost ? used.size() : kAsTheyAre;
  std::vector<QRgb> colours;
  for (std::size_t i = 0; i < direct; ++i)
    colours.push_back(qRgb(mean(used[i], 0), mean(used[i], 1), mean(used[i], 2)));
  cut(Bins(used.begin() + static_cast<std::ptrdiff_t>(direct), used.end()), Palette::kMost - direct, colours);
  if (colours.empty()) colours.push_back(qRgb(0, 0, 0));
  return Palette(std::move(colours));
}

Palette::Palette(std::vector<QRgb> colours) : colours_(std::move(colours)), known_(kBins, -1) {}

std::uint8_t Palette::nearest(QRgb colour) {
  std::int16_t& known = known_[binOf(colour)];
  if (known >= 0) return static_cast<std::uint8_t>(known);
  int least = std::numeric_limits<int>::max();
  for (std::size_t i = 0; i < colours_.size(); ++i) {
    const int red = qRed(colour) - qRed(colours_[i]), green = qGreen(colour) - qGreen(colours_[i]),
              blue = qBlue(colour) - qBlue(colours_[i]);
    const int distance = red * red + green * green + blue * blue;
    if (distance >= least) continue;
    least = distance;
    known = static_cast<std::int16_t>(i);
  }
  return static_cast<std::uint8_t>(known);
}

}  // namespace orrery::gui
