#include "views/stage_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/run_scenario.h"
#include "presenters/run_session.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr double kBeforeWall = 0.44;
constexpr std::size_t kMostPassing = 300;
// What was under way for so many frames of playback was seen to arrive.
constexpr std::int64_t kFramesToBeSeen = 4;
// A longer jump is no playing: nothing passes in it.
constexpr std::uint64_t kLongestFollow = 20'000;
constexpr std::uint64_t kEventsFollowed = 1'000;

std::uint64_t wayKey(NodeId from, NodeId to) { return std::uint64_t{index(from)} << 32 | index(to); }

// Name and caption.
double labelHeight() { return 2 * 13 * 1.35 * Look::instance().scale(); }

MessagePicture pictureOfMessage(const MessageTraits& traits) {
  return {traits.look, traits.isHedge, traits.isDuplicate};
}

double lengthOf(QPointF vector) { return std::sqrt(QPointF::dotProduct(vector, vector)); }

}  // namespace

StageScene::StageScene(RunSession& session, const Marks& marks, const Show& show)
    : session_(session),
      marks_(marks),
      show_(show),
      glyphs_(session.file(), marks),
      reader_(session.file(), marks, glyphs_) {
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
  port_.setSize(size, labelHeight());
  layOutAnew();
}

void StageScene::rescale() {
  port_.setSize(port_.size(), labelHeight());
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
  const bool isPlaced = forcedFor_ == shown_ && !force_.places().empty();
  layout_ = layOut(input, isPlaced ? &force_.places() : nullptr);
  if (isForcedSlow(layout_) && forcedFor_ != shown_) {
    forcedFor_ = shown_;
    force_.start(shown_.size(), layout_.edges);
  }
  links_.clear();
  for (const StageLayout::Edge& edge : layout_.edges) {
    links_.insert(wayKey(shown_[edge.from], shown_[edge.to]));
    links_.insert(wayKey(shown_[edge.to], shown_[edge.from]));
  }
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
  nodeSprites_.clear();
  for (Sprite& sprite : sprites_) sprite = {};
}

// Members of a group are equally large, as large as the closest two of them can be.
void StageScene::measure() {
  constexpr double kLeastLabelled = 11, kLeast = 2.5, kLargestShare = 0.058;
  const double look = Look::instance().scale();
  const double label = labelHeight() + 8;
  // Never so large that the label above the topmost leaves the stage.
  const double fitting = (0.1265 * (port_.size().height() - 2 * labelHeight()) - 3) / 1.45;
  const double largest =
      std::max(kLeast, std::min(std::max(40 * look, kLargestShare * port_.size().height()), fitting));
  const std::vector<double> rooms = layout_.rooms();
  std::map<std::string, double> roomOfGroup;
  for (std::size_t slot = 0; slot < shown_.size(); ++slot) {
    double& room = roomOfGroup.try_emplace(session_.file().info().nodes[index(shown_[slot])].group, 1).first->second;
    room = std::min(room, rooms[slot]);
  }
  sizes_.resize(shown_.size());
  double most = kLeast;
  for (std::size_t slot = 0; slot < shown_.size(); ++slot) {
    const double spacing = 2 * roomOfGroup[session_.file().info().nodes[index(shown_[slot])].group] * port_.scale();
    // Arcs above, arcs and two lines below; the lines grow with large nodes.
    const double labelled = std::min((spacing - label) / 2.7, std::max(40 * look, spacing / 3.8));
    Size& size = sizes_[slot];
    size.isLabelled = labelled >= kLeastLabelled;
    size.radius = std::clamp(size.isLabelled ? labelled : spacing * 0.31, kLeast, largest);
    most = std::max(most, size.radius);
  }
  messageSize_ = std::clamp(most * 0.3, 3.0, std::max(10.0 * look, largest * 0.22));
}

std::optional<QPointF> StageScene::pixelsOf(NodeId node) const {
  if (index(node) >= slot_.size() || !slot_[index(node)]) return std::nullopt;
  return port_.toPixels(layout_.at[*slot_[index(node)]]);
}

std::optional<std::pair<QPointF, QPointF>> StageScene::way(NodeId from, NodeId to) const {
  const auto a = pixelsOf(from), b = pixelsOf(to);
  if (!a || !b || from == to) return std::nullopt;
  const QPointF apart = *b - *a;
  const double length = lengthOf(apart);
  const double fromRim = radiusOf(from) * 1.25, toRim = radiusOf(to) * 1.25;
  if (length <= fromRim + toRim) return std::nullopt;
  const QPointF along = apart / length;
  // Each keeps to the right of its way, so that those that come towards it pass it.
  const QPointF lane = QPointF(-along.y(), along.x()) * messageSize() * 0.75;
  return std::pair(*a + along * fromRim + lane, *b - along * toRim + lane);
}

void StageScene::forgetPassing() {
  passing_.clear();
  flashes_.clear();
  followed_ = Instant::max();
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
  const Duration step = session_.time() - followed_;
  followed_ = session_.time();
  for (std::uint64_t id = from; id <= last; ++id) {
    const run_file::Event* event = reader_.event(RecordId{id});
    if (event == nullptr) break;
    const Record record = event->record;
    const bool isLost = record.kind == RecordKind::dropped;
    if (record.kind != RecordKind::delivered && !isLost) continue;
    if (isHidden(record.node) || isHidden(record.peer)) continue;
    const bool wasSeen = step > Duration() && record.time - Instant::nanoseconds(record.a) >= step * kFramesToBeSeen;
    if (wasSeen && !isLost) continue;
    const MessageTraits& traits = reader_.of(record.id);
    if (isHiddenMessage(record.name, traits.look)) continue;
    const Passing one{record.peer, record.node, pictureOfMessage(traits), isLost, traits.lostAt, animation};
    // Of many on one way the latest is enough to see that there are some.
    const auto same =
        std::find_if(passing_.begin(), passing_.end(), [&](const Passing& p) { return p.isSameWay(one); });
    if (same == passing_.end())
      passing_.push_back(one);
    else
      *same = one;
  }
  if (passing_.size() > kMostPassing)
    passing_.erase(passing_.begin(), passing_.end() - static_cast<std::ptrdiff_t>(kMostPassing));
}

// Who cannot reach whom at this moment, each as its two node numbers.
std::unordered_set<std::uint64_t> StageScene::blockedWays() const {
  std::unordered_set<std::uint64_t> blocked;
  forEachWall([&](NodeId from, NodeId to, bool bothWays) {
    blocked.insert(wayKey(from, to));
    if (bothWays) blocked.insert(wayKey(to, from));
  });
  return blocked;
}

void StageScene::placeMessages() {
  messages_.clear();
  const run_file::Frame& frame = session_.frame();
  const auto blocked = blockedWays();
  // Of messages that would cover one another one is drawn.
  std::unordered_set<std::uint64_t> taken;
  const double pitch = messageSize();
  for (const run_file::MessageUnderWay& message : frame.messages) {
    const auto ends = way(message.from, message.to);
    if (!ends || isHidden(message.from) || isHidden(message.to)) continue;
    const MessageTraits& traits = reader_.of(message.ends);
    if (isHiddenMessage(message.name, traits.look)) continue;
    const Duration whole = message.arrives - message.sent;
    double share = whole > Duration() ? (frame.time - message.sent).seconds() / whole.seconds() : 1;
    share = std::clamp(share, 0.0, 1.0) * traits.lostAt;
    // What a stream sends again and again until the way is free waits in front of the wall.
    if (blocked.contains(wayKey(message.from, message.to))) share = std::min(share, kBeforeWall);
    const QPointF apart = ends->second - ends->first;
    const auto cell = static_cast<std::uint64_t>(lengthOf(apart) * share / pitch);
    const std::uint64_t place =
        wayKey(message.from, message.to) * 0x9e3779b97f4a7c15u ^ (cell << 6 | keyOf(pictureOfMessage(traits)));
    if (!taken.insert(place).second) continue;
    messages_.push_back({message.ends, ends->first + apart * share, std::atan2(apart.y(), apart.x()),
                         pictureOfMessage(traits), traits.attempt, traits.bulk, ends->first, ends->second});
  }
}

void StageScene::forEachWall(const std::function<void(NodeId, NodeId, bool)>& wall) const {
  for (const FaultSpan* span : marks_.inForce(session_.event())) {
    if (!span->cuts) continue;
    for (const NodeId a : span->fromSide)
      for (const NodeId b : span->toSide)
        if (a != b) wall(a, b, span->bothWays);
  }
}

bool StageScene::isLinked(NodeId from, NodeId to) const { return links_.empty() || links_.contains(wayKey(from, to)); }

std::optional<NodeId> StageScene::nodeAt(QPointF pixels) const {
  std::optional<NodeId> found;
  double nearest = 1;
  for (const NodeId node : shown_) {
    const double share = lengthOf(*pixelsOf(node) - pixels) / std::max(radiusOf(node) * 1.3, 6.0);
    if (share >= nearest) continue;
    nearest = share;
    found = node;
  }
  return found;
}

std::optional<std::pair<NodeId, NodeId>> StageScene::linkAt(QPointF pixels) const {
  constexpr double kReach = 5;
  std::optional<std::pair<NodeId, NodeId>> found;
  double nearest = kReach;
  for (const StageLayout::Edge& edge : layout_.edges) {
    const QPointF from = port_.toPixels(layout_.at[edge.from]), to = port_.toPixels(layout_.at[edge.to]);
    const QPointF along = to - from;
    const double square = QPointF::dotProduct(along, along);
    if (square == 0) continue;
    const double share = std::clamp(QPointF::dotProduct(pixels - from, along) / square, 0.0, 1.0);
    const double distance = lengthOf(from + along * share - pixels);
    if (distance >= nearest) continue;
    nearest = distance;
    found = {shown_[edge.from], shown_[edge.to]};
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
  picture.radius = radiusOf(node);
  picture.isLabelled = sizes_[*slot_[index(node)]].isLabelled;
  if (!picture.isLabelled) {
    // What a small node cannot show is left out, so that many are alike.
    constexpr double kLevels = 16;
    picture.glyph.caption.clear();
    if (picture.glyph.load) picture.glyph.load = std::round(*picture.glyph.load * kLevels) / kLevels;
  }
  picture.isLabelAbove = layout_.isLabelAbove[*slot_[index(node)]];
  picture.isSelected = session_.selectedNode() == node;
  picture.isInChain = inChain[index(node)];
  return picture;
}

}  // namespace orrery::gui
