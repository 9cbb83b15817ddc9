// Tested by tests/unit/engine/migration_test.cpp and tests/property/migration_property_test.cpp
#include "engine/migrated_clocks.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_due.hpp"
#include "engine/clock_fold.hpp"
#include "engine/clock_pauses.hpp"
#include "engine/clocks.hpp"
#include "engine/plain_clock.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

// --- Whether two clocks count alike ----------------------------------------------------------------------

bool is_same_target(const CaseData& old, const ClockTarget& was, const Workflow& to, const ClockTarget& now) {
  const bool is_same_at = was.at.has_value() == now.at.has_value() && (!was.at || was.at->text() == now.at->text());
  return was.name == now.name && was.budget == now.budget && is_same_at && was.is_wall == now.is_wall &&
         old.calendar(was.calendar).fingerprint() == to.calendar(now.calendar).fingerprint();
}

bool is_same_rung(const Rung& was, const Rung& now) {
  return was.name == now.name && was.kind == now.kind && was.mark == now.mark && was.percent == now.percent &&
         was.distance == now.distance && was.every == now.every && was.times == now.times;
}

bool has_same_terms(const CaseData& old, const ClockRules& was, const Workflow& to, const ClockRules& now) {
  if (!old.rest().later_calendars.empty()) return false;  // counted on several calendars so far
  return was.purpose == now.purpose && was.retarget == now.retarget && was.never_shorten == now.never_shorten &&
         was.grace == now.grace &&
         std::equal(was.targets.begin(), was.targets.end(), now.targets.begin(), now.targets.end(),
                    [&](const auto& a, const auto& b) { return is_same_target(old, a, to, b); }) &&
         std::equal(was.rungs.begin(), was.rungs.end(), now.rungs.begin(), now.rungs.end(), is_same_rung);
}

// --- What is said by place, in its new place ---------------------------------------------------------------

std::int16_t moved_row(const ClockRules& was, const ClockRules& now, std::int16_t row) {
  const auto* target = target_of(was, row);
  for (std::size_t i = 0; target && i < now.targets.size(); ++i) {
    if (now.targets[i].name == target->name) return static_cast<std::int16_t>(i);
  }
  return -1;
}

std::optional<std::size_t> moved_rung(const ClockRules& was, const ClockRules& now, std::size_t rung) {
  if (rung == was.due_rung) return now.due_rung;
  for (std::size_t i = 0; i < now.rungs.size(); ++i) {
    if (now.rungs[i].name == was.rungs[rung].name && now.rungs[i].kind == was.rungs[rung].kind) return i;
  }
  return std::nullopt;
}

// A reason to stand still, as people read it; places under `pause:` are compared by that.
std::string text_of(const Workflow& workflow, const PauseRule& rule) {
  if (const auto* entered = std::get_if<StateEntered>(&rule.condition))
    return "state " + workflow.state(entered->state).path;
  if (const auto* accepted = std::get_if<EventAccepted>(&rule.condition))
    return "event " + workflow.events[at(accepted->event)];
  return std::get<ConditionHolds>(rule.condition).condition.text();
}

class PauseReasons {
 public:
  PauseReasons(const MigrationPlan& plan, const ClockRules& was, const ClockRules& now)
      : plan_(plan), was_(was), now_(now) {}

  // What has no place any more counts as said by an action: the clock stands still until the new rules say otherwise.
  void move(PauseCause& cause, std::uint16_t& index) const {
    if (cause == PauseCause::action || cause == PauseCause::closed) return;
    const auto place = cause == PauseCause::state ? moved_state(index) : moved_place(index);
    if (!place) cause = PauseCause::action;
    index = place.value_or(0);
  }

 private:
  std::optional<std::uint16_t> moved_state(std::uint16_t index) const {
    const auto& image = plan_.states[index].to;
    return image ? std::optional(static_cast<std::uint16_t>(at(*image))) : std::nullopt;
  }
  std::optional<std::uint16_t> moved_place(std::uint16_t index) const {
    const auto text = text_of(*plan_.from, was_.pause[index]);
    for (std::size_t i = 0; i < now_.pause.size(); ++i) {
      if (text_of(*plan_.to, now_.pause[i]) == text) return static_cast<std::uint16_t>(i);
    }
    return std::nullopt;
  }

  const MigrationPlan& plan_;
  const ClockRules &was_, &now_;
};

// --- One clock -------------------------------------------------------------------------------------------

class MovingClock {
 public:
  MovingClock(const MigrationPlan& plan, const CaseData& old, CaseData& kase, std::size_t from, ClockIndex to,
              const CaseBindings& bindings, Instant now, Recorder& recorder)
      : plan_(plan),
        old_(old),
        kase_(kase),
        was_(plan.from->clocks[from]),
        now_rules_(plan.to->clocks[at(to)]),
        before_(old.clock(from)),
        to_(to),
        bindings_(bindings),
        now_(now),
        recorder_(recorder) {}

  void move(Keep keep) {
    const bool is_ticking = docket::is_ticking(before_);
    if (is_ticking && keep == Keep::restart) return restart();
    take_head();
    if (before_.cycle > 0) {
      take_rungs();
      if (has_same_terms(old_, was_, *plan_.to, now_rules_) && keep == Keep::budget)
        take_facts();
      else if (is_ticking)
        adopt_ticking(keep);
      else
        adopt_ended();
    }
    simplify_clock(kase_, to_);
  }

 private:
  ClockState& clock() { return kase_.full_clock(to_); }
  const ClockState& clock() const { return *kase_.slot(to_).full; }

  void take_head() {
    auto& clock = this->clock();
    clock.is_paused_by_action = before_.is_paused_by_action;
    clock.start_held = before_.start_held;
    clock.was_ended_by_close = before_.was_ended_by_close;
    clock.action_holder = before_.action_holder;
    clock.action_cause = before_.action_cause;
    clock.action_index = before_.action_index;
    PauseReasons(plan_, was_, now_rules_).move(clock.action_cause, clock.action_index);
    clock.cycle = before_.cycle;
    clock.life = before_.life;
    clock.ended_at = before_.ended_at;
    kase_.set_status(to_, before_.status);
  }

  void take_rungs() {
    auto& clock = this->clock();
    clock.rungs.resize(now_rules_.rungs.size());
    for (std::size_t i = 0; i < before_.rungs.size(); ++i) {
      if (const auto rung = moved_rung(was_, now_rules_, i)) clock.rungs[*rung] = before_.rungs[i];
    }
    for (auto sent : before_.sent) {
      const auto rung = moved_rung(was_, now_rules_, sent.rung);
      if (!rung) continue;
      sent.rung = static_cast<std::uint16_t>(*rung);
      clock.sent.push_back(sent);
    }
  }

  ClockFact moved(ClockFact fact) const {
    if (fact.kind == FactKind::paused) PauseReasons(plan_, was_, now_rules_).move(fact.cause, fact.index);
    fact.row = moved_row(was_, now_rules_, fact.row);
    return fact;
  }

  void take_facts() {
    auto& clock = this->clock();
    for (const auto& fact : before_.facts) clock.facts.push_back(moved(fact));
    if (before_.settled) {
      clock.settled = before_.settled;
      clock.settled->row = moved_row(was_, now_rules_, before_.settled->row);
      PauseReasons(plan_, was_, now_rules_).move(clock.settled->cause, clock.settled->cause_index);
    }
    clock.lives_seen = before_.lives_seen;
    clock.fold = fold_clock(kase_, now_rules_, clock);
    if (clock.ended_at) clock.fold = fold_until(kase_, now_rules_, clock.fold, *clock.ended_at);
  }

  // The sums of what settled, for the calendars of the new rules: those of the same calendar, else of the first.
  void take_settled() {
    if (!before_.settled) return;
    const auto& was = *before_.settled;
    auto& now = clock().settled.emplace();
    now.since = was.since;
    now.started = now.counted_from = was.started;
    now.counts = was.counts;
    now.paused_from = was.paused_from;
    now.paused_to = was.paused_to;
    now.cause = was.cause;
    now.holder = was.holder;
    now.cause_index = was.cause_index;
    PauseReasons(plan_, was_, now_rules_).move(now.cause, now.cause_index);
    now.reliefs = was.reliefs;
    now.is_interrupted = true;
    if (was.paused.empty()) return;
    now.paused.resize(now_rules_.sums);
    for (const auto& way : now_rules_.ways) {
      const auto same = std::find_if(was_.ways.begin(), was_.ways.end(), [&](const CountingWay& each) {
        return plan_.from->calendar(each.calendar).fingerprint() == plan_.to->calendar(way.calendar).fingerprint();
      });
      const auto& from = same == was_.ways.end() ? was_.ways.front() : *same;
      for (std::size_t part = 0; part < from.parts; ++part)
        now.paused[way.first] = now.paused[way.first] + was.paused[from.first + part];
    }
  }

  // When it started, stood still and got more time; not what that came to.
  void take_outline() {
    take_settled();
    auto& facts = clock().facts;
    for (const auto& fact : before_.facts) {
      switch (fact.kind) {
        case FactKind::started: facts.push_back({.at = fact.at, .kind = FactKind::started}); break;
        case FactKind::paused:
        case FactKind::resumed:
        case FactKind::relieved:
        case FactKind::unrelieved: facts.push_back(moved(fact)); break;
        case FactKind::targeted:
        case FactKind::calendars:
        case FactKind::adopted:
        case FactKind::missed: break;
      }
    }
  }

  void adopt(const ClockFact& fact) {
    auto& clock = this->clock();
    clock.facts.push_back(fact);
    for (const auto missed : before_.fold.missed)
      clock.facts.push_back({.at = fact.at, .kind = FactKind::missed, .due = missed});
    clock.fold = fold_clock(kase_, now_rules_, clock);
    clock.lives_seen = clock.fold.lives;
  }

  void adopt_ended() {
    take_outline();
    const auto& fold = before_.fold;
    const auto row = moved_row(was_, now_rules_, fold.row);
    adopt({.at = std::max({*before_.ended_at, clock().facts.back().at, clock().earliest()}),
           .kind = FactKind::adopted,
           .row = row,
           .until = row >= 0 && now_rules_.targets[static_cast<std::size_t>(row)].at ? fold.until : std::nullopt,
           .used = fold.used,
           .size = fold.size,
           .due = fold.due,
           .breached = fold.breached});
    clock().fold = fold_until(kase_, now_rules_, clock().fold, *before_.ended_at);
  }

  void adopt_ticking(Keep keep) {
    const auto spent = fold_until(old_, was_, before_.fold, now_);
    const auto old_end = due_if_counting(old_, was_, spent);
    // Which row holds is asked of a case in which this clock does not tick yet.
    const auto choice = choose_target(kase_, to_, bindings_, recorder_);
    take_outline();
    ClockFact fact{.at = now_,
                   .kind = FactKind::adopted,
                   .row = choice.row,
                   .until = choice.until,
                   .used = spent.used,
                   .size = spent.size,
                   .due = {},
                   .breached = spent.breached};
    if (spent.breached)
      fact.due = spent.due;
    else if (keep == Keep::due)
      fact.due = old_end;
    else
      take_new_budget(spent, fact);
    adopt(fact);
    tell(old_end);
    rearm_rungs(kase_, to_, now_, recorder_);
  }

  // The budget of the new row: where its calendar measures what was spent as the old one did, it ends as if the clock
  // had had it from the start; else what is left of it runs from now.
  void take_new_budget(const ClockFold& spent, ClockFact& fact) const {
    std::vector<ClockFact> facts = clock().facts;
    facts.front() = {.at = std::max(spent.started, facts.front().at),
                     .kind = FactKind::started,
                     .row = fact.row,
                     .until = fact.until};
    auto settled = clock().settled;
    if (settled) {
      settled->row = fact.row;
      settled->until = fact.until;
    }
    std::erase_if(facts, [&](const ClockFact& each) { return each.at < facts.front().at; });
    const auto whole =
        fold_until(kase_, now_rules_, fold_facts(kase_, now_rules_, facts, settled ? &*settled : nullptr), now_);
    auto asked = whole;
    asked.breached.reset();
    asked.since = now_;
    const ClockMeasure measure(kase_, now_rules_, asked);
    const auto end = measure.end_if_counting_from(now_);
    int percent = 100;
    for (const auto relief : whole.reliefs) percent += kase_.rest().reliefs[relief].percent;
    fact.size = end.size * 100 / percent;
    if (!end.due || fact.used > end.size) return;
    fact.due = measure.spent(now_) == fact.used && *end.due >= now_ ? end.due : measure.add(now_, end.size - fact.used);
  }

  void tell(std::optional<Instant> old_end) {
    const auto& fold = clock().fold;
    const auto name = [](const ClockRules& rules, std::int16_t row) {
      const auto* target = target_of(rules, row);
      return target ? target->name : std::string();
    };
    const auto from = name(was_, before_.fold.row), to = name(now_rules_, fold.row);
    if (due_if_counting(kase_, now_rules_, fold) == old_end && from == to) return;
    const auto shown = clock().status == ClockStatus::paused ? std::nullopt : fold.due;
    recorder_.add(ClockRetargeted{now_rules_.name, from, to, now_, shown, "migration"});
  }

  void restart() {
    auto& clock = this->clock();
    clock.cycle = before_.cycle;
    clock.start_held = before_.start_held;
    start_clock(kase_, to_, bindings_, now_, recorder_);
    if (!before_.is_paused_by_action) return;
    auto& started = kase_.full_clock(to_);
    started.is_paused_by_action = true;
    started.action_holder = before_.action_holder;
    started.action_cause = before_.action_cause;
    started.action_index = before_.action_index;
    PauseReasons(plan_, was_, now_rules_).move(started.action_cause, started.action_index);
  }

  const MigrationPlan& plan_;
  const CaseData& old_;
  CaseData& kase_;
  const ClockRules &was_, &now_rules_;
  const ClockState before_;
  ClockIndex to_;
  const CaseBindings& bindings_;
  Instant now_;
  Recorder& recorder_;
};

}  // namespace

void move_clocks(const MigrationPlan& plan, const CaseData& old, CaseData& kase, const CaseBindings& bindings,
                 Instant now, Recorder& recorder, Objections& objections) {
  for (std::size_t i = 0; i < old.clock_count(); ++i) {
    const auto& image = plan.clocks[i];
    const auto& name = plan.from->clocks[i].name;
    if (image.to) {
      MovingClock(plan, old, kase, i, *image.to, bindings, now, recorder).move(image.keep);
    } else if (old.slot(i).is_ticking() && image.is_dropped) {
      recorder.add(ClockCancelled{name, now});
    } else if (old.slot(i).is_ticking()) {
      objections.push_back({.en = "its clock " + backticked(name) + " runs, and the new rules have none of that name",
                            .zh = "时钟 " + backticked(name) + " 正在计时，而新规则中没有该时钟"});
    }
  }
  for (const auto clock : plan.start) start_clock(kase, clock, bindings, now, recorder);
  // The new rules look once, as after an event: a row that holds now, a reason to stand still, a condition.
  update_clocks(kase, {}, {.record = true}, bindings, now, recorder);
}

void move_reliefs(const MigrationPlan& plan, const CaseData& old, CaseData& kase) {
  for (auto relief : old.rest().reliefs) {
    const bool is_for_all = relief.clocks.empty();
    std::vector<ClockIndex> clocks;
    for (const auto clock : relief.clocks) {
      if (plan.clocks[at(clock)].to) clocks.push_back(*plan.clocks[at(clock)].to);
    }
    std::sort(clocks.begin(), clocks.end());
    // One whose clocks are all gone must not come to mean every clock.
    if (!is_for_all && clocks.empty()) relief.is_undone = true;
    relief.clocks = std::move(clocks);
    kase.more().reliefs.push_back(std::move(relief));
  }
}

}  // namespace docket
