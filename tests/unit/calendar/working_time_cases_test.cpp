// Every working-time case of other projects, counted file by file.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "support/calendars.hpp"
#include "support/case_files.hpp"
#include "support/working_time_case.hpp"

using namespace docket::testing;

namespace {

std::set<std::string> json_files(const std::string& folder) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const bool is_case_file = entry.path().extension() == ".json" && entry.path().filename() != "README.json";
    if (is_case_file) files.insert(entry.path().string());
  }
  return files;
}

}  // namespace

TEST_CASE("calendar: agrees with every working-time case of other projects") {
  const auto folder = case_folder("working-time");
  if (!folder) return;
  for (const auto& file : json_files(*folder)) {
    const auto cases = Json::parse(file_text(file)).at("cases");
    int passed = 0;
    int failed = 0;
    for (const auto& kase : cases) {
      const auto given = answer(kase);
      const bool is_right = agrees(kase, given);
      ++(is_right ? passed : failed);
      if (!is_right) {
        INFO(kase.dump());
        FAIL_CHECK(kase.at("id").get<std::string>()
                   << " expects " << kase.value("expected", Json()) << " but the answer is " << given);
      }
    }
    MESSAGE(std::filesystem::path(file).filename().string() << ": " << passed << " passed, " << failed << " failed");
    CHECK(passed > 0);
  }
}
