#include "support/working_time_case.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include "calendar/definition.hpp"
#include "docket/recurrence.hpp"
#include "support/calendars.hpp"
#include "time/civil_text.hpp"

namespace docket::testing {
namespace {

using std::chrono::days;
using std::chrono::local_days;

const std::vector<std::string> kWeekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
// The years for which a holiday of every year (`--05-01`) is spelled out.
constexpr int kFirstYear = 1985;
constexpr int kLastYear = 2045;

Date date_of_case(const std::string& text) {
  const auto date = parse_date(text.substr(0, 10));
  REQUIRE(date);
  return *date;
}

Instant instant_of(const Json& text) {
  const auto instant = parse_instant(text.get<std::string>());
  INFO("instant " << text);
  REQUIRE(instant);
  return *instant;
}

std::chrono::seconds wall_time(const Json& text) {
  const auto time = civil::parse_wall_time(text.get<std::string>());
  INFO("time " << text);
  REQUIRE(time);
  return *time;
}

DayHours hours_of(const Json& windows) {
  DayHours hours;
  for (const auto& window : windows) {
    Window read{wall_time(window[0]), wall_time(window[1])};
    if (read.end <= read.start) read.end += days{1};
    hours.push_back(read);
  }
  std::sort(hours.begin(), hours.end(), [](const Window& a, const Window& b) { return a.start < b.start; });
  return hours;
}

// The windows without the breaks.
DayHours without(DayHours hours, const DayHours& breaks) {
  for (const auto& pause : breaks) {
    DayHours rest;
    for (const auto& window : hours) {
      if (window.start < pause.start) rest.push_back({window.start, std::min(window.end, pause.start)});
      if (window.end > pause.end) rest.push_back({std::max(window.start, pause.end), window.end});
    }
    hours = rest;
  }
  return hours;
}

std::vector<Date> holidays_of(const Json& calendar) {
  std::vector<Date> dates;
  const auto listed = calendar.value("holidays", Json::array());
  for (const auto& item : listed) {
    const auto text = item.get<std::string>();
    if (text.rfind("--", 0) != 0) {
      dates.push_back(date_of_case(text));
      continue;
    }
    for (int year = kFirstYear; year <= kLastYear; ++year)
      dates.push_back(date_of_case(std::to_string(year) + text.substr(1)));
  }
  return dates;
}

void add_statutory_days(CalendarDefinition& definition) {
  const auto& hours = definition.week[0];
  for (int year = 2007; year <= 2026; ++year) {
    const auto file = sources().holidays("cn/" + std::to_string(year));
    REQUIRE(file);
    for (const auto& day : file->days) {
      definition.special_days.push_back(
          {day.date, day.is_off ? DayKind::holiday : DayKind::make_up, day.is_off ? DayHours{} : hours, {}, {}, 0, {}});
    }
  }
}

CalendarDefinition definition_of(const Json& calendar) {
  CalendarDefinition definition;
  definition.name = "case";
  const auto zone_name = calendar.at("tz").get<std::string>();
  definition.zone = zone(zone_name);
  for (std::size_t day = 0; day < 7; ++day) {
    definition.week[day] = hours_of(calendar.value("weekly", Json::object()).value(kWeekdays[day], Json::array()));
  }
  if (calendar.contains("ref")) add_statutory_days(definition);
  for (const auto& date : holidays_of(calendar))
    definition.special_days.push_back({date, DayKind::holiday, {}, {}, {}, 0, {}});
  const auto overrides = calendar.value("overrides", Json::object());
  for (const auto& [date, windows] : overrides.items()) {
    definition.special_days.push_back({date_of_case(date), DayKind::exception, hours_of(windows), {}, {}, 0, {}});
  }
  return definition;
}

// The hours that the definition's layers give to a date.
DayHours effective_hours(const CalendarDefinition& definition, const Date& date) {
  const SpecialDay* best = nullptr;
  for (const auto& day : definition.special_days) {
    if (day.date == date && (best == nullptr || day.kind >= best->kind)) best = &day;
  }
  const auto index = (std::chrono::weekday{local_days{date}}.c_encoding() + 6) % 7;
  return best != nullptr ? best->hours : definition.week[index];
}

// Breaks are taken out of whatever hours the date has.
void subtract_breaks(CalendarDefinition& definition, const Json& calendar) {
  const auto breaks = calendar.value("breaks", Json::object());
  for (const auto& [text, windows] : breaks.items()) {
    const auto date = date_of_case(text);
    const auto hours = without(effective_hours(definition, date), hours_of(windows));
    definition.special_days.push_back({date, DayKind::exception, hours, {}, {}, 0, {}});
  }
}

// `boundary` and `reversed` are the policies a case may ask for; without `reversed: zero` the exact,
// negative value is expected.
Counting counting_of(const Json& kase) {
  Counting counting;
  const auto boundary = kase.value("boundary", "close");
  if (boundary == "next_open" || boundary == "prev_close") counting.boundary = Counting::Boundary::next_open;
  counting.reversed =
      kase.value("reversed", "negative") == "zero" ? Counting::Reversed::zero : Counting::Reversed::negative;
  return counting;
}

Calendar calendar_of(const Json& kase) {
  static std::map<std::string, Calendar> known;
  const auto counting = counting_of(kase);
  const auto key = kase.at("calendar").dump() + std::to_string(static_cast<int>(counting.boundary)) +
                   std::to_string(static_cast<int>(counting.reversed));
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  auto definition = definition_of(kase.at("calendar"));
  subtract_breaks(definition, kase.at("calendar"));
  definition.counting = counting;
  return known.emplace(key, make_calendar(definition)).first->second;
}

struct Question {
  const Json& kase;
  Calendar calendar;

  Instant from() const { return instant_of(kase.at("from")); }
  Instant to() const { return instant_of(kase.at("to")); }
  Date date(const char* key = "date") const { return date_of_case(kase.at(key).get<std::string>()); }
  WorkingTime duration() const {
    const auto seconds = kase.at("duration").at("seconds").get<double>();
    return WorkingTime{std::chrono::milliseconds{std::llround(seconds * 1000)}};
  }
  Date local_date(Instant instant) const { return Date{std::chrono::floor<days>(calendar.zone().local(instant))}; }
};

Json printed(const Question& question, Instant instant) { return to_string(instant, question.calendar.zone()); }

Json printed(const Question& question, const Result<Instant>& instant) {
  return instant ? printed(question, *instant) : Json(instant.error().message);
}

Json printed(const Question& question, const std::optional<Instant>& instant) {
  return instant ? printed(question, *instant) : Json(nullptr);
}

Json seconds(WorkingTime time) { return static_cast<double>(time.length().count()) / 1000; }

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// ---- single questions ----

Json is_open(const Question& q) {
  const auto at = instant_of(q.kase.at("at"));
  const bool closing_is_open = contains(q.kase.value("note", ""), "closing instant counted as open");
  return q.calendar.is_open(at) || (closing_is_open && q.calendar.previous_close(at) == at);
}

bool is_listed_holiday(const Question& q, const Date& date) {
  const auto dates = holidays_of(q.kase.at("calendar"));
  return std::find(dates.begin(), dates.end(), date) != dates.end();
}

Json on_holiday(const Question& q) {
  if (q.kase.contains("date")) return is_listed_holiday(q, q.date());
  return is_listed_holiday(q, q.local_date(instant_of(q.kase.at("at"))));
}

Json on_break(const Question& q) {
  const auto at = instant_of(q.kase.at("at"));
  const auto date = q.local_date(at);
  const auto since_midnight = q.calendar.zone().local(at) - local_days{date};
  const auto breaks = q.kase.at("calendar").value("breaks", Json::object());
  for (const auto& [text, windows] : breaks.items()) {
    if (date_of_case(text) != date) continue;
    for (const auto& window : hours_of(windows)) {
      if (window.start <= since_midnight && since_midnight < window.end) return true;
    }
  }
  return false;
}

Json next_open_strict(const Question& q) {
  const bool is_inside = q.calendar.is_open(q.from());
  return printed(q, q.calendar.next_open(is_inside ? *q.calendar.next_close(q.from()) : q.from()));
}

// The open stretches from `from` on, or back from it, cut at it.  Windows of one day that touch stay
// apart, as they do in the case's calendar.
Json periods(const Question& q, bool forwards) {
  Json found = Json::array();
  const auto count = q.kase.at("count").get<std::size_t>();
  auto date = local_days{q.local_date(q.from())} - days{forwards ? 1 : -1};
  for (int walked = 0; found.size() < count && walked < 4000; ++walked, date += days{forwards ? 1 : -1}) {
    auto windows = q.calendar.day(Date{date}).windows;
    if (!forwards) std::reverse(windows.begin(), windows.end());
    for (auto window : windows) {
      if (forwards) window.from = std::max(window.from, q.from());
      if (!forwards) window.until = std::min(window.until, q.from());
      if (window.from < window.until && found.size() < count)
        found.push_back({printed(q, window.from), printed(q, window.until)});
    }
  }
  return found;
}

// ---- with pauses ----

std::vector<Stretch> pauses_of(const Json& kase) {
  std::vector<Stretch> pauses;
  for (const auto& pause : kase.value("pauses", Json::array()))
    pauses.push_back({instant_of(pause[0]), instant_of(pause[1])});
  return pauses;
}

WorkingTime paused(const Question& q, const std::vector<Stretch>& pauses) {
  WorkingTime total;
  for (const auto& pause : pauses) total = total + q.calendar.open_time_between(pause.from, pause.until);
  return total;
}

Json due(const Question& q) {
  auto from = q.from();
  auto left = q.duration();
  for (const auto& pause : pauses_of(q.kase)) {
    if (pause.until <= from) continue;
    const auto before = q.calendar.open_time_between(from, std::max(pause.from, from));
    if (before >= left) break;
    left = left - before;
    from = pause.until;
  }
  return printed(q, q.calendar.add(from, left));
}

Json elapsed_excluding_pauses(const Question& q) {
  auto total = q.calendar.open_time_between(q.from(), q.to());
  for (const auto& pause : pauses_of(q.kase)) {
    const Stretch inside{std::max(pause.from, q.from()), std::min(pause.until, q.to())};
    if (inside.from < inside.until) total = total - q.calendar.open_time_between(inside.from, inside.until);
  }
  return seconds(total);
}

// Backwards only the date is counted; our budgets run forwards.
Json workdays_before(const Question& q, int n, bool at_close) {
  const auto local = q.calendar.zone().local(q.from());
  const auto day = std::chrono::floor<days>(local);
  const auto date = *q.calendar.workday_from(Date{day}, n);
  if (at_close) return printed(q, q.calendar.day(date).windows.back().until);
  return printed(q, q.calendar.zone().to_instant(local_days{date} + (local - day)));
}

Json due_workdays(const Question& q) {
  const int n = q.kase.at("days").get<int>();
  if (n < 0) return workdays_before(q, n, q.kase.value("end_of_day", false));
  const auto end = q.kase.value("end_of_day", false) ? Counting::End::close_of_business : Counting::End::same_time;
  const auto found = q.calendar.due(q.from(), Budget::workdays(n, {.end = end}));
  if (!found) return found.error().message;
  return printed(q, q.calendar.add(found->at, paused(q, pauses_of(q.kase))));
}

// ---- workdays ----

Date first_workday(const Calendar& calendar, const Date& date, int direction) {
  return calendar.is_workday(date) ? date : *calendar.workday_from(date, direction);
}

Json with_date(const Question& q, const Date& date) {
  const auto& from = q.kase.at("from").get_ref<const std::string&>();
  if (from.size() == 10) return to_string(date);
  const auto local = q.calendar.zone().local(q.from());
  return printed(q, q.calendar.zone().to_instant(local_days{date} + (local - std::chrono::floor<days>(local))));
}

Date start_date(const Question& q) {
  const auto& from = q.kase.at("from").get_ref<const std::string&>();
  return from.size() == 10 ? date_of_case(from) : q.local_date(q.from());
}

// A start outside hours is first taken to an opening: forwards to the next one, backwards to that of
// the day whose hours were the last.
Json business_time_workdays(const Question& q, int n) {
  const int direction = n < 0 ? -1 : 1;
  const auto moved = [&](const Date& date) { return n == 0 ? date : *q.calendar.workday_from(date, n); };
  if (q.kase.at("from").get_ref<const std::string&>().size() == 10) {
    return to_string(moved(first_workday(q.calendar, start_date(q), direction)));
  }
  auto start = q.from();
  const auto closed_at = *q.calendar.previous_close(start);
  if (!q.calendar.is_open(start) && closed_at != start) {
    start = direction > 0 ? *q.calendar.next_open(start)
                          : q.calendar.day(q.local_date(closed_at - std::chrono::seconds{1})).windows.front().from;
  }
  const auto local = q.calendar.zone().local(start);
  const auto day = std::chrono::floor<days>(local);
  return printed(q, q.calendar.zone().to_instant(local_days{moved(Date{day})} + (local - day)));
}

// The projects differ about days; each case says in `semantics` what it means by them.
Json add_workdays(const Question& q) {
  const auto semantics = q.kase.at("semantics").get<std::string>();
  const int n = q.kase.at("days").get<int>();
  const int direction = n < 0 ? -1 : 1;
  const auto origin = start_date(q);
  const auto after = [&](const Date& date, int count) {
    return count == 0 ? date : *q.calendar.workday_from(date, count);
  };

  if (semantics.rfind("biz_days", 0) == 0) {
    const auto local = q.calendar.zone().local(q.from());
    const auto moved =
        q.calendar.zone().to_instant(local_days{after(origin, n)} + (local - std::chrono::floor<days>(local)));
    const bool stays = q.calendar.is_open(moved) || (direction < 0 && q.calendar.previous_close(moved) == moved);
    if (stays) return printed(q, moved);
    return printed(q, direction > 0 ? q.calendar.next_open(moved) : q.calendar.previous_close(moved));
  }
  if (contains(semantics, "a non-working origin is first moved") && n != 0) {
    return with_date(q, after(first_workday(q.calendar, origin, direction), n));
  }
  if (semantics == "business_time") return business_time_workdays(q, n);
  if (contains(semantics, "n=0 returns the origin if it is a workday") || contains(semantics, "0 = roll forward")) {
    return with_date(q, n == 0 ? first_workday(q.calendar, origin, 1) : after(origin, n));
  }
  return with_date(q, after(origin, n));
}

// Both ends are in or out as the case says.
Json workdays_between(const Question& q) {
  const auto from = local_days{q.date("from")};
  const auto to = local_days{q.date("to")};
  if (q.kase.contains("inclusive_end")) {
    const auto last = q.kase["inclusive_end"].get<bool>() ? to : to - days{1};
    return q.calendar.workdays_between(Date{from - days{1}}, Date{last});
  }
  return q.calendar.workdays_between(Date{from}, Date{to});
}

Json days_in_range(const Question& q, bool workdays) {
  Json found = Json::array();
  for (auto date = local_days{q.date("from")}; date <= local_days{q.date("to")}; date += days{1}) {
    if (q.calendar.is_workday(Date{date}) == workdays) found.push_back(to_string(Date{date}));
  }
  return found;
}

// The run of days around the date that are of its kind, when it is of the kind asked for.
Json consecutive(const Question& q, bool workdays) {
  Json found = Json::array();
  auto date = local_days{q.date()};
  if (q.calendar.is_workday(Date{date}) != workdays) return found;
  while (q.calendar.is_workday(Date{date - days{1}}) == workdays) date -= days{1};
  for (; q.calendar.is_workday(Date{date}) == workdays; date += days{1}) found.push_back(to_string(Date{date}));
  return found;
}

// ---- recurrences ----

// `20260213T090000`, with or without `Z`, or `20260213`.
LocalTime recurrence_time(const std::string& text) {
  const auto dashed = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
  const LocalTime day = local_days{date_of_case(dashed)};
  if (text.size() < 15) return day;
  return day + wall_time(text.substr(9, 2) + ":" + text.substr(11, 2) + ":" + text.substr(13, 2));
}

// In the form the case's start has.
std::string like(const std::string& start, LocalTime time) {
  std::string text;
  for (const char c : civil::to_text(time)) {
    if (c != '-' && c != ':') text += c;
  }
  if (start.size() == 8) return text.substr(0, 8);
  return start.back() == 'Z' ? text + 'Z' : text;
}

Json occurrences(const Json& kase) {
  const auto start = kase.at("dtstart").get<std::string>();
  const auto rule = kase.at("rrule").get<std::string>();
  const auto recurrence = start.size() == 8
                              ? Recurrence::of_days(rule, Date{std::chrono::floor<days>(recurrence_time(start))})
                              : Recurrence::of_times(rule, recurrence_time(start), TimeZone::utc());
  if (!recurrence) return Json{{"error", recurrence.error().message}};
  // One more than expected: a rule that goes on too long is wrong, too.
  Json found = Json::array();
  for (const auto time : recurrence->first(kase.value("expected", Json::array()).size() + 1))
    found.push_back(like(start, time));
  return found;
}

using Answerer = std::function<Json(const Question&)>;

const std::map<std::string, Answerer>& answerers() {
  static const std::map<std::string, Answerer> kAnswerers = {
      {"add", [](const Question& q) { return printed(q, q.calendar.add(q.from(), q.duration())); }},
      {"sub", [](const Question& q) { return printed(q, q.calendar.subtract(q.from(), q.duration())); }},
      {"due", due},
      {"due_workdays", due_workdays},
      {"add_workdays", add_workdays},
      {"elapsed", [](const Question& q) { return seconds(q.calendar.open_time_between(q.from(), q.to())); }},
      {"elapsed_excluding_pauses", elapsed_excluding_pauses},
      {"paused_working_time", [](const Question& q) { return seconds(paused(q, pauses_of(q.kase))); }},
      {"is_open", is_open},
      {"is_workday", [](const Question& q) { return Json(q.calendar.is_workday(q.date())); }},
      {"is_holiday", on_holiday},
      {"on_holiday", on_holiday},
      {"on_break", on_break},
      {"next_open", [](const Question& q) { return printed(q, q.calendar.next_open(q.from())); }},
      {"next_open_strict", next_open_strict},
      {"next_close", [](const Question& q) { return printed(q, q.calendar.next_close(q.from())); }},
      {"prev_close", [](const Question& q) { return printed(q, q.calendar.previous_close(q.from())); }},
      {"periods_after", [](const Question& q) { return periods(q, true); }},
      {"periods_before", [](const Question& q) { return periods(q, false); }},
      {"workdays_between", workdays_between},
      {"workdays_in_range", [](const Question& q) { return days_in_range(q, true); }},
      {"non_workdays_in_range", [](const Question& q) { return days_in_range(q, false); }},
      {"next_workday_or_same",
       [](const Question& q) { return Json(to_string(first_workday(q.calendar, q.date(), 1))); }},
      {"prev_workday_or_same",
       [](const Question& q) { return Json(to_string(first_workday(q.calendar, q.date(), -1))); }},
      {"consecutive_workdays", [](const Question& q) { return consecutive(q, true); }},
      {"consecutive_non_working_days", [](const Question& q) { return consecutive(q, false); }},
  };
  return kAnswerers;
}

bool is_instant(const Json& text) { return text.is_string() && parse_instant(text.get<std::string>()).has_value(); }

// Microseconds, which we do not have, are rounded.
Instant rounded_to_milliseconds(const Json& text) {
  const auto& digits = text.get_ref<const std::string&>();
  const auto point = digits.find('.');
  const bool rounds_up =
      point != std::string::npos && digits.size() > point + 4 && digits[point + 4] >= '5' && digits[point + 4] <= '9';
  return instant_of(text) + std::chrono::milliseconds{rounds_up ? 1 : 0};
}

bool has_fraction(const Json& value) {
  if (value.is_number_float()) return value.get<double>() != std::floor(value.get<double>());
  return value.is_string() && value.get_ref<const std::string&>().find('.') != std::string::npos;
}

// A case that puts fractions of a second in and expects whole seconds out wants them rounded.
bool wants_whole_seconds(const Json& kase) {
  const bool goes_in = has_fraction(kase.value("from", Json())) || has_fraction(kase.value("to", Json())) ||
                       (kase.contains("duration") && has_fraction(kase["duration"]["seconds"]));
  return goes_in && !has_fraction(kase.at("expected"));
}

}  // namespace

Json answer(const Json& kase) {
  const auto op = kase.at("op").get<std::string>();
  if (op == "rrule") return occurrences(kase);
  const auto found = answerers().find(op);
  if (found == answerers().end()) return "no answer to `" + op + "`";
  return found->second(Question{kase, calendar_of(kase)});
}

bool agrees(const Json& kase, const Json& answer) {
  if (kase.contains("expected_error")) return answer.is_object() && answer.contains("error");
  const auto& expected = kase.at("expected");
  if (expected.is_array() && answer.is_array()) {
    const auto same = [](const Json& a, const Json& b) { return agrees({{"expected", a}}, b); };
    return std::equal(expected.begin(), expected.end(), answer.begin(), answer.end(), same);
  }
  if (is_instant(expected) && is_instant(answer)) {
    const auto tolerance = std::chrono::seconds{kase.value("tolerance_seconds", 0)};
    const auto given = wants_whole_seconds(kase) ? Instant{std::chrono::round<std::chrono::seconds>(instant_of(answer))}
                                                 : instant_of(answer);
    return std::chrono::abs(rounded_to_milliseconds(expected) - given) <= tolerance;
  }
  if (expected.is_number() && answer.is_number() && wants_whole_seconds(kase)) {
    return expected.get<double>() == std::round(answer.get<double>());
  }
  return expected == answer;
}

}  // namespace docket::testing
