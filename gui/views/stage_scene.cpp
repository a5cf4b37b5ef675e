#include "views/stage_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/run_scenario.h"
#include "presenters/run_session.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr std::size_t kMostPassing = 800;
// A longer jump is no playing: nothing passes in it.
constexpr std::uint64_t kLongestFollow = 20'000;
constexpr std::uint64_t kEventsFollowed = 2'000;
constexpr std::size_t kMostRemembered = 50'000;

double lengthOf(QPointF vector) { return std::sqrt(QPointF::dotProduct(vector, vector)); }

}  // namespace

StageScene::StageScene(RunSession& session, const Marks& marks, const Show& show)
    : session_(session), marks_(marks), show_(show), glyphs_(session.file(), marks) {
  sprites_.resize(session.file().info().nodes.size());
  layOutAnew();
}

bool StageScene::isHidden(NodeId node) const {
  if (hiddenShown_) return false;
  const std::string& group = session_.file().info().nodes[index(node)].group;
  return std::find(show_.hide.begin(), show_.hide.end(), group) != show_.hide.end();
}

bool StageScene::hasHidden() const { return !show_.hide.empty(); }

bool StageScene::isHiddenMessage(NameId name, MessageLook look) const {
  if (hiddenShown_) return false;
  const std::string_view text = session_.file().name(name);
  return std::any_of(show_.hide.begin(), show_.hide.end(), [&](const std::string& hidden) {
    return hidden == text || (hidden == "heartbeat" && look == MessageLook::keepAlive);
  });
}

void StageScene::setSize(QSize size) {
  if (port_.size() == QSizeF(size)) return;
  port_.setSize(size);
  layOutAnew();
}

void StageScene::setHiddenShown(bool shown) {
  hiddenShown_ = shown;
  layOutAnew();
}

void StageScene::layOutAnew() {
  const LayoutInput all = layoutInputOf(session_.file(), show_.layout, port_.aspect());
  LayoutInput input = all;
  input.nodes.clear();
  shown_.clear();
  slot_.assign(all.nodes.size(), std::nullopt);
  for (std::uint32_t i = 0; i < all.nodes.size(); ++i) {
    if (isHidden(NodeId{i})) continue;
    slot_[i] = input.nodes.size();
    shown_.push_back(NodeId{i});
    input.nodes.push_back(all.nodes[i]);
  }
  layout_ = layOut(input);
  applyHandPlaces();
}

void StageScene::applyHandPlaces() {
  for (std::size_t slot = 0; slot < shown_.size(); ++slot) {
    const auto place = handPlaces_.find(session_.file().info().nodes[index(shown_[slot])].name);
    if (place != handPlaces_.end()) layout_.at[slot] = {place->second.x() * layout_.aspect, place->second.y()};
  }
  restyle();
}

void StageScene::setHandPlaces(std::map<std::string, QPointF> places) {
  handPlaces_ = std::move(places);
  layOutAnew();
}

void StageScene::placeByHand(NodeId node, QPointF place) {
  if (!slot_[index(node)]) return;
  layout_.at[*slot_[index(node)]] = place;
  handPlaces_[session_.file().info().nodes[index(node)].name] = {place.x() / layout_.aspect, place.y()};
  isLayerStale_ = true;
}

void StageScene::forgetHandPlaces() {
  handPlaces_.clear();
  layOutAnew();
}

void StageScene::restyle() {
  measure();
  isLayerStale_ = true;
  messageSprites_.clear();
  for (Sprite& sprite : sprites_) sprite = {};
}

void StageScene::measure() {
  const double look = Look::instance().scale();
  const double spacing = 2 * layout_.room() * port_.scale();
  const double label = 2 * 13 * look * 1.35 + 8;
  const double largest = 40 * look;
  constexpr double kLeastLabelled = 11, kLeast = 2.5;
  const double labelled = (spacing - label) / 2.5;
  areLabelled_ = labelled >= kLeastLabelled;
  radius_ = std::clamp(areLabelled_ ? labelled : spacing * 0.31, kLeast, largest);
}

double StageScene::messageSize() const { return std::clamp(radius_ * 0.3, 3.0, 10.0 * Look::instance().scale()); }

std::optional<QPointF> StageScene::pixelsOf(NodeId node) const {
  if (index(node) >= slot_.size() || !slot_[index(node)]) return std::nullopt;
  return port_.toPixels(layout_.at[*slot_[index(node)]]);
}

std::optional<std::pair<QPointF, QPointF>> StageScene::way(NodeId from, NodeId to) const {
  const auto a = pixelsOf(from), b = pixelsOf(to);
  if (!a || !b || from == to) return std::nullopt;
  const QPointF apart = *b - *a;
  const double length = lengthOf(apart);
  const double rim = radius_ * 1.25;
  if (length <= 2 * rim) return std::nullopt;
  const QPointF along = apart / length;
  // Each keeps to the right of its way, so that those that come towards it pass it.
  const QPointF lane = QPointF(-along.y(), along.x()) * messageSize() * 0.75;
  return std::pair(*a + along * rim + lane, *b - along * rim + lane);
}

MessageLook StageScene::lookOf(NameId name, RecordId sentBy) {
  const auto id = static_cast<std::uint64_t>(sentBy) ^ (static_cast<std::uint64_t>(name) << 40);
  if (const auto known = looks_.find(id); known != looks_.end()) return known->second;
  if (looks_.size() > kMostRemembered) looks_.clear();
  const MessageLook look = glyphs_.lookOf(name, glyphs_.timerBehind(sentBy));
  looks_[id] = look;
  return look;
}

double StageScene::lostAt(NameId reason) const {
  return reason == drop_reason::node_down.id() || reason == drop_reason::reset.id() ? 1 : 0.5;
}

double StageScene::lostAtOf(RecordId ends) {
  const auto id = static_cast<std::uint64_t>(ends);
  if (const auto known = losses_.find(id); known != losses_.end()) return known->second;
  if (losses_.size() > kMostRemembered) losses_.clear();
  const auto event = session_.file().event(ends);
  const double at = event ? lostAt(NameId{static_cast<std::uint32_t>(event->record.c)}) : 1;
  losses_[id] = at;
  return at;
}

void StageScene::forgetPassing() {
  passing_.clear();
  flashes_.clear();
}

void StageScene::follow(RecordId before, RecordId now, Duration animation) {
  std::erase_if(passing_, [&](const Passing& one) { return animation - one.since > kPassingStays; });
  std::erase_if(flashes_, [&](const Flash& one) { return animation - one.since > kFlashStays; });
  const auto first = static_cast<std::uint64_t>(before) + 1, last = static_cast<std::uint64_t>(now);
  if (now < before || last - first > kLongestFollow) return forgetPassing();
  if (now == before) return;
  const auto& marks = marks_.all();
  auto mark =
      std::upper_bound(marks.begin(), marks.end(), before, [](RecordId id, const Mark& one) { return id < one.event; });
  for (; mark != marks.end() && mark->event <= now; ++mark)
    if (mark->node != kNoNode) flashes_.push_back({mark->node, mark->tone, animation});
  const std::uint64_t from = last - first > kEventsFollowed ? last - kEventsFollowed : first;
  for (const run_file::Event& event : session_.file().events(RecordId{from}, last - from + 1)) {
    const Record& record = event.record;
    const bool isLost = record.kind == RecordKind::dropped;
    if (record.kind != RecordKind::delivered && !isLost) continue;
    if (isHidden(record.node) || isHidden(record.peer)) continue;
    const MessageLook look = lookOf(record.name, record.cause);
    if (isHiddenMessage(record.name, look)) continue;
    passing_.push_back({record.peer, record.node, look, isLost,
                        isLost ? lostAt(NameId{static_cast<std::uint32_t>(record.c)}) : 1, animation});
  }
  if (passing_.size() > kMostPassing)
    passing_.erase(passing_.begin(), passing_.end() - static_cast<std::ptrdiff_t>(kMostPassing));
}

void StageScene::placeMessages() {
  messages_.clear();
  const run_file::Frame& frame = session_.frame();
  for (const run_file::MessageUnderWay& message : frame.messages) {
    const auto ends = way(message.from, message.to);
    if (!ends || isHidden(message.from) || isHidden(message.to)) continue;
    const MessageLook look = lookOf(message.name, message.sent_by);
    if (isHiddenMessage(message.name, look)) continue;
    const Duration whole = message.arrives - message.sent;
    double share = whole > Duration() ? (frame.time - message.sent).seconds() / whole.seconds() : 1;
    share = std::clamp(share, 0.0, 1.0) * (message.is_lost ? lostAtOf(message.ends) : 1);
    const QPointF apart = ends->second - ends->first;
    messages_.push_back({message.ends, ends->first + apart * share, std::atan2(apart.y(), apart.x()), look});
  }
}

std::optional<NodeId> StageScene::nodeAt(QPointF pixels) const {
  const double reach = std::max(radius_ * 1.3, 6.0);
  std::optional<NodeId> found;
  double nearest = reach;
  for (const NodeId node : shown_) {
    const double distance = lengthOf(*pixelsOf(node) - pixels);
    if (distance >= nearest) continue;
    nearest = distance;
    found = node;
  }
  return found;
}

std::optional<RecordId> StageScene::messageAt(QPointF pixels) const {
  std::optional<RecordId> found;
  double nearest = std::max(messageSize() * 1.4, 7.0);
  for (const MessagePlace& message : messages_) {
    const double distance = lengthOf(message.at - pixels);
    if (distance >= nearest) continue;
    nearest = distance;
    found = message.ends;
  }
  return found;
}

NodePicture StageScene::pictureOf(NodeId node, const std::vector<bool>& inChain) const {
  NodePicture picture;
  picture.glyph = glyphs_.glyphOf(node, session_.frame());
  picture.name = QString::fromStdString(session_.file().info().nodes[index(node)].name);
  picture.radius = radius_;
  picture.isLabelled = areLabelled_;
  picture.isLabelAbove = layout_.isLabelAbove[*slot_[index(node)]];
  picture.isSelected = session_.selectedNode() == node;
  picture.isInChain = inChain[index(node)];
  return picture;
}

}  // namespace orrery::gui
