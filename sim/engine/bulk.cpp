#include "engine/bulk.h"

#include <algorithm>
#include <cmath>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>
#include <utility>

#include "core/check.h"

namespace orrery {
namespace {

namespace s4u = simgrid::s4u;

Bulk* current = nullptr;  // SimGrid's signals cannot be disconnected: they look here

// SimGrid counts whole bytes, up to what a double holds exactly.
std::uint64_t whole_bytes(double bytes) {
  ORRERY_CHECK(bytes >= 0 && bytes <= 9007199254740992.0, "an amount of bytes from 0 to 2^53");
  return static_cast<std::uint64_t>(std::llround(bytes));
}

// The activity carries its id in its user data, so that no address is ever compared.
void* as_data(ActivityId id) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)); }
ActivityId as_id(const void* data) { return ActivityId{reinterpret_cast<std::uintptr_t>(data)}; }

}  // namespace

Bulk::Bulk(const std::vector<s4u::Host*>& hosts, Routes& routes, LinkTable& links)
    : hosts_(hosts), routes_(routes), links_(links) {
  ORRERY_CHECK(current == nullptr, "one set of bulk activities a process");
  current = this;
  static bool listening = false;
  if (std::exchange(listening, true)) return;
  s4u::Activity::on_completion_cb([](const s4u::Activity& activity) {
    if (current != nullptr)
      current->end(as_id(activity.get_data<void>()), activity.get_state() == s4u::Activity::State::FINISHED);
  });
}

Bulk::~Bulk() { current = nullptr; }

// A Comm to or from a host that is off would abort the process, one over a link that is off would never end.
void Bulk::transfer(ActivityId id, HostIndex from, HostIndex to, double bytes) {
  const LinkTable::Crossings& crossings = routes_.crossings(from, to);
  if (!host(from).is_on() || !host(to).is_on() || !links_.is_on(crossings)) return end_at_once(id, false);
  if (from == to && crossings.empty()) return loop_back(id, from, bytes);
  s4u::CommPtr comm = s4u::Comm::sendto_init(&host(from), &host(to));
  comm->set_payload_size(whole_bytes(bytes));
  begin(id, {comm, nullptr, from, to, crossings, routes_.quiet(from, to).latency});
}

void Bulk::compute(ActivityId id, HostIndex on, double flop) {
  ORRERY_CHECK(std::isfinite(flop) && flop >= 0, "an amount of flop of 0 or more");
  if (!host(on).is_on()) return end_at_once(id, false);
  if (flop == 0) return end_at_once(id, true);
  s4u::ExecPtr exec = s4u::Exec::init();
  exec->set_flops_amount(flop)->set_host(&host(on));
  begin(id, {exec, nullptr, on, on, {}});
}

void Bulk::access_disk(ActivityId id, HostIndex on, double bytes, bool write) {
  if (!host(on).is_on()) return end_at_once(id, false);
  const std::uint64_t size = whole_bytes(bytes);
  const std::vector<s4u::Disk*> disks = host(on).get_disks();
  if (disks.empty() || size == 0) return end_at_once(id, true);
  begin(id,
        {disks.front()->io_init(size, write ? s4u::Io::OpType::WRITE : s4u::Io::OpType::READ), nullptr, on, on, {}});
}

// Some kinds of zone join a host to all but itself, and a Comm without a route would abort the process. A loopback is
// not shared, so that the end is known from the start.
void Bulk::loop_back(ActivityId id, HostIndex on, double bytes) {
  const Platform::Route route = routes_.quiet(on, on);
  const double end_time =
      s4u::Engine::get_clock() + route.latency + static_cast<double>(whole_bytes(bytes)) / route.bandwidth;
  Live& live = live_.emplace(id, Live{nullptr, nullptr, on, on, {}}).first->second;
  live.timer = simgrid::kernel::timer::Timer::set(end_time, [this, id] {
    live_.at(id).timer = nullptr;  // it deletes itself after this
    end(id, true);
  });
}

void Bulk::begin(ActivityId id, Live live) {
  live.activity->set_data(as_data(id));
  links_.begin_flow(live.crossings, live.latency);
  s4u::Activity& activity = *live.activity;
  live_.emplace(id, std::move(live));
  activity.start();
}

void Bulk::cancel(ActivityId id) {
  const auto found = live_.find(id);
  if (found == live_.end()) return;
  // SimGrid calls back while it cancels an activity, but not of a timer.
  if (found->second.activity != nullptr) found->second.activity->cancel();
  end(id, false);
}

void Bulk::cancel_on(HostIndex host) {
  std::vector<ActivityId> concerned;
  for (const auto& [id, live] : live_)
    if (live.host == host || live.peer == host) concerned.push_back(id);
  for (const ActivityId id : concerned) cancel(id);
}

void Bulk::cancel_all() {
  while (!live_.empty()) cancel(live_.begin()->first);
}

// SimGrid tells some ends twice (a cancel, then the failure that it causes): only the first finds the activity.
void Bulk::end(ActivityId id, bool done) {
  const auto found = live_.find(id);
  if (found == live_.end()) return;
  links_.end_flow(found->second.crossings, found->second.latency);
  if (found->second.timer != nullptr) found->second.timer->remove();
  // The last pointer must not go while SimGrid is in the activity's callback.
  over_.push_back(std::move(found->second.activity));
  live_.erase(found);
  completions_.push_back({id, done});
}

// SimGrid ends what ends together in the order of its models.
std::vector<Bulk::Completion> Bulk::take_completions() {
  std::vector<Completion> taken = std::exchange(completions_, {});
  std::sort(taken.begin(), taken.end(),
            [](const Completion& a, const Completion& b) { return a.activity < b.activity; });
  return taken;
}

}  // namespace orrery
