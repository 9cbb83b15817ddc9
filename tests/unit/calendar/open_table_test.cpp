#include "calendar/open_table.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

DayPlan mornings() {
  CalendarDefinition definition;
  for (std::size_t day = 0; day < 5; ++day) definition.week[day] = {{9h, 12h}};
  return DayPlan(definition);
}

}  // namespace

TEST_CASE("open table: open time is the same from whichever chunk the table was begun") {
  const auto utc = TimeZone::utc();
  const auto plan = mornings();
  const OpenTable forwards(utc, plan), backwards(utc, plan);
  const Instant early = at("1950-01-02T00:00:00Z"), late = at("2150-01-01T00:00:00Z");
  const auto first = forwards.opened_before(early);
  const auto span = forwards.opened_before(late) - first;
  const auto last = backwards.opened_before(late);
  CHECK(last - backwards.opened_before(early) == span);
  // 200 years from a Monday on: 10,435 weeks, a Monday, a Tuesday and a Wednesday.
  CHECK(std::chrono::milliseconds{span} == (10435 * 5 + 3) * 3h);
}

TEST_CASE("open table: the last millisecond of a chunk and the first of the next are told apart") {
  const auto utc = TimeZone::utc();
  const auto plan = mornings();
  const OpenTable table(utc, plan);
  // Chunks of 2^34 ms from 1899-01-01 on; look at the instants around each edge of three centuries.
  const Instant origin = std::chrono::sys_days{1899y / 1 / 1};
  for (int chunk = 2; chunk < 550; ++chunk) {
    const Instant edge = origin + std::chrono::milliseconds{std::int64_t{chunk} << 34};
    const auto before = table.opened_before(edge - 1ms), at_edge = table.opened_before(edge),
               after = table.opened_before(edge + 1ms);
    CHECK(at_edge - before == (table.is_open(edge - 1ms) ? 1 : 0));
    CHECK(after - at_edge == (table.is_open(edge) ? 1 : 0));
    const auto open = table.next_open(edge);
    REQUIRE(open);
    CHECK(table.is_open(*open));
    CHECK(table.opened_before(*open) == at_edge);
    CHECK(table.first_with(at_edge + 1, edge) == *open + 1ms);
  }
}

TEST_CASE("open table: stretches that touch or overlap become one") {
  const auto at_hour = [](int hour) { return Instant{std::chrono::hours{hour}}; };
  std::vector<Stretch> stretches = {
      {at_hour(5), at_hour(6)}, {at_hour(1), at_hour(3)}, {at_hour(2), at_hour(4)}, {at_hour(6), at_hour(7)}};
  merge(stretches);
  CHECK(stretches == std::vector<Stretch>{{at_hour(1), at_hour(4)}, {at_hour(5), at_hour(7)}});
  std::vector<Stretch> none;
  merge(none);
  CHECK(none.empty());
}

TEST_CASE("open table: a stretch that never ends has no end, one over several chunks has one") {
  CalendarDefinition definition;
  definition.week.fill({{0h, 24h}});
  definition.special_days.push_back({2030y / 1 / 1, DayKind::exception, {}, {}, {}, 0, {}});
  const DayPlan plan(definition);
  const auto utc = TimeZone::utc();
  const OpenTable table(utc, plan);
  CHECK(table.end_of_stretch(at("2020-01-01T00:00:00Z")) == at("2030-01-01T00:00:00Z"));
  CHECK_FALSE(table.end_of_stretch(at("2030-01-01T12:00:00Z")));
  CHECK_FALSE(table.end_of_stretch(at("2030-01-02T00:00:00Z")));
}

TEST_CASE("open table: threads that ask for the first time together get one answer") {
  const auto utc = TimeZone::utc();
  const auto plan = mornings();
  const OpenTable table(utc, plan);
  const Instant from = at("1990-01-01T00:00:00Z"), to = at("2090-01-01T00:00:00Z");
  std::vector<OpenCount> answers(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto first = i % 2 == 0 ? table.opened_before(from) : table.opened_before(to);
      answers[i] = i % 2 == 0 ? table.opened_before(to) - first : first - table.opened_before(from);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto answer : answers) CHECK(answer == answers.front());
}
