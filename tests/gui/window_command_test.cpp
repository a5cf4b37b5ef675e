#include "window_command.h"

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

using namespace literals;

std::string refusal(const std::vector<std::string>& arguments) {
  const auto command = readCommand(arguments);
  REQUIRE_FALSE(command);
  CHECK(command.error().exitCode == 2);
  return command.error().text;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a command line of the window is read whole") {
  const auto command = readCommand({"leader-election/leader-crash", "--seed", "7", "--set", "system.server.count=3",
                                    "--set", "run_for=4s", "--seek", "3.2s", "--view", "stage", "--size", "1920x1080",
                                    "--dark", "--present", "--screenshot", "out.png"});
  REQUIRE(command);
  CHECK(command->subject == "leader-election/leader-crash");
  CHECK_FALSE(command->isRunFile);
  CHECK(command->seed == 7);
  CHECK(command->set == QStringList{"system.server.count=3", "run_for=4s"});
  CHECK(command->seek == Instant::at(3200_ms));
  CHECK(command->view == "stage");
  CHECK(command->size == QSize(1920, 1080));
  CHECK(command->dark);
  CHECK(command->present);
  CHECK(command->screenshot == "out.png");
}

TEST_CASE("without a subject it is the gallery that is opened") {
  const auto command = readCommand({});
  REQUIRE(command);
  CHECK(command->subject.isEmpty());
}

TEST_CASE("what is wrong is refused before a window opens, with what would be valid") {
  CHECK(has(refusal({"leader-election/leader-crush"}), "leader-election/leader-crash"));
  CHECK(has(refusal({"leader-election/leader-crash", "--set", "system.server.cuont=3"}), "count"));
  CHECK(has(refusal({"leader-election/leader-crash", "--variant", "none"}), "variant"));
  CHECK(has(refusal({"--seek", "soon"}), "such as 3.2s"));
  CHECK(has(refusal({"--size", "huge"}), "1920x1080"));
  CHECK(has(refusal({"--size", "10x10"}), "1920x1080"));
  CHECK(has(refusal({"--view", "stag"}), "did you mean 'stage'?"));
  CHECK(has(refusal({"--screenshot", "out.gif"}), ".png or .svg"));
  CHECK(has(refusal({"--seed", "-1"}), "--seed needs a whole number"));
  CHECK(has(refusal({"--seed", "3"}), "of a scenario"));
  CHECK(has(refusal({"--sede", "3"}), "--sede"));
  CHECK(has(refusal({"missing.orrery"}), "there is no such file"));
  CHECK(has(refusal({ORRERY_PROGRAM}), "the file is larger than"));
}

TEST_CASE("help is no error") {
  const auto command = readCommand({"--help"});
  REQUIRE_FALSE(command);
  CHECK(command.error().exitCode == 0);
  CHECK(has(command.error().text, "--screenshot"));
}

TEST_CASE("a film needs a run, a file that ends with .gif, and a passage with a beginning before its end") {
  const std::string run = "leader-election/leader-crash";
  const auto film = readCommand({run, "--seek", "1.9s", "--until", "2.4s", "--gif", "out.gif", "--view", "stage"});
  REQUIRE(film);
  CHECK(film->gif == "out.gif");
  CHECK(film->isPicture());
  CHECK(*film->until == Instant::at(Duration::milliseconds(2400)));
  const std::pair<std::vector<std::string>, const char*> wrong[] = {
      {{run, "--gif", "out.gif"}, "--gif needs --until"},
      {{run, "--gif", "out.png", "--until", "2s"}, "ends with .gif"},
      {{run, "--gif", "out.gif", "--seek", "3s", "--until", "2s"}, "later than --seek"},
      {{run, "--until", "2s"}, "needs --gif"},
      {{"--gif", "out.gif", "--until", "2s"}, "films a run"},
      {{run, "--gif", "out.gif", "--until", "2s", "--screenshot", "out.png"}, "one of them"}};
  for (const auto& [arguments, why] : wrong) {
    const auto read = readCommand(arguments);
    REQUIRE_FALSE(read);
    INFO(read.error().text);
    CHECK(read.error().text.find(why) != std::string::npos);
  }
}

}  // namespace
}  // namespace orrery::gui
