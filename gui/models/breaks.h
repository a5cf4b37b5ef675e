// What can be broken by hand at the moment shown, in the words of the scenario language: a run is repeated with these
// faults added to it, and is the same up to that moment.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QLineF>
#include <QPointF>
#include <QString>

#include "core/time.h"
#include "models/layout.h"
#include "run_file/frame.h"
#include "run_file/run_file.h"

namespace orrery::gui {

// One thing to do, as a menu offers it.
struct Break {
  QString title;                    // "&Crash for 2 s"
  QString told;                     // names the branch: "crash server-4 for 2 s"
  std::vector<std::string> faults;  // each without its time: "crash: server-4, for: 2s"
};

// Two ends of a link, or what stands on the two sides of a line.
struct Sides {
  std::vector<std::string> from, to;
};

// How long what is done for a while lasts: some fifth of the run, as a round number.
Duration whileOf(Duration run);
// A fault of this time has everything shown before it, and nothing else.
Instant breakTime(const run_file::RunFile& file, const run_file::Frame& frame);

// `lasts` is of what is done for a while. A node that is down can only be started.
std::vector<Break> breaksOf(const run_file::RunFile& file, const run_file::Frame& frame, NodeId node, Duration lasts);
// Of the link between two nodes.
std::vector<Break> breaksOfLink(const std::string& from, const std::string& to, Duration lasts);
// Where a line that is drawn over the stage crosses a link.
struct Crossing {
  StageLayout::Edge link;
  QPointF at;
};
std::vector<Crossing> crossings(const StageLayout& layout, const QLineF& line);
// What a line that is drawn over the stage cuts: the links that it crosses. `names` are those of the layout's nodes, in
// its order. Several where one partition would cut more than the line does; none where it crosses no link.
std::vector<Sides> crossed(const StageLayout& layout, const std::vector<std::string>& names, const QLineF& line);
std::vector<Break> breaksOfCut(const std::vector<Sides>& cut, Duration lasts);

// "{ at: 2.160853492s, crash: server-4, for: 2s }", as `--set faults.NAME=` takes it.
std::string faultText(Instant at, const std::string& fault);
// break-1, or the first such number that none of the changes ("path=value") has taken.
std::string freeFaultName(const std::vector<std::string>& changes);

}  // namespace orrery::gui
