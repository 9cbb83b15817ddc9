// How far a point lies before or after a due instant.
#include "docket/distance.hpp"

#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string point(const Calendar& calendar, const char* due, const char* text, bool in_days = false) {
  const auto placed = parse_placed_distance(text);
  if (!placed) return placed.error().message;
  const Due point{.at = at(due), .effective_start = {}, .in_days = in_days};
  const auto found =
      placed->side == Side::before ? calendar.before(point, placed->distance) : calendar.after(point, placed->distance);
  return found ? in_shanghai(*found) : found.error().message;
}

}  // namespace

TEST_CASE("distance: every form is read, printed again, and said in English and Chinese") {
  struct Row {
    const char* text;
    const char* printed;
    const char* en;
    const char* zh;
  };
  for (const auto& row :
       {Row{"30m before", "30m before", "30m before", "到期前 30 分钟"},
        Row{"36h before", "36h before", "36h before", "到期前 36 小时"},
        Row{"24h wall after", "24h wall after", "24h day and night after", "到期后 24 小时（昼夜连续）"},
        Row{"30m before wall", "30m wall before", "30m day and night before", "到期前 30 分钟（昼夜连续）"},
        Row{"1 workday before", "1 workday before", "1 workday before", "到期前 1 个工作日"},
        Row{"2 days after", "2 days after", "2 days after", "到期后 2 天"},
        Row{"1 day after at \"09:00\"", "1 day after at \"09:00\"", "1 day after, at 09:00", "到期后 1 天，09:00"},
        Row{"1 day after at 09:00", "1 day after at \"09:00\"", "1 day after, at 09:00", "到期后 1 天，09:00"}}) {
    CAPTURE(row.text);
    const auto placed = parse_placed_distance(row.text);
    REQUIRE(placed);
    CHECK(to_string(placed->distance, placed->side) == row.printed);
    CHECK(*parse_distance(to_string(placed->distance)) == placed->distance);
    CHECK(to_text(placed->distance, placed->side, Language::en) == row.en);
    CHECK(to_text(placed->distance, placed->side, Language::zh) == row.zh);
  }
}

TEST_CASE("distance: nothing, a day that could mean either, and a time of day beside hours are refused") {
  struct Row {
    const char* text;
    const char* message;
  };
  for (const auto& row :
       {Row{"0h", "`0h` is not a distance; write a length that is more than nothing, such as `30m`"},
        Row{"0 workdays", "`0 workdays` is not a distance; write a whole number of days from 1 on"},
        Row{"2d", "`2d` is not a distance; write `2 workdays`, `2 days` or hours: `d` could mean either"},
        Row{"2 workdys", "`2 workdys` is not a distance; write `2 workdays`"},
        Row{"2h at \"09:00\"",
            "`2h at \"09:00\"` is not a distance; write `at` beside days or workdays: hours end at a time of their "
            "own"},
        Row{"1 day at 25:00",
            "`1 day at 25:00` is not a distance; write the time of day as `at \"09:00\"`, from `00:00` to `24:00`"},
        Row{"soon", "`soon` is not a distance; write `30m`, `24h wall`, `1 workday` or `2 days`"}}) {
    CAPTURE(row.text);
    const auto distance = parse_distance(row.text);
    REQUIRE_FALSE(distance);
    CHECK(distance.error().message == row.message);
  }
  CHECK(parse_distance("3661 days").error().code == ErrorCode::limit_exceeded);
  CHECK(parse_distance("87841h").error().code == ErrorCode::limit_exceeded);
  CHECK(parse_distance("99999999999999999999 days").error().code == ErrorCode::limit_exceeded);
  CHECK(parse_placed_distance("30m").error().message.find("says neither `before` nor `after`") != std::string::npos);
}

TEST_CASE("distance: hours are open time for every due, clock time where `wall` is written") {
  const auto office = shipped_calendar("office");
  CHECK(point(office, "2026-03-09 17:30", "24h before") == "2026-03-04 16:00");
  CHECK(point(office, "2026-03-09 17:30", "24h wall before") == "2026-03-08 17:30");
  CHECK(point(office, "2026-03-06 17:30", "4h after") == "2026-03-09 14:00");
  CHECK(point(office, "2026-03-06 17:30", "4h wall after") == "2026-03-06 21:30");
}

TEST_CASE("distance: days before lie at the opening, a day off rolls backward; after, at the close and forward") {
  const auto office = shipped_calendar("office");
  struct Row {
    const char* due;
    const char* distance;
    const char* at;
  };
  for (const auto& row : {Row{"2026-03-09 17:30", "1 workday before", "2026-03-06 08:30"},
                          Row{"2026-03-09 17:30", "1 day before", "2026-03-06 08:30"},  // Sunday rolls back
                          Row{"2026-03-09 17:30", "1 day before at \"16:00\"", "2026-03-06 16:00"},
                          Row{"2026-03-06 17:30", "2 workdays after", "2026-03-10 17:30"},
                          Row{"2026-03-06 17:30", "1 day after", "2026-03-09 17:30"},
                          Row{"2026-03-06 17:30", "1 day after at \"09:00\"", "2026-03-09 09:00"},
                          Row{"2026-02-24 17:30", "1 workday before", "2026-02-14 08:30"},  // the make-up Saturday
                          Row{"2026-02-14 17:30", "1 workday after", "2026-02-24 17:30"}}) {
    CAPTURE(row.due);
    CAPTURE(row.distance);
    CHECK(point(office, row.due, row.distance) == row.at);
  }
}

TEST_CASE("distance: a due at midnight of a limit in days belongs to the date that ends there") {
  const auto office = shipped_calendar("office");
  CHECK(point(office, "2026-03-06 00:00", "1 workday before", true) == "2026-03-04 08:30");
  CHECK(point(office, "2026-03-06 00:00", "1 workday before", false) == "2026-03-05 08:30");
  CHECK(point(office, "2026-03-06 00:00", "1 workday after", true) == "2026-03-06 17:30");
  CHECK(point(office, "2026-03-06 00:00", "1 workday after", false) == "2026-03-09 17:30");
}

TEST_CASE("distance: a time of day never puts a point at the due or on its other side") {
  const auto office = shipped_calendar("office");
  CHECK(point(office, "2026-03-06 00:00", "1 day before at \"24:00\"", false) == "2026-03-05 00:00");
  CHECK(point(office, "2026-03-07 00:00", "1 day after at \"00:00\"", true) == "2026-03-09 00:00");
}

TEST_CASE("distance: beyond the years there is no point") {
  CHECK_FALSE(plain_week().after({.at = at("2200-12-30T00:00:00Z"), .effective_start = {}}, Distance::workdays(200)));
}
