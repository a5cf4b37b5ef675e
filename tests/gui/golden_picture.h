// Pictures held against those that were reviewed. Set ORRERY_UPDATE_GOLDENS to write them anew, and look at them before
// they are committed.
#pragma once

#include <cstdlib>
#include <string>

#include <QDir>
#include <QImage>

#include <catch2/catch.hpp>

namespace orrery::test {

// The share of pixels of which a colour differs by more than a rounding in the rasteriser does.
inline double difference(const QImage& a, const QImage& b) {
  constexpr int kTolerance = 32;
  if (a.size() != b.size()) return 1;
  int different = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) {
      const QColor one = a.pixelColor(x, y), other = b.pixelColor(x, y);
      const int most = std::max({std::abs(one.red() - other.red()), std::abs(one.green() - other.green()),
                                 std::abs(one.blue() - other.blue())});
      if (most > kTolerance) ++different;
    }
  return static_cast<double>(different) / (static_cast<double>(a.width()) * a.height());
}

inline void check_picture(const QImage& picture, const std::string& name) {
  const QString path = QString::fromStdString(ORRERY_SOURCE_DIR "/tests/gui/golden/" + name + ".png");
  if (std::getenv("ORRERY_UPDATE_GOLDENS") != nullptr) {
    REQUIRE(picture.save(path));
    return;
  }
  const QImage golden(path);
  INFO("picture " << name);
  REQUIRE_FALSE(golden.isNull());
  CHECK(golden.size() == picture.size());
  constexpr double kMost = 0.002;
  const double share = difference(picture, golden);
  if (share > kMost) {
    const QString found = QDir::temp().filePath(QString::fromStdString("orrery-" + name + ".png"));
    picture.save(found);
    WARN("what was painted is in " << found.toStdString());
  }
  CHECK(share <= kMost);
}

}  // namespace orrery::test
