// RFC 3339, in and out.
// Tested by tests/unit/time/instant_text_test.cpp
#include <optional>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "docket/time.hpp"
#include "docket/timezone.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

struct Written {
  Date date;
  LocalTime local;
  std::optional<std::chrono::minutes> offset;  // absent when the text has none
};

std::optional<std::chrono::minutes> scan_offset(civil::Scanner& scanner) {
  if (scanner.one_of("Zz")) return std::chrono::minutes{0};
  const auto sign = scanner.one_of("+-");
  if (!sign) return std::nullopt;
  const auto hour = scanner.digits(2);
  if (!hour || *hour > 23 || !scanner.literal(':')) return std::nullopt;
  const auto minute = scanner.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  const auto east = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
  return *sign == '-' ? -east : east;
}

std::optional<Written> scan_instant(std::string_view text) {
  civil::Scanner scanner(text);
  const auto date = civil::scan_date(scanner);
  if (!date || !scanner.one_of("Tt ")) return std::nullopt;
  const auto time = civil::scan_time_of_day(scanner);
  if (!time) return std::nullopt;
  const LocalTime local = std::chrono::local_days{*date} + *time;
  if (scanner.at_end()) return Written{*date, local, std::nullopt};
  const auto offset = scan_offset(scanner);
  if (!offset || !scanner.at_end()) return std::nullopt;
  return Written{*date, local, offset};
}

Error not_an_instant(std::string_view text, const char* example) {
  return {ErrorCode::invalid_argument, backticked(text) + " is not a date and time such as " + example};
}

Error beyond_years(std::string_view text) {
  return {ErrorCode::limit_exceeded, backticked(text) + " lies outside the years " + std::to_string(limits::kYearMin) +
                                         " to " + std::to_string(limits::kYearMax)};
}

Instant at_offset(LocalTime local, std::chrono::seconds offset) { return Instant{local.time_since_epoch()} - offset; }

// `+08:00`; seconds, which only offsets before standard time have, are cut as RFC 3339 demands.
std::string offset_text(std::chrono::seconds offset) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(offset < std::chrono::seconds{0} ? -offset : offset);
  return (offset < std::chrono::seconds{0} ? "-" : "+") + civil::to_wall_time(minutes);
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  const auto written = scan_instant(text);
  if (!written || !written->offset) return not_an_instant(text, "`2026-02-13T16:00:00+08:00`");
  if (!civil::is_year_within_limits(written->date)) return beyond_years(text);
  return at_offset(written->local, *written->offset);
}

Result<Instant> parse_instant(std::string_view text, const TimeZone& zone) {
  const auto written = scan_instant(text);
  if (!written) return not_an_instant(text, "`2026-02-13 16:00`");
  if (!civil::is_year_within_limits(written->date)) return beyond_years(text);
  if (written->offset) return at_offset(written->local, *written->offset);
  if (zone.exists(written->local)) return zone.to_instant(written->local);
  return Error{ErrorCode::invalid_argument,
               backticked(text) + " does not exist in " + backticked(zone.name()) + ": the clocks jump over it"};
}

std::string to_string(Instant instant) { return civil::to_text(LocalTime{instant.time_since_epoch()}) + 'Z'; }

std::string to_string(Instant instant, const TimeZone& zone) {
  const auto offset = zone.period_at(instant).offset;
  // The printed offset has whole minutes, so the wall time is taken from it: the text always reads
  // back as the same instant.
  const auto printed = offset < std::chrono::seconds{0} ? -std::chrono::floor<std::chrono::minutes>(-offset)
                                                        : std::chrono::floor<std::chrono::minutes>(offset);
  return civil::to_text(LocalTime{(instant + printed).time_since_epoch()}) + offset_text(offset);
}

}  // namespace docket
