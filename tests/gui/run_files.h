// Run files made by the command itself, as the window gets them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include <catch2/catch.hpp>

#include "presenters/run_session.h"
#include "support/command.h"

namespace orrery::test {

// A run of a scenario of the library, kept in a folder that goes when this does.
class MadeRun {
 public:
  explicit MadeRun(const std::string& scenario, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"run", scenario, "--quiet", "--trace", path()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome outcome = run_command(ORRERY_PROGRAM, arguments);
    INFO(outcome.err);
    // A run that is cut short leaves expectations undecided.
    REQUIRE((outcome.exit_code == 0 || outcome.exit_code == 1 || outcome.exit_code == 4));
  }

  std::string path() const { return folder_.filePath("run.orrery").toStdString(); }

  std::unique_ptr<gui::RunSession> session() const {
    auto session = gui::RunSession::open(path());
    if (!session) FAIL(session.error());
    return *std::move(session);
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace orrery::test
