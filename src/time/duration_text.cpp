// Lengths of time as people write them: `2h 30m`.
// Tested by tests/unit/time/duration_text_test.cpp
#include <array>
#include <optional>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "docket/time.hpp"

namespace docket {
namespace {

struct Unit {
  char letter;
  std::int64_t milliseconds;
};

// Largest first: a text must name its units in this order, each at most once.
constexpr std::array<Unit, 4> kUnits = {{{'d', 86'400'000}, {'h', 3'600'000}, {'m', 60'000}, {'s', 1'000}}};
constexpr std::int64_t kLongest = limits::kBudgetDays * 86'400'000;

Error not_a_length(std::string_view text) {
  return {ErrorCode::invalid_argument, backticked(text) + " is not a length of time such as `2h 30m`"};
}

Error too_long(std::string_view text) {
  return {ErrorCode::limit_exceeded,
          backticked(text) + " is longer than " + std::to_string(limits::kBudgetDays) + " days"};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One `30m` off the front of `rest`, in milliseconds; `first_unit` moves past the unit used.
enum class Fault { malformed, too_long };
struct Step {
  std::optional<std::int64_t> milliseconds;
  Fault fault = Fault::malformed;
};

Step take_part(std::string_view& rest, std::size_t& first_unit) {
  if (rest.empty() || !is_digit(rest.front())) return {};
  std::int64_t number = 0;
  while (!rest.empty() && is_digit(rest.front())) {
    number = number * 10 + (rest.front() - '0');
    if (number > kLongest) return {std::nullopt, Fault::too_long};
    rest.remove_prefix(1);
  }
  std::int64_t fraction = 0;
  const bool has_fraction = !rest.empty() && rest.front() == '.';
  if (has_fraction) {
    rest.remove_prefix(1);
    std::int64_t place = 100;
    if (rest.empty() || !is_digit(rest.front())) return {};
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
      fraction += (rest.front() - '0') * place;
      place /= 10;
    }
  }
  if (rest.empty()) return {};
  while (first_unit < kUnits.size() && kUnits[first_unit].letter != rest.front()) ++first_unit;
  if (first_unit == kUnits.size() || (has_fraction && rest.front() != 's')) return {};
  rest.remove_prefix(1);
  const auto unit = kUnits[first_unit++].milliseconds;
  if (number > kLongest / unit) return {std::nullopt, Fault::too_long};
  return {number * unit + fraction, {}};
}

}  // namespace

Result<Elapsed> parse_elapsed(std::string_view text) {
  std::string_view rest = text;
  std::size_t first_unit = 0;
  std::int64_t total = 0;
  do {
    const auto part = take_part(rest, first_unit);
    if (!part.milliseconds) return part.fault == Fault::too_long ? too_long(text) : not_a_length(text);
    total += *part.milliseconds;
    if (total > kLongest) return too_long(text);
    if (rest.size() > 1 && rest.front() == ' ') rest.remove_prefix(1);
  } while (!rest.empty());
  return Elapsed{total};
}

std::string to_string(Elapsed length) {
  if (length.count() == 0) return "0s";
  std::string text;
  const bool is_negative = length.count() < 0;
  std::int64_t rest = is_negative ? -length.count() : length.count();
  for (const auto& [letter, milliseconds] : kUnits) {
    const bool is_seconds = letter == 's';
    const std::int64_t number = rest / milliseconds;
    rest %= milliseconds;
    if (number == 0 && !(is_seconds && rest > 0)) continue;
    if (!text.empty()) text += ' ';
    text += std::to_string(number);
    if (is_seconds && rest > 0) text += '.' + std::to_string(1000 + rest).substr(1);
    text += letter;
  }
  return is_negative ? "-" + text : text;
}

}  // namespace docket
