#include "views/stage_legend.h"

#include <algorithm>

#include <QGridLayout>
#include <QLabel>

#include "views/look.h"
#include "views/stage_glyphs.h"
#include "views/stage_marks.h"

namespace orrery::gui {

namespace {

constexpr double kRadius = 12, kMessage = 8, kSampleWidth = 96, kNodeHeight = 44, kHeight = 30;

double scaled(double pixels) { return pixels * Look::instance().scale(); }

NodePicture nodePicture(Standing standing) {
  NodePicture picture;
  picture.glyph.standing = standing;
  picture.glyph.hasStarted = true;
  picture.name = QStringLiteral("server-1");
  picture.radius = scaled(kRadius);
  return picture;
}

// True where the sign is one of a node alone.
bool paintNodeSign(QPainter& painter, StageSign sign) {
  NodePicture picture = nodePicture(Standing::serving);
  switch (sign) {
    case StageSign::serving: break;
    case StageSign::inCharge: picture.glyph.standing = Standing::inCharge; break;
    case StageSign::undecided: picture.glyph.standing = Standing::undecided; break;
    case StageSign::refusing: picture.glyph.standing = Standing::refusing; break;
    case StageSign::down: picture.glyph.standing = Standing::down; break;
    case StageSign::notStarted:
      picture.glyph.standing = Standing::down;
      picture.glyph.hasStarted = false;
      break;
    case StageSign::paused: picture.glyph.isPaused = true; break;
    case StageSign::slow: picture.glyph.isSlow = true; break;
    case StageSign::load: picture.glyph.load = 0.6; break;
    case StageSign::term: picture.glyph.term = 2; break;
    case StageSign::timer: paintTimer(painter, picture.radius, 0.7); break;
    case StageSign::flash: paintFlash(painter, picture.radius, Tone::in_charge, 1); break;
    case StageSign::selected: picture.isSelected = true; break;
    default: return false;
  }
  paintHalos(painter, picture);
  paintNode(painter, picture);
  return true;
}

// True where the sign is one of a message alone.
bool paintMessageSign(QPainter& painter, StageSign sign) {
  const double size = scaled(kMessage);
  MessagePicture picture;
  switch (sign) {
    case StageSign::request: break;
    case StageSign::reply: picture.look = MessageLook::reply; break;
    case StageSign::vote: picture.look = MessageLook::vote; break;
    case StageSign::voteReply: picture.look = MessageLook::voteReply; break;
    case StageSign::keepAlive: picture.look = MessageLook::keepAlive; break;
    case StageSign::attempt: paintAttempt(painter, {}, size, 2); break;
    case StageSign::hedge: picture.isTwin = true; break;
    case StageSign::duplicate: picture.isGhost = true; break;
    default: return false;
  }
  paintMessage(painter, picture, size);
  return true;
}

void paintLineSign(QPainter& painter, StageSign sign) {
  constexpr double kFading = 0.7;
  const double size = scaled(kMessage), half = scaled(kSampleWidth / 2 - 6);
  const QLineF way(-half, 0, half, 0), toHere(-half, 0, 0, 0);
  switch (sign) {
    case StageSign::bulk:
      painter.translate(-half, 0);
      paintBulkBar(painter, 2 * half, 1.3 * half, 2 * size, 0.5);
      break;
    case StageSign::passed:
      paintTrail(painter, way, {}, kFading);
      painter.translate(half - size, 0);
      painter.setOpacity(kFading);
      paintMessage(painter, {}, size);
      break;
    case StageSign::lost:
      paintTrail(painter, toHere, {.isLost = true}, 1);
      paintLostCross(painter, size * 0.7, 1);
      break;
    case StageSign::wall:
      paintLink(painter, way, false);
      paintWall(painter, scaled(kHeight * 0.8), true);
      break;
    case StageSign::fault: {
      const double side = scaled(11);
      paintFaultSign(painter, QRectF(-side / 2, -side / 2, side, side));
      break;
    }
    case StageSign::cause: {
      NodePicture picture = nodePicture(Standing::serving);
      picture.isInChain = true;
      const double node = half - picture.radius * 1.7;
      paintCause(painter, {-half, 0, node - picture.radius * 1.25, 0});
      painter.translate(node, 0);
      paintHalos(painter, picture);
      paintNode(painter, picture);
      break;
    }
    default: paintLink(painter, way, false);
  }
}

// What stands around a node, or above a message, needs room.
double heightOf(StageSign sign) {
  const bool isOfNode = sign <= StageSign::timer || sign >= StageSign::flash || sign == StageSign::attempt;
  return isOfNode ? kNodeHeight : kHeight;
}

class Sample final : public QWidget {
 public:
  Sample(StageSign sign, QWidget* parent) : QWidget(parent), sign_(sign) {}
  QSize sizeHint() const override { return QSizeF(scaled(kSampleWidth), scaled(heightOf(sign_))).toSize(); }
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintSign(painter, sign_, rect());
  }

 private:
  StageSign sign_;
};

}  // namespace

void paintSign(QPainter& painter, StageSign sign, const QRectF& area) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(area.center());
  if (!paintNodeSign(painter, sign) && !paintMessageSign(painter, sign)) paintLineSign(painter, sign);
  painter.restore();
}

StageLegend::StageLegend(const std::vector<StageSign>& here, QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Signs on the stage"));
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(qRound(scaled(3)));
  grid->setHorizontalSpacing(qRound(scaled(10)));
  grid->setColumnStretch(1, 1);
  Look& look = Look::instance();
  const auto label = [&](const QString& text) {
    auto* made = new QLabel(text, this);
    made->setTextFormat(Qt::RichText);
    made->setFont(look.words());
    made->setWordWrap(true);
    return made;
  };
  const auto addHead = [&](const QString& text) {
    QLabel* head = label(QStringLiteral("<b>%1</b>").arg(text));
    head->setContentsMargins(0, 12, 0, 4);
    grid->addWidget(head, grid->rowCount(), 0, 1, 2);
  };
  const auto addSigns = [&](bool areHere) {
    for (const StageSignText& one : stageAlphabet()) {
      if ((std::find(here.begin(), here.end(), one.sign) != here.end()) != areHere) continue;
      const auto text = [](std::string_view words) {
        return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())).toHtmlEscaped();
      };
      const int row = grid->rowCount();
      grid->addWidget(new Sample(one.sign, this), row, 0);
      grid->addWidget(
          label(QStringLiteral("<span style='font-weight:600'>%1</span>&nbsp; %2").arg(text(one.name), text(one.told))),
          row, 1, Qt::AlignVCenter);
    }
  };
  addHead(here.empty() ? tr("Signs on the stage") : tr("Signs on the stage, in this run"));
  addSigns(!here.empty());
  if (!here.empty() && here.size() < stageAlphabet().size()) {
    addHead(tr("In other runs"));
    addSigns(false);
  }
  grid->setRowStretch(grid->rowCount(), 1);
}

}  // namespace orrery::gui
