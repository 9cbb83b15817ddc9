#include "calendar/holiday_notice.hpp"

#include <doctest/doctest.h>

#include "support/calendars.hpp"
#include "support/case_files.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kNotice =
    "{\n  \"year\": 2031,\n  \"papers\": [\"https://example.gov.cn/2031\"],\n  \"days\": [\n"
    "    {\"name\": \"元旦\", \"date\": \"2031-01-01\", \"isOffDay\": true},\n"
    "    {\"name\": \"元旦\", \"date\": \"2031-01-02\", \"isOffDay\": true},\n"
    "    {\"name\": \"元旦\", \"date\": \"2030-12-29\", \"isOffDay\": false},\n"
    "    {\"name\": \"运动会\", \"date\": \"2031-07-01\", \"isOffDay\": true}\n  ]\n}\n";

std::string complaint(const std::string& json) {
  Diagnostics diagnostics;
  CHECK_FALSE(holidays_from_notice("2031.json", json, {}, diagnostics));
  return diagnostics.empty() ? "none" : diagnostics.front().code + ": " + diagnostics.front().message;
}

HolidayYear year_as_of(Date date) {
  auto year = *sources().holidays("cn/2020");
  year.days = days_as_of(year, date);
  return year;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("holiday notice: the JSON becomes a file that reads like the notice") {
  Diagnostics diagnostics;
  const auto file = holidays_from_notice("2031.json", kNotice, {}, diagnostics);
  REQUIRE(file);
  CHECK(file->name == "cn/2031");
  CHECK(file->yaml ==
        "# 国务院办公厅关于部分节假日安排的通知：off 放假，work 调休上班\n"
        "holidays: cn/2031\n"
        "notice: https://example.gov.cn/2031\n"
        "days:\n"
        "  new_year:        { name: { zh: \"元旦\", en: \"New Year's Day\" }, off: 2031-01-01..2031-01-02, work: "
        "2030-12-29 }\n"
        "  holiday:         { name: { zh: \"运动会\" }, off: 2031-07-01 }\n");
}

TEST_CASE("holiday notice: the notices of 2007 to 2026 give the days of the shipped files") {
  const auto folder = case_folder("holidays");
  if (!folder) return;
  for (int number = 2007; number <= 2026; ++number) {
    const auto name = std::to_string(number);
    CAPTURE(name);
    Diagnostics diagnostics;
    const auto file =
        holidays_from_notice(name + ".json", file_text(*folder + "/holiday-cn/" + name + ".json"), {}, diagnostics);
    for (const auto& diagnostic : diagnostics) MESSAGE(render(diagnostic));
    REQUIRE(file);
    CHECK(holiday_changes(sources().holidays("cn/" + name), file->year).empty());
  }
}

TEST_CASE("holiday notice: what an amendment changed is told date by date") {
  const auto changes = holiday_changes(year_as_of(2020y / 1 / 1), *sources().holidays("cn/2020"));
  std::vector<std::string> texts;
  for (const auto& change : changes) texts.push_back(to_text(change, Language::en));
  CHECK(texts == std::vector<std::string>{"2020-01-31: ordinary day -> day off (Spring Festival)",
                                          "2020-02-01: make-up working day -> day off (Spring Festival)",
                                          "2020-02-02: ordinary day -> day off (Spring Festival)",
                                          "2020-02-03: ordinary day -> make-up working day (Spring Festival)"});
  CHECK(to_text(changes.front(), Language::zh) == "2020-01-31：平常日 → 放假（春节）");
  CHECK(holiday_changes(std::nullopt, *sources().holidays("cn/2014")).size() == 27);
}

TEST_CASE("holiday notice: a change in the middle of a year becomes an amendment that reads back as the notice") {
  Diagnostics diagnostics;
  const NoticeOptions options{.region = "cn", .published = 2031y / 6 / 1};
  const auto before = holidays_from_notice("2031.json", kNotice, options, diagnostics);
  const auto after = holidays_from_notice(
      "2031.json", replaced(kNotice, "2031-01-02\", \"isOffDay\": true", "2031-01-03\", \"isOffDay\": false"), options,
      diagnostics);
  REQUIRE(before);
  REQUIRE(after);
  const auto amendment = amendment_text(before->year, *after, options);
  CHECK(amendment ==
        "amendments:\n  amended:\n    notice: https://example.gov.cn/2031\n    published: 2031-06-01\n    days:\n"
        "      new_year:        { name: { zh: \"元旦\", en: \"New Year's Day\" }, off: 2031-01-01, work: [2030-12-29, "
        "2031-01-03] }\n");
  const auto root = yaml::parse("cn/2031.yaml", before->yaml + amendment, diagnostics);
  const auto year = root ? read_holidays(*root, diagnostics) : std::nullopt;
  REQUIRE(year);
  CHECK(holiday_changes(year, after->year).empty());
}

TEST_CASE("holiday notice: an empty, broken or contradictory notice is refused") {
  CHECK(complaint("{\"year\": 2031, \"papers\": [], \"days\": []}") ==
        "no-holidays: the notice for 2031 is not out yet: there are no days in it");
  CHECK(complaint("{\"year\": 2031, \"days\": []}") == "missing-key: key `papers` is missing");
  CHECK(complaint(replaced(kNotice, "\"isOffDay\": true", "\"isOffDay\": maybe")).find("wrong-type") == 0);
  CHECK(complaint(replaced(kNotice, "2031-01-02", "2031-02-30")).find("bad-date") == 0);
  CHECK(complaint(replaced(kNotice, "2031-01-02", "2031-01-01")) == "duplicate-date: `2031-01-01` is listed twice");
  CHECK(complaint(replaced(kNotice, "2031-07-01\", \"isOffDay\": true", "2031-01-01\", \"isOffDay\": false")) ==
        "duplicate-date: `2031-01-01` is listed both as a day off and as a make-up working day");
  CHECK(complaint(replaced(kNotice, "isOffDay", "isOff")).find("unknown-key: key `isOff`") == 0);
  CHECK(complaint(replaced(kNotice, "2031,", "20311,")) == "bad-year: `20311` is not a year");
  CHECK(complaint("[]").find("wrong-type") == 0);
  CHECK(complaint("{\"year\": 2031, \"papers\": \"x\", \"days\": \"y\"}").find("no-holidays") == 0);
  CHECK(complaint(replaced(kNotice, "2031-01-02", "2029-01-02")).find("wrong-year") == 0);
}
