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
  CHECK_FALSE(holidays_from_notice("2031.json", json, "cn", diagnostics));
  return diagnostics.empty() ? "none" : diagnostics.front().code + ": " + diagnostics.front().message;
}

HolidayYear read(const HolidayFile& file) {
  Diagnostics diagnostics;
  const auto root = yaml::parse(file.name, file.yaml, diagnostics);
  REQUIRE(root);
  const auto year = read_holidays(*root, diagnostics);
  REQUIRE(year);
  return *year;
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
  const auto file = holidays_from_notice("2031.json", kNotice, "cn", diagnostics);
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
        holidays_from_notice(name + ".json", file_text(*folder + "/holiday-cn/" + name + ".json"), "cn", diagnostics);
    for (const auto& diagnostic : diagnostics) MESSAGE(render(diagnostic));
    REQUIRE(file);
    CHECK(holiday_changes(sources().holidays("cn/" + name), read(*file)).empty());
  }
}

TEST_CASE("holiday notice: what an amendment changed is told date by date") {
  const auto changes = holiday_changes(year_as_of(2020y / 1 / 1), *sources().holidays("cn/2020"));
  CHECK(changes == std::vector<std::string>{"2020-01-31: ordinary day -> day off (春节)",
                                            "2020-02-01: make-up working day -> day off (春节)",
                                            "2020-02-02: ordinary day -> day off (春节)",
                                            "2020-02-03: ordinary day -> make-up working day (春节)"});
  CHECK(holiday_changes(std::nullopt, *sources().holidays("cn/2014")).size() == 27);
}

TEST_CASE("holiday notice: an empty, broken or contradictory notice is refused") {
  CHECK(complaint("{\"year\": 2031, \"papers\": [], \"days\": []}") ==
        "no-holidays: the notice for 2031 is not out yet: there are no days in it");
  CHECK(complaint("{\"year\": 2031, \"days\": []}") == "missing-key: key `papers` is missing");
  CHECK(complaint(replaced(kNotice, "\"isOffDay\": true", "\"isOffDay\": maybe")).find("wrong-type") == 0);
  CHECK(complaint(replaced(kNotice, "2031-01-02", "2031-02-30")).find("bad-date") == 0);
  CHECK(complaint(replaced(kNotice, "2031-01-02", "2031-01-01")).find("duplicate-date") == 0);
  CHECK(complaint(replaced(kNotice, "2031-01-02", "2029-01-02")).find("wrong-year") == 0);
}
