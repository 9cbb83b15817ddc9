#include "docket/budget.hpp"

#include <doctest/doctest.h>

using namespace docket;
using namespace std::chrono_literals;

TEST_CASE("budget: every scalar form is read, printed again, and said in English and Chinese") {
  struct Row {
    const char* text;
    const char* printed;
    const char* en;
    const char* zh;
  };
  for (const auto& row :
       {Row{"2h", "2h", "2h", "2 小时"}, Row{"90m", "1h 30m", "1h 30m", "1 小时 30 分钟"},
        Row{"48h wall", "48h wall", "48h day and night", "48 小时（昼夜连续）"},
        Row{"1 workday", "1 workday", "1 workday", "1 个工作日"},
        Row{"3 workdays", "3 workdays", "3 workdays", "3 个工作日"}, Row{"10 days", "10 days", "10 days", "10 天"},
        Row{"3 months", "3 months", "3 months", "3 个月"}, Row{"today", "today", "today", "当日"},
        Row{"not before 48h", "not before 48h", "not before 48h", "不早于 48 小时 后"},
        Row{"valid 30 days", "valid 30 days", "valid 30 days", "有效期 30 天"}}) {
    CAPTURE(row.text);
    const auto budget = parse_budget(row.text);
    REQUIRE(budget);
    CHECK(to_string(*budget) == row.printed);
    CHECK(*parse_budget(to_string(*budget)) == *budget);
    CHECK(to_text(*budget, Language::en) == row.en);
    CHECK(to_text(*budget, Language::zh) == row.zh);
  }
}

TEST_CASE("budget: what could be meant two ways, or is none, is refused with what would be right") {
  struct Row {
    const char* text;
    const char* message;
  };
  for (const auto& row :
       {Row{"1d", "`1d` is not a budget; write `1 workday`, `1 day` or hours: `d` could mean either"},
        Row{"3 workday s", "`3 workday s` is not a budget; write `3 workdays`"},
        Row{"3 wrkdays", "`3 wrkdays` is not a budget; write `3 workdays`"},
        Row{"0 workdays", "`0 workdays` is not a budget; write a whole number of days from 1 on"},
        Row{"soon", "`soon` is not a budget; write `2h 30m`, `3 workdays`, `10 days`, `3 months` or `today`"}}) {
    CAPTURE(row.text);
    const auto budget = parse_budget(row.text);
    REQUIRE_FALSE(budget);
    CHECK(budget.error().message == row.message);
  }
  for (const char* text : {"3661 days", "123 months", "99999999999999999999 workdays", "87841h"}) {
    CAPTURE(text);
    CHECK(parse_budget(text).error().code == ErrorCode::limit_exceeded);
  }
  CHECK(parse_budget("3660 days"));
}

TEST_CASE("budget: combinations and options print as the map they are written as") {
  const auto both =
      Budget::combined(Budget::Combination::first_of, {Budget::open(WorkingTime{2h}), Budget::workdays(1)});
  CHECK(to_string(both) == "{first_of: [2h, 1 workday]}");
  CHECK(to_text(both, Language::en) == "the earliest of 2h, 1 workday");
  CHECK(to_text(both, Language::zh) == "2 小时、1 个工作日（以先到者为准）");
  const auto noon =
      Budget::workdays(3, {.start = Counting::Start::same_day, .end = Counting::End::at_time, .end_at = 12h});
  CHECK(to_string(noon) == "{length: 3 workdays, start: same_day, end: \"12:00\"}");
  CHECK_FALSE(noon == Budget::workdays(3));
}
