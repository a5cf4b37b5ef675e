#include "gif_writer.h"

#include <unistd.h>

#include <array>
#include <vector>

#include <gif_lib.h>

#include <QFile>
#include <QObject>
#include <QRect>

namespace orrery::gui {

namespace {

constexpr int kBitsPerPixel = 8, kColours = 256;
// Behind the palette's colours: what is of this colour stays as it was.
constexpr int kUnchanged = kColours - 1;
static_assert(Palette::kMost <= kUnchanged);

struct CloseGif {
  void operator()(GifFileType* file) const { EGifCloseFile(file, nullptr); }
};

}  // namespace

struct GifWriter::Impl {
  using Pixels = std::vector<GifByteType>;

  QString path;
  QSize size;
  Palette palette;
  std::unique_ptr<GifFileType, CloseGif> file;
  QString error;
  bool isFinished = false;
  Pixels shown;    // what the frames written so far come to
  Pixels pending;  // the latest frame, which is written when the next one differs
  int pendingTicks = 0;

  bool check(int outcome) {
    if (outcome != GIF_ERROR) return true;
    const char* why = GifErrorString(file->Error);
    error = QObject::tr("%1 cannot be written: %2").arg(path, QString::fromUtf8(why == nullptr ? "?" : why));
    return false;
  }

  Pixels indexed(const QImage& frame) {
    const QImage image = frame.convertToFormat(QImage::Format_RGB32);
    Pixels pixels(static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height()));
    for (int y = 0; y < size.height(); ++y) {
      const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
      for (int x = 0; x < size.width(); ++x) pixels[at(x, y)] = palette.nearest(line[x]);
    }
    return pixels;
  }

  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width()) + static_cast<std::size_t>(x);
  }

  // The least rectangle outside of which nothing changed; of one pixel where nothing did.
  QRect changed() const {
    if (shown.empty()) return {QPoint(), size};
    QRect all;
    for (int y = 0; y < size.height(); ++y)
      for (int x = 0; x < size.width(); ++x)
        if (shown[at(x, y)] != pending[at(x, y)]) {
          if (all.isNull()) all = {x, y, 1, 1};
          all.setLeft(std::min(all.left(), x));
          all.setRight(std::max(all.right(), x));
          all.setBottom(y);
        }
    return all.isNull() ? QRect(0, 0, 1, 1) : all;
  }

  bool begin() {
    std::vector<GifColorType> colours(kColours);
    for (std::size_t i = 0; i < palette.colours().size(); ++i) {
      const QRgb colour = palette.colours()[i];
      colours[i] = {static_cast<GifByteType>(qRed(colour)), static_cast<GifByteType>(qGreen(colour)),
                    static_cast<GifByteType>(qBlue(colour))};
    }
    const std::unique_ptr<ColorMapObject, void (*)(ColorMapObject*)> map(GifMakeMapObject(kColours, colours.data()),
                                                                         GifFreeMapObject);
    EGifSetGifVersion(file.get(), true);
    if (!check(EGifPutScreenDesc(file.get(), size.width(), size.height(), kBitsPerPixel, 0, map.get()))) return false;
    // "Netscape 2.0": how often it is repeated, 0 for ever.
    constexpr std::array<GifByteType, 3> kForever{1, 0, 0};
    return check(EGifPutExtensionLeader(file.get(), APPLICATION_EXT_FUNC_CODE)) &&
           check(EGifPutExtensionBlock(file.get(), 11, "NETSCAPE2.0")) &&
           check(EGifPutExtensionBlock(file.get(), static_cast<int>(kForever.size()), kForever.data())) &&
           check(EGifPutExtensionTrailer(file.get()));
  }

  bool writePending() {
    if (pending.empty()) return true;
    const QRect where = changed();
    GraphicsControlBlock control{};
    control.DisposalMode = DISPOSE_DO_NOT;
    control.DelayTime = pendingTicks;
    control.TransparentColor = shown.empty() ? NO_TRANSPARENT_COLOR : kUnchanged;
    std::array<GifByteType, 4> extension{};
    EGifGCBToExtension(&control, extension.data());
    if (!check(EGifPutExtension(file.get(), GRAPHICS_EXT_FUNC_CODE, static_cast<int>(extension.size()),
                                extension.data())) ||
        !check(EGifPutImageDesc(file.get(), where.left(), where.top(), where.width(), where.height(), false, nullptr)))
      return false;
    Pixels line(static_cast<std::size_t>(where.width()));
    for (int y = where.top(); y <= where.bottom(); ++y) {
      for (int x = where.left(); x <= where.right(); ++x) {
        const bool isUnchanged = !shown.empty() && shown[at(x, y)] == pending[at(x, y)];
        line[static_cast<std::size_t>(x - where.left())] =
            isUnchanged ? static_cast<GifByteType>(kUnchanged) : pending[at(x, y)];
      }
      if (!check(EGifPutLine(file.get(), line.data(), where.width()))) return false;
    }
    shown = std::move(pending);
    pending.clear();
    return true;
  }
};

GifWriter::GifWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

GifWriter::~GifWriter() {
  impl_->file.reset();
  if (!impl_->isFinished) QFile::remove(impl_->path);
}

tl::expected<std::unique_ptr<GifWriter>, QString> GifWriter::create(const QString& path, QSize size, Palette palette) {
  // Opened by Qt: giflib's own would be readable for its owner alone.
  QFile made(path);
  int failure = 0;
  GifFileType* file = made.open(QIODevice::WriteOnly | QIODevice::Truncate)
                          ? EGifOpenFileHandle(::dup(made.handle()), &failure)
                          : nullptr;
  if (file == nullptr) return tl::unexpected(QObject::tr("%1 cannot be written").arg(path));
  auto impl = std::make_unique<Impl>(Impl{path, size, std::move(palette), {}, {}, false, {}, {}, 0});
  impl->file.reset(file);
  std::unique_ptr<GifWriter> writer(new GifWriter(std::move(impl)));
  if (!writer->impl_->begin()) return tl::unexpected(writer->error());
  return writer;
}

bool GifWriter::add(const QImage& frame, int ticks) {
  if (frame.size() != impl_->size) {
    impl_->error = QObject::tr("%1: the size of the view has changed").arg(impl_->path);
    return false;
  }
  Impl::Pixels pixels = impl_->indexed(frame);
  // What stands still is one frame that is shown for longer; delays are of 16 bits.
  constexpr int kMostTicks = 60'000;
  const Impl::Pixels& latest = impl_->pending.empty() ? impl_->shown : impl_->pending;
  if (!impl_->pending.empty() && pixels == latest && impl_->pendingTicks < kMostTicks) {
    impl_->pendingTicks += ticks;
    return true;
  }
  if (!impl_->writePending()) return false;
  impl_->pending = std::move(pixels);
  impl_->pendingTicks = ticks;
  return true;
}

bool GifWriter::finish() {
  if (!impl_->writePending()) return false;
  int failure = 0;
  if (EGifCloseFile(impl_->file.release(), &failure) == GIF_ERROR) {
    impl_->error = QObject::tr("%1 cannot be written").arg(impl_->path);
    return false;
  }
  impl_->isFinished = true;
  return true;
}

const QString& GifWriter::error() const { return impl_->error; }

}  // namespace orrery::gui
