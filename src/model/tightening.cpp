// Tested by tests/golden/diagnostics/overlay_operations/
#include "model/tightening.hpp"

#include <optional>
#include <string>

#include "base/match.hpp"
#include "base/text.hpp"
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

bool check_tighter(const yaml::Node& key, const yaml::Node& declared, const yaml::Node& value,
                   Diagnostics& diagnostics) {
  if (!check_sort_of_parameter(key, declared, value, diagnostics)) return false;
  const auto place = declared.file() + ":" + std::to_string(declared.span().line);
  const auto refuse = [&](std::string message, std::string hint) {
    diagnostics.push_back(value.error("not-tighter", std::move(message), std::move(hint)));
    return false;
  };
  const auto before = budget_of(declared), after = budget_of(value);
  const auto old_length = before ? length_of(*before) : std::nullopt;
  const auto new_length = after ? length_of(*after) : std::nullopt;
  if (!old_length || !new_length)
    return refuse(
        "of " + backticked(value.text()) + " and " + backticked(declared.text()) + " nobody can tell which is tighter",
        "`tighten` is for lengths of time; write it under `params`");
  if (old_length->unit != new_length->unit)
    return refuse(backticked(value.text()) + " is counted in " + new_length->unit + ", and " +
                      backticked(declared.text()) + " in " + old_length->unit + ": nobody can tell which is tighter",
                  "use the same unit, or write it under `params`");
  const bool is_wait = before->purpose() == Budget::Purpose::not_before;
  if (is_wait ? new_length->amount >= old_length->amount : new_length->amount <= old_length->amount) return true;
  return refuse(backticked(value.text()) + " loosens " + backticked(key.text()) + ", which is " +
                    backticked(declared.text()) + " (" + place + ")",
                is_wait ? "a tighter wait is longer" : "write it under `params` where more time is meant");
}

}  // namespace docket
