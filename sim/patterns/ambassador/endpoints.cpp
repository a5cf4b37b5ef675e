#include "patterns/ambassador/endpoints.h"

#include <algorithm>
#include <string>

#include "core/check.h"
#include "patterns/ambassador/ambassador_observed.h"

namespace orrery::ambassador {

namespace {

// Gives the balance that it wraps only the endpoints that it may choose.
class AmongEligible final : public Balance {
 public:
  AmongEligible(std::unique_ptr<Balance> balance, const Endpoints& endpoints)
      : balance_(std::move(balance)), endpoints_(endpoints) {}

  std::size_t pick(std::span<const Endpoint> all, std::int64_t key, RandomStream& random) override {
    const std::vector<std::size_t>& eligible = endpoints_.eligible();
    ORRERY_CHECK(!eligible.empty(), "an endpoint to choose");
    if (eligible.size() == all.size()) return balance_->pick(all, key, random);
    choice_.clear();
    for (const std::size_t position : eligible) choice_.push_back(all[position]);
    return eligible[balance_->pick(choice_, key, random)];
  }

 private:
  std::unique_ptr<Balance> balance_;
  const Endpoints& endpoints_;
  std::vector<Endpoint> choice_;
};

}  // namespace

void Endpoints::start(Context& ctx, std::string_view group) {
  for (const NodeId node : ctx.group(group)) {
    position_.push_back(nodes_.size());
    host_at_.push_back(hosts_.add(std::to_string(nodes_.size())));
    nodes_.push_back(node);
  }
  refresh(ctx);
}

void Endpoints::add(Context& ctx, NodeId node) {
  const HostId* host = find(node);
  if (host == nullptr || hosts_.is_member(*host)) return;
  const std::size_t position = position_[index(*host)];
  position_.push_back(position);
  host_at_[position] = hosts_.add(std::to_string(position));
  ctx.record(kEndpointAdded, node);
  refresh(ctx);
}

void Endpoints::remove(Context& ctx, NodeId node) {
  if (!is_member(node)) return;
  hosts_.remove(*find(node));
  ctx.record(kEndpointRemoved, node);
  refresh(ctx);
}

void Endpoints::set_health(Context& ctx, NodeId node, bool is_healthy) {
  if (!is_member(node)) return;
  const HostId host = *find(node);
  if ((hosts_.health(host) == HostHealth::healthy) == is_healthy) return;
  if (is_healthy) {
    hosts_.pass_health_check(host);
  } else {
    hosts_.fail_health_check(host);
  }
  ctx.record(is_healthy ? kCheckPassed : kCheckFailed, node);
  refresh(ctx);
}

bool Endpoints::is_member(NodeId node) const {
  const HostId* host = find(node);
  return host != nullptr && hosts_.is_member(*host);
}

const HostId* Endpoints::find(NodeId node) const {
  const auto found = std::find(nodes_.begin(), nodes_.end(), node);
  return found == nodes_.end() ? nullptr : &host_at_[static_cast<std::size_t>(found - nodes_.begin())];
}

void Endpoints::refresh(Context& ctx) {
  eligible_.clear();
  for (const HostId host : hosts_.eligible()) eligible_.push_back(position_[index(host)]);
  std::sort(eligible_.begin(), eligible_.end());
  const auto healthy = std::count_if(hosts_.members().begin(), hosts_.members().end(),
                                     [&](HostId host) { return hosts_.health(host) == HostHealth::healthy; });
  if (mode_ != hosts_.mode())
    ctx.record(hosts_.mode() == SetMode::panic ? kPanicBegan : kPanicEnded, kNoNode, healthy,
               static_cast<std::int64_t>(hosts_.members().size()));
  mode_ = hosts_.mode();
  ctx.expose(kHealthyEndpoints, static_cast<std::int64_t>(healthy));
  ctx.expose(kPanic, mode_ == SetMode::panic);
}

std::unique_ptr<Balance> among_eligible(std::unique_ptr<Balance> balance, const Endpoints& endpoints) {
  return std::make_unique<AmongEligible>(std::move(balance), endpoints);
}

}  // namespace orrery::ambassador
