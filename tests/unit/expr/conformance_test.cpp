// The specification's own suite.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/case_files.hpp"
#include "support/cel_case.hpp"

using namespace docket;
using namespace docket::testing;

TEST_CASE("expression: every case of the CEL specification's suite gives the answer it names") {
  const auto folder = case_folder("cel");
  if (!folder) return;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::size_t all = 0;
  for (const auto& path : files) {
    std::ifstream file(path);
    const auto cases = nlohmann::json::parse(file);
    std::size_t failed = 0;
    for (const auto& each : cases) {
      const auto failure = failure_of(each);
      if (!failure) continue;
      ++failed;
      const std::string name =
          path.stem().string() + "/" + each.at("section").get<std::string>() + "/" + each.at("name").get<std::string>();
      const std::string text = each.at("expr").get<std::string>() + "\n    " + *failure;
      FAIL_CHECK(name << ": " << text);
    }
    all += cases.size();
    MESSAGE(path.filename().string() << ": " << cases.size() - failed << " passed, " << failed << " failed");
  }
  CHECK(all > 0);
  MESSAGE("cel: " << all << " cases");
}
