// A city office's log of a year, beside the one fixed rule that was found for each type of request.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "support/calendars.hpp"
#include "support/case_files.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

constexpr const char* kOffice =
    "calendar: city_office\ntimezone: America/New_York\nweek: { mon-fri: [\"08:30-17:00\"] }\n"
    "exceptions: { 2015-01-01: closed, 2015-01-19: closed, 2015-02-16: closed, 2015-04-20: closed, 2015-05-25: "
    "closed,\n"
    "  2015-09-07: closed, 2015-10-12: closed, 2015-11-11: closed, 2015-11-26: closed, 2015-12-25: closed,\n"
    "  2016-01-01: closed, 2016-01-18: closed, 2016-02-15: closed }\n"
    "counting: { received: next_opening, end: same_time }\n";

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> fields;
  std::istringstream parts(line);
  for (std::string part; std::getline(parts, part, separator);) fields.push_back(part);
  return fields;
}

// `Graffiti Removal;2129;45 working days;91.4%`
std::map<std::string, Budget> rules_of(const std::string& path) {
  std::map<std::string, Budget> rules;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the head
  while (std::getline(file, line)) {
    const auto fields = split(line, ';');
    if (fields.size() < 3) continue;
    const auto count = std::stoi(fields[2]);
    const bool is_workdays = fields[2].find("working") != std::string::npos;
    rules.emplace(fields[0],
                  is_workdays ? Budget::workdays(count)
                              : Budget::days(count, {.end = Counting::End::same_time, .roll = Counting::Roll::none}));
  }
  return rules;
}

}  // namespace

TEST_CASE("calendar: nineteen of twenty due times of a city office's log are those of one rule for each type") {
  const auto cases = case_folder("logs");
  if (!cases) return;
  const auto folder = *cases + "/";
  const auto rules = rules_of(folder + "boston311_rules.txt");
  REQUIRE(rules.size() >= 28);
  const auto office = calendar(kOffice);
  const auto always = Calendar::always(office.zone());
  std::ifstream log(folder + "boston311_2015_dev.csv");
  std::string line;
  std::getline(log, line);  // the head
  int asked = 0, same = 0;
  while (std::getline(log, line)) {
    const auto fields = split(line, ',');
    const auto rule = fields.size() > 8 ? rules.find(fields[8]) : rules.end();
    const auto start = fields.size() > 8 ? parse_instant(fields[1], office.zone()) : Result<Instant>(Error{});
    const auto target = fields.size() > 8 ? parse_instant(fields[2], office.zone()) : Result<Instant>(Error{});
    if (rule == rules.end() || !start || !target) continue;
    const bool is_workdays = std::holds_alternative<Budget::Workdays>(rule->second.kind());
    const auto due = (is_workdays ? office : always).due(*start, rule->second);
    REQUIRE(due);
    ++asked;
    same += std::chrono::abs(due->at - *target) <= std::chrono::seconds{60} ? 1 : 0;
  }
  MESSAGE(same << " of " << asked << " within a minute");
  CHECK(asked > 23'000);
  CHECK(same * 1000LL >= asked * 964LL);
}
