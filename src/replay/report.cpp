// JUnit XML, as CI servers read it.
// Tested by tests/unit/model/language_examples_test.cpp
#include <algorithm>

#include "docket/scenario.hpp"

namespace docket {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      default:
        // Other control characters have no place in XML 1.0 at all.
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c;
    }
  }
  return out;
}

}  // namespace

std::string to_junit(const std::vector<ScenarioReport>& reports) {
  const auto failed =
      std::count_if(reports.begin(), reports.end(), [](const ScenarioReport& report) { return !report.passed(); });
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"" +
                    std::to_string(reports.size()) + "\" failures=\"" + std::to_string(failed) +
                    "\">\n<testsuite name=\"docket\" tests=\"" + std::to_string(reports.size()) + "\" failures=\"" +
                    std::to_string(failed) + "\">\n";
  for (const auto& report : reports) {
    const auto& title = report.title.en.empty() ? report.file : report.title.en;
    xml += "<testcase classname=\"" + escaped(report.workflow) + "\" name=\"" + escaped(title) + "\" file=\"" +
           escaped(report.file) + "\"";
    if (report.passed()) {
      xml += "/>\n";
      continue;
    }
    xml += ">\n";
    for (const auto& difference : report.differences) {
      if (difference.severity != Severity::error) continue;
      xml += "<failure message=\"" + escaped(difference.message) + "\">" + escaped(render(difference)) + "</failure>\n";
    }
    xml += "</testcase>\n";
  }
  return xml + "</testsuite>\n</testsuites>\n";
}

}  // namespace docket
