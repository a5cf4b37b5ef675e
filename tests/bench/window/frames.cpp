#include "bench/window/frames.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QLabel>
#include <QPainterPath>
#include <QScrollBar>

#include <fmt/format.h>

#include "bench/run_file.h"
#include "bench/window/open_window.h"
#include "core/check.h"
#include "models/space_time.h"
#include "presenters/shared_axis.h"
#include "scenario/loader.h"
#include "views/look.h"
#include "views/run_room.h"
#include "views/space_time.h"
#include "views/stage.h"
#include "views/timeline.h"

namespace orrery::bench {

namespace {

constexpr int kFrames = 120;
constexpr int kWarmUp = 20;
const Instant kFrom = Instant::at(Duration::seconds(4));

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One of two letters' worth of numbers: "group-aa" is the first.
std::string group_name(int number) {
  constexpr int kLetters = 26;
  return fmt::format("group-{:c}{:c}", 'a' + number / kLetters, 'a' + number % kLetters);
}

// What the yardstick paints: everything that is seen in the window, without what Qt itself draws around it.
class Items {
 public:
  explicit Items(OpenWindow& open) : room_(open.room()), root_(open.window()) {
    for (const auto* view : root_.findChildren<QAbstractItemView*>())
      if (view->isVisible()) takeRows(*view);
    for (const auto* label : root_.findChildren<QLabel*>())
      if (label->isVisible() && !label->text().isEmpty())
        texts_.push_back({rectOf(*label), label->text().left(kLongest), label->font()});
  }

  void paint(QPainter& painter) {
    const gui::Look& look = gui::Look::instance();
    painter.fillRect(root_.rect(), look.ground());
    painter.setRenderHint(QPainter::Antialiasing);
    paintStage(painter);
    paintSpaceTime(painter);
    paintMarks(painter);
    painter.setPen(look.ink());
    for (const Text& text : texts_) {
      painter.setFont(text.font);
      painter.drawText(text.where, Qt::AlignVCenter | Qt::AlignLeft, text.text);
    }
  }

 private:
  static constexpr int kLongest = 200;
  struct Text {
    QRectF where;
    QString text;
    QFont font;
  };

  QRectF rectOf(const QWidget& widget) const { return {widget.mapTo(&root_, QPointF()), QSizeF(widget.size())}; }

  void takeRows(const QAbstractItemView& view) {
    const QAbstractItemModel& model = *view.model();
    const QPointF origin = view.viewport()->mapTo(&root_, QPointF());
    const QRect shown = view.viewport()->rect();
    const auto take = [&](const QModelIndex& index) {
      const QRect where = view.visualRect(index);
      if (where.isEmpty() || !where.intersects(shown)) return;
      texts_.push_back({QRectF(where).translated(origin), index.data().toString().left(kLongest), view.font()});
    };
    constexpr int kMostRows = 500;
    const auto takeAll = [&](const QModelIndex& parent, int first) {
      const int last = std::min(model.rowCount(parent), first + kMostRows);
      for (int row = first; row < last; ++row)
        for (int column = 0; column < model.columnCount(parent); ++column) take(model.index(row, column, parent));
    };
    const QModelIndex top = view.indexAt({1, 1});
    takeAll({}, top.isValid() && !top.parent().isValid() ? top.row() : 0);
    for (int row = 0; row < std::min(model.rowCount(), kMostRows); ++row)
      if (model.hasChildren(model.index(row, 0))) takeAll(model.index(row, 0), 0);
  }

  void paintStage(QPainter& painter) {
    const gui::Look& look = gui::Look::instance();
    const gui::StageScene& scene = room_.stage().scene();
    const run_file::Frame& frame = room_.session().frame();
    const QRectF where = rectOf(room_.stage());
    painter.save();
    painter.setClipRect(where);
    painter.translate(where.topLeft());
    painter.setPen(QPen(look.hairline(), 2));
    for (const gui::StageLayout::Edge& edge : scene.layout().edges)
      painter.drawLine(*scene.pixelsOf(scene.shown()[edge.from]), *scene.pixelsOf(scene.shown()[edge.to]));
    for (const run_file::MessageUnderWay& message : frame.messages) {
      const auto from = scene.pixelsOf(message.from), to = scene.pixelsOf(message.to);
      if (!from || !to) continue;
      const QPointF way = *to - *from;
      const double share = (frame.time - message.sent).seconds() / (message.arrives - message.sent).seconds();
      constexpr double kSize = 4;
      QPainterPath arrow(QPointF(kSize, 0));
      for (const QPointF& corner : {QPointF(-3, -3), QPointF(-1.4, 0), QPointF(-3, 3)}) arrow.lineTo(corner);
      painter.save();
      painter.translate(*from + way * share);
      painter.rotate(std::atan2(way.y(), way.x()) * 180 / std::numbers::pi);
      painter.fillPath(arrow, look.ink());
      painter.restore();
    }
    for (const NodeId node : scene.shown()) {
      const gui::NodeGlyph glyph = scene.glyphs().glyphOf(node, frame);
      const double radius = scene.radiusOf(node);
      painter.setPen(QPen(look.of(glyph.standing), std::max(1.5, radius * 0.11)));
      painter.setBrush(look.panel());
      painter.drawEllipse(*scene.pixelsOf(node), radius, radius);
      if (glyph.term) {
        painter.setPen(QPen(look.ofTerm(*glyph.term), std::max(1.5, radius * 0.1)));
        painter.drawArc(QRectF(*scene.pixelsOf(node) - QPointF(radius, radius) * 1.2, QSizeF(radius, radius) * 2.4),
                        160, 1120);
      }
      constexpr double kLeastInscribed = 8;
      if (radius < kLeastInscribed) continue;
      painter.setPen(look.ink());
      painter.drawText(*scene.pixelsOf(node), QString::number(index(node) % 5 + 1));
    }
    painter.restore();
  }

  void paintSpaceTime(QPainter& painter) {
    const auto* view = root_.findChild<gui::SpaceTimeView*>();
    if (view == nullptr || !view->isVisible()) return;
    const QRectF where = rectOf(*view);
    painter.save();
    painter.setClipRect(where);
    painter.translate(where.topLeft());
    painter.setFont(gui::Look::instance().figures(12));
    painter.setPen(gui::Look::instance().ink());
    const gui::TimelineAxis axis = view->axis();
    constexpr double kRow = 22;
    const auto rows = static_cast<int>(where.height() / kRow);
    for (int row = 0; row < rows; ++row) {
      const QString name = QString::fromStdString(std::string(room_.session().file().node_name(NodeId{0})));
      painter.drawText(QPointF(10, row * kRow + 16), name);
      painter.drawLine(QPointF(view->gutterWidth(), row * kRow), QPointF(where.width(), row * kRow));
    }
    const gui::SpaceTimePicture& picture = spaceTime_.between(axis.span());
    for (const gui::Arrow& arrow : picture.arrows) {
      if (index(arrow.from) >= static_cast<std::uint32_t>(rows) && index(arrow.to) >= static_cast<std::uint32_t>(rows))
        continue;
      painter.drawLine(QPointF(axis.xOf(arrow.sent), index(arrow.from) * kRow),
                       QPointF(axis.xOf(arrow.arrives), index(arrow.to) * kRow));
    }
    if (picture.isGathered) {
      const double wide = axis.width() / static_cast<double>(picture.density.columns);
      for (int row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < picture.density.columns; ++column) {
          const float share = picture.density.share[static_cast<std::size_t>(row) * picture.density.columns + column];
          if (share <= 0) continue;
          QColor ink = gui::Look::instance().ink();
          ink.setAlphaF(0.12F + 0.3F * share);
          painter.fillRect(QRectF(static_cast<double>(column) * wide, row * kRow, std::max(1.0, wide), kRow), ink);
        }
    }
    painter.restore();
  }

  void paintMarks(QPainter& painter) {
    const auto* timeline = root_.findChild<gui::Timeline*>();
    const QRectF where = rectOf(*timeline);
    painter.setPen(gui::Look::instance().ink());
    const double width = where.width() / room_.session().end().seconds();
    for (const gui::Mark& mark : marks_.all()) {
      const double x = where.left() + mark.time.seconds() * width;
      painter.drawLine(QPointF(x, where.top() + 20), QPointF(x, where.bottom()));
    }
  }

  gui::RunRoom& room_;
  gui::MainWindow& root_;
  gui::Marks marks_{room_.session().file()};
  gui::SpaceTime spaceTime_{room_.session().file()};
  std::vector<Text> texts_;
};

}  // namespace

void keep_run_of_a_thousand(const std::string& path) {
  std::string text =
      "orrery: 1\ntitle: A thousand servers\npatterns: [leader-election]\nstory: >\n  Two hundred groups of five.\n"
      "run_for: 8s\nnetwork: { preset: lan, latency: 50ms }\nsystem:\n";
  constexpr int kGroups = 200;
  for (int group = 0; group < kGroups; ++group)
    text += fmt::format("  {}: {{ kind: raft, count: 5, election_timeout: 1s..2s, heartbeat: 150ms }}\n",
                        group_name(group));
  const auto scenario = load_scenario_text({text, "thousand.yaml", "bench/thousand", "", "."});
  ORRERY_CHECK(scenario.has_value(), "a scenario of the benchmarks to be valid");
  keep_run(*scenario, path);
}

Load load_of(const std::string& run_file) {
  OpenWindow open(run_file);
  gui::RunRoom& room = open.room();
  room.session().seek(kFrom);
  return {static_cast<double>(room.stage().scene().shown().size()),
          static_cast<double>(room.session().frame().messages.size()),
          static_cast<double>(room.stage().scene().layout().edges.size())};
}

double frame_of_window(const std::string& run_file) {
  OpenWindow open(run_file);
  gui::RunRoom& room = open.room();
  room.session().seek(kFrom);
  open.let_pass(500);
  std::vector<double> frames;
  double before = 0;
  QEventLoop loop;
  QObject::connect(&room.playback(), &gui::Playback::animated, &loop, [&] {
    const double now = thread_seconds();
    if (before > 0) frames.push_back(now - before);
    before = now;
    if (frames.size() == kFrames + kWarmUp) loop.quit();
  });
  room.playback().play();
  loop.exec();
  frames.erase(frames.begin(), frames.begin() + kWarmUp);
  return median(frames);
}

double frame_of_yardstick(const std::string& run_file) {
  OpenWindow open(run_file);
  gui::RunSession& session = open.room().session();
  session.seek(kFrom);
  open.let_pass(500);
  Items items(open);
  QImage canvas(open.window().size(), QImage::Format_ARGB32_Premultiplied);
  std::vector<double> frames;
  for (int frame = 0; frame < kFrames / 4; ++frame) {
    session.seek(kFrom + Duration::milliseconds(16) * frame);
    const double begin = thread_seconds();
    QPainter painter(&canvas);
    items.paint(painter);
    painter.end();
    frames.push_back(thread_seconds() - begin);
  }
  return median(frames);
}

}  // namespace orrery::bench
