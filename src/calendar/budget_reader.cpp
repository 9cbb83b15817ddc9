// Tested by tests/unit/calendar/budget_reader_test.cpp
#include "calendar/budget_reader.hpp"

#include <variant>

#include "base/match.hpp"
#include "base/text.hpp"
#include "calendar/budget_text.hpp"
#include "calendar/counting_words.hpp"
#include "calendar/reading.hpp"
#include "calendar/received_reader.hpp"
#include "docket/meaning.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

const std::vector<std::string> kMapKeys = {"length",   "start",   "end",  "received",   "cut_off", "roll",
                                           "first_of", "last_of", "then", "not_before", "valid"};
const std::vector<std::string> kCountingKeys = {"start", "end", "received", "cut_off", "roll", "boundary", "reversed"};
// Nobody reads a limit with more parts than this.
constexpr std::size_t kPartsMax = 16;

// `close_of_business`, or a time of day.
void read_end(const yaml::Node& node, CountingChanges& changes, Diagnostics& diagnostics) {
  if (const auto time = civil::parse_wall_time(node.text())) {
    changes.end = Counting::End::at_time;
    changes.end_at = *time;
    return;
  }
  const bool looks_like_time = node.text().find(':') != std::string::npos;
  if (looks_like_time) {
    read_wall_time(node, diagnostics);
  } else {
    changes.end = read_word(node, kEndWords, diagnostics);
  }
}

CountingChanges read_changes(const yaml::Node& map, Diagnostics& diagnostics) {
  CountingChanges changes;
  if (const auto start = map.find("start")) changes.start = read_word(*start, kStartWords, diagnostics);
  if (const auto end = map.find("end")) read_end(*end, changes, diagnostics);
  changes.received = read_received(map, diagnostics);
  if (const auto cut_off = map.find("cut_off")) changes.cut_off = read_wall_time(*cut_off, diagnostics);
  if (const auto roll = map.find("roll")) changes.roll = read_word(*roll, kRollWords, diagnostics);
  return changes;
}

// `0h`, `0h wall`: no limit, and taken for one by the first meaning.
std::optional<Budget> no_length_then(const yaml::Node& node) {
  if (node.meaning() > kFirstMeaning) return std::nullopt;
  std::string_view text = node.text();
  const bool is_wall = text.ends_with(" wall");
  if (is_wall) text.remove_suffix(5);
  const auto length = parse_elapsed(text);
  if (!length || length->count() != 0) return std::nullopt;
  return is_wall ? Budget::wall(*length) : Budget::open(WorkingTime{*length});
}

std::optional<Budget> read_scalar(const yaml::Node& node, Diagnostics& diagnostics) {
  auto budget = parse_scalar_budget(node.text());
  if (budget) return *std::move(budget);
  if (auto nothing = no_length_then(node)) {
    diagnostics.push_back(node.since(2).error("bad-budget", budget.error().message));
    return nothing;
  }
  diagnostics.push_back(node.error("bad-budget", budget.error().message));
  return std::nullopt;
}

// The budget with other counting options; nullopt for a kind that has no days to count.
std::optional<Budget> with_counting(const Budget& budget, const CountingChanges& changes) {
  using Found = std::optional<Budget>;
  auto found = match(
      budget.kind(), [&](const Budget::Workdays& kind) -> Found { return Budget::workdays(kind.count, changes); },
      [&](const Budget::Days& kind) -> Found { return Budget::days(kind.count, changes); },
      [&](const Budget::Months& kind) -> Found { return Budget::months(kind.count, changes); },
      [&](const Budget::Today&) -> Found { return Budget::today(changes); },
      [](const Budget::Open&) -> Found { return std::nullopt; },
      [](const Budget::Wall&) -> Found { return std::nullopt; },
      [](const Budget::Until&) -> Found { return std::nullopt; },
      [](const Budget::Combined&) -> Found { return std::nullopt; });
  return found ? Found(found->with_purpose(budget.purpose())) : std::nullopt;
}

// The node itself, or what a `$name` stands for.
std::optional<yaml::Node> named(const yaml::Node& node, const BudgetNames& names) {
  const bool is_name = names && node.is_scalar() && node.text().starts_with('$');
  return is_name ? names(node) : node;
}

std::optional<Budget> read_length(const yaml::Node& map, const yaml::Node& written, Diagnostics& diagnostics,
                                  const BudgetNames& names) {
  const auto changes = read_changes(map, diagnostics);
  const auto found = named(written, names);
  if (!found) return std::nullopt;
  const auto& length = *found;
  const auto budget = length.is_scalar() ? read_scalar(length, diagnostics) : std::nullopt;
  if (!length.is_scalar())
    diagnostics.push_back(length.error("bad-budget", "`length` is one budget, such as `3 workdays`"));
  if (!budget || changes == CountingChanges{}) return budget;
  const auto counted = with_counting(*budget, changes);
  if (!counted) {
    diagnostics.push_back(
        map.error("bad-budget", backticked(length.text()) + " has no days whose counting could be changed",
                  "`start`, `end`, `received`, `cut_off` and `roll` go with days, workdays, months and `today`"));
  }
  return counted;
}

std::optional<Budget> read_combination(Budget::Combination how, const yaml::Node& list, Diagnostics& diagnostics,
                                       const BudgetNames& names) {
  if (!list.is_sequence() || list.size() == 0 || list.size() > kPartsMax) {
    diagnostics.push_back(list.error("bad-budget",
                                     "a list of 1 to " + std::to_string(kPartsMax) + " budgets is expected here",
                                     "such as `[2h, 1 workday]`"));
    return std::nullopt;
  }
  std::vector<Budget> parts;
  for (const auto& item : list.items()) {
    if (auto part = read_budget(item, diagnostics, names)) parts.push_back(*std::move(part));
  }
  if (parts.size() != list.size()) return std::nullopt;
  return Budget::combined(how, std::move(parts));
}

std::optional<Budget> read_purpose(Budget::Purpose purpose, const yaml::Node& node, Diagnostics& diagnostics,
                                   const BudgetNames& names) {
  const auto budget = read_budget(node, diagnostics, names);
  if (!budget) return std::nullopt;
  return budget->with_purpose(purpose);
}

bool has_errors_since(std::size_t before, const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin() + static_cast<std::ptrdiff_t>(before), diagnostics.end(),
                     [](const Diagnostic& each) { return each.severity == Severity::error; });
}

std::optional<Budget> read_map(const yaml::Node& node, Diagnostics& diagnostics, const BudgetNames& names) {
  const auto before = diagnostics.size();
  if (!expect_map(node, kMapKeys, diagnostics)) return std::nullopt;
  std::optional<Budget> budget;
  int forms = 0;
  for (const auto& [key, value] : node.entries()) {
    const auto& word = key.text();
    const auto form = [&](std::optional<Budget> found) {
      budget = std::move(found);
      ++forms;
    };
    if (word == "length") form(read_length(node, value, diagnostics, names));
    if (word == "first_of") form(read_combination(Budget::Combination::first_of, value, diagnostics, names));
    if (word == "last_of") form(read_combination(Budget::Combination::last_of, value, diagnostics, names));
    if (word == "then") form(read_combination(Budget::Combination::then, value, diagnostics, names));
    if (word == "not_before") form(read_purpose(Budget::Purpose::not_before, value, diagnostics, names));
    if (word == "valid") form(read_purpose(Budget::Purpose::valid, value, diagnostics, names));
  }
  const bool has_options =
      node.find("start") || node.find("end") || node.find("received") || node.find("cut_off") || node.find("roll");
  if (forms != 1 || (has_options && !node.find("length"))) {
    diagnostics.push_back(
        node.error("bad-budget", "a budget is one of `length`, `first_of`, `last_of`, `then`, `not_before` and `valid`",
                   "`start`, `end`, `received`, `cut_off` and `roll` stand beside `length`"));
  }
  return has_errors_since(before, diagnostics) ? std::nullopt : budget;
}

}  // namespace

std::optional<Budget> read_budget(const yaml::Node& written, Diagnostics& diagnostics, const BudgetNames& names) {
  const auto found = named(written, names);
  if (!found) return std::nullopt;
  const auto& node = *found;
  if (node.is_scalar()) return read_scalar(node, diagnostics);
  if (!node.is_map()) {
    diagnostics.push_back(node.error("wrong-type", "a budget is expected here, not " + describe(node.kind()),
                                     "such as `2h`, `3 workdays` or `{ first_of: [2h, 1 workday] }`"));
    return std::nullopt;
  }
  return read_map(node, diagnostics, names);
}

Result<Budget> parse_budget(std::string_view text) {
  if (!text.starts_with('{')) return parse_scalar_budget(text);
  Diagnostics diagnostics;
  const auto root = yaml::parse("budget", std::string(text), diagnostics);
  auto budget = root ? read_budget(*root, diagnostics) : std::nullopt;
  if (budget && diagnostics.empty()) return *std::move(budget);
  const auto& first = diagnostics.front();
  return Error{ErrorCode::invalid_argument, first.message + (first.hint.empty() ? "" : "; " + first.hint)};
}

Counting read_counting(const yaml::Node& node, Diagnostics& diagnostics) {
  Counting counting;
  if (!expect_map(node, kCountingKeys, diagnostics)) return counting;
  counting = read_changes(node, diagnostics).applied_to(counting);
  if (const auto boundary = node.find("boundary")) {
    counting.boundary = read_word(*boundary, kBoundaryWords, diagnostics).value_or(counting.boundary);
  }
  if (const auto reversed = node.find("reversed")) {
    counting.reversed = read_word(*reversed, kReversedWords, diagnostics).value_or(counting.reversed);
  }
  return counting;
}

}  // namespace docket
