#include "calendar/holidays.hpp"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "support/calendars.hpp"
#include "support/case_files.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

std::string complaint(const std::string& text) {
  Diagnostics diagnostics;
  const auto root = yaml::parse("cn/2026.yaml", text, diagnostics);
  REQUIRE(root);
  CHECK_FALSE(read_holidays(*root, std::nullopt, diagnostics));
  return diagnostics.empty() ? "none" : diagnostics.front().code + ": " + diagnostics.front().message;
}

std::string year_of(const std::string& holiday) {
  return "holidays: cn/2026\nnotice: x\ndays: { labour_day: " + holiday + " }\n";
}

}  // namespace

TEST_CASE("holidays: every shipped year has the days of the State Council's notice") {
  const auto folder = case_folder("holidays");
  if (!folder) return;
  for (int year = 2007; year <= 2026; ++year) {
    CAPTURE(year);
    const auto file = sources().holidays("cn/" + std::to_string(year));
    REQUIRE(file);
    const auto expected = nlohmann::json::parse(file_text(*folder + "/holiday-cn/" + std::to_string(year) + ".json"));
    std::map<std::string, bool> ours, theirs;
    std::set<std::string> notices;
    for (const auto& day : file->days) {
      ours[to_string(day.date)] = day.is_off;
      notices.insert(day.notice);
    }
    for (const auto& day : expected["days"]) theirs[day["date"]] = day["isOffDay"];
    CHECK(ours == theirs);
    for (const auto& paper : expected["papers"]) CHECK(notices.count(paper.get<std::string>()) == 1);
  }
}

TEST_CASE("holidays: an amendment replaces the holiday it names from the day it was published") {
  const auto count = [](std::optional<Date> known_on) { return sources(known_on).holidays("cn/2019")->days.size(); };
  CHECK(count(2019y / 3 / 21) == 26);
  CHECK(count(2019y / 3 / 22) == 31);
  const auto before = sources(2020y / 1 / 20).holidays("cn/2020");
  const auto is_off = [](const HolidayYear& year, Date date) -> std::optional<bool> {
    for (const auto& day : year.days) {
      if (day.date == date) return day.is_off;
    }
    return std::nullopt;
  };
  CHECK(is_off(*before, 2020y / 2 / 1) == false);
  CHECK(is_off(*before, 2020y / 1 / 31) == std::nullopt);
  CHECK(is_off(*sources().holidays("cn/2020"), 2020y / 2 / 1) == true);
  CHECK(is_off(*sources().holidays("cn/2020"), 2020y / 1 / 31) == true);
}

TEST_CASE("holidays: dates of another year, dates listed twice, no days and unknown keys are refused") {
  CHECK(complaint(year_of("{ name: 劳动节, off: 2025-05-01 }")) ==
        "wrong-year: `2025-05-01` does not belong into the holidays `cn/2026`");
  CHECK(complaint(year_of("{ name: 劳动节, off: 2026-05-01, work: 2026-05-01 }"))
            .find("duplicate-date: `2026-05-01` is listed twice") == 0);
  CHECK(complaint(year_of("{ name: 劳动节 }")) == "no-holidays: a holiday needs days `off` or days of `work`");
  CHECK(complaint(year_of("{ name: 劳动节, of: 2026-05-01 }")).find("unknown-key: key `of`") == 0);
  CHECK(complaint(year_of("{ name: 劳动节, off: 2026-02-30 }")).find("bad-date") == 0);
  CHECK(complaint("holidays: cn/2026\nnotice: x\ndays: {}\n").find("no-holidays") == 0);
  CHECK(complaint("holidays: cn-2026\nnotice: x\ndays: { a: { name: x, off: 2026-05-01 } }\n").find("bad-name") == 0);
  CHECK(complaint("holidays: cn/2026\ndays: { a: { name: x, off: 2026-05-01 } }\n") ==
        "missing-key: key `notice` is missing");
}

TEST_CASE("holidays: the December before the year may stand in its file") {
  const auto year = sources().holidays("cn/2007");
  CHECK(to_string(year->days.front().date) == "2006-12-30");
  CHECK_FALSE(year->days.front().is_off);
}
