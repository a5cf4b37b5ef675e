#include "engine/simgrid_platform.h"

#include <fmt/format.h>

#include <simgrid/s4u.hpp>
#include <utility>

#include "core/check.h"

namespace orrery {
namespace {

namespace s4u = simgrid::s4u;

SimgridPlatform* current = nullptr;  // SimGrid's signals cannot be disconnected: they look here

}  // namespace

std::unique_ptr<SimgridPlatform> SimgridPlatform::build(const PlatformSpec& spec) {
  s4u::Engine& engine = make_simgrid_engine();
  const ZonePaths paths(spec);
  const BuiltPlatform built = build_platform(engine, spec, paths);
  std::unique_ptr<SimgridPlatform> platform(new SimgridPlatform(engine, {}, built.hosts));
  platform->routes_ = built_routes(spec, paths, built, platform->links_);
  platform->closed_ = platform->routes_->closed();
  platform->bulk_ = std::make_unique<Bulk>(platform->hosts_, *platform->routes_, platform->links_);
  return platform;
}

std::unique_ptr<SimgridPlatform> SimgridPlatform::load(const std::string& file) {
  s4u::Engine& engine = make_simgrid_engine();
  LoadedPlatform loaded = load_platform_file(engine, file);
  std::unique_ptr<SimgridPlatform> platform(new SimgridPlatform(engine, file, std::move(loaded.hosts)));
  platform->routes_ = file_routes(platform->hosts_, platform->links_);
  platform->bulk_ = std::make_unique<Bulk>(platform->hosts_, *platform->routes_, platform->links_);
  return platform;
}

SimgridPlatform::SimgridPlatform(s4u::Engine& engine, std::string file, std::vector<s4u::Host*> hosts)
    : engine_(engine),
      file_(std::move(file)),
      hosts_(std::move(hosts)),
      links_(engine.get_all_links()),
      model_(std::make_shared<SimgridModel>()) {
  for (std::uint32_t i = 0; i < hosts_.size(); ++i) {
    names_.push_back(hosts_[i]->get_name());
    by_name_.emplace(names_.back(), HostIndex{i});
    on_.push_back(hosts_[i]->is_on());
  }
  // Only now, with the platform sealed: it must be the last to be brought up to date.
  engine_.add_model(model_);
  current = this;
  static bool listening = false;
  if (std::exchange(listening, true)) return;
  s4u::Host::on_state_change_cb([](const s4u::Host& host) {
    if (current != nullptr) current->on_state_change(host);
  });
}

SimgridPlatform::~SimgridPlatform() { current = nullptr; }

const HostIndex* SimgridPlatform::find_host(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

bool SimgridPlatform::has_disk(HostIndex index) const { return !host(index).get_disks().empty(); }

std::string SimgridPlatform::check_route(HostIndex from, HostIndex to) {
  if (routes_->joined(from, to)) return {};
  return fmt::format("{}: the platform has no route from host '{}' to host '{}'", file_, host_name(from),
                     host_name(to));
}

Platform::Route SimgridPlatform::current_route(HostIndex from, HostIndex to) {
  const Route quiet = routes_->quiet(from, to);
  return links_.is_loaded() ? links_.current(quiet, routes_->crossings(from, to)) : quiet;
}

bool SimgridPlatform::route_is_on(HostIndex from, HostIndex to) { return links_.is_on(routes_->crossings(from, to)); }

ActivityId SimgridPlatform::start_transfer(HostIndex from, HostIndex to, double bytes) {
  const ActivityId id = take_id();
  requests_.push_back([=, this] { bulk_->transfer(id, from, to, bytes); });
  return id;
}

ActivityId SimgridPlatform::start_compute(HostIndex on, double flop) {
  const ActivityId id = take_id();
  requests_.push_back([=, this] { bulk_->compute(id, on, flop); });
  return id;
}

ActivityId SimgridPlatform::start_disk(HostIndex on, double bytes, bool write) {
  const ActivityId id = take_id();
  requests_.push_back([=, this] { bulk_->access_disk(id, on, bytes, write); });
  return id;
}

void SimgridPlatform::cancel(ActivityId activity) {
  requests_.push_back([=, this] { bulk_->cancel(activity); });
}

// What the host takes part in is cancelled first: SimGrid itself would let an Io go on.
void SimgridPlatform::turn_off(HostIndex index) {
  on_[static_cast<std::uint32_t>(index)] = false;
  requests_.push_back([=, this] {
    bulk_->cancel_on(index);
    host(index).turn_off();
  });
}

void SimgridPlatform::turn_on(HostIndex index) {
  on_[static_cast<std::uint32_t>(index)] = true;
  requests_.push_back([=, this] { host(index).turn_on(); });
}

void SimgridPlatform::run(EventSource& source, PlatformListener& listener, Instant end) {
  ORRERY_CHECK(listener_ == nullptr, "a platform to be run once");
  ORRERY_CHECK(end.since_start() <= kRunMax, "a run of at most 8,000,000 s");
  listener_ = &listener;
  routes_->on_run();
  model_->begin(*this, source, end);
  engine_.run();
}

void SimgridPlatform::stop() {
  stopped_ = true;
  model_->stop();
}

// SimGrid calls in the midst of its step; the listener hears of it before the next event.
void SimgridPlatform::on_state_change(const s4u::Host& changed) {
  if (own_change_ || listener_ == nullptr) return;
  const auto found = by_name_.find(changed.get_name());
  ORRERY_CHECK(found != by_name_.end(), "a host that the platform had when it was loaded");
  const HostIndex index = found->second;
  on_[static_cast<std::uint32_t>(index)] = changed.is_on();
  notices_.push_back({index, changed.is_on()});
  if (!changed.is_on()) requests_.push_back([=, this] { bulk_->cancel_on(index); });
}

void SimgridPlatform::before_events(bool after_profile_event) {
  links_.refresh(after_profile_event);
  for (const HostNotice& notice : std::exchange(notices_, {})) listener_->on_host_state(notice.host, notice.on);
  if (!bulk_->has_completions()) return;
  for (const Bulk::Completion& completion : bulk_->take_completions())
    listener_->on_activity_done(completion.activity, completion.done);
}

void SimgridPlatform::carry_out() {
  bulk_->release();
  own_change_ = true;
  for (const std::function<void()>& request : std::exchange(requests_, {})) request();
  own_change_ = false;
}

// What is still under way when the run ends is neither done nor failed: nobody is told.
void SimgridPlatform::finish() {
  requests_.clear();
  own_change_ = true;
  bulk_->cancel_all();
  listener_ = nullptr;
}

}  // namespace orrery
