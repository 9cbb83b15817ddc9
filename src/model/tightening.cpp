// Tested by tests/golden/diagnostics/overlay_operations/
#include "model/tightening.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/match.hpp"
#include "base/text.hpp"
#include "calendar/budget_reader.hpp"
#include "docket/budget.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"

namespace docket {
namespace {

enum class Sort : std::uint8_t { limit, wait, expiry, number, amount, truth, text, combination };

const char* words_for(Sort sort) {
  switch (sort) {
    case Sort::limit: return "a limit such as `2h` or `3 workdays`";
    case Sort::wait: return "a minimum wait such as `not before 48h`";
    case Sort::expiry: return "an expiry such as `valid 30 days`";
    case Sort::number: return "a number";
    case Sort::amount: return "an amount such as `2000 CNY`";
    case Sort::truth: return "`true` or `false`";
    case Sort::text: return "a text";
    case Sort::combination: return "a budget";
  }
  return "";
}

bool is_number(const std::string& text) { return number_in<double>(text).has_value(); }

std::optional<Budget> budget_of(const yaml::Node& node) {
  if (!node.is_scalar() || (node.is_plain() && is_number(node.text()))) return std::nullopt;
  const auto budget = parse_budget(node.text());
  return budget ? std::optional(*budget) : std::nullopt;
}

Sort sort_of(const yaml::Node& node) {
  if (!node.is_scalar()) return Sort::combination;
  if (node.is_plain() && (node.text() == "true" || node.text() == "false")) return Sort::truth;
  if (node.is_plain() && is_number(node.text())) return Sort::number;
  if (node.is_plain() && parse_amount(node.text())) return Sort::amount;
  const auto budget = budget_of(node);
  if (!budget) return Sort::text;
  switch (budget->purpose()) {
    case Budget::Purpose::limit: return Sort::limit;
    case Budget::Purpose::not_before: return Sort::wait;
    case Budget::Purpose::valid: return Sort::expiry;
  }
  return Sort::text;
}

bool is_budget(Sort sort) { return sort == Sort::limit || sort == Sort::wait || sort == Sort::expiry; }

// A length and what it is counted in; only lengths in one unit can be compared.
struct Length {
  std::int64_t amount = 0;
  std::string unit;
};

std::optional<Length> length_of(const Budget& budget) {
  return match(
      budget.kind(),
      [](const Budget::Open& open) {
        return std::optional(Length{open.length.length().count(), "open time"});
      },
      [](const Budget::Wall& wall) {
        return std::optional(Length{wall.length.count(), "clock time"});
      },
      [](const Budget::Workdays& days) {
        return std::optional(Length{days.count, "workdays"});
      },
      [](const Budget::Days& days) {
        return std::optional(Length{days.count, "days"});
      },
      [](const Budget::Months& months) {
        return std::optional(Length{months.count, "months"});
      },
      [](const Budget::Today&) { return std::optional<Length>(); },
      [](const Budget::Until&) { return std::optional<Length>(); },
      [](const Budget::Combined&) { return std::optional<Length>(); });
}

const Budget::Combined* combined(const Budget& budget, Budget::Combination how) {
  const auto* parts = std::get_if<Budget::Combined>(&budget.kind());
  return parts && parts->how == how ? parts : nullptr;
}

// Whether the one is never longer than the other, whatever the calendar; false: that cannot be told, or is not so.
bool is_no_longer(const Budget& one, const Budget& other) {
  const auto holds_for = [](const Budget& a, const Budget& b) { return is_no_longer(a, b); };
  if (const auto* last = combined(one, Budget::Combination::last_of))
    return std::all_of(last->parts.begin(), last->parts.end(),
                       [&](const auto& part) { return holds_for(part, other); });
  if (const auto* first = combined(other, Budget::Combination::first_of))
    return std::all_of(first->parts.begin(), first->parts.end(),
                       [&](const auto& part) { return holds_for(one, part); });
  if (const auto* first = combined(one, Budget::Combination::first_of))
    return std::any_of(first->parts.begin(), first->parts.end(),
                       [&](const auto& part) { return holds_for(part, other); });
  if (const auto* last = combined(other, Budget::Combination::last_of))
    return std::any_of(last->parts.begin(), last->parts.end(), [&](const auto& part) { return holds_for(one, part); });
  const auto* then = combined(one, Budget::Combination::then);
  const auto* other_then = combined(other, Budget::Combination::then);
  if (then && other_then)
    return std::equal(then->parts.begin(), then->parts.end(), other_then->parts.begin(), other_then->parts.end(),
                      holds_for);
  const auto length = length_of(one), other_length = length_of(other);
  return length && other_length && length->unit == other_length->unit && length->amount <= other_length->amount;
}

// With the parameters of a combination left as they are: what they stand for is compared where it is declared.
std::optional<Budget> any_budget_of(const yaml::Node& node) {
  if (node.is_scalar()) return budget_of(node);
  Diagnostics told_elsewhere;
  return read_budget(node, told_elsewhere);
}

std::string written(const yaml::Node& node) {
  if (node.is_scalar()) return node.text();
  const auto budget = any_budget_of(node);
  return budget ? to_string(*budget) : yaml::describe(node.kind());
}

// A figure is an upper bound, so that a smaller one is tighter, unless its name says that it is a lower one.
bool is_lower_bound(const std::string& name) {
  return name.ends_with("_min") || name.starts_with("min_") || name.find("_min_") != std::string::npos;
}

std::optional<double> figure_of(const yaml::Node& node) {
  if (!node.is_scalar() || !node.is_plain()) return std::nullopt;
  if (const auto amount = parse_amount(node.text())) return static_cast<double>(amount->minor_units);
  return number_in<double>(node.text());
}

}  // namespace

bool check_sort_of_parameter(const yaml::Node& key, const yaml::Node& declared, const yaml::Node& value,
                             Diagnostics& diagnostics) {
  const auto wanted = sort_of(declared), got = sort_of(value);
  const bool is_either = wanted == Sort::combination || got == Sort::combination || value.is_null();
  const auto currency = wanted == Sort::amount ? std::string(parse_amount(declared.text())->currency) : std::string();
  const bool is_the_same =
      wanted == got && (wanted != Sort::amount || parse_amount(value.text())->currency == currency);
  // Text that is no budget where one is wanted is told where the budget is read: it says how to write one.
  const bool is_told_later = got == Sort::text && is_budget(wanted);
  if (is_the_same || is_either || is_told_later) return true;
  const std::string words = wanted == got ? "in " + currency : words_for(wanted);
  diagnostics.push_back(
      value.error("wrong-parameter",
                  "the parameter " + backticked(key.text()) + " must be " + words + ", not " + backticked(value.text()),
                  "the workflow has " + backticked(declared.text()) + ", " + declared.file() + ":" +
                      std::to_string(declared.span().line)));
  return false;
}

namespace {

// What is wrong with a value that should be tighter; nullopt: nothing.
struct Objection {
  std::string message, hint;
};

std::optional<Objection> object_to_figure(const std::string& name, const yaml::Node& declared, const yaml::Node& value,
                                          double before, double after) {
  const bool is_lower = is_lower_bound(name);
  if (is_lower ? after >= before : after <= before) return std::nullopt;
  const std::string what = parse_amount(declared.text()) ? "amount" : "number";
  return Objection{
      backticked(value.text()) + " loosens " + backticked(name) + ", which is " + backticked(declared.text()),
      is_lower ? "of a least " + what + " a larger one is tighter"
               : "a smaller " + what + " is tighter; a parameter whose name ends in `_min` is a least one"};
}

std::optional<Objection> object_to_budget(const std::string& name, const yaml::Node& declared,
                                          const yaml::Node& value) {
  const auto before = any_budget_of(declared), after = any_budget_of(value);
  if (!before || !after)
    return Objection{"of " + backticked(written(value)) + " and " + backticked(written(declared)) +
                         " nobody can tell which is tighter",
                     "`tighten` is for lengths of time, numbers and amounts; write it under `params`"};
  const bool is_wait = before->purpose() == Budget::Purpose::not_before;
  if (is_wait ? is_no_longer(*before, *after) : is_no_longer(*after, *before)) return std::nullopt;
  const bool is_looser = is_wait ? is_no_longer(*after, *before) : is_no_longer(*before, *after);
  if (is_looser)
    return Objection{
        backticked(written(value)) + " loosens " + backticked(name) + ", which is " + backticked(written(declared)),
        is_wait ? "a tighter wait is longer" : "write it under `params` where more time is meant"};
  const auto old_length = length_of(*before), new_length = length_of(*after);
  if (old_length && new_length)
    return Objection{backticked(written(value)) + " is counted in " + new_length->unit + ", and " +
                         backticked(written(declared)) + " in " + old_length->unit +
                         ": nobody can tell which is tighter",
                     "use the same unit, or write it under `params`"};
  return Objection{"of " + backticked(written(value)) + " and " + backticked(written(declared)) +
                       " nobody can tell which is tighter",
                   "of two combinations each part must be no longer; else write it under `params`"};
}

}  // namespace

bool check_tighter(const yaml::Node& key, const yaml::Node& declared, const yaml::Node& value,
                   Diagnostics& diagnostics) {
  if (!check_sort_of_parameter(key, declared, value, diagnostics)) return false;
  const auto before = figure_of(declared), after = figure_of(value);
  const auto objection = before && after ? object_to_figure(key.text(), declared, value, *before, *after)
                                         : object_to_budget(key.text(), declared, value);
  if (!objection) return true;
  const auto place = declared.file() + ":" + std::to_string(declared.span().line);
  const bool has_place = objection->message.find(" loosens ") != std::string::npos;
  diagnostics.push_back(
      value.error("not-tighter", objection->message + (has_place ? " (" + place + ")" : ""), objection->hint));
  return false;
}

}  // namespace docket
