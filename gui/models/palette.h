// The colours of a picture with few colours, chosen for all the frames of a film together: the most frequent ones as
// they are, the rest by median cut (Heckbert, "Color image quantization for frame buffer display", 1982).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <QImage>
#include <QRgb>

namespace orrery::gui {

class Palette {
 public:
  static constexpr std::size_t kMost = 255;

  const std::vector<QRgb>& colours() const { return colours_; }
  // The position of the colour that is nearest.
  std::uint8_t nearest(QRgb colour);

 private:
  friend class ColourCount;
  explicit Palette(std::vector<QRgb> colours);

  std::vector<QRgb> colours_;
  std::vector<std::int16_t> known_;  // by bin: a position, or -1
};

class ColourCount {
 public:
  ColourCount();
  void add(const QImage& frame);
  // Of all frames so far.
  Palette palette() const;

 private:
  struct Bin {
    std::uint64_t count = 0;
    std::array<std::uint64_t, 3> sums{};  // of red, green and blue
  };
  using Bins = std::vector<Bin>;
  static void cut(Bins bins, std::size_t parts, std::vector<QRgb>& colours);

  Bins bins_;
};

}  // namespace orrery::gui
