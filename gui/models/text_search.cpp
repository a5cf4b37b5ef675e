#include "models/text_search.h"

#include <algorithm>

namespace orrery::gui {

QList<int> placesOf(const QString& words, const QString& text) {
  QList<int> all;
  if (words.isEmpty()) return all;
  for (qsizetype at = text.indexOf(words, 0, Qt::CaseInsensitive); at >= 0;
       at = text.indexOf(words, at + words.size(), Qt::CaseInsensitive))
    all << static_cast<int>(at);
  return all;
}

int nextPlace(const QList<int>& places, int position, bool forward) {
  if (places.isEmpty()) return -1;
  const auto found = forward ? std::upper_bound(places.begin(), places.end(), position)
                             : std::lower_bound(places.begin(), places.end(), position);
  if (forward) return found == places.end() ? 0 : static_cast<int>(found - places.begin());
  return static_cast<int>(found == places.begin() ? places.size() : found - places.begin()) - 1;
}

}  // namespace orrery::gui
