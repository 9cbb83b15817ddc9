// The limits of the processes against dates worked out by hand: limits_of_processes.txt, a line a case.
#include <doctest/doctest.h>

#include <map>
#include <sstream>

#include "docket/recurrence.hpp"
#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

using Fields = std::vector<std::string>;

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Fields fields_of(const std::string& line) {
  Fields fields;
  std::istringstream parts(line);
  for (std::string part; std::getline(parts, part, '|');) fields.push_back(trimmed(part));
  return fields;
}

Calendar calendar_of(const std::string& name) {
  return name == "always" ? Calendar::always(zone("Asia/Shanghai")) : shipped_calendar(name);
}

Instant due_of(const Calendar& calendar, const std::string& start, const std::string& budget_text) {
  const auto budget = parse_budget(budget_text);
  REQUIRE(budget);
  const auto due = calendar.due(at(start), *budget);
  REQUIRE(due);
  return due->at;
}

Stretch stretch_of(const std::string& text) {
  const auto dots = text.find("..");
  return {at(text.substr(0, dots)), at(text.substr(dots + 2))};
}

void check_pause(const Calendar& calendar, const Fields& fields) {
  const auto pause = stretch_of(fields[4]);
  const auto budget = parse_budget(fields[3]);
  REQUIRE(budget);
  const Paused paused = calendar.paused_in(pause);
  const auto due = calendar.due(at(fields[2]), *budget, std::span(&paused, 1));
  REQUIRE(due);
  CHECK(in_shanghai(due->at) == fields[5]);
}

void check_elapsed(const Calendar& calendar, const Fields& fields) {
  const auto span = stretch_of(fields[2]);
  const auto open = calendar.open_time_between(span.from, span.until);
  CHECK(to_string(Budget::open(open)) == fields[3]);
}

void check_duty(const Calendar& calendar, const Fields& fields) {
  static const std::map<std::string, DayOff> kDayOffs = {{"next_workday", DayOff::next_workday},
                                                         {"previous_workday", DayOff::previous_workday},
                                                         {"none", DayOff::none},
                                                         {"skip", DayOff::skip}};
  const auto recurrence = Recurrence::of_days(fields[2], 2025y / 1 / 1);
  REQUIRE(recurrence);
  const auto next = next_occurrence(*recurrence, calendar, kDayOffs.at(fields[4]), at(fields[3] + " 00:00"));
  REQUIRE(next);
  CHECK(in_shanghai(next->at) == fields[5] + " 00:00");
}

}  // namespace

TEST_CASE("limits: every limit of the processes ends where it was worked out by hand") {
  std::istringstream lines(file_text(std::string(DOCKET_SOURCE_DIR) + "/tests/unit/calendar/limits_of_processes.txt"));
  int number = 0, cases = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    CAPTURE(number);
    CAPTURE(line);
    const auto fields = fields_of(line);
    REQUIRE(fields.size() >= 5);
    const auto calendar = calendar_of(fields[1]);
    ++cases;
    if (fields[0] == "due")
      CHECK(in_shanghai(due_of(calendar, fields[2], fields[3])) == fields[4]);
    else if (fields[0] == "pause")
      check_pause(calendar, fields);
    else if (fields[0] == "elapsed")
      check_elapsed(calendar, fields);
    else if (fields[0] == "duty")
      check_duty(calendar, fields);
    else
      FAIL("unknown kind of case");
  }
  CHECK(cases >= 110);
}
