// Tested by tests/unit/engine/clocks_test.cpp, tests/property/clock_property_test.cpp
#include "engine/clock_fold.hpp"

#include <algorithm>

namespace docket {
namespace {

__extension__ using Wide = __int128;

struct Sized {
  std::optional<Instant> due;
  Elapsed size{0};
  bool is_provisional = false;
};

// One fold under way.
class Folding {
 public:
  Folding(const CaseData& kase, const ClockRules& rules, ClockFold& fold) : kase_(kase), rules_(rules), fold_(fold) {}

  void take(const ClockFact& fact) {
    if (fact.kind != FactKind::started) move_to(fact.at);
    switch (fact.kind) {
      case FactKind::started: return start(fact);
      case FactKind::paused: return pause();
      case FactKind::resumed: return resume();
      case FactKind::adopted: return adopt(fact);
      case FactKind::targeted:
      case FactKind::calendars:
      case FactKind::relieved:
      case FactKind::unrelieved: return change_budget(fact);
    }
  }

  // Adds up what was spent since the last fact.
  void move_to(Instant instant) {
    if (fold_.counts) {
      const bool is_missed = rules_.purpose != Budget::Purpose::not_before && fold_.due && instant > *fold_.due;
      if (is_missed && !fold_.breached) fold_.breached = fold_.due;
      fold_.used += measure(fold_.since, instant);
    }
    fold_.since = instant;
  }

  std::optional<Instant> due_if_counting() {
    if (fold_.counts) return fold_.due;
    auto counting = fold_;
    counting.counts = true;
    Folding going_on(kase_, rules_, counting);
    going_on.find_due();
    return counting.due;
  }

  Elapsed measure(Instant from, Instant to) const {
    if (to <= from) return Elapsed{0};
    const auto* target = target_of(rules_, fold_.row >= 0 ? fold_.row : fold_.measured_by);
    if (!target || target->is_wall) return to - from;
    return kase_.calendar(target->calendar, fold_.calendars).open_time_between(from, to).length();
  }

  std::optional<Instant> add(Instant from, Elapsed length) const {
    if (length <= Elapsed{0}) return from;
    const auto* target = target_of(rules_, fold_.row);
    if (!target || target->is_wall) return from + length;
    const auto instant = kase_.calendar(target->calendar, fold_.calendars).add(from, WorkingTime{length});
    if (!instant) return std::nullopt;
    return *instant;
  }

 private:
  // --- What can happen -------------------------------------------------------------------------------

  void start(const ClockFact& fact) {
    fold_ = {.since = fact.at, .counts = true, .counted_from = fact.at, .row = fact.row, .until = fact.until};
    fold_.calendars = static_cast<CalendarVersion>(fact.index);
    const auto sized = size_up();
    fold_.base = sized.size;
    fold_.is_provisional = sized.is_provisional;
    fold_.due = sized.due;
  }

  void pause() {
    fold_.counts = false;
    fold_.is_interrupted = true;
    find_due();
  }

  void resume() {
    fold_.counts = true;
    find_due();
  }

  void adopt(const ClockFact& fact) {
    fold_.row = fact.row;
    fold_.until = fact.until;
    fold_.used = fact.used;
    fold_.base = fact.size;
    fold_.extra = fold_.base * fold_.relief_percent / 100;
    fold_.is_base_fixed = true;
    fold_.is_interrupted = true;
    fold_.breached = fact.breached;
    find_due();
    if (fact.due && fold_.counts) fold_.due = fact.due;
    // Told by the rules it came from, or a change: then it is missed as of now.
    const bool is_limit = rules_.purpose != Budget::Purpose::not_before && has_budget();
    if (is_limit && !fold_.breached && !fact.due && fold_.used > fold_.size()) miss_at_change();
  }

  // A new row, other calendars, more time: the budget is sized again, and what was spent is carried
  // over as the policy says.  What was missed stays missed, with the due instant that was missed.
  void change_budget(const ClockFact& fact) {
    const auto old_end = due_if_counting();
    const auto old_size = fold_.size();
    const bool had_budget = has_budget();
    const bool is_retarget = fact.kind == FactKind::targeted;
    take_terms(fact);
    if (fold_.breached) return;
    const auto policy = is_retarget ? rules_.retarget : Retarget::carry;
    if (policy == Retarget::restart) {
      fold_.used = Elapsed{0};
      fold_.counted_from = fold_.since;
      fold_.is_interrupted = !fold_.counts;
    }
    const bool is_sized_anew = is_retarget || (fact.kind == FactKind::calendars && !fold_.is_base_fixed);
    if (is_sized_anew) {
      const auto sized = size_up();
      fold_.base = sized.size;
      fold_.is_provisional = sized.is_provisional;
      fold_.is_base_fixed = false;
    }
    fold_.extra = fold_.base * fold_.relief_percent / 100;
    if (policy == Retarget::carry_percent && had_budget) fold_.used = in_proportion(fold_.used, old_size, fold_.size());
    // Where the new terms measure the time spent as the old ones did, the budget itself says when it
    // is due; else what remains runs from the change.
    if (fold_.used != measure(fold_.counted_from, fold_.since)) fold_.is_interrupted = true;
    find_due();
    if (policy == Retarget::keep_due) end_at(old_end);
    if (is_retarget) keep_promises(old_end);
    if (rules_.purpose != Budget::Purpose::not_before && has_budget() && fold_.used > fold_.size()) miss_at_change();
  }

  void take_terms(const ClockFact& fact) {
    switch (fact.kind) {
      case FactKind::targeted:
        fold_.row = fact.row;
        fold_.until = fact.until;
        return;
      case FactKind::calendars: fold_.calendars = static_cast<CalendarVersion>(fact.index); return;
      case FactKind::relieved: fold_.relief_percent += kase_.rest().reliefs[fact.index].percent; return;
      case FactKind::unrelieved: fold_.relief_percent -= kase_.rest().reliefs[fact.index].percent; return;
      case FactKind::started:
      case FactKind::paused:
      case FactKind::resumed:
      case FactKind::adopted: return;
    }
  }

  // `never_shorten` and `grace` of a new target.
  void keep_promises(std::optional<Instant> old_end) {
    const auto end = due_if_counting();
    if (!end) return;
    auto earliest = *end;
    if (rules_.never_shorten && old_end) earliest = std::max(earliest, *old_end);
    if (rules_.grace > Elapsed{0}) earliest = std::max(earliest, add(fold_.since, rules_.grace).value_or(earliest));
    if (earliest > *end) end_at(earliest);
  }

  // Sizes the budget so that it ends then, if the clock counts on.
  void end_at(std::optional<Instant> end) {
    if (!end) return;
    fold_.base = fold_.used + measure(fold_.since, *end) - fold_.extra;
    fold_.is_base_fixed = true;
    fold_.is_interrupted = true;
    if (fold_.counts) fold_.due = end;
  }

  // More was spent than there is now: missed at the change, never before it.
  void miss_at_change() {
    fold_.base = fold_.used - fold_.extra;
    fold_.is_base_fixed = true;
    fold_.breached = fold_.since;
    fold_.is_breached_by_change = true;
    fold_.due = fold_.since;
  }

  // --- When it is due ----------------------------------------------------------------------------------

  bool has_budget() const {
    const auto* target = target_of(rules_, fold_.row);
    return target && (!target->at || fold_.until);
  }

  // The whole budget from its beginning: its due instant, and its size as time to be spent.
  Sized size_up() const {
    const auto* target = target_of(rules_, fold_.row);
    if (!target) return {};
    const Instant from = fold_.counted_from;
    if (target->at) {
      if (!fold_.until) return {};
      const Instant end = std::max(*fold_.until, fold_.since);
      return {end, end - from, false};
    }
    const auto due = kase_.calendar(target->calendar, fold_.calendars).due(from, target->budget);
    if (!due) return {};
    return {due->at, measure(from, due->at), due->provisional};
  }

  void find_due() {
    if (fold_.breached) {
      fold_.due = fold_.breached;
    } else if (!fold_.counts || !has_budget()) {
      fold_.due.reset();
    } else if (fold_.until) {
      // An appointment stays where it is, however long the clock stood still.
      fold_.due = std::max(*fold_.until, fold_.since);
      fold_.base = fold_.used + (*fold_.due - fold_.since);
      fold_.extra = Elapsed{0};
    } else if (!fold_.is_interrupted && fold_.relief_percent == 0) {
      // `3 workdays` may end at an hour that is outside the calendar's hours.
      fold_.due = size_up().due;
    } else {
      fold_.due = add(fold_.since, fold_.size() - fold_.used);
    }
  }

  static Elapsed in_proportion(Elapsed used, Elapsed old_size, Elapsed new_size) {
    if (old_size.count() <= 0) return Elapsed{0};
    // Sizes are bounded by limits::kBudgetDays, so the product fits into 128 bits with ease.
    return Elapsed{static_cast<std::int64_t>(static_cast<Wide>(used.count()) * new_size.count() / old_size.count())};
  }

  const CaseData& kase_;
  const ClockRules& rules_;
  ClockFold& fold_;
};

}  // namespace

const ClockRules& rules_of(const CaseData& kase, ClockIndex clock) { return kase.workflow->clocks[at(clock)]; }

const ClockTarget* target_of(const ClockRules& rules, std::int16_t row) {
  return row < 0 ? nullptr : &rules.targets[static_cast<std::size_t>(row)];
}

ClockFold fold_facts(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts) {
  ClockFold fold;
  Folding folding(kase, rules, fold);
  const auto first_row = std::find_if(facts.begin(), facts.end(), [](const ClockFact& fact) { return fact.row >= 0; });
  for (const auto& fact : facts) {
    folding.take(fact);
    if (fact.kind == FactKind::started && first_row != facts.end()) fold.measured_by = first_row->row;
  }
  return fold;
}

void fold_fact(const CaseData& kase, const ClockRules& rules, const ClockFact& fact, ClockFold& fold) {
  Folding(kase, rules, fold).take(fact);
}

ClockFold fold_until(const CaseData& kase, const ClockRules& rules, ClockFold fold, Instant until) {
  if (until > fold.since) Folding(kase, rules, fold).move_to(until);
  return fold;
}

std::optional<Instant> when_spent(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                  Elapsed amount) {
  if (!fold.counts) return std::nullopt;
  auto same = fold;
  return Folding(kase, rules, same).add(fold.since, amount - fold.used);
}

std::optional<Instant> due_if_counting(const CaseData& kase, const ClockRules& rules, const ClockFold& fold) {
  auto same = fold;
  return Folding(kase, rules, same).due_if_counting();
}

Elapsed measured(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, Instant from, Instant to) {
  auto same = fold;
  return Folding(kase, rules, same).measure(from, to);
}

}  // namespace docket
