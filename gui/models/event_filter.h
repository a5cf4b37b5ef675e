// Which events the log shows, and the search for them off the window's thread.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <QObject>

#include "core/record.h"

namespace orrery::gui {

struct EventFilter {
  std::optional<NodeId> node = {};     // at it, or from it
  std::vector<RecordKind> kinds = {};  // empty: all
  NameId name = kNoName;               // of a message, timer, field or event
  bool storyOnly = false;              // what the story tells
  // In the names of nodes, messages, fields and their values, in what a message holds, in the sentences of the story
  // and of domain events; capitals do not count.
  std::string text = {};

  bool isEmpty() const;
  friend bool operator==(const EventFilter&, const EventFilter&) = default;
};

// Names that the run has used, in order.
std::vector<std::string> namesOf(const std::string& runFile);

// Some of what a search found, in order, and how far it has come.
struct FoundEvents {
  std::vector<RecordId> events;
  RecordId reached{};
};

// Reads the file by a connection of its own.
class EventSearch final : public QObject {
  Q_OBJECT
 public:
  explicit EventSearch(std::string path);
  ~EventSearch() override;

  // Events of [first, last]. One search at a time: a new one cancels the one before.
  void start(const EventFilter& filter, RecordId first, RecordId last);
  void cancel();
  bool isRunning() const { return isRunning_; }

 signals:
  void found(const orrery::gui::FoundEvents& found);
  // `error` is one line, empty where all went well or where the search was cancelled.
  void finished(const QString& error);

 private:
  void run(const EventFilter& filter, RecordId first, RecordId last, std::uint64_t generation);

  std::string path_;
  std::thread thread_;
  std::atomic<bool> isCancelled_ = false;
  std::uint64_t generation_ = 0;  // of the search: what an earlier one has found comes too late
  bool isRunning_ = false;
};

}  // namespace orrery::gui
