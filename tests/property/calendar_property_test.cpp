// Random calendars against the minute-by-minute reference, and the laws that working time obeys.
#include <doctest/doctest.h>

#include <algorithm>

#include "calendar/definition.hpp"
#include "property/reference_calendar.hpp"
#include "support/calendars.hpp"
#include "support/seed.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

constexpr int kCalendars = 220;
constexpr int kQuestions = 500;  // of each calendar
constexpr Minute kMinutes = 20 * 1440;

Instant instant(Millis ms) { return Instant{std::chrono::milliseconds{ms}}; }
Millis millis(Instant at) { return at.time_since_epoch().count(); }

// Windows in order that do not overlap; the last may run over midnight.
MinuteHours random_hours(Random& random) {
  if (random.one_in(12)) return {{0, 1440}};
  MinuteHours hours;
  Minute at = random.between(0, 10 * 60);
  for (auto left = random.between(0, 3); left > 0 && at < 1440; --left) {
    const Minute end = at + random.between(1, 6 * 60);
    hours.push_back({at, end});
    at = end + random.between(1, 4 * 60);
  }
  return hours;
}

ReferenceRules random_rules(Random& random, DayIndex first_day) {
  ReferenceRules rules;
  rules.zone = static_cast<ReferenceZone>(random.between(0, 4));
  for (int day = 0; day < 7; ++day) rules.week.push_back(random_hours(random));
  for (auto left = random.between(0, 8); left > 0; --left)
    rules.specials[first_day + random.between(-2, 24)] = random_hours(random);
  return rules;
}

DayHours to_hours(const MinuteHours& hours) {
  DayHours windows;
  for (const auto& window : hours)
    windows.push_back({std::chrono::minutes{window.start}, std::chrono::minutes{window.end}});
  return windows;
}

Calendar calendar_of(const ReferenceRules& rules, Random& random, const Counting& counting = {}) {
  CalendarDefinition definition;
  definition.name = "random";
  definition.counting = counting;
  definition.zone = zone(iana_name(rules.zone));
  for (std::size_t day = 0; day < 7; ++day) definition.week[day] = to_hours(rules.week[day]);
  for (const auto& [day, hours] : rules.specials) {
    const Date date{std::chrono::local_days{std::chrono::days{day}}};
    const auto kind = static_cast<DayKind>(random.between(2, 4));
    // A lower layer says something else about the same day, and loses.
    definition.special_days.push_back({date, DayKind::holiday, to_hours(random_hours(random)), {}, {}, 0, {}});
    definition.special_days.push_back({date, kind, to_hours(hours), {}, {}, 0, {}});
  }
  return make_calendar(definition);
}

// Half of the calendars begin shortly before the clocks change somewhere.
DayIndex random_first_day(Random& random) {
  const auto year = 2012 + random.between(0, 20);
  const auto new_year =
      std::chrono::local_days{std::chrono::year{static_cast<int>(year)} / 1 / 1}.time_since_epoch().count();
  if (random.one_in(2)) return new_year + random.between(0, 364);
  constexpr int kChanges[] = {68, 85, 92, 274, 299, 305};  // days into the year, give or take a week
  return new_year + kChanges[random.between(0, 5)] - random.between(0, 20);
}

ReferenceCount random_count(Random& random) {
  ReferenceCount count;
  count.of = static_cast<ReferenceCount::Of>(random.between(0, 3));
  count.count = static_cast<int>(random.between(1, count.of == ReferenceCount::Of::months ? 3 : 6));
  count.starts_same_day = random.one_in(3);
  if (random.one_in(2)) count.end = static_cast<ReferenceCount::End>(random.between(0, 3));
  count.end_at = random.between(0, 1440);
  const auto late = [&] { return static_cast<ReferenceCount::Late>(random.between(0, 2)); };
  if (random.one_in(2)) {
    count.early = late();
    count.late = late();
    count.off = late();
  }
  if (random.one_in(3)) count.cut_off = random.between(0, 1440);
  count.roll = static_cast<ReferenceCount::Roll>(random.between(0, 2));
  return count;
}

Received::As as(ReferenceCount::Late late) {
  switch (late) {
    case ReferenceCount::Late::own_date: return Received::As::as_is;
    case ReferenceCount::Late::opening: return Received::As::next_opening;
    case ReferenceCount::Late::same_clock: return Received::As::same_time;
  }
  return {};
}

Budget budget_of(const ReferenceCount& count) {
  CountingChanges changes;
  changes.start = count.starts_same_day ? Counting::Start::same_day : Counting::Start::next_day;
  switch (count.end) {
    case ReferenceCount::End::closing: changes.end = Counting::End::close_of_business; break;
    case ReferenceCount::End::same_time: changes.end = Counting::End::same_time; break;
    case ReferenceCount::End::midnight: changes.end = Counting::End::end_of_day; break;
    case ReferenceCount::End::at_time: changes.end = Counting::End::at_time; break;
  }
  changes.end_at = std::chrono::minutes{count.end_at};
  changes.received = Received{as(count.early), as(count.late), as(count.off)};
  if (count.cut_off) changes.cut_off = std::chrono::minutes{*count.cut_off};
  switch (count.roll) {
    case ReferenceCount::Roll::forwards: changes.roll = Counting::Roll::next_workday; break;
    case ReferenceCount::Roll::backwards: changes.roll = Counting::Roll::previous_workday; break;
    case ReferenceCount::Roll::none: changes.roll = Counting::Roll::none; break;
  }
  switch (count.of) {
    case ReferenceCount::Of::workdays: return Budget::workdays(count.count, changes);
    case ReferenceCount::Of::days: return Budget::days(count.count, changes);
    case ReferenceCount::Of::months: return Budget::months(count.count, changes);
    case ReferenceCount::Of::today: return Budget::today(changes);
  }
  return {};
}

// Open time and days, combined in each of the three ways.
std::optional<Millis> combined_by_hand(const ReferenceCalendar& reference, Millis from, Millis length,
                                       const ReferenceCount& count, Budget::Combination how) {
  const auto opening = reference.next_open(from);
  const auto first = opening ? reference.add(*opening, length) : std::nullopt;
  if (!first) return std::nullopt;
  const bool is_counted = how != Budget::Combination::then;
  const auto second = reference.due(is_counted ? from : *first, count);
  if (!second || !is_counted) return second;
  return how == Budget::Combination::first_of ? std::min(*first, *second) : std::max(*first, *second);
}

ReferencePause random_pause(Random& random) {
  if (random.one_in(2)) return {};
  return {.open = random.one_in(3) ? 0 : random.between(1, 20 * 3'600'000),
          .dates = static_cast<int>(random.between(0, 4))};
}

ReferenceDistance random_distance(Random& random) {
  ReferenceDistance distance;
  distance.of_workdays = random.one_in(2);
  distance.count = static_cast<int>(random.between(1, 4));
  distance.is_after = random.one_in(2);
  if (random.one_in(2)) distance.at = random.between(0, 1440);
  return distance;
}

Distance distance_of(const ReferenceDistance& distance) {
  auto same = distance.of_workdays ? Distance::workdays(distance.count) : Distance::days(distance.count);
  if (distance.at) same.at = std::chrono::minutes{*distance.at};
  return same;
}

struct Tally {
  int asked = 0;
  int outside = 0;  // the answer lies beyond the minutes that the reference counted
};

void compare(const Calendar& calendar, const ReferenceCalendar& reference, Random& random, Minute first, Tally& tally) {
  const auto at = [&] {
    return (first + random.between(0, kMinutes - 1)) * 60'000 + (random.one_in(2) ? 0 : random.between(0, 59'999));
  };
  const auto from = at();
  const auto to = at();
  const auto length = random.one_in(3) ? random.between(1, 200) * 60'000 : random.between(1, 40 * 3'600'000);
  CAPTURE(from);
  CAPTURE(to);
  CAPTURE(length);
  const auto same = [&](const Result<Instant>& ours, const std::optional<Millis>& theirs) {
    ++(theirs ? tally.asked : tally.outside);
    if (!theirs) return;
    REQUIRE(ours);
    CHECK(millis(*ours) == *theirs);
  };
  switch (random.between(0, 7)) {
    case 0:
      ++tally.asked;
      CHECK(calendar.open_time_between(instant(from), instant(to)).length().count() ==
            std::max<Millis>(0, *reference.open_before(to) - *reference.open_before(from)));
      break;
    case 1:
      same(calendar.add(instant(from), WorkingTime{std::chrono::milliseconds{length}}), reference.add(from, length));
      break;
    case 2:
      same(calendar.subtract(instant(from), WorkingTime{std::chrono::milliseconds{length}}),
           reference.subtract(from, length));
      break;
    case 3: {
      CHECK(calendar.is_open(instant(from)) == reference.is_open(from));
      const auto open = calendar.next_open(instant(from));
      same(open ? Result<Instant>(*open) : Result<Instant>(Error{}), reference.next_open(from));
      break;
    }
    case 4: {
      const auto count = random_count(random);
      const auto budget = budget_of(count);
      CAPTURE(to_string(budget));
      const auto pause = random_pause(random);
      CAPTURE(pause.open);
      CAPTURE(pause.dates);
      const Paused paused{WorkingTime{std::chrono::milliseconds{pause.open}}, pause.dates};
      const auto due = calendar.due(instant(from), budget, std::span(&paused, 1));
      same(due ? Result<Instant>(due->at) : Result<Instant>(due.error()), reference.due(from, count, pause));
      break;
    }
    case 5: {
      const auto count = random_count(random);
      const auto how = static_cast<Budget::Combination>(random.between(0, 2));
      const auto budget =
          Budget::combined(how, {Budget::open(WorkingTime{std::chrono::milliseconds{length}}), budget_of(count)});
      CAPTURE(to_string(budget));
      const auto due = calendar.due(instant(from), budget);
      same(due ? Result<Instant>(due->at) : Result<Instant>(due.error()),
           combined_by_hand(reference, from, length, count, how));
      break;
    }
    case 6: {
      const auto distance = random_distance(random);
      const bool in_days = random.one_in(2);
      const auto due = random.one_in(2) ? from : from - from % 86'400'000;
      CAPTURE(to_string(distance_of(distance)));
      CAPTURE(distance.is_after);
      CAPTURE(in_days);
      const Due point{.at = instant(due), .effective_start = {}, .in_days = in_days};
      same(distance.is_after ? calendar.after(point, distance_of(distance))
                             : calendar.before(point, distance_of(distance)),
           reference.at_distance(due, in_days, distance));
      break;
    }
    case 7:
      if (from <= to) {
        ++tally.asked;
        CHECK(calendar.workdays_between(instant(from), instant(to)) ==
              *reference.workdays_between(from, to, ReferenceCount{}));
        CHECK(calendar.dates_between(instant(from), instant(to)) == reference.date(to) - reference.date(from));
      }
      break;
  }
}

}  // namespace

TEST_CASE("calendar: 100,000 random questions get the answers of a calendar that counts minutes") {
  MESSAGE("seed " << seed());
  Tally tally;
  for (int index = 0; index < kCalendars || tally.asked < 100'000; ++index) {
    Random random(seed() + static_cast<std::uint64_t>(index));
    CAPTURE(seed());
    CAPTURE(index);
    const auto first_day = random_first_day(random);
    const auto rules = random_rules(random, first_day);
    const bool is_never_open =
        std::all_of(rules.week.begin(), rules.week.end(), [](const auto& hours) { return hours.empty(); });
    if (is_never_open) continue;
    const ReferenceCalendar reference(rules, first_day * 1440, kMinutes);
    const auto calendar = calendar_of(rules, random);
    for (int question = 0; question < kQuestions; ++question)
      compare(calendar, reference, random, first_day * 1440, tally);
  }
  MESSAGE(tally.asked << " compared, " << tally.outside << " beyond the reference");
  CHECK(tally.asked >= 100'000);
}

TEST_CASE("calendar: working time adds up, never goes backwards, and is measured as it was added") {
  MESSAGE("seed " << seed());
  const WorkingTime millisecond{std::chrono::milliseconds{1}};
  for (int index = 0; index < 60; ++index) {
    Random random(seed() * 31 + static_cast<std::uint64_t>(index));
    const auto first_day = random_first_day(random);
    auto rules = random_rules(random, first_day);
    rules.week[0] = {{540, 1020}};  // never never open
    const auto calendar = calendar_of(rules, random);
    for (int question = 0; question < 100; ++question) {
      const auto start = instant(first_day * 86'400'000 + random.between(0, 200LL * 86'400'000));
      const WorkingTime a{std::chrono::milliseconds{random.between(1, 400LL * 3'600'000)}};
      const WorkingTime b{std::chrono::milliseconds{random.between(1, 40LL * 3'600'000)}};
      CAPTURE(seed());
      CAPTURE(index);
      CAPTURE(millis(start));
      CAPTURE(a.length().count());
      CAPTURE(b.length().count());
      const auto end = calendar.add(start, a);
      REQUIRE(end);
      CHECK(calendar.open_time_between(start, *end) == a);
      CHECK(*calendar.add(*end, b) == *calendar.add(start, a + b));
      CHECK(*calendar.add(start, a + millisecond) > *end);
      CHECK(*calendar.add(start + std::chrono::milliseconds{1}, a) >= *end);
      const auto back = *calendar.subtract(*end, a);
      CHECK(calendar.open_time_between(back, *end) == a);
      CHECK(back >= start);
    }
  }
}

TEST_CASE("calendar: working days between two moments are at most n exactly when a limit of n workdays holds") {
  MESSAGE("seed " << seed());
  int compared = 0;
  for (int index = 0; index < 200; ++index) {
    Random random(seed() * 43 + static_cast<std::uint64_t>(index));
    const auto first_day = random_first_day(random);
    auto rules = random_rules(random, first_day);
    rules.week[3] = {{480, 720}, {780, 1080}};
    auto count = random_count(random);
    const auto changes = std::get<Budget::Days>(budget_of({.of = ReferenceCount::Of::days,
                                                           .starts_same_day = count.starts_same_day,
                                                           .early = count.early,
                                                           .late = count.late,
                                                           .off = count.off,
                                                           .cut_off = count.cut_off})
                                                    .kind())
                             .counting;
    const auto calendar = calendar_of(rules, random, changes.applied_to(Counting{}));
    for (int question = 0; question < 100; ++question) {
      const auto from = instant(first_day * 86'400'000 + random.between(0, 20LL * 86'400'000));
      const auto to = from + std::chrono::milliseconds{random.between(0, 12LL * 86'400'000)};
      if (!calendar.is_open(from) || !calendar.is_open(to)) continue;
      const auto n = static_cast<int>(random.between(1, 6));
      CAPTURE(seed());
      CAPTURE(index);
      CAPTURE(millis(from));
      CAPTURE(millis(to));
      CAPTURE(n);
      ++compared;
      CHECK((calendar.workdays_between(from, to) <= n) == (to <= calendar.due(from, Budget::workdays(n))->at));
    }
  }
  CHECK(compared > 1000);
}

TEST_CASE("calendar: splitting a pause changes nothing, and none makes a limit due earlier") {
  MESSAGE("seed " << seed());
  for (int index = 0; index < 100; ++index) {
    Random random(seed() * 47 + static_cast<std::uint64_t>(index));
    const auto first_day = random_first_day(random);
    auto rules = random_rules(random, first_day);
    rules.week[1] = {{480, 720}, {780, 1080}};
    const auto calendar = calendar_of(rules, random, Counting{});
    for (int question = 0; question < 50; ++question) {
      const auto start = instant(first_day * 86'400'000 + random.between(0, 10LL * 86'400'000));
      const auto hours = Budget::open(WorkingTime{std::chrono::minutes{random.between(1, 3000)}});
      const auto how = static_cast<Budget::Combination>(random.between(0, 2));
      const auto budget = random.one_in(3)   ? Budget::combined(how, {hours, budget_of(random_count(random))})
                          : random.one_in(4) ? hours
                                             : budget_of(random_count(random));
      CAPTURE(seed());
      CAPTURE(index);
      CAPTURE(millis(start));
      CAPTURE(to_string(budget));
      std::vector<Paused> whole, fewer;
      auto at = start;
      for (int pause = 0; pause < 3; ++pause) {
        const auto from = at + std::chrono::milliseconds{random.between(0, 3LL * 86'400'000)};
        const auto until = from + std::chrono::milliseconds{random.between(1, 4LL * 86'400'000)};
        const auto middle = from + std::chrono::milliseconds{random.between(0, (until - from).count())};
        at = until;
        fewer = whole;
        REQUIRE(calendar.add_pause(start, budget, {from, until}, whole));
        const auto parts = calendar.paused_in({from, middle}) + calendar.paused_in({middle, until});
        CHECK(parts == calendar.paused_in({from, until}));
      }
      const auto due = calendar.due(start, budget, whole);
      REQUIRE(due);
      CHECK(due->at >= calendar.due(start, budget)->at);
      if (how != Budget::Combination::then) CHECK(due->at >= calendar.due(start, budget, fewer)->at);
      const auto explained = calendar.explain(start, budget, whole);
      REQUIRE(explained);
      CHECK(explained->due.at == due->at);
    }
  }
}

TEST_CASE("calendar: what an explanation adds up to is the due date") {
  MESSAGE("seed " << seed());
  for (int index = 0; index < 60; ++index) {
    Random random(seed() * 37 + static_cast<std::uint64_t>(index));
    const auto first_day = random_first_day(random);
    auto rules = random_rules(random, first_day);
    rules.week[2] = {{480, 720}, {780, 1080}};
    const auto calendar = calendar_of(rules, random);
    for (int question = 0; question < 20; ++question) {
      const auto start = instant(first_day * 86'400'000 + random.between(0, 30LL * 86'400'000));
      const WorkingTime length{std::chrono::milliseconds{random.between(1, 60LL * 3'600'000)}};
      const auto days = static_cast<int>(random.between(1, 6));
      CAPTURE(seed());
      CAPTURE(index);
      CAPTURE(millis(start));
      CAPTURE(length.length().count());
      CAPTURE(days);

      const auto open = calendar.explain(start, Budget::open(length));
      REQUIRE(open);
      WorkingTime sum;
      Instant last_counted;
      for (const auto& day : open->days) {
        WorkingTime subtotal;
        for (const auto& stretch : day.counted) subtotal = subtotal + WorkingTime{stretch.until - stretch.from};
        CHECK(subtotal == day.subtotal);
        sum = sum + subtotal;
        CHECK(day.total == sum);
        if (!day.counted.empty()) last_counted = day.counted.back().until;
      }
      CHECK(sum == length);
      CHECK(last_counted == open->due.at);
      CHECK(open->due.at == calendar.due(start, Budget::open(length))->at);

      const auto workdays = calendar.explain(start, Budget::workdays(days));
      REQUIRE(workdays);
      CHECK(workdays->days.back().number == days);
      CHECK(workdays->days.back().day.windows.back().until == workdays->due.at);
      CHECK(workdays->days.back().total == calendar.open_time_between(workdays->due.effective_start, workdays->due.at));
    }
  }
}

TEST_CASE("calendar: a due date is provisional when holidays between its start and its end are unknown, never else") {
  MESSAGE("seed " << seed());
  const auto office = shipped_calendar("office");
  const auto edge = at("2026-12-25 00:00");  // from here on the notice of 2027 may still move days
  REQUIRE(to_string(*office.horizon()) == "2027-01-01");
  for (int question = 0; question < 2000; ++question) {
    Random random(seed() * 41 + static_cast<std::uint64_t>(question));
    const auto start = edge + std::chrono::milliseconds{random.between(-60LL * 86'400'000, 20LL * 86'400'000)};
    const auto count = random_count(random);
    const auto budget = random.one_in(2) ? budget_of(count)
                                         : Budget::open(WorkingTime{std::chrono::minutes{random.between(1, 20'000)}});
    CAPTURE(seed());
    CAPTURE(question);
    CAPTURE(to_string(budget));
    const auto due = office.due(start, budget);
    REQUIRE(due);
    CHECK(due->provisional == (start > edge || due->at > edge));
    CHECK_FALSE(office.due(start, Budget::wall(std::chrono::hours{48}))->provisional);
  }
}
