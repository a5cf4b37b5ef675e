#include "services/sessions.h"

#include <algorithm>

namespace orrery {

namespace {
constexpr Bytes kSessionSize = 16;  // a client and a request number
constexpr Bytes kAnswerSize = 16;   // a request number and a value
}  // namespace

const Sessions::Answer* Sessions::find(const Session& session, RequestNumber number) {
  const auto found =
      std::lower_bound(session.answers.begin(), session.answers.end(), number,
                       [](const Answer& answer, RequestNumber wanted) { return answer.number < wanted; });
  return found == session.answers.end() || found->number != number ? nullptr : &*found;
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
  const auto place =
      std::find_if(answers.rbegin(), answers.rend(), [&](const Answer& a) { return a.number <= number; });
  if (place != answers.rend() && place->number == number)
    place->value = answer;
  else
    answers.insert(place.base(), {number, answer});
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
