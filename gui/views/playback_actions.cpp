#include "views/playback_actions.h"

#include <QKeySequence>

#include "presenters/playback.h"
#include "views/actions.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

QString tr(const char* words) { return QObject::tr(words); }

void showIcons(const TransportActions& one, const Playback& playback) {
  one.toStart->setIcon(transportIcon(TransportIcon::toStart));
  one.previousMark->setIcon(transportIcon(TransportIcon::previous));
  one.stepBack->setIcon(transportIcon(TransportIcon::stepBack));
  one.step->setIcon(transportIcon(TransportIcon::step));
  one.nextMark->setIcon(transportIcon(TransportIcon::next));
  one.toEnd->setIcon(transportIcon(TransportIcon::toEnd));
  one.play->setIcon(transportIcon(playback.isPlaying() ? TransportIcon::pause : TransportIcon::play));
  one.play->setText(playback.isPlaying() ? tr("Pause") : tr("Play"));
}

}  // namespace

QList<QAction*> PlaybackActions::all() const {
  return {transport.play,
          transport.stepBack,
          transport.step,
          transport.previousMark,
          transport.nextMark,
          transport.toStart,
          transport.toEnd,
          slower,
          faster,
          transport.slowMotion};
}

PlaybackActions makePlaybackActions(QWidget& room, Playback& playback, std::function<void()> step) {
  PlaybackActions all;
  TransportActions& one = all.transport;
  const auto add = [&room](const QString& text, const QString& tip, const QList<Qt::Key>& keys,
                           std::function<void()> act) {
    QList<QKeySequence> sequences;
    for (const Qt::Key key : keys) sequences << QKeySequence(key);
    return makeAction(room, text, tip, sequences, std::move(act));
  };
  if (!step) step = [&playback] { playback.step(1); };
  one.play = add(tr("Play"), tr("Plays and pauses"), {Qt::Key_Space}, [&playback] { playback.toggle(); });
  one.stepBack =
      add(tr("Step back"), tr("Back to before the event shown"), {Qt::Key_Comma}, [&playback] { playback.step(-1); });
  one.step = add(tr("Step"), tr("On to the next event"), {Qt::Key_Period}, std::move(step));
  one.previousMark = add(tr("Previous moment"), tr("Back to the fault, change or sentence before"),
                         {Qt::Key_P, Qt::Key_PageUp}, [&playback] { playback.toPreviousMark(); });
  one.nextMark = add(tr("Next moment"), tr("On to the next fault, change or sentence of the story"),
                     {Qt::Key_N, Qt::Key_PageDown}, [&playback] { playback.toNextMark(); });
  one.toStart = add(tr("Start"), tr("To the start of the run"), {Qt::Key_Home}, [&playback] { playback.toStart(); });
  one.toEnd = add(tr("End"), tr("To how far the run has come"), {Qt::Key_End}, [&playback] { playback.toEnd(); });
  one.slowMotion = add(tr("Slow motion"), tr("Slows down by itself around what the scenario is about"), {Qt::Key_M},
                       [&playback] { playback.setSlowMotionOn(!playback.isSlowMotionOn()); });
  one.slowMotion->setCheckable(true);
  one.slowMotion->setChecked(true);
  all.slower = add(tr("Slower"), tr("Fewer simulated seconds a second"), {Qt::Key_BracketLeft},
                   [&playback] { playback.slower(); });
  all.faster = add(tr("Faster"), tr("More simulated seconds a second"), {Qt::Key_BracketRight},
                   [&playback] { playback.faster(); });
  const auto show = [one, &playback] { showIcons(one, playback); };
  QObject::connect(&playback, &Playback::changed, &room, show);
  QObject::connect(&Look::instance(), &Look::changed, &room, show);
  show();
  return all;
}

}  // namespace orrery::gui
