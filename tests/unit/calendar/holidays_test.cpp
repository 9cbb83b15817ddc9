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
  CHECK_FALSE(read_holidays(*root, diagnostics));
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
  struct Row {
    int year;
    Date known_on;
    Date date;
    std::string is;
  };
  for (const auto& row :
       {Row{2015, 2015y / 5 / 12, 2015y / 9 / 3, "ordinary"}, Row{2015, 2015y / 5 / 12, 2015y / 9 / 6, "ordinary"},
        Row{2015, 2015y / 5 / 13, 2015y / 9 / 3, "off"}, Row{2015, 2015y / 5 / 13, 2015y / 9 / 6, "work"},
        Row{2019, 2019y / 3 / 21, 2019y / 5 / 2, "ordinary"}, Row{2019, 2019y / 3 / 22, 2019y / 5 / 2, "off"},
        Row{2019, 2019y / 3 / 22, 2019y / 4 / 28, "work"}, Row{2020, 2020y / 1 / 26, 2020y / 2 / 1, "work"},
        Row{2020, 2020y / 1 / 26, 2020y / 1 / 31, "ordinary"}, Row{2020, 2020y / 1 / 27, 2020y / 2 / 1, "off"},
        Row{2020, 2020y / 1 / 27, 2020y / 1 / 31, "off"}, Row{2020, 2020y / 1 / 27, 2020y / 2 / 3, "work"},
        Row{2020, 2019y / 11 / 20, 2020y / 1 / 1, "ordinary"}, Row{2020, 2019y / 11 / 21, 2020y / 1 / 1, "off"}}) {
    CAPTURE(to_string(row.known_on));
    CAPTURE(to_string(row.date));
    std::string is = "ordinary";
    for (const auto& day : days_as_of(*sources().holidays("cn/" + std::to_string(row.year)), row.known_on)) {
      if (day.date == row.date) is = day.is_off ? "off" : "work";
    }
    CHECK(is == row.is);
  }
}

TEST_CASE("holidays: an amendment of an amendment stands alone, and both come in the order of their days") {
  const auto year = [](const std::string& second_published) {
    return "holidays: cn/2026\nnotice: a\npublished: 2025-11-04\ndays: { spring: { name: x, off: 2026-02-15 } }\n"
           "amendments:\n"
           "  first: { notice: b, published: 2026-01-05, days: { spring: { name: x, off: 2026-02-16 } } }\n"
           "  second: { notice: c, published: " +
           second_published + ", days: { spring: { name: x, off: 2026-02-17 } } }\n";
  };
  Diagnostics diagnostics;
  const auto root = yaml::parse("cn/2026.yaml", year("2026-01-20"), diagnostics);
  const auto read = read_holidays(*root, diagnostics);
  REQUIRE(read);
  const auto known = [&](Date date) {
    const auto days = days_as_of(*read, date);
    return days.size() == 1 ? to_string(days.front().date) + " " + days.front().notice : std::to_string(days.size());
  };
  CHECK(known(2025y / 11 / 3) == "0");
  CHECK(known(2025y / 11 / 4) == "2026-02-15 a");
  CHECK(known(2026y / 1 / 4) == "2026-02-15 a");
  CHECK(known(2026y / 1 / 5) == "2026-02-16 b");
  CHECK(known(2026y / 1 / 19) == "2026-02-16 b");
  CHECK(known(2026y / 1 / 20) == "2026-02-17 c");
  CHECK(complaint(year("2026-01-04")) ==
        "unordered-amendments: the amendment `second` was published before the notice it follows, of `2026-01-05`");
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
