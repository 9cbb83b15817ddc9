// Tested by tests/property/clock_property_test.cpp
#include "engine/plain_clock.hpp"

#include <limits>

#include "engine/rungs.hpp"

namespace docket {

ClockState whole_clock(const CaseData& kase, ClockIndex index) {
  const auto& slot = kase.slot(index);
  const auto& rules = rules_of(kase, index);
  ClockState clock;
  clock.status = slot.status;
  clock.cycle = slot.cycle;
  clock.start_held = slot.start_held;
  clock.was_ended_by_close = slot.was_ended_by_close;
  if (slot.status == ClockStatus::idle) return clock;
  clock.rungs.resize(rules.rungs.size());
  clock.facts.push_back({.at = slot.started, .kind = FactKind::started, .row = slot.row});
  clock.fold = fold_start(kase, rules, clock.facts.front());
  if (slot.status == ClockStatus::running) {
    restore_rungs(kase, rules, clock);
  } else {
    clock.ended_at = slot.next;
    clock.fold = fold_until(kase, rules, clock.fold, slot.next);
  }
  return clock;
}

bool start_plainly(CaseData& kase, ClockIndex index, const ClockFact& fact, const ClockFold& fold) {
  const auto& rules = rules_of(kase, index);
  const auto& before = kase.slot(index);
  const int cycle = before.is_full ? before.full->cycle : before.cycle;
  const bool start_held = before.is_full ? before.full->start_held : before.start_held;
  const bool has_plain_past = kase.rest().reliefs.empty() && fact.index == 0 && !fact.until;
  const bool fits = cycle < std::numeric_limits<std::uint16_t>::max() && rules.rungs.size() < ClockSlot::kNoRung;
  // One that is late from the start tells another instant than the one at which it can be told.
  if (!has_plain_past || !fits || !fold.due || *fold.due < fact.at) return false;

  const auto first = first_rung(kase, rules, fold);
  auto& slot = kase.plain_clock(index);
  slot.started = fact.at;
  slot.due = *fold.due;
  slot.cycle = static_cast<std::uint16_t>(cycle + 1);
  slot.row = fact.row;
  slot.status = ClockStatus::running;
  slot.start_held = start_held;
  if (first) {
    slot.next_rung = static_cast<std::uint8_t>(first->rung);
    slot.next = first->fires_at;
  } else {
    slot.next_rung = ClockSlot::kNoRung;
  }
  return true;
}

void simplify_clock(CaseData& kase, ClockIndex index) {
  auto& slot = kase.slot(index);
  if (!slot.is_full) return;
  const auto& full = *slot.full;
  const bool is_started = full.facts.size() == 1 && !full.settled && full.fold.due &&
                          *full.fold.due >= full.facts.front().at && full.status != ClockStatus::paused;
  if (!is_started && full.status != ClockStatus::idle) return;
  if (full.cycle < 0 || full.cycle > std::numeric_limits<std::uint16_t>::max()) return;
  if (full.rungs.size() >= ClockSlot::kNoRung) return;

  const ClockSlot before = slot;
  slot.is_full = false;
  slot.next = {};
  slot.next_rung = ClockSlot::kNoRung;
  slot.cycle = static_cast<std::uint16_t>(full.cycle);
  slot.start_held = full.start_held;
  slot.was_ended_by_close = full.was_ended_by_close;
  if (is_started) {
    slot.started = full.facts.front().at;
    slot.row = full.facts.front().row;
    slot.due = *full.fold.due;
    if (full.ended_at) slot.next = *full.ended_at;
    if (const auto first =
            full.status == ClockStatus::running ? first_rung(kase, rules_of(kase, index), full.fold) : std::nullopt) {
      slot.next_rung = static_cast<std::uint8_t>(first->rung);
      slot.next = first->fires_at;
    }
  }
  if (whole_clock(kase, index) == full) {
    delete before.full;
    return;
  }
  slot = before;
}

}  // namespace docket
