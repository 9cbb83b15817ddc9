// Rules may lie behind a link to a folder; a link back to where one came from ends there.
#include "runtime/folder_walk.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "docket/runtime.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using namespace docket::testing;

TEST_CASE("folder walk: a linked folder is read, and one that leads back is not gone round for ever") {
  namespace fs = std::filesystem;
  const TempDir folder("folder-walk");
  fs::create_directories(folder.path() / "rules");
  fs::create_directories(folder.path() / "shared/deep");
  std::ofstream(folder.path() / "rules/w.yaml")
      << "workflow: w\nversion: 1\ncalendar: office\nstates: { a: { on: { go: b } }, b: { type: final } }\n";
  std::ofstream(folder.path() / "shared/deep/office.yaml")
      << "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  fs::create_directory_symlink(folder.path() / "shared", folder.path() / "rules/linked");
  fs::create_directory_symlink(folder.path() / "rules", folder.path() / "rules/back");
  fs::create_directory_symlink(folder.path(), folder.path() / "shared/out");
  std::error_code failure;
  std::vector<std::string> names;
  for (const auto& file : files_below(folder.path() / "rules", failure))
    names.push_back(file.lexically_relative(folder.path() / "rules").generic_string());
  CHECK(!failure);
  CHECK(std::count(names.begin(), names.end(), "w.yaml") == 1);
  CHECK(std::count(names.begin(), names.end(), "linked/deep/office.yaml") == 1);
  CHECK(names.size() < 10);
}
