// Tested by tests/unit/runtime/folder_walk_test.cpp
#include "runtime/folder_walk.hpp"

#include <algorithm>
#include <set>

namespace docket {
namespace {

namespace fs = std::filesystem;

// To a folder that the link lies in: going on would never end.
bool leads_back(const fs::path& link) {
  std::error_code failure;
  const auto meant = fs::canonical(link, failure);
  const auto here = failure ? fs::path() : fs::canonical(link.parent_path(), failure);
  if (failure) return true;
  return std::mismatch(meant.begin(), meant.end(), here.begin(), here.end()).first == meant.end();
}

}  // namespace

std::vector<fs::path> files_below(const fs::path& folder, std::error_code& failure) {
  std::vector<fs::path> files;
  fs::recursive_directory_iterator walk(folder, fs::directory_options::follow_directory_symlink, failure), end;
  if (failure) return files;
  std::set<fs::path> linked;  // each once, so that links to each other end
  for (std::error_code passed_over; walk != end; walk.increment(passed_over)) {
    const bool is_link = walk->is_symlink(passed_over) && walk->is_directory(passed_over);
    if (is_link && (leads_back(walk->path()) || !linked.insert(fs::canonical(walk->path(), passed_over)).second))
      walk.disable_recursion_pending();
    else if (walk->is_regular_file(passed_over))
      files.push_back(walk->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace docket
