// Tested by tests/unit/engine/clocks_test.cpp, tests/property/clock_property_test.cpp
#include "engine/clock_fold.hpp"

#include <algorithm>

#include "docket/limits.hpp"
#include "engine/clock_due.hpp"
#include "engine/clock_pauses.hpp"

namespace docket {
namespace {

__extension__ using Wide = __int128;

// One fold under way.
class Folding {
 public:
  Folding(const CaseData& kase, const ClockRules& rules, ClockFold& fold) : kase_(kase), rules_(rules), fold_(fold) {}

  void start(const ClockFact& fact) {
    fold_.since = fold_.started = fold_.counted_from = fact.at;
    fold_.counts = true;
    fold_.row = fact.row;
    fold_.until = fact.until;
    fold_.calendars = static_cast<CalendarVersion>(fact.index);
    find_due();
  }

  // `before`: the facts up to this one.
  void take(const ClockFact& fact, std::span<const ClockFact> before, const ClockFold* settled) {
    move_to(fact.at);
    switch (fact.kind) {
      case FactKind::started: break;
      case FactKind::paused: pause(fact); break;
      case FactKind::resumed: resume(fact); break;
      case FactKind::adopted: adopt(fact); break;
      case FactKind::missed: miss_before(*fact.due); break;
      case FactKind::targeted: retarget(fact); break;
      case FactKind::calendars:
        fold_.calendars = static_cast<CalendarVersion>(fact.index);
        recount_pauses(kase_, rules_, before, settled, fold_);
        if (settled) keep_settled(*settled);
        change_budget();
        break;
      case FactKind::relieved:
        fold_.reliefs.push_back(fact.index);
        change_budget();
        break;
      case FactKind::unrelieved: unrelieve(fact.index); break;
    }
    fold_.used = measure().spent(fold_.since);
  }

  // Looks at what has passed since the last fact.
  void move_to(Instant instant) {
    const bool is_late = fold_.counts && is_limit() && fold_.due && !fold_.breached && instant > *fold_.due;
    if (is_late && instant > fold_.since) miss(*fold_.due, false);
    fold_.since = std::max(fold_.since, instant);
  }

  ClockMeasure measure() const { return ClockMeasure(kase_, rules_, fold_); }

 private:
  bool is_limit() const { return rules_.purpose != Budget::Purpose::not_before; }

  Paused paused_by_now() const {
    const auto* target = target_of(rules_, fold_.row);
    return target ? paused_by(kase_, rules_, fold_, *target, fold_.since) : Paused{};
  }

  void miss(Instant due, bool is_by_change) {
    fold_.breached = fold_.due = due;
    fold_.is_breached_by_change = is_by_change;
    fold_.breach_paused = paused_by_now();
  }

  // --- It stands still, it goes on -----------------------------------------------------------------------

  void pause(const ClockFact& fact) {
    if (fold_.counts) begin_pause(kase_, rules_, fact.at, fold_);
    fold_.counts = false;
    fold_.is_interrupted = true;
    fold_.cause = fact.cause;
    fold_.holder = fact.holder;
    fold_.cause_index = fact.index;
    find_due();
  }

  void resume(const ClockFact& fact) {
    if (!fold_.counts) end_pause(fact.at, fold_);
    fold_.counts = true;
    find_due();
    // Dates may have left less than was spent in open time: then nothing is left, and not less than that.
    if (!fold_.breached) fold_.size = std::max(fold_.size, measure().spent(fold_.since));
  }

  // --- Its terms change ----------------------------------------------------------------------------------

  // Other calendars, a relief, a relief undone: what is late stays late.
  void change_budget() {
    fold_.is_interrupted = fold_.is_interrupted || !fold_.reliefs.empty();
    find_due();
    miss_if_overspent();
  }

  // A due instant was fixed with the relief in it: its share of the size is taken off again.
  void take_from_fixed(std::uint16_t relief) {
    int percent = 100;
    for (const auto each : fold_.reliefs) percent += kase_.rest().reliefs[each].percent;
    const auto share = fold_.size * kase_.rest().reliefs[relief].percent / percent;
    const bool is_fixed = fold_.basis == DueBasis::fixed && fold_.fixed_due && !fold_.breached;
    if (is_fixed) fold_.fixed_due = measure().before(*fold_.fixed_due, share).value_or(*fold_.fixed_due);
    --fold_.fixed_reliefs;
  }

  // What has settled of a budget in hours is not counted again by later calendars (semantics.md 35).
  void keep_settled(const ClockFold& settled) {
    const auto* target = target_of(rules_, fold_.row);
    const auto* was = target_of(rules_, settled.row);
    const bool is_hours = target && !target->at && std::holds_alternative<Budget::Open>(target->budget.kind());
    const bool is_same = is_hours && was && was->calendar == target->calendar && settled.started == fold_.started;
    if (!is_same || fold_.basis != DueBasis::row) return;
    fold_.basis = DueBasis::carried;
    fold_.carried = settled.used;
    fold_.counted_from = fold_.fixed_at = settled.since;
    fold_.counted_paused = paused_by(kase_, rules_, settled, *target, settled.since);
  }

  void unrelieve(std::uint16_t relief) {
    const auto place = std::find(fold_.reliefs.begin(), fold_.reliefs.end(), relief);
    if (place == fold_.reliefs.end()) return;
    if (place - fold_.reliefs.begin() < fold_.fixed_reliefs) take_from_fixed(relief);
    fold_.reliefs.erase(place);
    change_budget();
  }

  // More was spent than there is now: missed at the change, never before it.
  void miss_if_overspent() {
    if (fold_.breached || !is_limit() || !measure().has_budget()) return;
    const auto spent = measure().spent(fold_.since);
    if (spent <= fold_.size) return;
    fold_.size = spent;
    miss(fold_.since, true);
  }

  struct Before {
    const ClockTarget* target;
    std::optional<Instant> end;
    Elapsed used{0}, size{0};
  };

  Before before_change() const {
    const auto asked = measure();
    Before before{.target = asked.target(), .end = std::nullopt, .used = asked.spent(fold_.since), .size = fold_.size};
    before.end = fold_.breached;
    if (fold_.breached) return before;
    const auto end = asked.end_if_counting_from(fold_.since);
    before.end = end.due;
    before.size = end.size;
    return before;
  }

  void retarget(const ClockFact& fact) {
    const auto before = before_change();
    const auto missed = fold_.breached;
    fold_.row = fact.row;
    fold_.until = fact.until;
    fold_.is_interrupted = true;
    if (!measure().has_budget()) {
      count_from_start();
      return find_due();
    }
    const auto policy = rules_.retarget;
    fold_.breached.reset();
    apply(policy, before);
    find_due();
    if (missed) {
      if (policy == Retarget::keep_due || !lies_ahead()) return stay_late(*missed, before.size);
      miss_before(*missed);
      ++fold_.lives;
      fold_.is_breached_by_change = false;
    }
    if (policy != Retarget::keep_due) keep_promises(before.end);
    miss_if_overspent();
    // An instant that lay before the change left no time.
    const auto end = fold_.breached ? std::nullopt : measure().end_if_counting_from(fold_.since).due;
    if (is_limit() && end && *end < fold_.since) miss(fold_.since, true);
  }

  // Whether a late clock is in time again.  The next opening is no more time where the new due instant lies behind the
  // change, or where nothing is left of the new budget.
  bool lies_ahead() const {
    const auto end = measure().end_if_counting_from(fold_.since);
    if (!end.due || end.is_behind) return false;
    return fold_.basis == DueBasis::row ? *end.due > fold_.since : end.size > measure().spent(fold_.since);
  }

  void apply(Retarget policy, const Before& before) {
    switch (policy) {
      case Retarget::carry:
        if (is_carried(before)) return carry(before.used);
        return count_from_start();
      case Retarget::carry_percent: {
        count_from_start();
        const auto whole = measure().end_if_counting_from(fold_.since);
        if (!whole.due || measure().is_instant() || before.size.count() <= 0) return;
        const auto used = in_proportion(before.used, before.size, whole.size);
        return fix(measure().add(fold_.since, whole.size - used));
      }
      case Retarget::restart:
        fold_.started = fold_.since;
        forget_pauses(fold_.since, fold_);
        return count_from_start();
      case Retarget::keep_due: count_from_start(); return fix(before.end);
    }
  }

  // Hours on another calendar than it ran on: what was spent there stays spent (semantics.md 16).
  bool is_carried(const Before& before) const {
    const auto& now = *target_of(rules_, fold_.row);
    const auto is_wall = [](const ClockTarget& row) {
      return !row.at && std::holds_alternative<Budget::Wall>(row.budget.kind());
    };
    const bool is_hours = !now.at && (is_wall(now) || std::holds_alternative<Budget::Open>(now.budget.kind()));
    if (!is_hours || !before.target) return false;
    const bool is_same = before.target->calendar == now.calendar && is_wall(*before.target) == is_wall(now);
    return !is_same || fold_.basis == DueBasis::carried;
  }

  void carry(Elapsed used) {
    fold_.basis = DueBasis::carried;
    fold_.carried = used;
    fold_.counted_from = fold_.fixed_at = fold_.since;
    fold_.counted_paused = paused_by_now();
  }

  void count_from_start() {
    fold_.basis = DueBasis::row;
    fold_.carried = Elapsed{0};
    fold_.counted_from = fold_.started;
    fold_.counted_paused = {};
  }

  void fix(std::optional<Instant> due) {
    if (!due) return;
    fold_.basis = DueBasis::fixed;
    fold_.fixed_due = due;
    fold_.fixed_at = fold_.since;
    fold_.fixed_paused = paused_by_now();
    fold_.fixed_reliefs = static_cast<std::uint16_t>(fold_.reliefs.size());
    fold_.is_interrupted = true;
  }

  // `never_shorten` and `grace`.
  void keep_promises(std::optional<Instant> old_end) {
    const auto end = measure().end_if_counting_from(fold_.since).due;
    if (!end) return;
    auto earliest = *end;
    if (rules_.never_shorten && old_end) earliest = std::max(earliest, *old_end);
    if (rules_.grace > Elapsed{0})
      earliest = std::max(earliest, measure().add(fold_.since, rules_.grace).value_or(earliest));
    if (earliest == *end) return;
    fix(earliest);
    find_due();
  }

  void stay_late(Instant missed, Elapsed size) {
    fold_.breached = fold_.due = missed;
    fold_.size = size;
  }

  void miss_before(Instant due) {
    // The first one and the latest: what is between says nothing more.
    if (fold_.missed.size() >= limits::kMissedPerClock) fold_.missed.erase(fold_.missed.begin() + 1);
    fold_.missed.push_back(due);
  }

  void adopt(const ClockFact& fact) {
    fold_.row = fact.row;
    fold_.until = fact.until;
    fold_.missed.clear();
    fold_.breached.reset();
    fold_.is_interrupted = true;
    count_from_start();
    fold_.carried = fact.used;
    fold_.counted_from = fact.at;
    fold_.counted_paused = paused_by_now();
    int percent = 100;
    for (const auto relief : fold_.reliefs) percent += kase_.rest().reliefs[relief].percent;
    const auto size = fact.size * percent / 100;
    const bool has_budget = measure().has_budget();
    if (fact.due || has_budget) fix(fact.due ? fact.due : measure().add(fact.at, size - fact.used));
    fold_.is_breached_by_change = false;
    if (fact.breached) {
      fold_.size = size;
      return miss(*fact.breached, false);
    }
    find_due();
    if (fact.due || !has_budget) return;
    fold_.size = size;
    miss_if_overspent();
  }

  // --- When it is due --------------------------------------------------------------------------------------

  void find_due() {
    if (fold_.breached) {
      fold_.due = fold_.breached;
      return;
    }
    const auto end = measure().end_if_counting_from(fold_.since);
    fold_.due = fold_.counts ? end.due : std::nullopt;
    fold_.size = end.size;
    fold_.is_provisional = end.is_provisional;
    fold_.in_days = end.in_days;
  }

  static Elapsed in_proportion(Elapsed used, Elapsed old_size, Elapsed new_size) {
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

ClockFold fold_start(const CaseData& kase, const ClockRules& rules, const ClockFact& start) {
  ClockFold fold;
  Folding(kase, rules, fold).start(start);
  return fold;
}

ClockFold fold_facts(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts,
                     const ClockFold* settled) {
  auto fold = settled ? *settled : fold_start(kase, rules, facts.front());
  for (std::size_t i = 1; i < facts.size(); ++i) fold_last(kase, rules, facts.first(i + 1), settled, fold);
  return fold;
}

ClockFold fold_clock(const CaseData& kase, const ClockRules& rules, const ClockState& clock) {
  return fold_facts(kase, rules, clock.facts, clock.settled ? &*clock.settled : nullptr);
}

void fold_last(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts,
               const ClockFold* settled, ClockFold& fold) {
  Folding(kase, rules, fold).take(facts.back(), facts, settled);
}

ClockFold fold_until(const CaseData& kase, const ClockRules& rules, ClockFold fold, Instant until) {
  if (until <= fold.since) return fold;
  Folding folding(kase, rules, fold);
  folding.move_to(until);
  fold.used = folding.measure().spent(until);
  return fold;
}

std::optional<Instant> due_if_counting(const CaseData& kase, const ClockRules& rules, const ClockFold& fold) {
  if (fold.counts || fold.breached) return fold.due;
  return ClockMeasure(kase, rules, fold).end_if_counting_from(fold.since).due;
}

void settle_facts(const CaseData& kase, const ClockRules& rules, Instant horizon, ClockState& clock) {
  auto& facts = clock.facts;
  std::size_t count = facts.size() - 1 > limits::kFactsPerClock ? facts.size() - 1 - limits::kFactsPerClock : 0;
  while (count + 1 < facts.size() && facts[count + 1].at < horizon) ++count;
  if (count == 0) return;
  auto settled = clock.settled ? *clock.settled : fold_start(kase, rules, facts.front());
  for (std::size_t i = 1; i <= count; ++i)
    fold_last(kase, rules, std::span(facts).first(i + 1), clock.settled ? &*clock.settled : nullptr, settled);
  facts.erase(facts.begin() + 1, facts.begin() + 1 + static_cast<std::ptrdiff_t>(count));
  clock.settled = std::move(settled);
}

}  // namespace docket
