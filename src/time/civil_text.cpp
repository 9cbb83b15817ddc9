// Tested by tests/unit/time/instant_text_test.cpp
#include "time/civil_text.hpp"

#include "docket/limits.hpp"

namespace docket::civil {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_padded(std::string& text, int number, std::size_t width) {
  const auto digits = std::to_string(number);
  text.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

// `.25` as 250; at least one digit must follow the point.
std::optional<int> scan_milliseconds(Scanner& scanner) {
  int value = 0;
  int place = 100;
  bool found = false;
  while (const auto digit = scanner.one_of("0123456789")) {
    value += (*digit - '0') * place;
    place /= 10;
    found = true;
  }
  if (!found) return std::nullopt;
  return value;
}

}  // namespace

std::optional<int> Scanner::digits(std::size_t count) {
  if (rest_.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(rest_[i])) return std::nullopt;
    value = value * 10 + (rest_[i] - '0');
  }
  rest_.remove_prefix(count);
  return value;
}

bool Scanner::literal(char c) { return one_of(std::string_view(&c, 1)).has_value(); }

std::optional<char> Scanner::one_of(std::string_view characters) {
  if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return std::nullopt;
  const char found = rest_.front();
  rest_.remove_prefix(1);
  return found;
}

std::optional<Date> scan_date(Scanner& scanner) {
  const auto year = scanner.digits(4);
  if (!year || !scanner.literal('-')) return std::nullopt;
  const auto month = scanner.digits(2);
  if (!month || !scanner.literal('-')) return std::nullopt;
  const auto day = scanner.digits(2);
  if (!day) return std::nullopt;
  const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                  std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<std::chrono::milliseconds> scan_time_of_day(Scanner& scanner) {
  const auto hour = scanner.digits(2);
  if (!hour || *hour > 23 || !scanner.literal(':')) return std::nullopt;
  const auto minute = scanner.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  std::chrono::milliseconds time = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
  if (!scanner.literal(':')) return time;
  const auto second = scanner.digits(2);
  if (!second || *second > 59) return std::nullopt;
  time += std::chrono::seconds{*second};
  if (!scanner.literal('.')) return time;
  const auto milliseconds = scan_milliseconds(scanner);
  if (!milliseconds) return std::nullopt;
  return time + std::chrono::milliseconds{*milliseconds};
}

std::optional<std::chrono::seconds> parse_wall_time(std::string_view text) {
  if (text == "24:00" || text == "24:00:00") return std::chrono::hours{24};
  Scanner scanner(text);
  const auto time = scan_time_of_day(scanner);
  if (!time || !scanner.at_end() || *time % std::chrono::seconds{1} != std::chrono::milliseconds{0})
    return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*time);
}

std::string to_wall_time(std::chrono::seconds since_midnight) {
  const std::chrono::hh_mm_ss parts(since_midnight);
  std::string text;
  append_padded(text, static_cast<int>(parts.hours().count()), 2);
  append_padded(text += ':', static_cast<int>(parts.minutes().count()), 2);
  if (parts.seconds().count() > 0) append_padded(text += ':', static_cast<int>(parts.seconds().count()), 2);
  return text;
}

bool is_year_within_limits(Date date) {
  return static_cast<int>(date.year()) >= limits::kYearMin && static_cast<int>(date.year()) <= limits::kYearMax;
}

std::string to_text(LocalTime local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss parts(local - day);
  std::string text = to_string(Date{day}) + 'T';
  append_padded(text, static_cast<int>(parts.hours().count()), 2);
  append_padded(text += ':', static_cast<int>(parts.minutes().count()), 2);
  append_padded(text += ':', static_cast<int>(parts.seconds().count()), 2);
  const auto milliseconds = static_cast<int>(parts.subseconds().count());
  if (milliseconds > 0) append_padded(text += '.', milliseconds, 3);
  return text;
}

}  // namespace docket::civil

namespace docket {

Result<Date> parse_date(std::string_view text) {
  civil::Scanner scanner(text);
  const auto date = civil::scan_date(scanner);
  if (date && scanner.at_end()) return *date;
  return Error{ErrorCode::invalid_argument, "`" + std::string(text) + "` is not a date such as `2026-02-13`"};
}

std::string to_string(Date date) {
  const int year = static_cast<int>(date.year());
  std::string text = year < 0 ? "-" : "";
  civil::append_padded(text, year < 0 ? -year : year, 4);
  civil::append_padded(text += '-', static_cast<int>(static_cast<unsigned>(date.month())), 2);
  civil::append_padded(text += '-', static_cast<int>(static_cast<unsigned>(date.day())), 2);
  return text;
}

}  // namespace docket
