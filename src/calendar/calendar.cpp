// The answers a Calendar gives by itself; budgets are counted in counting.cpp and explained in explanation.cpp.
// Tested by tests/unit/calendar/calendar_test.cpp
#include "docket/calendar.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "calendar/calendar_parts.hpp"
#include "calendar/distance_days.hpp"
#include "calendar/due.hpp"
#include "calendar/explain.hpp"
#include "calendar/receipt.hpp"
#include "docket/limits.hpp"

namespace docket {

struct Calendar::Impl : CalendarParts {
  using CalendarParts::CalendarParts;
};

namespace {

void add_counting(Fingerprinter& parts, const Counting& counting) {
  parts.add(static_cast<std::int64_t>(counting.start)).add(static_cast<std::int64_t>(counting.end));
  parts.add(counting.end_at.count()).add(counting.cut_off ? counting.cut_off->count() : -1);
  parts.add(static_cast<std::int64_t>(counting.roll)).add(static_cast<std::int64_t>(counting.boundary));
  parts.add(static_cast<std::int64_t>(counting.reversed));
  // Only where it is not the default: a calendar that says nothing of it keeps its name.
  if (counting.received == Counting{}.received) return;
  for (const auto as : {counting.received.before_opening, counting.received.after_closing, counting.received.day_off})
    parts.add(static_cast<std::int64_t>(as));
}

void add_date(Fingerprinter& parts, const std::optional<Date>& date) {
  parts.add(date ? std::int64_t{day_number(*date)} : std::int64_t{-1'000'000'000});
}

std::string fingerprint_of(const CalendarParts& calendar) {
  Fingerprinter parts;
  parts.add(calendar.name).add(calendar.zone.fingerprint());
  calendar.plan.add_to(parts);
  add_counting(parts, calendar.counting);
  add_date(parts, calendar.known_from);
  add_date(parts, calendar.known_until);
  return parts.hex();
}

// The dates of a region's years, as far as they follow each other; empty at the first year's beginning
// when none of them was published.
struct KnownDates {
  Date from;
  Date until;
};

KnownDates dates_of(const std::vector<KnownYear>& years, const std::string& region, const std::optional<Date>& as_of) {
  int first = std::numeric_limits<int>::max();
  std::set<int> published;
  for (const auto& year : years) {
    if (year.region != region) continue;
    first = std::min(first, year.year);
    if (!as_of || !year.published || *year.published <= *as_of) published.insert(year.year);
  }
  if (!published.empty()) first = *published.begin();
  int last = first;
  while (published.contains(last)) ++last;
  return {std::chrono::year{first} / std::chrono::January / 1, std::chrono::year{last} / std::chrono::January / 1};
}

// The weekend before a holiday that begins on 30 December at the earliest.
constexpr auto kFirstMovable = std::chrono::December / 25;

std::optional<Instant> midnight_of(const std::optional<Date>& date, const TimeZone& zone) {
  if (!date) return std::nullopt;
  return zone.to_instant(std::chrono::local_days{*date}, Gap::at_jump);
}

Error beyond_years() {
  return {ErrorCode::limit_exceeded, "the calendar does not reach beyond the years " +
                                         std::to_string(limits::kYearMin) + " to " + std::to_string(limits::kYearMax)};
}

Error too_long() {
  return {ErrorCode::limit_exceeded,
          "more than " + std::to_string(limits::kBudgetDays) + " days of open time cannot be added"};
}

bool is_too_long(WorkingTime length) {
  constexpr std::chrono::milliseconds kMax = std::chrono::days{limits::kBudgetDays};
  return length.length() > kMax || length.length() < -kMax;
}

Result<Instant> within_years(std::optional<Instant> found) {
  if (!found) return beyond_years();
  return *found;
}

}  // namespace

CalendarParts::CalendarParts(const CalendarDefinition& definition)
    : name(definition.name),
      title(definition.title),
      zone(definition.zone),
      counting(definition.counting),
      years(definition.years),
      as_of(definition.as_of),
      plan(definition),
      table(zone, plan) {
  limit_to_known_years();
  fingerprint = fingerprint_of(*this);
}

CalendarParts::CalendarParts(const CalendarParts& calendar, Date date)
    : name(calendar.name),
      title(calendar.title),
      zone(calendar.zone),
      counting(calendar.counting),
      years(calendar.years),
      as_of(date),
      plan(calendar.plan.as_of(day_number(date))),
      table(zone, plan) {
  limit_to_known_years();
  fingerprint = fingerprint_of(*this);
}

// What lies outside the years of any region is provisional.
void CalendarParts::limit_to_known_years() {
  for (const auto& year : years) {
    const auto known = dates_of(years, year.region, as_of);
    known_from = known_from ? std::max(*known_from, known.from) : known.from;
    known_until = known_until ? std::min(*known_until, known.until) : known.until;
  }
  first_known = midnight_of(known_from, zone);
  // The notice of the year after may still make days at the end of December a part of its New Year's holiday: that
  // has begun on 30 December at the earliest, and the weekend before it was worked for it (2006 to 2022).
  if (known_until) last_known = midnight_of((known_until->year() - std::chrono::years{1}) / kFirstMovable, zone);
}

bool CalendarParts::is_provisional(Instant instant) const {
  // Midnight at the end of the last certain day still belongs to that day: something due then is certain.
  return (first_known && instant < *first_known) || (last_known && instant > *last_known);
}

DayNumber CalendarParts::owner(Instant open_instant) const {
  const LocalTime local = zone.local(open_instant);
  const auto today = std::chrono::floor<std::chrono::days>(local);
  const auto day = static_cast<DayNumber>(today.time_since_epoch().count());
  const auto since_midnight = local - today;
  for (const auto& window : plan.hours(day)) {
    if (window.start <= since_midnight && since_midnight < window.end) return day;
  }
  for (const auto& window : plan.hours(day - 1)) {
    if (since_midnight + std::chrono::days{1} < window.end) return day - 1;
  }
  return day;
}

Calendar make_calendar(CalendarDefinition definition) {
  return Calendar(std::make_shared<const Calendar::Impl>(definition));
}

Calendar Calendar::always(TimeZone zone) {
  CalendarDefinition definition;
  definition.name = "always";
  definition.title = {"Day and night", "全天候"};
  definition.zone = std::move(zone);
  definition.week.fill({Window{std::chrono::hours{0}, std::chrono::hours{24}}});
  return make_calendar(std::move(definition));
}

Calendar Calendar::as_of(Date date) const {
  // A calendar that its author froze never knows more than it did then.
  const auto known_on = impl_->as_of ? std::min(*impl_->as_of, date) : date;
  return Calendar(std::make_shared<const Impl>(*impl_, known_on));
}

const std::string& Calendar::name() const noexcept { return impl_->name; }
const LocalizedText& Calendar::title() const noexcept { return impl_->title; }
const TimeZone& Calendar::zone() const noexcept { return impl_->zone; }
const Counting& Calendar::counting() const noexcept { return impl_->counting; }
const std::string& Calendar::fingerprint() const noexcept { return impl_->fingerprint; }

bool Calendar::is_open(Instant instant) const noexcept { return impl_->table.is_open(instant); }

std::optional<Instant> Calendar::next_open(Instant instant) const { return impl_->table.next_open(instant); }

std::optional<Instant> Calendar::next_close(Instant instant) const {
  const auto open = impl_->table.next_open(instant);
  return open ? impl_->table.end_of_stretch(*open) : std::nullopt;
}

std::optional<Instant> Calendar::previous_close(Instant instant) const {
  return impl_->table.first_with(impl_->table.opened_before(instant), instant);
}

Result<Instant> Calendar::add(Instant start, WorkingTime length) const {
  if (length.length().count() < 0) return subtract(start, WorkingTime{-length.length()});
  if (length.length().count() == 0)
    return within_years(impl_->table.is_open(start) || previous_close(start) == start ? start : next_open(start));
  if (is_too_long(length)) return too_long();
  const auto opened = impl_->table.opened_before(start) + length.length().count();
  const auto at_close = impl_->counting.boundary == Counting::Boundary::close;
  return within_years(at_close ? impl_->table.first_with(opened, start) : impl_->table.last_with(opened, start));
}

Result<Instant> Calendar::subtract(Instant end, WorkingTime length) const {
  if (length.length().count() < 0) return add(end, WorkingTime{-length.length()});
  if (length.length().count() == 0) return within_years(impl_->table.is_open(end) ? end : previous_close(end));
  if (is_too_long(length)) return too_long();
  const auto opened = impl_->table.opened_before(end) - length.length().count();
  const auto at_open = impl_->counting.boundary == Counting::Boundary::close;
  return within_years(at_open ? impl_->table.last_with(opened, end) : impl_->table.first_with(opened, end));
}

WorkingTime Calendar::open_time_between(Instant from, Instant to) const noexcept {
  if (to < from && impl_->counting.reversed == Counting::Reversed::zero) return WorkingTime{};
  return WorkingTime{std::chrono::milliseconds{impl_->table.opened_before(to) - impl_->table.opened_before(from)}};
}

bool Calendar::is_workday(Date date) const noexcept { return impl_->plan.is_workday(day_number(date)); }

std::optional<Date> Calendar::workday_from(Date date, int n) const {
  if (n == 0) return date;
  const auto found = impl_->plan.nth_workday(day_number(date), n);
  return found ? std::optional(date_of(*found)) : std::nullopt;
}

int Calendar::workdays_between(Date from, Date to) const noexcept {
  const auto a = day_number(from);
  const auto b = day_number(to);
  return a <= b ? impl_->plan.count_workdays(a, b) : -impl_->plan.count_workdays(b, a);
}

Day Calendar::day(Date date) const { return describe_day(*impl_, day_number(date)); }

bool Calendar::is_provisional(Instant instant) const noexcept { return impl_->is_provisional(instant); }

std::optional<Date> Calendar::horizon() const noexcept { return impl_->known_until; }

int Calendar::workdays_between(Instant from, Instant to) const noexcept {
  if (to < from) return -workdays_between(to, from);
  const auto& counting = impl_->counting;
  auto first = day_received(*impl_, from, counting);
  // Day 1 is the day received, if it is a working day.
  if (counting.start == Counting::Start::same_day) --first;
  const auto last = day_of_hours(*impl_, to);
  return first <= last ? impl_->plan.count_workdays(first, last) : 0;
}

int Calendar::dates_between(Instant from, Instant to) const noexcept {
  return wall_time_of(*impl_, to).day - wall_time_of(*impl_, from).day;
}

Result<Due> Calendar::due(Instant start, const Budget& budget) const { return due_of(*impl_, start, budget); }

Result<Due> Calendar::due(Instant start, const Budget& budget, std::span<const Paused> paused) const {
  return due_of(*impl_, start, budget, paused);
}

Result<DueExplanation> Calendar::explain(Instant start, const Budget& budget, std::span<const Paused> paused) const {
  DOCKET_CHECK(check_paused(budget, paused));
  return explain_due(*impl_, start, budget, paused);
}

Paused Calendar::paused_in(Stretch pause) const noexcept { return docket::paused_in(*impl_, pause); }

Status Calendar::add_pause(Instant start, const Budget& budget, Stretch pause, std::vector<Paused>& paused) const {
  return docket::add_pause(*impl_, start, budget, pause, paused);
}

Result<Instant> Calendar::move(const Due& due, const Budget& budget, const Paused& paused) const {
  return move_due(*impl_, due, budget, paused);
}

Result<Instant> Calendar::before(const Due& due, const Distance& distance) const {
  switch (distance.unit) {
    case Distance::Unit::open: return subtract(due.at, WorkingTime{distance.length});
    case Distance::Unit::wall: return due.at - distance.length;
    case Distance::Unit::workdays:
    case Distance::Unit::days: return within_years(days_before(*impl_, due, distance));
  }
  return due.at;
}

Result<Instant> Calendar::after(const Due& due, const Distance& distance) const {
  switch (distance.unit) {
    case Distance::Unit::open: return add(due.at, WorkingTime{distance.length});
    case Distance::Unit::wall: return due.at + distance.length;
    case Distance::Unit::workdays:
    case Distance::Unit::days: return within_years(days_after(*impl_, due, distance));
  }
  return due.at;
}

std::size_t Calendar::memory_used() const noexcept {
  return sizeof(Impl) - sizeof(DayPlan) - sizeof(OpenTable) + impl_->years.capacity() * sizeof(KnownYear) +
         impl_->plan.memory_used() + impl_->table.memory_used();
}

}  // namespace docket
