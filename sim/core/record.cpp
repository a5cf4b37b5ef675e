#include "core/record.h"

namespace orrery {

std::string_view record_kind_text(RecordKind kind) {
  switch (kind) {
    case RecordKind::delivered: return "delivered";
    case RecordKind::dropped: return "dropped";
    case RecordKind::reset: return "reset";
    case RecordKind::ordered: return "ordered";
    case RecordKind::timer_fired: return "timer_fired";
    case RecordKind::started: return "started";
    case RecordKind::crashed: return "crashed";
    case RecordKind::restarted: return "restarted";
    case RecordKind::paused: return "paused";
    case RecordKind::resumed: return "resumed";
    case RecordKind::fault_began: return "fault_began";
    case RecordKind::fault_ended: return "fault_ended";
    case RecordKind::state: return "state";
    case RecordKind::event: return "event";
    case RecordKind::synced: return "synced";
    case RecordKind::worked: return "worked";
    case RecordKind::invoked: return "invoked";
    case RecordKind::ok: return "ok";
    case RecordKind::failed: return "failed";
    case RecordKind::info: return "info";
  }
  return "?";
}

}  // namespace orrery
