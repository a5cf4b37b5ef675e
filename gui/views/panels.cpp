// A panel for a new pattern is one file with a view and a row here.
#include "views/panel.h"

#include <QLabel>

#include "run_file/sqlite.h"
#include "views/ambassador_panel.h"
#include "views/breaker_panel.h"
#include "views/charts.h"
#include "views/election_panel.h"
#include "views/event_log.h"
#include "views/inspector.h"
#include "views/space_time.h"
#include "views/why.h"

namespace orrery::gui {

namespace {

bool always(const RunSession&) { return true; }

template <class View>
QWidget* made(RunSession& session, QWidget* parent) {
  try {
    return new View(session, parent);
  } catch (const SqliteError& error) {
    return new QLabel(QString::fromStdString(session.file().path() + ": " + error.what()), parent);
  }
}

const Panel kPanels[] = {
    {"inspector", QObject::tr("Inspector"), Panel::Place::right, always, made<InspectorView>},
    {"why", QObject::tr("Why"), Panel::Place::right, always, made<WhyView>},
    {"log", QObject::tr("Log"), Panel::Place::right, always, made<EventLogView>},
    {"spacetime", QObject::tr("Space-time"), Panel::Place::belowStage, always, made<SpaceTimeView>},
    {"election", QObject::tr("Election"), Panel::Place::belowStage, ElectionPanel::isOffered, made<ElectionPanel>},
    {"breaker", QObject::tr("Breakers"), Panel::Place::belowStage, BreakerPanel::isOffered, made<BreakerPanel>},
    {"ambassador", QObject::tr("Ambassador"), Panel::Place::belowStage, AmbassadorPanel::isOffered,
     made<AmbassadorPanel>},
    {"charts", QObject::tr("Charts"), Panel::Place::belowStage, always, made<ChartsView>},
};

}  // namespace

std::span<const Panel> panels() { return kPanels; }

}  // namespace orrery::gui
