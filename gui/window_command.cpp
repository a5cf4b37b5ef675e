#include "window_command.h"

#include <charconv>
#include <fstream>
#include <limits>
#include <tuple>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/help_formatter.h"
#include "cli/loading.h"
#include "cli/usage_error.h"
#include "core/value_text.h"
#include "run_file/run_file.h"
#include "views/panel.h"

namespace orrery::gui {

namespace {

constexpr const char* kAbout =
    "Opens the window: the gallery of scenarios, a scenario that is run for it, or a run file that was kept.";
constexpr const char* kExamples =
    "Examples:\n"
    "  orrery gui                                       choose a scenario\n"
    "  orrery gui leader-election/leader-crash          run it and watch\n"
    "  orrery gui crash.orrery --seek 2s                a run that was kept with `orrery run --trace`\n"
    "  orrery gui crash.orrery --compare calm.orrery    two runs side by side, and where they part\n"
    "  orrery gui crash.orrery --seek 2.16s --screenshot election.png --size 1920x1080\n"
    "  orrery gui crash.orrery --seek 1.9s --until 2.4s --gif crash.gif --view stage --size 640x400";

constexpr int kBadInput = static_cast<int>(cli::ExitCode::bad_input);

tl::unexpected<CommandError> refusal(const std::string& text) {
  return tl::unexpected(CommandError{fmt::format("orrery gui: {}\nsee `orrery help gui`\n", text), kBadInput});
}

bool readWhole(const std::string& text, std::uint64_t& value) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size();
}

// Of width and height, in pixels.
constexpr std::uint64_t kLeast = 320, kMost = 16'384;

// "1920x1080"; empty where it is none.
QSize readSize(const std::string& text) {
  const std::size_t cross = text.find('x');
  std::uint64_t width = 0, height = 0;
  if (cross == std::string::npos || !readWhole(text.substr(0, cross), width) ||
      !readWhole(text.substr(cross + 1), height))
    return {};
  if (width < kLeast || height < kLeast || width > kMost || height > kMost) return {};
  return {static_cast<int>(width), static_cast<int>(height)};
}

// By its name, or else by what every SQLite database begins with.
bool isRunFile(const std::string& name) {
  constexpr std::string_view kMagic = "SQLite format 3";
  if (name.ends_with(".orrery")) return true;
  std::ifstream file(name, std::ios::binary);
  std::string head(kMagic.size(), ' ');
  return file.read(head.data(), static_cast<std::streamsize>(head.size())) && head == kMagic;
}

std::vector<std::string_view> viewNames(std::vector<std::string>& storage) {
  storage = {"stage", "gallery", "editor"};
  for (const Panel& panel : panels()) storage.push_back(panel.id.toStdString());
  return {storage.begin(), storage.end()};
}

struct Texts {
  std::string subject, compare, seed = "1", variant, seek, until, view, screenshot, gif, size;
  std::vector<std::string> set;
};

void declare(CLI::App& app, Texts& texts, WindowCommand& command) {
  app.add_option("subject", texts.subject, "A scenario's name, a scenario file, or a run file; none: the gallery");
  app.add_option("--seed", texts.seed, "Of a scenario: which chances to draw (default 1)")->type_name("N");
  app.add_option("--variant", texts.variant, "Of a scenario: run this variant (default: its first)")->type_name("ID");
  app.add_option("--set", texts.set, "Change a value of the scenario first; may be repeated")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  app.add_option("--compare", texts.compare, "Of a run file: show this other one beside it, under one playhead")
      ->type_name("RUN");
  app.add_option("--seek", texts.seek, "Show this moment of the run, such as 3.2s")->type_name("TIME");
  app.add_option("--view", texts.view, "Bring this view to the front")->type_name("NAME");
  app.add_option("--screenshot", texts.screenshot,
                 "Write a picture and leave: PNG of the window, or SVG of the stage alone")
      ->type_name("FILE");
  app.add_option("--gif", texts.gif,
                 "Write a film of the passage from --seek to --until and leave: of the window, or of --view alone")
      ->type_name("FILE");
  app.add_option("--until", texts.until, "Where a film ends, such as 2.4s")->type_name("TIME");
  app.add_option("--size", texts.size, "Of the window, or of the film, in pixels, such as 1920x1080")->type_name("WxH");
  app.add_flag("--dark", command.dark, "Light on dark");
  app.add_flag("--present", command.present, "In presentation mode: larger, and with few panels");
  app.footer(kExamples);
  app.formatter(std::make_shared<cli::HelpFormatter>());
  app.set_help_flag("-h,--help", "Say what there is, and leave");
}

std::string findRunFileError(const std::string& path) {
  const auto file = run_file::RunFile::open(path);
  return file ? "" : fmt::format("orrery gui: {}\n", file.error());
}

// What is wrong with the subject; empty where nothing is.
std::string findSubjectError(const WindowCommand& command, const Texts& texts) {
  if (texts.subject.empty()) return {};
  if (command.isRunFile) {
    const std::string wrong = findRunFileError(texts.subject);
    return wrong.empty() && !texts.compare.empty() ? findRunFileError(texts.compare) : wrong;
  }
  const auto scenario = cli::load(texts.subject, texts.variant, texts.set);
  if (scenario) return {};
  // What is wrong with the text is shown by the editor, to be mended; only what is wrong with the options is not.
  const bool isToBeMended =
      texts.view == "editor" && !command.isPicture() && cli::read_text(texts.subject) && !cli::load(texts.subject);
  return isToBeMended ? "" : scenario.error();
}

// What is wrong with what is said of a film; empty where nothing is.
std::string findFilmError(const WindowCommand& command, const Texts& texts) {
  if (texts.gif.empty()) return texts.until.empty() ? "" : "--until is where a film ends, and needs --gif";
  if (!texts.gif.ends_with(".gif"))
    return fmt::format("--gif needs a file that ends with .gif, found {}", in_quotes(texts.gif));
  if (!texts.screenshot.empty()) return "--gif and --screenshot write two files: ask for one of them";
  if (texts.subject.empty() || texts.view == "gallery") return "--gif films a run: name a scenario or a run file";
  if (!command.until) return "--gif needs --until, where the film ends";
  if (*command.until <= command.seek.value_or(Instant::start())) return "--until needs a time later than --seek";
  return {};
}

}  // namespace

tl::expected<WindowCommand, CommandError> readCommand(const std::vector<std::string>& arguments) {
  WindowCommand command;
  Texts texts;
  CLI::App app{kAbout, "orrery gui"};
  declare(app, texts, command);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    return tl::unexpected(CommandError{app.help(), 0});
  } catch (const CLI::ExtrasError&) {
    const std::vector<std::string> left = app.remaining(true);
    return refusal(fmt::format("unexpected argument {}", in_quotes(left.empty() ? "" : left.front())));
  } catch (const CLI::ParseError& wrong) {
    return refusal(cli::usage_error(app, wrong));
  }
  if (const std::string empty = cli::find_empty_value(app); !empty.empty()) return refusal(empty);

  command.subject = QString::fromStdString(texts.subject);
  command.isRunFile = isRunFile(texts.subject);
  command.compare = QString::fromStdString(texts.compare);
  command.variant = QString::fromStdString(texts.variant);
  for (const std::string& change : texts.set) command.set << QString::fromStdString(change);
  command.screenshot = QString::fromStdString(texts.screenshot);
  command.gif = QString::fromStdString(texts.gif);
  if (!readWhole(texts.seed, command.seed))
    return refusal(fmt::format("--seed needs a whole number from 0 to {}, found {}",
                               std::numeric_limits<std::uint64_t>::max(), in_quotes(texts.seed)));
  for (const auto& [option, text, instant] :
       {std::tuple("--seek", &texts.seek, &command.seek), std::tuple("--until", &texts.until, &command.until)}) {
    if (text->empty()) continue;
    const auto read = read_duration(*text);
    if (!read || *read < Duration())
      return refusal(fmt::format("{} needs a time of the run such as 3.2s, found {}", option, in_quotes(*text)));
    *instant = Instant::at(*read);
  }
  if (!texts.size.empty()) {
    command.size = readSize(texts.size);
    if (command.size.isEmpty())
      return refusal(fmt::format("--size needs WIDTHxHEIGHT such as 1920x1080, each from {} to {}, found {}", kLeast,
                                 kMost, in_quotes(texts.size)));
  }
  if (!texts.view.empty()) {
    std::vector<std::string> storage;
    const std::vector<std::string_view> known = viewNames(storage);
    if (std::find(known.begin(), known.end(), texts.view) == known.end())
      return refusal(fmt::format("--view needs {}, found {}{}", one_of(known), in_quotes(texts.view),
                                 suggestion(texts.view, known)));
    command.view = QString::fromStdString(texts.view);
  }
  const bool isPicture = texts.screenshot.ends_with(".png") || texts.screenshot.ends_with(".svg");
  if (!texts.screenshot.empty() && !isPicture)
    return refusal(
        fmt::format("--screenshot needs a file that ends with .png or .svg, found {}", in_quotes(texts.screenshot)));
  if (!texts.compare.empty() && !command.isRunFile)
    return refusal("--compare is of two run files: keep a run with `orrery run --trace FILE`");
  if (!texts.compare.empty() && !texts.gif.empty()) return refusal("--gif films one run, not two beside each other");
  if (const std::string wrong = findFilmError(command, texts); !wrong.empty()) return refusal(wrong);
  for (const char* option : {"--seed", "--variant", "--set"})
    if (app.count(option) > 0 && (command.isRunFile || texts.subject.empty()))
      return refusal(fmt::format("{} is of a scenario: a run file has its own already", option));
  if (const std::string wrong = findSubjectError(command, texts); !wrong.empty())
    return tl::unexpected(CommandError{wrong, kBadInput});
  return command;
}

}  // namespace orrery::gui
