// Tested by tests/property/clock_property_test.cpp, tests/unit/engine/clocks_test.cpp
#include "engine/clock_due.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "engine/clock_fold.hpp"
#include "engine/clock_pauses.hpp"

namespace docket {
namespace {

// The unit that a pause counts in.
enum class PauseUnit : std::uint8_t { open, dates, wall, none };

PauseUnit unit_of(const ClockTarget& target) {
  if (target.at) return PauseUnit::none;
  return match(
      target.budget.kind(), [](const Budget::Open&) { return PauseUnit::open; },
      [](const Budget::Wall&) { return PauseUnit::wall; }, [](const Budget::Workdays&) { return PauseUnit::open; },
      [](const Budget::Days&) { return PauseUnit::dates; }, [](const Budget::Months&) { return PauseUnit::dates; },
      [](const Budget::Today&) { return PauseUnit::dates; }, [](const Budget::Until&) { return PauseUnit::none; },
      [](const Budget::Combined&) { return PauseUnit::open; });
}

bool is_in_days(const Budget& budget) {
  return match(
      budget.kind(), [](const Budget::Open&) { return false; }, [](const Budget::Wall&) { return false; },
      [](const Budget::Workdays&) { return true; }, [](const Budget::Days&) { return true; },
      [](const Budget::Months&) { return true; }, [](const Budget::Today&) { return true; },
      [](const Budget::Until&) { return false; }, [](const Budget::Combined&) { return false; });
}

}  // namespace

ClockMeasure::ClockMeasure(const CaseData& kase, const ClockRules& rules, const ClockFold& fold)
    : kase_(kase),
      rules_(rules),
      fold_(fold),
      target_(target_of(rules, fold.row)),
      calendar_(target_ ? &kase.calendar(target_->calendar, fold.calendars) : nullptr) {}

bool ClockMeasure::is_instant() const { return target_ && unit_of(*target_) == PauseUnit::none; }

Elapsed ClockMeasure::between(Instant from, Instant to) const {
  if (to <= from) return Elapsed{0};
  if (!target_ || target_->is_wall) return to - from;
  return calendar_->open_time_between(from, to).length();
}

std::optional<Instant> ClockMeasure::add(Instant from, Elapsed length) const {
  if (!target_ || target_->is_wall) return from + std::max(length, Elapsed{0});
  const auto instant = calendar_->add(from, WorkingTime{std::max(length, Elapsed{0})});
  if (!instant) return std::nullopt;
  return *instant;
}

std::optional<Instant> ClockMeasure::before(Instant to, Elapsed length) const {
  if (!target_ || target_->is_wall) return to - length;
  const auto instant = calendar_->subtract(to, WorkingTime{length});
  if (!instant) return std::nullopt;
  return *instant;
}

Elapsed ClockMeasure::of(const Paused& paused) const {
  return !target_ || target_->is_wall ? paused.wall : paused.open.length();
}

Elapsed ClockMeasure::spent(Instant by) const {
  const Instant until = fold_.counts ? by : std::min(by, fold_.paused_from);
  auto sum = fold_.carried + between(fold_.counted_from, until);
  const auto& counted_on = target_ ? *target_ : rules_.targets.front();  // clock time is the same on every calendar
  sum -= std::max(Elapsed{0}, of(paused_before(kase_, rules_, fold_, counted_on) - fold_.counted_paused));
  return std::max(sum, Elapsed{0});
}

// --- Where the budget ends -------------------------------------------------------------------------------

BudgetEnd ClockMeasure::end_if_counting_from(Instant instant) const {
  BudgetEnd end;
  if (!has_budget()) return end;
  end.due = base_end(instant, end);
  if (!end.due) return end;
  const bool is_sized = fold_.basis == DueBasis::carried;
  if (!is_sized) end.size = size_until(*end.due, instant);
  if (const int percent = relief_percent(); percent > 0 && !is_sized && !is_instant()) {
    const auto extra = end.size * percent / 100;
    end.size += extra;
    end.due = add(*end.due, extra);
    end.in_days = false;
  }
  // A clock that goes on with nothing left is due at the next opening, as one that starts there would be; a wait that
  // was over when its due instant was fixed stays over.
  const bool was_over = rules_.purpose == Budget::Purpose::not_before && fold_.basis == DueBasis::fixed &&
                        *fold_.fixed_due < fold_.fixed_at;
  if (end.due && *end.due < instant && instant > fold_.started && !is_instant() && !was_over) {
    end.due = target_->is_wall ? std::optional(instant) : calendar_->next_open(instant);
    end.in_days = false;
    end.is_behind = true;
  }
  return end;
}

std::optional<Instant> ClockMeasure::base_end(Instant from, BudgetEnd& end) const {
  switch (fold_.basis) {
    case DueBasis::row: {
      if (target_->at) return fold_.until;
      const bool is_whole = fold_.paused.empty() && fold_.counts && fold_.paused_to <= fold_.paused_from;
      const auto due =
          is_whole ? calendar_->due(fold_.started, target_->budget)
                   : calendar_->due(fold_.started, target_->budget, paused_parts(kase_, rules_, fold_, *target_, from));
      if (!due) return std::nullopt;
      end.is_provisional = due->provisional;
      end.in_days = due->in_days;
      return due->at;
    }
    case DueBasis::carried: {
      const auto* open = std::get_if<Budget::Open>(&target_->budget.kind());
      const auto* wall = std::get_if<Budget::Wall>(&target_->budget.kind());
      const auto length = open ? open->length.length() : wall ? wall->length : Elapsed{0};
      end.size = length + length * relief_percent() / 100;
      const auto later = of(paused_by(kase_, rules_, fold_, *target_, from) - fold_.counted_paused);
      const auto due = add(fold_.counted_from, std::max(Elapsed{0}, end.size - fold_.carried) + later);
      end.is_provisional = due && !target_->is_wall && calendar_->is_provisional(*due);
      return due;
    }
    case DueBasis::fixed: {
      if (!fold_.fixed_due) return std::nullopt;
      end.is_provisional = !target_->is_wall && calendar_->is_provisional(*fold_.fixed_due);
      end.in_days = is_in_days(target_->budget);
      return moved(*fold_.fixed_due, paused_by(kase_, rules_, fold_, *target_, from) - fold_.fixed_paused);
    }
  }
  return std::nullopt;
}

// A due instant that is given, moved by what the clock stood still for since.
std::optional<Instant> ClockMeasure::moved(Instant due, const Paused& by) const {
  if (is_instant() || by == Paused{}) return due;
  const bool in_days = is_in_days(target_->budget);
  const auto later = calendar_->move(Due{.at = due, .effective_start = due, .in_days = in_days}, target_->budget, by);
  if (!later) return std::nullopt;
  return std::max(due, *later);
}

// What stood still before the end is no part of it.
Elapsed ClockMeasure::size_until(Instant end, Instant from) const {
  auto size = fold_.carried + between(fold_.counted_from, end);
  const auto unit = unit_of(*target_);
  const bool is_combined = std::holds_alternative<Budget::Combined>(target_->budget.kind());
  const bool is_clipped = unit == PauseUnit::dates || unit == PauseUnit::none || is_combined;
  const auto paused =
      paused_by(kase_, rules_, fold_, *target_, is_clipped ? std::min(from, std::max(end, fold_.paused_from)) : from);
  size -= std::max(Elapsed{0}, of(paused - fold_.counted_paused));
  return std::max(size, Elapsed{0});
}

int ClockMeasure::relief_percent() const {
  int percent = 0;
  const std::size_t first = fold_.basis == DueBasis::fixed ? fold_.fixed_reliefs : 0;
  for (std::size_t i = first; i < fold_.reliefs.size(); ++i) percent += kase_.rest().reliefs[fold_.reliefs[i]].percent;
  return percent;
}

std::optional<Instant> ClockMeasure::when_spent(Elapsed amount) const {
  const auto left = amount - fold_.used;
  return left <= Elapsed{0} ? std::optional(fold_.since) : add(fold_.since, left);
}

}  // namespace docket
