#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string explained(const Calendar& calendar, const char* start, const Budget& budget, Language language) {
  const auto explanation = calendar.explain(at(start), budget);
  REQUIRE(explanation);
  return to_text(*explanation, language);
}

std::string explained(const char* start, const char* budget, Language language) {
  return explained(shipped_calendar("office"), start, *parse_budget(budget), language);
}

}  // namespace

TEST_CASE("explanation: three workdays over National Day 2025, with its name, its notice and the make-up day") {
  CHECK(
      explained("2025-09-30 16:00", "3 workdays", Language::en) ==
      "budget  3 workdays on calendar `office` (Asia/Shanghai)  [calendar.yaml:6]\n"
      "start   2025-09-30 Tue 16:00\n"
      "  2025-09-30 Tue  working day  day 0  16:00-17:30  1h 30m  total 1h 30m\n"
      "  2025-10-01 Wed – 2025-10-08 Wed  holiday: National Day and Mid-Autumn Festival  [holidays/cn/2025.yaml:11, "
      "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm]\n"
      "  2025-10-09 Thu  working day  day 1  08:30-12:00, 13:30-17:30  7h 30m  total 9h\n"
      "  2025-10-10 Fri  working day  day 2  08:30-12:00, 13:30-17:30  7h 30m  total 16h 30m\n"
      "  2025-10-11 Sat  make-up working day: National Day and Mid-Autumn Festival  day 3  08:30-12:00, 13:30-17:30  "
      "7h 30m  total 24h  [holidays/cn/2025.yaml:11, https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm]\n"
      "due     2025-10-11 Sat 17:30");
  CHECK(explained("2025-09-30 16:00", "3 workdays", Language::zh) ==
        "期限    3 个工作日，日历 `office`（Asia/Shanghai）  [calendar.yaml:6]\n"
        "起算    2025-09-30 周二 16:00\n"
        "  2025-09-30 周二  工作日  第 0 天  16:00-17:30  1 小时 30 分钟  累计 1 小时 30 分钟\n"
        "  2025-10-01 周三 – 2025-10-08 周三  放假：国庆节、中秋节  [holidays/cn/2025.yaml:11, "
        "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm]\n"
        "  2025-10-09 周四  工作日  第 1 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 9 小时\n"
        "  2025-10-10 周五  工作日  第 2 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 16 小时 30 分钟\n"
        "  2025-10-11 周六  调休上班：国庆节、中秋节  第 3 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 24 小时  "
        "[holidays/cn/2025.yaml:11, https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm]\n"
        "到期    2025-10-11 周六 17:30");
}

TEST_CASE("explanation: two hours from an evening run over lunch on the next day") {
  CHECK(explained("2026-03-05 20:00", "5h", Language::en) ==
        "budget  5h on calendar `office` (Asia/Shanghai)  [calendar.yaml:6]\n"
        "start   2026-03-05 Thu 20:00, counted from 2026-03-06 Fri 08:30\n"
        "  2026-03-05 Thu  working day  already closed\n"
        "  2026-03-06 Fri  working day  08:30-12:00, 13:30-15:00  5h  total 5h\n"
        "due     2026-03-06 Fri 15:00");
}

TEST_CASE("explanation: a combination shows its parts") {
  const auto budget =
      Budget::combined(Budget::Combination::first_of, {*parse_budget("2h"), *parse_budget("1 workday")});
  CHECK(explained(shipped_calendar("office"), "2026-03-06 16:30", budget, Language::en) ==
        "budget  the earliest of 2h, 1 workday on calendar `office` (Asia/Shanghai)\n"
        "start   2026-03-06 Fri 16:30\n"
        "  budget  2h on calendar `office` (Asia/Shanghai)  [calendar.yaml:6]\n"
        "  start   2026-03-06 Fri 16:30\n"
        "    2026-03-06 Fri  working day  16:30-17:30  1h  total 1h\n"
        "    2026-03-07 Sat – 2026-03-08 Sun  day off\n"
        "    2026-03-09 Mon  working day  08:30-09:30  1h  total 2h\n"
        "  due     2026-03-09 Mon 09:30\n"
        "  budget  1 workday on calendar `office` (Asia/Shanghai)  [calendar.yaml:6]\n"
        "  start   2026-03-06 Fri 16:30\n"
        "    2026-03-06 Fri  working day  day 0  16:30-17:30  1h  total 1h\n"
        "    2026-03-07 Sat – 2026-03-08 Sun  day off\n"
        "    2026-03-09 Mon  working day  day 1  08:30-12:00, 13:30-17:30  7h 30m  total 8h 30m\n"
        "  due     2026-03-09 Mon 17:30\n"
        "due     2026-03-09 Mon 09:30: 2h decides");
}

TEST_CASE("explanation: clock time is shown from and until; a minimum wait and an expiry say what they are") {
  CHECK(explained("2026-03-06 16:30", "not before 48h wall", Language::en) ==
        "budget  not before 48h day and night on calendar `office` (Asia/Shanghai)\n"
        "start   2026-03-06 Fri 16:30\n"
        "  2026-03-06 Fri 16:30 – 2026-03-08 Sun 16:30  48h\n"
        "from    2026-03-08 Sun 16:30");
  CHECK(explained("2026-03-06 16:30", "valid 1 workday", Language::zh) ==
        "期限    有效期 1 个工作日，日历 `office`（Asia/Shanghai）  [calendar.yaml:6]\n"
        "起算    2026-03-06 周五 16:30\n"
        "  2026-03-06 周五  工作日  第 0 天  16:30-17:30  1 小时  累计 1 小时\n"
        "  2026-03-07 周六 – 2026-03-08 周日  休息日\n"
        "  2026-03-09 周一  工作日  第 1 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 8 小时 30 分钟\n"
        "有效至  2026-03-09 周一 17:30");
}

TEST_CASE("explanation: ten days that end on a Sunday roll, and a date beyond the known holidays is provisional") {
  CHECK(explained("2026-03-05 10:00", "10 days", Language::zh) ==
        "期限    10 天，日历 `office`（Asia/Shanghai）  [calendar.yaml:6]\n"
        "起算    2026-03-05 周四 10:00\n"
        "  2026-03-05 周四  工作日  第 0 天  10:00-12:00, 13:30-17:30  6 小时  累计 6 小时\n"
        "  2026-03-06 周五  工作日  第 1 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 13 小时 30 分钟\n"
        "  2026-03-07 周六 – 2026-03-08 周日  休息日  第 2–3 天\n"
        "  2026-03-09 周一  工作日  第 4 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 21 小时\n"
        "  2026-03-10 周二  工作日  第 5 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 28 小时 30 分钟\n"
        "  2026-03-11 周三  工作日  第 6 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 36 小时\n"
        "  2026-03-12 周四  工作日  第 7 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 43 小时 30 分钟\n"
        "  2026-03-13 周五  工作日  第 8 天  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 51 小时\n"
        "  2026-03-14 周六 – 2026-03-15 周日  休息日  第 9–10 天\n"
        "  2026-03-16 周一  工作日  08:30-12:00, 13:30-17:30  7 小时 30 分钟  累计 58 小时 30 分钟\n"
        "到期    2026-03-16 周一 17:30，遇休息日调整");
  CHECK(explained("2026-12-31 10:00", "1 workday", Language::en) ==
        "budget  1 workday on calendar `office` (Asia/Shanghai)  [calendar.yaml:6]\n"
        "start   2026-12-31 Thu 10:00\n"
        "  2026-12-31 Thu  working day  day 0  10:00-12:00, 13:30-17:30  6h  total 6h\n"
        "  2027-01-01 Fri  working day  day 1  08:30-12:00, 13:30-17:30  7h 30m  total 13h 30m\n"
        "due     2027-01-01 Fri 17:30 (provisional: the next holiday notice may move it)");
}
