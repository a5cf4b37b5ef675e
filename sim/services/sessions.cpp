#include "services/sessions.h"

#include <algorithm>

namespace orrery {

namespace {
constexpr Bytes kSessionSize = 16;  // a client and a request number
constexpr Bytes kAnswerSize = 16;   // a request number and a value
}  // namespace

std::size_t Sessions::count_before(const Session& session, RequestNumber number) {
  std::size_t low = 0;
  std::size_t high = session.answers.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (session.answers[middle].number < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const Sessions::Answer* Sessions::find(const Session& session, RequestNumber number) {
  const std::size_t place = count_before(session, number);
  return place == session.answers.size() || session.answers[place].number != number ? nullptr : &session.answers[place];
}

bool Sessions::has_taken_effect(NodeId client, RequestNumber number) const {
  const auto session = sessions_.find(client);
  if (session == sessions_.end()) return false;
  return number <= session->second.forgotten_to || find(session->second, number) != nullptr;
}

std::optional<std::int64_t> Sessions::answer(NodeId client, RequestNumber number) const {
  const auto session = sessions_.find(client);
  if (session == sessions_.end()) return std::nullopt;
  const Answer* known = find(session->second, number);
  return known == nullptr ? std::nullopt : std::optional(known->value);
}

void Sessions::remember(NodeId client, RequestNumber number, std::int64_t answer) {
  auto& answers = sessions_[client].answers;
  // Requests mostly take effect in the order of their numbers.
  std::size_t place = answers.size();
  while (place > 0 && answers[place - 1].number > number) --place;
  if (place > 0 && answers[place - 1].number == number)
    answers[place - 1].value = answer;
  else
    answers.insert(place, {number, answer});
}

void Sessions::forget(NodeId client, RequestNumber answered_to) {
  if (answered_to == 0) return;
  Session& session = sessions_[client];
  session.forgotten_to = std::max(session.forgotten_to, answered_to);
  while (!session.answers.empty() && session.answers.front().number <= session.forgotten_to)
    session.answers.pop_front();
}

Bytes Sessions::size() const {
  Bytes size = 0;
  for (const auto& [client, session] : sessions_)
    size += kSessionSize + kAnswerSize * static_cast<Bytes>(session.answers.size());
  return size;
}

}  // namespace orrery
