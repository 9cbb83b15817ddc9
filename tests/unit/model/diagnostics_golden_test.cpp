// Every bad rule file in tests/golden/diagnostics/ and what its author is told.
//
// `<name>.yaml` is one file, loaded beside the calendar `office`; `<name>/` is a set of its own.
// `<name>.txt` holds all diagnostics.  DOCKET_UPDATE_GOLDEN=1 writes the .txt files anew: read them
// then as a rule author would - is it true, is it in its place, would you know what to do?
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "docket/rule_book.hpp"
#include "docket/runtime.hpp"

using namespace docket;

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(DOCKET_SOURCE_DIR) / "tests/golden/diagnostics";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> cases() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.is_directory() || entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

LoadReport load(const fs::path& path) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::directory_iterator(path))
      sources.files[entry.path().filename().string()] = text_of(entry.path());
  } else {
    sources.files[path.filename().string()] = text_of(path);
    sources.files["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  }
  return load_rules(std::move(sources));
}

std::string rendered(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += render(diagnostic) + "\n";
  return text;
}

}  // namespace

TEST_CASE(
    "diagnostics: every bad rule file is answered with all its mistakes, each in its place, and nothing is loaded") {
  const auto paths = cases();
  REQUIRE(paths.size() >= 45);
  for (const auto& path : paths) {
    const auto name = path.filename().string();
    CAPTURE(name);
    const auto report = load(path);
    const auto golden = kFolder / (path.stem().string() + ".txt");
    if (std::getenv("DOCKET_UPDATE_GOLDEN")) std::ofstream(golden, std::ios::binary) << rendered(report.diagnostics);
    CHECK(rendered(report.diagnostics) == text_of(golden));
    CHECK(report.rules.has_value() == !has_errors(report.diagnostics));
  }
}
