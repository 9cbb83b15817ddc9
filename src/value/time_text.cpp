// Tested by tests/unit/value/text_test.cpp
#include "value/time_text.hpp"

#include <array>
#include <chrono>

namespace docket {
namespace {

__extension__ typedef __int128 Wide;  // nanoseconds of any text we read, before its range is known
constexpr std::int64_t kBillion = 1'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from its beginning; every step fails for good once one has failed.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool is_ok() const { return is_ok_; }
  bool is_at_end() const { return rest_.empty(); }
  bool takes(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { is_ok_ = takes(c) && is_ok_; }

  int digits(std::size_t count) {
    int number = 0;
    if (rest_.size() < count) is_ok_ = false;
    for (std::size_t i = 0; i < count && is_ok_; ++i) {
      if (!is_digit(rest_[i])) {
        is_ok_ = false;
        break;
      }
      number = number * 10 + (rest_[i] - '0');
    }
    if (is_ok_) rest_.remove_prefix(count);
    return number;
  }

  // The digits after a point, as nanoseconds; further digits are cut.
  std::uint32_t fraction() {
    std::uint32_t nanoseconds = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && is_digit(rest_[count]); ++count) {
      if (count < 9) nanoseconds = nanoseconds * 10 + static_cast<std::uint32_t>(rest_[count] - '0');
    }
    if (count == 0) is_ok_ = false;
    for (std::size_t i = count; i < 9; ++i) nanoseconds *= 10;
    rest_.remove_prefix(count);
    return nanoseconds;
  }

 private:
  std::string_view rest_;
  bool is_ok_ = true;
};

std::int64_t read_offset_seconds(Reader& reader) {
  if (reader.takes('Z') || reader.takes('z')) return 0;
  const bool is_west = reader.takes('-');
  if (!is_west) reader.expect('+');
  const int hours = reader.digits(2);
  reader.expect(':');
  const int minutes = reader.digits(2);
  const int seconds = (hours * 60 + minutes) * 60;
  return hours > 23 || minutes > 59 ? 1'000'000 : is_west ? -seconds : seconds;
}

std::string two_digits(unsigned number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// `.5` for half a second, nothing for a whole one.
std::string fraction_text(std::uint32_t nanoseconds) {
  if (nanoseconds == 0) return {};
  std::string digits = std::to_string(nanoseconds);
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// Longer names first where one begins with another.
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"µs", 1'000},
                                         {"μs", 1'000},
                                         {"ms", 1'000'000},
                                         {"s", kBillion},
                                         {"m", 60 * kBillion},
                                         {"h", 3600 * kBillion}}};

const Unit* take_unit(std::string_view& rest) {
  for (const auto& unit : kUnits) {
    if (!rest.starts_with(unit.name)) continue;
    rest.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// One part of a duration: digits, perhaps a point and digits, a unit.
std::optional<Wide> take_part(std::string_view& rest) {
  Wide whole = 0;
  Wide fraction = 0;
  Wide scale = 1;
  std::size_t at = 0;
  for (; at < rest.size() && is_digit(rest[at]); ++at) {
    if (at > 20) return std::nullopt;
    whole = whole * 10 + (rest[at] - '0');
  }
  std::size_t digits = at;
  if (at < rest.size() && rest[at] == '.') {
    for (++at; at < rest.size() && is_digit(rest[at]); ++at, ++digits) {
      if (scale > kBillion * 100'000) continue;  // finer than any unit can show
      fraction = fraction * 10 + (rest[at] - '0');
      scale *= 10;
    }
  }
  if (digits == 0) return std::nullopt;
  rest.remove_prefix(at);
  const Unit* unit = take_unit(rest);
  if (unit == nullptr) return std::nullopt;
  return whole * unit->nanoseconds + fraction * unit->nanoseconds / scale;
}

std::optional<Duration> duration_of(Wide nanoseconds) {
  Wide seconds = nanoseconds / kBillion;
  Wide rest = nanoseconds % kBillion;
  if (rest < 0) {
    rest += kBillion;
    --seconds;
  }
  if (seconds > kBillion * 100 || seconds < -kBillion * 100) return std::nullopt;
  const Duration length{static_cast<std::int64_t>(seconds), static_cast<std::uint32_t>(rest)};
  return is_in_range(length) ? std::optional(length) : std::nullopt;
}

// Sign and magnitude, as they are printed.
struct Printed {
  bool is_negative;
  std::uint64_t seconds;
  std::uint32_t nanoseconds;
};

Printed printed(Duration length) {
  if (length.seconds >= 0) return {false, static_cast<std::uint64_t>(length.seconds), length.nanoseconds};
  if (length.nanoseconds == 0) return {true, static_cast<std::uint64_t>(-(length.seconds + 1)) + 1, 0};
  return {true, static_cast<std::uint64_t>(-(length.seconds + 1)),
          static_cast<std::uint32_t>(kBillion - length.nanoseconds)};
}

}  // namespace

bool is_in_range(Duration length) {
  const Wide nanoseconds = Wide(length.seconds) * kBillion + length.nanoseconds;
  return nanoseconds >= INT64_MIN && nanoseconds <= INT64_MAX;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  using namespace std::chrono;
  Reader reader(text);
  const int years = reader.digits(4);
  reader.expect('-');
  const int months = reader.digits(2);
  reader.expect('-');
  const int days_of_month = reader.digits(2);
  if (!reader.takes('T')) reader.expect('t');
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  reader.expect(':');
  const int second = reader.digits(2);
  const std::uint32_t nanoseconds = reader.takes('.') ? reader.fraction() : 0;
  const std::int64_t offset = read_offset_seconds(reader);
  const year_month_day date(year(years), month(static_cast<unsigned>(months)),
                            day(static_cast<unsigned>(days_of_month)));
  const bool is_time = hour < 24 && minute < 60 && second < 60 && offset != 1'000'000;
  if (!reader.is_ok() || !reader.is_at_end() || !date.ok() || !is_time) return std::nullopt;
  const std::int64_t days_since_1970 = sys_days(date).time_since_epoch().count();
  const Timestamp moment{days_since_1970 * 86'400 + (hour * 60 + minute) * 60 + second - offset, nanoseconds};
  return is_in_range(moment) ? std::optional(moment) : std::nullopt;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration{};
  if (text.empty() || text.size() > 200) return std::nullopt;
  Wide nanoseconds = 0;
  while (!text.empty()) {
    const auto part = take_part(text);
    if (!part) return std::nullopt;
    nanoseconds += *part;
  }
  return duration_of(is_negative ? -nanoseconds : nanoseconds);
}

std::string timestamp_text(Timestamp moment) {
  using namespace std::chrono;
  const sys_seconds at{seconds(moment.seconds)};
  const auto midnight = floor<days>(at);
  const year_month_day date(midnight);
  const auto second_of_day = static_cast<unsigned>((at - midnight).count());
  std::string years = std::to_string(static_cast<int>(date.year()));
  if (years.size() < 4) years.insert(0, 4 - years.size(), '0');
  return years + "-" + two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day())) + "T" + two_digits(second_of_day / 3600) + ":" +
         two_digits(second_of_day / 60 % 60) + ":" + two_digits(second_of_day % 60) +
         fraction_text(moment.nanoseconds) + "Z";
}

std::string seconds_text(Duration length) {
  const Printed parts = printed(length);
  return (parts.is_negative ? "-" : "") + std::to_string(parts.seconds) + fraction_text(parts.nanoseconds) + "s";
}

std::string duration_text(Duration length) {
  const Printed parts = printed(length);
  std::string text = parts.is_negative ? "-" : "";
  const std::size_t sign_size = text.size();
  if (parts.seconds >= 3600) text += std::to_string(parts.seconds / 3600) + "h";
  if (parts.seconds / 60 % 60 != 0) text += std::to_string(parts.seconds / 60 % 60) + "m";
  const auto rest = parts.seconds % 60;
  if (rest != 0 || parts.nanoseconds != 0 || text.size() == sign_size) {
    text += std::to_string(rest) + fraction_text(parts.nanoseconds) + "s";
  }
  return text;
}

}  // namespace docket
