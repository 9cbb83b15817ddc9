#include <doctest/doctest.h>

#include <fstream>

#include "docket/runtime.hpp"
#include "support/temp_dir.hpp"

using namespace docket;

namespace {

const char* const kOffice = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";

void write(const testing::TempDir& folder, const std::string& name, const std::string& text) {
  const auto path = folder.path() / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("rule files: .yaml and .yml below the folder are rules, scenarios and other files are not") {
  const testing::TempDir folder("rules");
  write(folder, "calendars/office.yaml", kOffice);
  write(folder, "night.yml", "calendar: night\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"20:00-24:00\"] }\n");
  write(folder, "a.scenario.yaml", "nonsense: [");
  write(folder, "README.md", "nonsense: [");
  const auto report = read_rules(folder.path().string());
  REQUIRE(report.rules);
  CHECK(report.rules->calendars() == std::vector<std::string>{"always", "night", "office"});
  CHECK(report.rules->files().contains("calendars/office.yaml"));
}

TEST_CASE("rule files: a folder that is missing, a file, or empty of rules is one mistake that names it") {
  const testing::TempDir folder("rules-none");
  write(folder, "file", "");
  for (const auto& path : {folder.file("none"), folder.file("file"), folder.path().string()}) {
    const auto report = read_rules(path);
    CHECK_FALSE(report.rules);
    REQUIRE(report.diagnostics.size() == 1);
    CHECK(report.diagnostics.front().code == "unreadable-file");
    CHECK(report.diagnostics.front().span.file == path);
  }
}

TEST_CASE("rule files: a zone comes from the zone folder and never from outside of it") {
  CHECK(system_zone("Asia/Shanghai"));
  CHECK(system_zone("UTC"));
  CHECK_FALSE(system_zone("Asia/Shangai"));
  CHECK_FALSE(system_zone("../../../etc/passwd"));
  CHECK_FALSE(system_zone("/etc/passwd"));
  CHECK_FALSE(system_zone("Asia"));
  CHECK_FALSE(system_zone(""));
  CHECK_FALSE(system_zone("zone.tab"));
}
