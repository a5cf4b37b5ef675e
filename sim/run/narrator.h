// Writes the story of a run, line by line as it happens:
//
//      2.000 s  fault     leader-dies: crash hits server-3, the leader
//      2.213 s  server-1  stands for election in term 2: it waited 213 ms and heard no leader
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "run/story.h"
#include "run/terminal.h"

namespace orrery {

class Narrator final : public Sink {
 public:
  using Writer = std::function<void(std::string_view text)>;

  // A story of more lines than `line_limit` is cut there, with a word about it; with Weight::detail it never is.
  Narrator(Weight least, Paint paint, Page page, Writer writer, std::size_t line_limit = 200);

  bool wants_descriptions() const override { return story_.wants_descriptions(); }
  bool reads_traffic() const override { return story_.reads_traffic(); }
  void on_start(const RunInfo& info) override;
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  void write_line(const StoryLine& line);
  std::string time_text(Instant instant) const;

  Story story_;
  Paint paint_;
  Page page_;
  Writer writer_;
  bool tells_all_;
  std::size_t line_limit_;  // 0: none
  std::size_t lines_ = 0;
  std::size_t who_width_ = 0;
  Instant planned_end_;
  std::string pending_;  // written once a batch
};

}  // namespace orrery
