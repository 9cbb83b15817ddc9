// Tested by tests/unit/calendar/budget_test.cpp
#include "calendar/budget_text.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "base/match.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "calendar/counting_words.hpp"
#include "docket/limits.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() < suffix.size() || text.substr(text.size() - suffix.size()) != suffix) return false;
  text.remove_suffix(suffix.size());
  return true;
}

Error not_a_budget(std::string_view text, std::string_view instead) {
  return {ErrorCode::invalid_argument, backticked(text) + " is not a budget; write " + std::string(instead)};
}

Error too_long(std::string_view text) {
  return {ErrorCode::limit_exceeded,
          backticked(text) + " is longer than " + std::to_string(limits::kBudgetDays) + " days"};
}

// `3 workdays`: the number and the word; nullopt when the text has another shape.
struct Counted {
  std::int64_t count;
  std::string_view word;
};

std::optional<Counted> counted(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault == std::errc::result_out_of_range) {
    count = limits::kBudgetDays + 1;
  } else if (fault != std::errc{}) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.size() < 2 || text.front() != ' ') return std::nullopt;
  return Counted{count, text.substr(1)};
}

Result<Budget> counted_budget(std::string_view text, const Counted& what) {
  static const std::vector<std::string> kWords = {"workday", "workdays", "day", "days", "month", "months"};
  const bool is_month = what.word == "month" || what.word == "months";
  const bool is_workday = what.word == "workday" || what.word == "workdays";
  if (!is_month && !is_workday && what.word != "day" && what.word != "days") {
    const auto best = nearest(what.word, kWords);
    const auto number = std::to_string(what.count);
    return not_a_budget(text, best ? backticked(number + " " + *best) : "`3 workdays`, `10 days`, `3 months` or `2h`");
  }
  if (what.count < 1) return not_a_budget(text, "a whole number of days from 1 on");
  if (what.count > (is_month ? limits::kBudgetDays / 30 : limits::kBudgetDays)) return too_long(text);
  const auto count = static_cast<int>(what.count);
  if (is_month) return Budget::months(count);
  return is_workday ? Budget::workdays(count) : Budget::days(count);
}

Result<Budget> limit_budget(std::string_view text) {
  if (text == "today") return Budget::today();
  if (const auto what = counted(text)) return counted_budget(text, *what);
  std::string_view rest = text;
  if (take_prefix(rest, "at ")) {
    DOCKET_TRY(at, parse_instant(rest));
    return Budget::until(at);
  }
  const bool is_wall = take_suffix(rest, " wall");
  const auto length = parse_elapsed(rest);
  if (!length && length.error().code == ErrorCode::limit_exceeded) return length.error();
  if (!length) return not_a_budget(text, "`2h 30m`, `3 workdays`, `10 days`, `3 months` or `today`");
  if (length->count() == 0) return not_a_budget(text, "a length that is more than nothing, such as `30m`");
  // A day of open time is eight hours to one reader and twenty-four to another.
  const auto days = rest.find('d');
  if (!is_wall && days != std::string_view::npos) {
    const std::string number(rest.substr(0, days));
    const std::string s = number == "1" ? "" : "s";
    return not_a_budget(text, backticked(number + " workday" + s) + ", " + backticked(number + " day" + s) +
                                  " or hours: `d` could mean either");
  }
  return is_wall ? Budget::wall(*length) : Budget::open(WorkingTime{*length});
}

std::string plural(int count, const char* word) { return std::to_string(count) + " " + word + (count == 1 ? "" : "s"); }

// Hours, minutes and seconds, never days: `26h`.
std::string hours_text(Elapsed length) {
  const auto hours = std::chrono::floor<std::chrono::hours>(length);
  const auto rest = length - hours;
  if (hours.count() == 0) return to_string(rest);
  return std::to_string(hours.count()) + "h" + (rest.count() > 0 ? " " + to_string(rest) : "");
}

std::string combination_word(Budget::Combination how) {
  switch (how) {
    case Budget::Combination::first_of: return "first_of";
    case Budget::Combination::last_of: return "last_of";
    case Budget::Combination::then: return "then";
  }
  return {};
}

std::string with_counting(const std::string& length, const CountingChanges& changes) {
  const auto options = counting_options(changes);
  return options.empty() ? length : "{length: " + length + ", " + join(options, ", ") + "}";
}

std::string combination_text(const Budget::Combined& combined) {
  std::vector<std::string> parts;
  for (const auto& part : combined.parts) parts.push_back(to_string(part));
  return "{" + combination_word(combined.how) + ": [" + join(parts, ", ") + "]}";
}

std::string with_purpose(const std::string& length, Budget::Purpose purpose) {
  const bool is_map = length.starts_with('{');
  switch (purpose) {
    case Budget::Purpose::limit: return length;
    case Budget::Purpose::not_before: return is_map ? "{not_before: " + length + "}" : "not before " + length;
    case Budget::Purpose::valid: return is_map ? "{valid: " + length + "}" : "valid " + length;
  }
  return length;
}

}  // namespace

Result<Budget> parse_scalar_budget(std::string_view text) {
  std::string_view rest = text;
  auto purpose = Budget::Purpose::limit;
  if (take_prefix(rest, "not before ")) {
    purpose = Budget::Purpose::not_before;
  } else if (take_prefix(rest, "valid ")) {
    purpose = Budget::Purpose::valid;
  }
  DOCKET_TRY(budget, limit_budget(rest));
  return budget.with_purpose(purpose);
}

std::string to_string(const Budget& budget) {
  const auto length = match(
      budget.kind(), [](const Budget::Open& kind) { return hours_text(kind.length.length()); },
      [](const Budget::Wall& kind) { return hours_text(kind.length) + " wall"; },
      [](const Budget::Workdays& kind) { return with_counting(plural(kind.count, "workday"), kind.counting); },
      [](const Budget::Days& kind) { return with_counting(plural(kind.count, "day"), kind.counting); },
      [](const Budget::Months& kind) { return with_counting(plural(kind.count, "month"), kind.counting); },
      [](const Budget::Today& kind) { return with_counting("today", kind.counting); },
      [](const Budget::Until& kind) { return "at " + to_string(kind.at); },
      [](const Budget::Combined& kind) { return combination_text(kind); });
  return with_purpose(length, budget.purpose());
}

}  // namespace docket
