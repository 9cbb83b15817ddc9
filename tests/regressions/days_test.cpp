// days/due.tsv: when limits counted in days are due on the office's calendar, worked out by a program that
// shares no code with this one.  42 of the 80 were right before days were counted from the date.
#include <doctest/doctest.h>

#include <sstream>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;

TEST_CASE("regressions: 80 limits in days, weeks off and late evenings among them, are due when they should be") {
  const auto office = shipped_calendar("office");
  std::istringstream lines(file_text(std::string(DOCKET_SOURCE_DIR) + "/tests/regressions/days/due.tsv"));
  std::string line;
  std::getline(lines, line);  // the head
  int count = 0;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string budget, from, due;
    std::getline(fields, budget, '\t');
    std::getline(fields, from, '\t');
    std::getline(fields, due, '\t');
    CAPTURE(line);
    const auto found = office.due(at(from), *parse_budget(budget));
    REQUIRE(found);
    CHECK(in_shanghai(found->at) == due);
    ++count;
  }
  CHECK(count == 80);
}
