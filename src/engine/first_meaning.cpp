// The fold of November 2026 and the instants of its rungs; then how a clock is adopted from them.
// Tested by tests/unit/store/stored_stories_test.cpp
#include "engine/first_meaning.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "base/match.hpp"
#include "docket/meaning.hpp"
#include "engine/clock_fold.hpp"
#include "engine/recorder.hpp"

namespace docket {
namespace {

__extension__ using Wide = __int128;

// Where a clock stands after its facts.
struct EarlierFold {
  Instant since{};                  // the last fact
  bool counts = false;              // from then on
  Elapsed used{0};                  // by then
  Elapsed base{0}, extra{0};        // the budget as time to be spent, and what reliefs add
  std::optional<Instant> due;       // while it counts, or when it was missed
  std::optional<Instant> breached;  // missed before the last fact
  bool is_breached_by_change = false;
  bool is_base_fixed = false;   // not the row's budget: kept from before, or taken over
  bool is_interrupted = false;  // else due is what the budget itself says
  Instant counted_from{};       // the beginning of the budget
  std::int16_t row = -1;
  std::int16_t measured_by = -1;  // the row to come, while none holds yet
  std::optional<Instant> until;
  CalendarVersion calendars{};
  int relief_percent = 0;

  Elapsed size() const { return base + extra; }
};

std::optional<Instant> due_then(const Calendar& calendar, Instant start, const Budget& budget);

std::optional<Instant> combined_due_then(const Calendar& calendar, Instant start, const Budget::Combined& combined) {
  std::optional<Instant> found;
  for (const auto& part : combined.parts) {
    const auto due = due_then(calendar, start, part);
    if (!due) return std::nullopt;
    switch (combined.how) {
      case Budget::Combination::first_of: found = found ? std::min(*found, *due) : *due; break;
      case Budget::Combination::last_of: found = found ? std::max(*found, *due) : *due; break;
      case Budget::Combination::then: found = start = *due; break;
    }
  }
  return found;
}

// Days counted from the next opening, between two windows of a day, too.
std::optional<Instant> due_then(const Calendar& calendar, Instant start, const Budget& budget) {
  if (const auto* combined = std::get_if<Budget::Combined>(&budget.kind()))
    return combined_due_then(calendar, start, *combined);
  const bool is_in_days = match(
      budget.kind(), [](const Budget::Open&) { return false; }, [](const Budget::Wall&) { return false; },
      [](const Budget::Workdays&) { return true; }, [](const Budget::Days&) { return true; },
      [](const Budget::Months&) { return true; }, [](const Budget::Today&) { return true; },
      [](const Budget::Until&) { return false; }, [](const Budget::Combined&) { return false; });
  const auto from = is_in_days ? calendar.next_open(start) : start;
  if (!from) return std::nullopt;
  const auto due = calendar.due(*from, budget);
  if (!due) return std::nullopt;
  return due->at;
}

// Pauses and changes of limits in calendar days counted in clock time.
bool passed_day_and_night(const ClockTarget& target) {
  return target.is_wall || (!target.at && (std::holds_alternative<Budget::Days>(target.budget.kind()) ||
                                           std::holds_alternative<Budget::Months>(target.budget.kind())));
}

struct Sized {
  std::optional<Instant> due;
  Elapsed size{0};
};

// One fold under way.
class Folding {
 public:
  Folding(const CaseData& kase, const ClockRules& rules, EarlierFold& fold) : kase_(kase), rules_(rules), fold_(fold) {}

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
      case FactKind::missed: return;  // of the second meaning
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
    if (!target || passed_day_and_night(*target)) return to - from;
    return kase_.calendar(target->calendar, fold_.calendars).open_time_between(from, to).length();
  }

  std::optional<Instant> add(Instant from, Elapsed length) const {
    if (length <= Elapsed{0}) return from;
    const auto* target = target_of(rules_, fold_.row);
    if (!target || passed_day_and_night(*target)) return from + length;
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
      case FactKind::adopted:
      case FactKind::missed: return;
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
      return {end, end - from};
    }
    const auto due = due_then(kase_.calendar(target->calendar, fold_.calendars), from, target->budget);
    if (!due) return {};
    return {due, measure(from, *due)};
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
  EarlierFold& fold_;
};

EarlierFold fold_of(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts) {
  EarlierFold fold;
  Folding folding(kase, rules, fold);
  const auto first_row = std::find_if(facts.begin(), facts.end(), [](const ClockFact& fact) { return fact.row >= 0; });
  for (const auto& fact : facts) {
    folding.take(fact);
    if (fact.kind == FactKind::started && first_row != facts.end()) fold.measured_by = first_row->row;
  }
  return fold;
}

EarlierFold until(const CaseData& kase, const ClockRules& rules, EarlierFold fold, Instant instant) {
  if (instant > fold.since) Folding(kase, rules, fold).move_to(instant);
  return fold;
}

std::optional<Instant> due_if_counting(const CaseData& kase, const ClockRules& rules, EarlierFold fold) {
  return Folding(kase, rules, fold).due_if_counting();
}

// --- Rungs ----------------------------------------------------------------------------------------------

Elapsed threshold(const Rung& rung, Elapsed size, int occurrence) {
  const Elapsed repeats = rung.every.length * occurrence;
  switch (rung.mark) {
    case Rung::Mark::percent: return size * rung.percent / 100 + repeats;
    case Rung::Mark::before: return size - rung.distance.length + repeats;
    case Rung::Mark::due: return size + repeats;
    case Rung::Mark::after: return size + rung.distance.length + repeats;
  }
  return size;
}

std::optional<Instant> instant_of(const CaseData& kase, const ClockRules& rules, EarlierFold fold, const Rung& rung,
                                  int occurrence) {
  if (!fold.due || !fold.counts) return std::nullopt;
  const Elapsed repeats = rung.every.length * occurrence;
  const bool is_wall = rung.distance.unit == Distance::Unit::wall;
  if (rung.mark == Rung::Mark::due && occurrence == 0) return fold.due;
  if (is_wall && rung.mark == Rung::Mark::before) return *fold.due - rung.distance.length + repeats;
  if (is_wall && rung.mark == Rung::Mark::after) return *fold.due + rung.distance.length + repeats;
  return Folding(kase, rules, fold).add(fold.since, threshold(rung, fold.size(), occurrence) - fold.used);
}

void arm(const CaseData& kase, const ClockRules& rules, const EarlierFold& fold, ClockState& clock) {
  if (clock.status != ClockStatus::running) return;
  const bool is_over = fold.breached || clock.rungs[rules.due_rung].sent > 0;
  for (std::size_t i = 0; i < clock.rungs.size(); ++i) {
    auto& state = clock.rungs[i];
    const auto& rung = rules.rungs[i];
    const bool is_spent = state.is_skipped || state.sent > rung.times || (state.is_acknowledged && state.sent > 0) ||
                          (rung.kind == RungKind::warn && is_over);
    state.at = is_spent ? std::nullopt : instant_of(kase, rules, fold, rung, state.sent);
  }
}

// --- Adopting -------------------------------------------------------------------------------------------

// When it started, stood still, got more time and came to other calendars; not what that came to.
std::vector<ClockFact> outline_of(const std::vector<ClockFact>& facts) {
  std::vector<ClockFact> outline;
  for (const auto& fact : facts) {
    if (fact.kind == FactKind::started)
      outline.push_back({.at = fact.at, .kind = FactKind::started, .index = fact.index});
    else if (fact.kind != FactKind::targeted && fact.kind != FactKind::adopted)
      outline.push_back(fact);
  }
  return outline;
}

std::int16_t last_row_of(const std::vector<ClockFact>& facts) {
  const auto last = std::find_if(facts.rbegin(), facts.rend(), [](const ClockFact& fact) { return fact.row >= 0; });
  return last == facts.rend() ? std::int16_t{-1} : last->row;
}

}  // namespace

void adopt_earlier_clock(CaseData& kase, ClockIndex index, Armed armed) {
  const auto& rules = rules_of(kase, index);
  auto& clock = kase.full_clock(index);
  if (clock.facts.empty()) return;
  const auto at = std::max(clock.ended_at.value_or(kase.last_at), clock.facts.back().at);
  const auto stands = fold_of(kase, rules, clock.facts);
  if (armed == Armed::by_rules) arm(kase, rules, stands, clock);
  auto fold = until(kase, rules, stands, at);
  // A due instant that was kept though no row held any more: it is measured by the row that held last.
  if (fold.row < 0 && fold.due) fold.row = last_row_of(clock.facts);
  const ClockFact adopted{.at = at,
                          .kind = FactKind::adopted,
                          .row = fold.row,
                          .until = fold.until,
                          .used = fold.used,
                          .size = fold.base,
                          .due = fold.breached ? fold.breached : due_if_counting(kase, rules, fold),
                          .breached = fold.breached};
  clock.facts = outline_of(clock.facts);
  clock.facts.push_back(adopted);
  clock.fold = fold_clock(kase, rules, clock);
  if (clock.ended_at) clock.fold = fold_until(kase, rules, clock.fold, *clock.ended_at);
  kase.more().has_untold_adoption = true;
}

void adopt_earlier_plain_clock(CaseData& kase, ClockIndex index) {
  const auto slot = kase.slot(index);
  if (slot.is_full || slot.status == ClockStatus::idle) return;
  auto& clock = kase.full_clock(index);
  clock.facts = {{.at = slot.started, .kind = FactKind::started, .row = slot.row}};
  clock.rungs.assign(rules_of(kase, index).rungs.size(), {});
  if (slot.status != ClockStatus::running) clock.ended_at = slot.next;
  adopt_earlier_clock(kase, index, Armed::by_rules);
}

Elapsed earlier_size(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts) {
  return fold_of(kase, rules, facts).base;
}

void tell_adoption(CaseData& kase, EffectLog& log) {
  std::vector<Value> clocks;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& slot = kase.slot(i);
    if (!slot.is_ticking() || !slot.is_full) continue;
    const auto adopted = std::find_if(slot.full->facts.rbegin(), slot.full->facts.rend(),
                                      [](const ClockFact& fact) { return fact.kind == FactKind::adopted; });
    if (adopted == slot.full->facts.rend()) continue;
    std::vector<MapEntry> clock{{Value::string("clock"), Value::string(kase.workflow->clocks[i].name)},
                                {Value::string("status"), Value::string(name_of(slot.status))}};
    if (adopted->due) clock.push_back({Value::string("due"), Value::string(to_string(*adopted->due))});
    if (adopted->breached) clock.push_back({Value::string("missed"), Value::string(to_string(*adopted->breached))});
    clocks.push_back(Value::map(std::move(clock)));
  }
  kase.more().has_untold_adoption = false;
  Recorder recorder(kase, log, EntryKind::amended, Cause(Cause::Kind::heard), {kase.last_at, kase.last_at});
  recorder.hear(
      kSemantics, {},
      Value::object({{"meaning", Value::integer(kRulesMeaning)}, {"clocks", Value::list(std::move(clocks))}}));
  kase.sequence += 1;
}

}  // namespace docket
