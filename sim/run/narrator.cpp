#include "run/narrator.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace orrery {

Narrator::Narrator(Weight least, Paint paint, Page page, Writer writer, std::size_t line_limit)
    : story_(least, [this](const StoryLine& line) { write_line(line); }),
      paint_(paint),
      page_(page),
      writer_(std::move(writer)),
      tells_all_(least == Weight::detail),
      line_limit_(least == Weight::detail ? 0 : line_limit) {}

void Narrator::on_start(const RunInfo& info) {
  constexpr std::size_t kLongestName = 24;
  who_width_ = std::string_view("fault").size();
  for (const RunInfo::NodeInfo& node : info.nodes)
    who_width_ = std::max({who_width_, columns(node.name), columns(node.group)});
  who_width_ = std::min(who_width_, kLongestName);
  planned_end_ = info.end;
  story_.on_start(info);
}

void Narrator::on_batch(const RecordBatch& batch) {
  story_.on_batch(batch);
  if (pending_.empty()) return;
  writer_(pending_);
  pending_.clear();
}

void Narrator::on_finish(Instant end) {
  story_.on_finish(end);
  if (line_limit_ != 0 && lines_ > line_limit_)
    pending_ += fmt::format("  ... and {} lines more (--verbose tells all)\n", lines_ - line_limit_);
  pending_ += paint_.faint(time_text(end) + (end < planned_end_ ? "  the run breaks off" : "  the run ends")) + '\n';
  writer_(pending_);
  pending_.clear();
}

std::string Narrator::time_text(Instant instant) const {
  return tells_all_ ? fmt::format("{:>14}", kMessageClock.text(instant))
                    : fmt::format("{:>11}", kTurnClock.text(instant));
}

void Narrator::write_line(const StoryLine& line) {
  ++lines_;
  if (line_limit_ != 0 && lines_ > line_limit_) return;
  const std::string who = padded(line.who, who_width_);
  const bool is_detail = line.weight == Weight::detail;
  const std::string time = time_text(line.time);
  pending_ += paint_.faint(time) + "  " + (is_detail ? paint_.faint(who) : paint_.bold(who)) + "  ";
  const std::size_t used = columns(time) + 2 + columns(who) + 2;
  bool is_first = true;
  for (const std::string& part : broken(line.text, used, page_)) {
    if (!std::exchange(is_first, false)) pending_ += std::string(used, ' ');
    pending_ += (is_detail && line.tone == Tone::plain ? paint_.faint(part) : paint_.tone(line.tone, part)) + '\n';
  }
}

}  // namespace orrery
