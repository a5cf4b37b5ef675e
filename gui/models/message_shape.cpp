#include "models/message_shape.h"

#include <charconv>

namespace orrery::gui {

namespace {

bool endsWith(std::string_view text, std::string_view end) { return text.ends_with(end); }
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

MessageShape shapeOf(std::string_view message, std::string_view details) {
  if (contains(message, "Vote")) return MessageShape::vote;
  const bool isProbe = contains(message, "Probe") || contains(message, "Health") || contains(message, "Heartbeat");
  // An append of no entries keeps followers quiet, and nothing else.
  const bool isEmptyAppend = message == "AppendEntries" && contains(details, "\"entries\":0");
  if (isProbe || isEmptyAppend) return MessageShape::heartbeat;
  const bool isReply = endsWith(message, "Reply") || endsWith(message, "Answer") || endsWith(message, "Report");
  return isReply ? MessageShape::reply : MessageShape::request;
}

int attemptOf(std::string_view details) {
  constexpr std::string_view kKey = "\"attempt\":";
  const std::size_t at = details.find(kKey);
  int attempt = 1;
  if (at != std::string_view::npos)
    std::from_chars(details.data() + at + kKey.size(), details.data() + details.size(), attempt);
  return attempt;
}

}  // namespace orrery::gui
