// What the stage shows and how it is painted: a layer that stands still (ground, zones, links), messages and nodes as
// sprites on top. A thousand of each are painted in a few milliseconds.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <unordered_set>
#include <vector>

#include <QHash>
#include <QPainter>
#include <QPixmap>

#include "models/glyphs.h"
#include "models/layout.h"
#include "models/message_reader.h"
#include "presenters/force_job.h"
#include "scenario/scenario.h"
#include "views/stage_glyphs.h"
#include "views/stage_view_port.h"

namespace orrery::gui {

class RunSession;

class StageScene {
 public:
  // Of animation time: for how long a message that was under way for less than a frame, and a node to which something
  // happened, can be seen.
  static constexpr Duration kPassingStays = Duration::milliseconds(260);
  static constexpr Duration kFlashStays = Duration::milliseconds(1'400);

  // All must outlive this.
  StageScene(RunSession& session, const Marks& marks, const Show& show);

  StageViewPort& viewPort() { return port_; }
  const StageViewPort& viewPort() const { return port_; }
  const GlyphReader& glyphs() const { return glyphs_; }
  MessageReader& messages() { return reader_; }

  // A new size lays the nodes out anew, but for those that were put somewhere by hand.
  void setSize(QSize size);
  // The size of type has changed, and with it the room that labels need.
  void rescale();
  void setHiddenShown(bool shown);
  bool areHiddenShown() const { return hiddenShown_; }
  bool hasHidden() const;
  void placeByHand(NodeId node, QPointF place);
  void forgetHandPlaces();
  // Where many nodes are placed by force this tells when it is done; until then they stand as they begin.
  ForceJob& force() { return force_; }
  void layOutAnew();
  // By the names of nodes; a place is a share of width and height.
  const std::map<std::string, QPointF>& handPlaces() const { return handPlaces_; }
  void setHandPlaces(std::map<std::string, QPointF> places);
  const StageLayout& layout() const { return layout_; }

  // Colours, fonts or zoom have changed.
  void restyle();
  // Stretches the static layer while zooming goes on; settle() paints it anew.
  void settle() { isLayerStale_ = true; }

  // What happened in passing since the frame before, told while it is played: it is shown for a moment, fading with
  // animation time.
  void follow(RecordId before, RecordId now, Duration animation);
  void forgetPassing();

  void paint(QPainter& painter, double pixelRatio, Duration animation);
  // Without sprites, for vector formats and printing.
  void paintDirectly(QPainter& painter, Duration animation);

  std::optional<NodeId> nodeAt(QPointF pixels) const;
  std::optional<RecordId> messageAt(QPointF pixels) const;  // by the event that ends it
  std::optional<std::pair<NodeId, NodeId>> linkAt(QPointF pixels) const;
  std::optional<QPointF> pixelsOf(NodeId node) const;  // nothing for one that is not drawn
  // In pixels, of a node that is drawn.
  double radiusOf(NodeId node) const { return sizes_[*slot_[index(node)]].radius; }
  // The nodes that are drawn, in order.
  const std::vector<NodeId>& shown() const { return shown_; }

 private:
  struct Sprite {
    NodePicture picture;
    QPixmap pixmap;
    QPointF origin;
  };
  struct MessagePlace {
    RecordId ends;
    QPointF at;
    double angle = 0;
    MessagePicture picture;
    std::int64_t attempt = 1;
    std::optional<double> bulk;  // its share of the bandwidth
    QPointF from, to;            // the ends of its way
  };
  // What is over already, but stays to be seen for a moment.
  struct Passing {
    NodeId from, to;
    MessagePicture picture;
    bool isLost = false;
    double lostAt = 1;  // how far it came, as a share of its way
    Duration since;
    bool isSameWay(const Passing& other) const {
      return from == other.from && to == other.to && picture == other.picture && isLost == other.isLost;
    }
  };
  struct Flash {
    NodeId node;
    Tone tone;
    Duration since;
  };

  void applyHandPlaces();
  void measure();
  bool isHidden(NodeId node) const;
  bool isHiddenMessage(NameId name, MessageLook look) const;
  NodePicture pictureOf(NodeId node, const std::vector<bool>& inChain) const;
  // Ends of the way from rim to rim; nothing where a node is not drawn, or they touch.
  std::optional<std::pair<QPointF, QPointF>> way(NodeId from, NodeId to) const;
  void placeMessages();
  // Each pair of nodes between which nothing passes: from, to, whether both ways.
  void forEachWall(const std::function<void(NodeId, NodeId, bool)>& wall) const;
  std::unordered_set<std::uint64_t> blockedWays() const;
  // Whether a link joins them; true where there are too many links to be drawn.
  bool isLinked(NodeId from, NodeId to) const;
  void paintLayer(QPainter& painter) const;
  void paintPassing(QPainter& painter, double pixelRatio, Duration animation);
  void paintSprite(QPainter& painter, const MessagePicture& picture, double angle, QPointF at, double pixelRatio);
  void paintMessages(QPainter& painter, double pixelRatio, bool directly);
  void paintBulk(QPainter& painter, const MessagePlace& message) const;
  void paintNodes(QPainter& painter, double pixelRatio, bool directly);
  void paintWalls(QPainter& painter) const;
  void paintFaults(QPainter& painter) const;
  double widthBesideNodes(double left, double top, double bottom) const;
  void paintFlashes(QPainter& painter, Duration animation) const;
  void paintChain(QPainter& painter) const;
  Sprite spriteOf(const NodePicture& picture, double pixelRatio);
  const QPixmap& messageSprite(const MessagePicture& picture, double angle, QPointF fraction, double pixelRatio);
  double messageSize() const { return messageSize_; }

  RunSession& session_;
  const Marks& marks_;
  const Show& show_;
  GlyphReader glyphs_;
  MessageReader reader_;
  StageViewPort port_;
  StageLayout layout_;
  ForceJob force_;
  std::vector<NodeId> forcedFor_;            // the nodes that force_ places
  std::unordered_set<std::uint64_t> links_;  // those that are drawn, both ways
  std::map<std::string, QPointF> handPlaces_;
  bool hiddenShown_ = false;

  std::vector<NodeId> shown_;
  std::vector<std::optional<std::size_t>> slot_;  // by node: position in the layout
  struct Size {
    double radius = 10;
    bool isLabelled = true;
  };
  std::vector<Size> sizes_;  // by position in the layout; the same within a group
  double messageSize_ = 6;

  QPixmap layer_;
  StageViewPort layerPort_;
  bool isLayerStale_ = true;
  std::vector<Sprite> sprites_;  // by node
  QHash<QString, Sprite> nodeSprites_;
  QHash<quint64, QPixmap> messageSprites_;
  std::vector<MessagePlace> messages_;
  std::vector<Passing> passing_;
  Instant followed_ = Instant::max();  // the moment of the frame before; the greatest: there was none
  std::vector<Flash> flashes_;
};

}  // namespace orrery::gui
