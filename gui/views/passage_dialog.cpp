#include "views/passage_dialog.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>

#include "core/value_text.h"
#include "presenters/passage.h"
#include "presenters/playback.h"
#include "presenters/run_session.h"

namespace orrery::gui {

namespace {

constexpr Duration kUsual = Duration::milliseconds(500);
constexpr double kSteps = 1000;  // of the progress bar

std::optional<Instant> readInstant(const QLineEdit& line) {
  const auto read = read_duration(line.text().trimmed().toStdString());
  return read && *read >= Duration() ? std::optional(Instant::at(*read)) : std::nullopt;
}

// Nothing where it was closed without a passage.
std::optional<std::pair<Instant, Instant>> askPassage(QWidget& view, const RunSession& session) {
  QDialog dialog(view.window());
  dialog.setWindowTitle(QObject::tr("Film a passage"));
  auto* form = new QFormLayout(&dialog);
  const auto text = [](Instant time) { return QString::fromStdString(duration_text(time.since_start())); };
  auto* from = new QLineEdit(text(session.time()), &dialog);
  auto* until = new QLineEdit(text(std::min(session.time() + kUsual, session.reached())), &dialog);
  auto* hint = new QLabel(&dialog);
  form->addRow(QObject::tr("&From"), from);
  form->addRow(QObject::tr("&Until"), until);
  form->addRow(hint);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, &dialog);
  form->addRow(buttons);
  const auto check = [&] {
    const auto begin = readInstant(*from), end = readInstant(*until);
    const bool isGood = begin && end && *begin < *end;
    buttons->button(QDialogButtonBox::Save)->setEnabled(isGood);
    hint->setText(isGood ? QObject::tr("As it is played: with slow motion where that is on")
                         : QObject::tr("Two times of the run such as 1.9s and 2.4s"));
  };
  for (QLineEdit* line : {from, until}) QObject::connect(line, &QLineEdit::textChanged, &dialog, check);
  check();
  QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  if (dialog.exec() != QDialog::Accepted) return std::nullopt;
  return std::pair(*readInstant(*from), *readInstant(*until));
}

}  // namespace

void filmPassage(QWidget& view, RunSession& session, Playback& playback) {
  playback.pause();
  const auto passage = askPassage(view, session);
  if (!passage) return;
  const QString path = QFileDialog::getSaveFileName(view.window(), QObject::tr("Save the film"),
                                                    QStringLiteral("passage.gif"), QObject::tr("Films (*.gif)"));
  if (path.isEmpty()) return;
  auto* progress =
      new QProgressDialog(QObject::tr("Filming…"), QObject::tr("Cancel"), 0, static_cast<int>(kSteps), &view);
  progress->setAttribute(Qt::WA_DeleteOnClose);
  progress->setWindowModality(Qt::WindowModal);
  progress->setAutoClose(false);
  progress->setAutoReset(false);
  progress->setMinimumDuration(0);
  auto* film = new PassageFilm(session, playback,
                               {passage->first, passage->second, path, [&view] { return view.grab().toImage(); }});
  film->setParent(progress);
  QObject::connect(film, &PassageFilm::progressed, progress,
                   [progress](double share) { progress->setValue(static_cast<int>(share * kSteps)); });
  QObject::connect(progress, &QProgressDialog::canceled, film, [progress, film] {
    film->cancel();
    progress->close();
  });
  QObject::connect(film, &PassageFilm::finished, progress, [progress, &view](const QString& error) {
    if (!error.isEmpty()) QMessageBox::warning(view.window(), QObject::tr("This did not work"), error);
    progress->close();
  });
  film->start();
}

}  // namespace orrery::gui
