#include "run_file/event_text.h"

namespace orrery::run_file {

EventTeller::EventTeller(const RunFile& file) : file_(file), info_(file.info()) { info_.recent = &recent_; }

// What was looked up for one event is there for the next. No further back than the story itself could look: a chain of
// syncs may be as long as the run.
void EventTeller::recall(const Record& record) {
  const auto number = static_cast<std::uint64_t>(record.id);
  const RecordId first{number < RecentRecords::kKept ? 1 : number - RecentRecords::kKept + 1};
  RecordId cause = record.cause;
  while (const Record* known = cause < first ? nullptr : recent_.find(cause)) {
    // Causes come before what they cause; in a damaged file they might not.
    if (known->kind != RecordKind::synced || known->cause >= cause) return;
    cause = known->cause;
  }
  if (cause == kNoCause || cause < first) return;
  for (const Event& found : file_.way_back(cause, first)) recent_.place(found.record.id) = found.record;
}

EventText EventTeller::tell(const Event& event) {
  const Record& record = event.record;
  // The story knew who led when it told this.
  if (!is_traffic(record.kind))
    for (const Note& note : file_.notes(record.id, record.id))
      if (note.who == file_.node_name(record.node) || record.node == kNoNode)
        return {note.who, note.tone, Weight::story, note.text};

  recent_.place(record.id) = record;
  recall(record);
  EventText told{std::string(file_.node_name(record.node)), Tone::plain, Weight::detail,
                 std::string(record_kind_text(record.kind))};
  Story story(Weight::detail, [&](const StoryLine& line) {
    if (line.told_at == record.id && line.who == told.who) told = {line.who, line.tone, line.weight, line.text};
  });
  story.on_start(info_);
  std::vector<RecordBatch::Described> described;
  if (!event.details.empty()) described.push_back({record.id, event.description()});
  story.on_batch({std::span(&record, 1), described, {}});
  return told;
}

}  // namespace orrery::run_file
