// Distances as authors write them and as people say them.
// Tested by tests/unit/calendar/distance_test.cpp
#include "docket/distance.hpp"

#include <charconv>

#include "base/text.hpp"
#include "base/try.hpp"
#include "calendar/prose.hpp"
#include "docket/limits.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

constexpr std::string_view kForms = "`30m`, `24h wall`, `1 workday` or `2 days`";

Error not_a_distance(std::string_view text, std::string_view instead) {
  return {ErrorCode::invalid_argument, backticked(text) + " is not a distance; write " + std::string(instead)};
}

Error too_long(std::string_view text) {
  return {ErrorCode::limit_exceeded,
          backticked(text) + " is longer than " + std::to_string(limits::kBudgetDays) + " days"};
}

std::string plural(int count, const char* word) { return std::to_string(count) + " " + word + (count == 1 ? "" : "s"); }

// `1 workday`: the number and the word; nullopt when the text has another shape.
struct Counted {
  std::int64_t count;
  std::string_view word;
};

std::optional<Counted> counted(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault == std::errc::result_out_of_range) count = limits::kBudgetDays + 1;
  if (fault != std::errc{} && fault != std::errc::result_out_of_range) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.size() < 2 || text.front() != ' ' || (text[1] >= '0' && text[1] <= '9')) return std::nullopt;
  return Counted{count, text.substr(1)};
}

Result<Distance> counted_distance(std::string_view text, const Counted& what) {
  static const std::vector<std::string> kWords = {"workday", "workdays", "day", "days"};
  const bool is_workday = what.word == "workday" || what.word == "workdays";
  if (!is_workday && what.word != "day" && what.word != "days") {
    const auto best = nearest(what.word, kWords);
    return not_a_distance(text, best ? backticked(std::to_string(what.count) + " " + *best) : std::string(kForms));
  }
  if (what.count < 1) return not_a_distance(text, "a whole number of days from 1 on");
  if (what.count > limits::kBudgetDays) return too_long(text);
  const auto count = static_cast<int>(what.count);
  return is_workday ? Distance::workdays(count) : Distance::days(count);
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

// The length without its time of day.
Result<Distance> plain_distance(std::string_view text) {
  if (const auto what = counted(text)) return counted_distance(text, *what);
  std::string_view rest = text;
  const bool is_wall = take_suffix(rest, " wall");
  const auto length = parse_elapsed(rest);
  if (!length && length.error().code == ErrorCode::limit_exceeded) return length.error();
  if (!length) return not_a_distance(text, kForms);
  if (length->count() == 0) return not_a_distance(text, "a length that is more than nothing, such as `30m`");
  // A day of open time is eight hours to one reader and twenty-four to another.
  if (!is_wall && rest.find('d') != std::string_view::npos) {
    const auto number = std::string(rest.substr(0, rest.find('d')));
    return not_a_distance(text, backticked(number + " workday" + (number == "1" ? "" : "s")) + ", " +
                                    backticked(number + " day" + (number == "1" ? "" : "s")) +
                                    " or hours: `d` could mean either");
  }
  return is_wall ? Distance::wall(*length) : Distance::open(*length);
}

// ` at "09:00"` at the end of a text, taken off it.
struct TimeOfDay {
  std::optional<std::chrono::seconds> time;
  bool is_wrong = false;
};

TimeOfDay take_time(std::string_view& text) {
  const auto place = text.rfind(" at ");
  if (place == std::string_view::npos) return {};
  auto written = text.substr(place + 4);
  text = text.substr(0, place);
  if (written.size() > 2 && (written.front() == '"' || written.front() == '\'') && written.back() == written.front())
    written = written.substr(1, written.size() - 2);
  const auto time = civil::parse_wall_time(written);
  return {time, !time};
}

Result<Distance> with_time(std::string_view text, Distance distance, const TimeOfDay& time) {
  if (time.is_wrong) return not_a_distance(text, "the time of day as `at \"09:00\"`, from `00:00` to `24:00`");
  if (time.time && !distance.in_days())
    return not_a_distance(text, "`at` beside days or workdays: hours end at a time of their own");
  distance.at = time.time;
  return distance;
}

std::string time_text(const Distance& distance) {
  return distance.at ? " at \"" + civil::to_wall_time(*distance.at) + '"' : std::string();
}

std::string length_of(const Distance& distance) {
  switch (distance.unit) {
    case Distance::Unit::open:
    case Distance::Unit::wall: {
      // In hours: `1d` could mean either.
      const auto hours = std::chrono::floor<std::chrono::hours>(distance.length);
      const auto rest = distance.length - hours;
      const auto wall = distance.unit == Distance::Unit::wall ? " wall" : "";
      if (hours.count() == 0) return to_string(rest) + wall;
      return std::to_string(hours.count()) + "h" + (rest.count() > 0 ? " " + to_string(rest) : "") + wall;
    }
    case Distance::Unit::workdays: return plural(distance.count, "workday");
    case Distance::Unit::days: return plural(distance.count, "day");
  }
  return {};
}

std::string length_prose(const Distance& distance, Language language) {
  const bool zh = language == Language::zh;
  switch (distance.unit) {
    case Distance::Unit::open: return length_text(distance.length, language);
    case Distance::Unit::wall: return length_text(distance.length, language) + (zh ? "（昼夜连续）" : " day and night");
    case Distance::Unit::workdays:
      return zh ? std::to_string(distance.count) + " 个工作日" : plural(distance.count, "workday");
    case Distance::Unit::days: return zh ? std::to_string(distance.count) + " 天" : plural(distance.count, "day");
  }
  return {};
}

}  // namespace

Result<Distance> parse_distance(std::string_view text) {
  std::string_view rest = text;
  const auto time = take_time(rest);
  DOCKET_TRY(distance, plain_distance(rest));
  return with_time(text, distance, time);
}

Result<PlacedDistance> parse_placed_distance(std::string_view text) {
  std::string_view rest = text;
  const auto time = take_time(rest);
  const bool ends_in_wall = take_suffix(rest, " wall");
  auto side = Side::before;
  if (take_suffix(rest, " after")) {
    side = Side::after;
  } else if (!take_suffix(rest, " before")) {
    return Error{ErrorCode::invalid_argument,
                 backticked(text) + " says neither `before` nor `after`; write `30m before` or `1 workday after`"};
  }
  DOCKET_TRY(distance, plain_distance(ends_in_wall ? std::string(rest) + " wall" : std::string(rest)));
  DOCKET_TRY(timed, with_time(text, distance, time));
  return PlacedDistance{timed, side};
}

std::string to_string(const Distance& distance) { return length_of(distance) + time_text(distance); }

std::string to_string(const Distance& distance, Side side) {
  return length_of(distance) + (side == Side::before ? " before" : " after") + time_text(distance);
}

std::string to_text(const Distance& distance, Side side, Language language) {
  const auto length = length_prose(distance, language);
  const auto time = distance.at ? civil::to_wall_time(*distance.at) : std::string();
  if (language == Language::zh)
    return (side == Side::before ? "到期前 " : "到期后 ") + length + (time.empty() ? "" : "，" + time);
  return length + (side == Side::before ? " before" : " after") + (time.empty() ? "" : ", at " + time);
}

}  // namespace docket
