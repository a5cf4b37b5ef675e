#include <fmt/format.h>

#include "export/run_formats.h"

namespace orrery {

namespace {

// RFC 4180, section 2: quoted where it holds a comma, a quote or a line break.
std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

void write_csv(const ExportedRun& run, const TextOutput& out) {
  const run_file::RunFile& file = run.file;
  out("event,time_ns,kind,node,name,peer,cause,a,b,c,details\n");
  for_each_event(run, [&](const run_file::Event& event) {
    const Record& record = event.record;
    out(fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", static_cast<std::uint64_t>(record.id),
                    record.time.nanoseconds(), record_kind_text(record.kind),
                    record.node == kNoNode ? "" : field(file.node_name(record.node)),
                    record.name == kNoName ? "" : field(file.name(record.name)),
                    record.peer == kNoNode ? "" : field(file.node_name(record.peer)),
                    static_cast<std::uint64_t>(record.cause), record.a, record.b, record.c, field(event.details)));
  });
}

}  // namespace orrery
