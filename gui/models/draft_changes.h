// What was changed from one text of a scenario to the next, as settings.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace orrery::gui {

// In the order of the second text, what it lacks last: "system.server.count=5", as `--set` writes it, or
// "show.hide is gone". What the variant sets is told as the setting that it is. Lists other than those of things with
// an id are told by position, or whole where they differ in length. Nothing where one of the texts cannot be read;
// empty where they differ in comments and spaces alone.
std::optional<std::vector<std::string>> draftChanges(const std::string& before, const std::string& after,
                                                     const std::string& variant);

// The first of them, and how many more there are: "system.server.count=5, +2 more".
std::string summaryOf(const std::vector<std::string>& changes);

}  // namespace orrery::gui
