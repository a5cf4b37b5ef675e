// Writes frames into a GIF that plays for ever. Of each frame only what changed is written.
#pragma once

#include <memory>

#include <QImage>
#include <QString>

#include <tl/expected.hpp>

#include "models/palette.h"

namespace orrery::gui {

class GifWriter {
 public:
  // GIF counts time in these.
  static constexpr int kTicksInSecond = 100;

  // The error is one line that names the file. What is there is replaced.
  static tl::expected<std::unique_ptr<GifWriter>, QString> create(const QString& path, QSize size, Palette palette);
  // Without finish() nothing is left of the file.
  ~GifWriter();

  // `ticks`: for how long it is shown. Frames are of the size given. False where it cannot be written: see error().
  bool add(const QImage& frame, int ticks);
  bool finish();
  const QString& error() const;

 private:
  struct Impl;
  explicit GifWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace orrery::gui
