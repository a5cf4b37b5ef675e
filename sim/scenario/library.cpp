#include "scenario/library.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/text_file.h"
#include "scenario/yaml_tree.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".yaml";
constexpr std::string_view kOtherThings[] = {"lessons", "platforms", "guide"};

std::vector<fs::path> sorted_content(const fs::path& directory) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
    out.push_back(at->path());
  std::sort(out.begin(), out.end());
  return out;
}

struct File {
  std::string name;
  fs::path path;
};

std::vector<File> library_files(const std::string& directory) {
  std::vector<File> files;
  for (const fs::path& folder : sorted_content(directory)) {
    const std::string pattern = folder.filename().string();
    std::error_code error;
    if (!fs::is_directory(folder, error)) continue;
    if (std::find(std::begin(kOtherThings), std::end(kOtherThings), pattern) != std::end(kOtherThings)) continue;
    for (const fs::path& file : sorted_content(folder))
      if (file.extension() == kExtension) files.push_back({pattern + "/" + file.stem().string(), file});
  }
  return files;
}

void read_head(LibraryEntry& entry) {
  const auto text = read_text_file(entry.path);
  if (!text) return;
  Reporter quiet;
  quiet.add_source(entry.path, *text);
  const auto root = parse_yaml(*text, quiet);
  if (!root) return;
  if (const YamlEntry* title = root->find("title")) entry.title = title->value.text;
  if (const YamlEntry* patterns = root->find("patterns"))
    for (const YamlNode& pattern : patterns->value.items) entry.patterns.push_back(pattern.text);
}

// The name that is meant. The parts behind the slash are compared where the pattern is right or not given: that all
// share a pattern makes no two of them alike.
std::string nearest_scenario(std::string_view name, const std::vector<File>& files) {
  std::vector<std::string_view> names, short_names;
  for (const File& file : files) {
    names.push_back(file.name);
    short_names.push_back(std::string_view(file.name).substr(file.name.find('/') + 1));
  }
  const std::string nearest = nearest_name(name.substr(name.rfind('/') + 1), short_names);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!nearest.empty() && short_names[i] == nearest) return std::string(names[i]);
  const std::string_view folder = name.substr(0, name.find('/') + 1);
  const bool is_known = std::any_of(
      names.begin(), names.end(), [&](std::string_view known) { return !folder.empty() && known.starts_with(folder); });
  return is_known ? std::string() : nearest_name(name, names);
}

bool is_pattern(std::string_view name, const std::vector<File>& files) {
  return std::any_of(files.begin(), files.end(),
                     [&](const File& file) { return file.name.starts_with(fmt::format("{}/", name)); });
}

// Of a name whose pattern is known, what there is of that pattern.
std::string siblings_text(std::string_view name, const std::vector<File>& files) {
  const std::string folder =
      is_pattern(name, files) ? fmt::format("{}/", name) : std::string(name.substr(0, name.find('/') + 1));
  std::vector<std::string_view> names;
  for (const File& file : files)
    if (!folder.empty() && file.name.starts_with(folder)) names.push_back(file.name);
  return names.empty() ? "" : fmt::format("this pattern has {}", one_of(names, 6));
}

}  // namespace

std::string library_directory() {
  const char* given = std::getenv("ORRERY_SCENARIOS");
  return given != nullptr && *given != '\0' ? given : ORRERY_SCENARIO_DIR;
}

std::vector<LibraryEntry> library_entries(const std::string& directory) {
  std::vector<LibraryEntry> entries;
  for (const File& file : library_files(directory)) {
    LibraryEntry entry{file.name, file.path.string(), "", {}};
    read_head(entry);
    entries.push_back(std::move(entry));
  }
  return entries;
}

tl::expected<FoundScenario, Diagnostic> find_scenario(std::string_view path_or_name, const std::string& directory) {
  const std::vector<File> files = library_files(directory);
  std::string_view name = path_or_name;
  if (name.ends_with(kExtension)) name.remove_suffix(kExtension.size());
  const std::string path(path_or_name);
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_directory(path, error)) {
    for (const File& file : files)
      if (fs::equivalent(file.path, path, error)) return FoundScenario{path, file.name};
    return FoundScenario{path, path};
  }
  for (const File& file : files)
    if (file.name == name) return FoundScenario{file.path.string(), file.name};

  Diagnostic diagnostic;
  diagnostic.file = path;
  const bool is_directory = fs::is_directory(path, error);
  diagnostic.text =
      is_directory ? "this is a directory, not a scenario file" : "there is no such file and no such scenario";
  const std::string nearest = is_pattern(name, files) ? "" : nearest_scenario(name, files);
  diagnostic.note = nearest.empty() ? siblings_text(name, files) : fmt::format("did you mean '{}'?", nearest);
  // Whoever names a file by its ending has not looked for it in the library.
  if (name == path_or_name && !is_directory)
    diagnostic.note += fmt::format("{}`orrery list scenarios` shows every one", diagnostic.note.empty() ? "" : "\n");
  return tl::unexpected(std::move(diagnostic));
}

}  // namespace orrery
