// The Platform over SimGrid's engine: ties the loaded platform, its routes and links, the bulk activities and the loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/bulk.h"
#include "engine/platform.h"
#include "engine/simgrid_engine.h"
#include "engine/simgrid_links.h"
#include "engine/simgrid_model.h"
#include "engine/simgrid_routes.h"

namespace orrery {

class SimgridPlatform final : public Platform, SimgridModel::Turn {
 public:
  // A spec that platform_spec_error, or a file that probe_platform_file has let pass.
  static std::unique_ptr<SimgridPlatform> build(const PlatformSpec& spec);
  static std::unique_ptr<SimgridPlatform> load(const std::string& file);
  ~SimgridPlatform() override;
  SimgridPlatform(const SimgridPlatform&) = delete;
  SimgridPlatform& operator=(const SimgridPlatform&) = delete;

  std::size_t host_count() const override { return hosts_.size(); }
  const std::string& host_name(HostIndex host) const override { return names_[static_cast<std::uint32_t>(host)]; }
  const HostIndex* find_host(std::string_view name) const override;
  bool has_disk(HostIndex host) const override;

  std::string check_route(HostIndex from, HostIndex to) override;
  bool is_loaded() const override { return links_.is_loaded(); }
  Route current_route(HostIndex from, HostIndex to) override;
  bool route_is_on(HostIndex from, HostIndex to) override;

  ActivityId start_transfer(HostIndex from, HostIndex to, double bytes) override;
  ActivityId start_compute(HostIndex host, double flop) override;
  ActivityId start_disk(HostIndex host, double bytes, bool write) override;
  void cancel(ActivityId activity) override;
  void turn_off(HostIndex host) override;
  void turn_on(HostIndex host) override;
  // As last asked for, or as a profile has made it.
  bool is_on(HostIndex host) const override { return on_[static_cast<std::uint32_t>(host)]; }
  bool has_requests() const override { return !requests_.empty() || stopped_; }

  void run(EventSource& source, PlatformListener& listener, Instant end) override;
  void stop() override;

 protected:
  Route known_route(HostIndex from, HostIndex to) override { return routes_->quiet(from, to); }

 private:
  struct HostNotice {
    HostIndex host;
    bool on;
  };

  SimgridPlatform(simgrid::s4u::Engine& engine, std::string file, std::vector<simgrid::s4u::Host*> hosts);

  // SimgridModel::Turn
  void before_events(bool after_profile_event) override;
  void carry_out() override;
  void finish() override;

  void on_state_change(const simgrid::s4u::Host& host);
  ActivityId take_id() { return ActivityId{++last_id_}; }
  simgrid::s4u::Host& host(HostIndex index) const { return *hosts_[static_cast<std::uint32_t>(index)]; }

  simgrid::s4u::Engine& engine_;
  const std::string file_;  // empty where the platform is built
  std::vector<simgrid::s4u::Host*> hosts_;
  std::vector<std::string> names_;
  std::map<std::string, HostIndex, std::less<>> by_name_;
  std::vector<bool> on_;
  LinkTable links_;
  std::unique_ptr<Routes> routes_;
  std::unique_ptr<Bulk> bulk_;
  std::shared_ptr<SimgridModel> model_;
  PlatformListener* listener_ = nullptr;  // while it runs
  std::vector<std::function<void()>> requests_;
  std::vector<HostNotice> notices_;
  std::uint64_t last_id_ = 0;
  bool own_change_ = false;  // of a host's state, in the making
  bool stopped_ = false;
};

}  // namespace orrery
