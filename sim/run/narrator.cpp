#include "run/narrator.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

namespace {

// "2.041873 s": cut and not rounded, as to_text(Instant).
std::string microseconds_text(Instant instant) {
  const std::int64_t microseconds = instant.nanoseconds() / 1'000;
  return fmt::format("{}.{:06} s", microseconds / 1'000'000, microseconds % 1'000'000);
}

}  // namespace

Narrator::Narrator(Weight least, Paint paint, Writer writer, std::size_t line_limit)
    : story_(least, [this](const StoryLine& line) { write_line(line); }),
      paint_(paint),
      writer_(std::move(writer)),
      tells_all_(least == Weight::detail),
      line_limit_(least == Weight::detail ? 0 : line_limit) {}

void Narrator::on_start(const RunInfo& info) {
  constexpr std::size_t kLongestName = 24;
  who_width_ = std::string_view("fault").size();
  for (const RunInfo::NodeInfo& node : info.nodes)
    who_width_ = std::max({who_width_, columns(node.name), columns(node.group)});
  who_width_ = std::min(who_width_, kLongestName);
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
  pending_ += paint_.faint(time_text(end) + "  the run ends") + '\n';
  writer_(pending_);
  pending_.clear();
}

// Messages are told apart by microseconds, turns of the story by milliseconds.
std::string Narrator::time_text(Instant instant) const {
  return tells_all_ ? fmt::format("{:>14}", microseconds_text(instant)) : fmt::format("{:>11}", to_text(instant));
}

void Narrator::write_line(const StoryLine& line) {
  ++lines_;
  if (line_limit_ != 0 && lines_ > line_limit_) return;
  const std::string who = padded(line.who, who_width_);
  const bool is_detail = line.weight == Weight::detail;
  pending_ += paint_.faint(time_text(line.time));
  pending_ += "  " + (is_detail ? paint_.faint(who) : paint_.bold(who));
  pending_ +=
      "  " + (is_detail && line.tone == Tone::plain ? paint_.faint(line.text) : paint_.tone(line.tone, line.text));
  pending_ += '\n';
}

}  // namespace orrery
