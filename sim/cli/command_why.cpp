#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/run_queries.h"
#include "run_file/causes.h"

namespace orrery::cli {

ExitCode why(const WhyOptions& options) {
  const auto run = open_run(options.run, "why");
  if (!run) return ExitCode::bad_input;
  return reading("why", options.run, [&] {
    const auto until = read_time("--at", options.at);
    const auto event = until ? read_event(*run, options.event, *until) : tl::unexpected(until.error());
    if (!event) {
      complain(event.error(), "why");
      return ExitCode::bad_input;
    }
    const Paint paint(wants_color(options.color));
    const Columns columns = columns_for(*run);
    run_file::EventTeller teller(*run);
    const run_file::Chain chain = run_file::chain_of(*run, *event);
    const std::string indent(26 + columns.who, ' ');
    if (chain.goes_further_back)
      print(paint.faint("                before that came more of the same: this is the last round\n"));
    for (const run_file::Cause& cause : chain.causes) {
      for (const run_file::Event& meanwhile : cause.meanwhile)
        print(paint.faint(event_line(columns, meanwhile, teller.tell(meanwhile), Paint(false)) + "  (meanwhile)") +
              "\n");
      print(event_line(columns, cause.event, teller.tell(cause.event), paint) + "\n");
    }
    return ExitCode::held;
  });
}

}  // namespace orrery::cli
