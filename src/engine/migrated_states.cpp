// Tested by tests/unit/engine/migration_test.cpp and tests/property/migration_property_test.cpp
#include "engine/migrated_states.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/configuration.hpp"
#include "model/chart.hpp"

namespace docket {
namespace {

bool contains(const StateList& states, StateIndex state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

std::string path_of(const Workflow& workflow, StateIndex state) { return backticked(workflow.state(state).path); }

LocalizedText no_image(const MigrationPlan& plan, StateIndex state) {
  const auto path = path_of(*plan.from, state);
  const auto version = std::to_string(plan.to->version);
  return {.en = "it is in " + path + ", which does not exist in version " + version,
          .zh = "处于 " + path + "，版本 " + version + " 中没有该状态"};
}

LocalizedText lead_together(const Workflow& to, StateIndex first, StateIndex second) {
  const auto a = path_of(to, first), b = path_of(to, second);
  return {.en = "its states lead to " + a + " and " + b + ", which cannot be active together",
          .zh = "其状态分别对应 " + a + " 与 " + b + "，二者不能同时生效"};
}

// Images of the innermost active states; those that were let go have none.
StateList images_of(const MigrationPlan& plan, const StateList& leaves, Objections& objections) {
  StateList images;
  for (const auto leaf : leaves) {
    const auto& image = plan.states[at(leaf)];
    if (!image.is_known()) objections.push_back(no_image(plan, leaf));
    if (!image.to) continue;
    for (const auto other : images) {
      if (!may_stand_together(*plan.to, other, *image.to))
        objections.push_back(lead_together(*plan.to, other, *image.to));
    }
    images.push_back(*image.to);
  }
  return images;
}

// The regions that these states leave without a state, and that `enter:` does not begin.
void check_regions(const MigrationPlan& plan, const StateList& states, Objections& objections) {
  const auto& to = *plan.to;
  const auto is_within = [&](StateIndex state, StateIndex region) {
    return state == region || to.is_descendant(state, region);
  };
  for (std::size_t i = 0; i < to.states.size(); ++i) {
    const auto parallel = static_cast<StateIndex>(i);
    if (to.states[i].type != StateType::parallel) continue;
    const auto has_part = [&](StateIndex region) {
      return std::any_of(states.begin(), states.end(), [&](StateIndex state) { return is_within(state, region); });
    };
    const auto& regions = to.state(parallel).children;
    if (std::none_of(regions.begin(), regions.end(), has_part)) continue;  // not in it, or in all of it
    for (const auto region : regions) {
      if (has_part(region)) continue;
      const auto path = path_of(to, region);
      objections.push_back({.en = "nothing of it leads into " + path + "; `enter:` would begin it",
                            .zh = "没有状态对应 " + path + "；可用 `enter:` 使其开始"});
    }
  }
}

// A state that is over and waits for nothing: its end was told under the old rules, or never will be.
void check_ends(const MigrationPlan& plan, const CaseData& old, const CaseData& kase, Objections& objections) {
  StateList over;
  for (const auto state : old.configuration()) {
    if (at(state) != 0 && is_in_final_state(old, state) && plan.states[at(state)].to)
      over.push_back(*plan.states[at(state)].to);
  }
  for (const auto& transition : plan.to->transitions) {
    const auto ended = transition.ended;
    if (transition.trigger != Trigger::done || at(ended) == 0 || !kase.is_active(ended)) continue;
    if (!is_in_final_state(kase, ended) || contains(over, ended)) continue;
    const auto path = path_of(*plan.to, ended);
    objections.push_back({.en = path + " would be over at once, and nothing would tell",
                          .zh = path + " 将立即结束，且不会触发后续流转"});
    over.push_back(ended);
  }
}

// --- Deadlines of the chart ----------------------------------------------------------------------------

bool counts_alike(const MigrationPlan& plan, const CaseData& old, const AfterPlace& from, const AfterPlace& to) {
  const auto& was = plan.from->state(from.state).afters[from.row];
  const auto& now = plan.to->state(to.state).afters[to.row];
  return was.delay == now.delay &&
         old.calendar(was.calendar).fingerprint() == plan.to->calendar(now.calendar).fingerprint();
}

class Timers {
 public:
  Timers(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Instant now, Objections& objections)
      : plan_(plan), old_(old), kase_(kase), now_(now), objections_(objections) {}

  void run() {
    for (const auto& timer : old_.rest().timers) {
      if (timer.kind == TimerKind::send)
        move_send(timer);
      else
        move_after(timer);
    }
    if (old_.rest().sends > 0) kase_.more().sends = old_.rest().sends;
    for (const auto state : kase_.configuration()) arm_new(state);
  }

 private:
  void move_send(PendingTimer timer) {
    const auto& name = plan_.from->events[at(timer.event)];
    const auto event = plan_.to->find_event(name);
    if (!event) {
      objections_.push_back({.en = "it will send itself " + backticked(name) + ", which the new rules do not know",
                             .zh = "其待发事件 " + backticked(name) + " 在新规则中不存在"});
      return;
    }
    timer.event = *event;
    kase_.more().timers.push_back(std::move(timer));
  }

  void move_after(PendingTimer timer) {
    const AfterPlace from{timer.state, timer.row};
    const auto& image = plan_.after(from);
    if (image.is_dropped) return;
    if (!image.to) {
      const auto name = backticked(name_of_after(*plan_.from, from));
      objections_.push_back(
          {.en = "its deadline " + name + " does not exist any more", .zh = "其期限 " + name + " 在新规则中不存在"});
      return;
    }
    if (!kase_.is_active(image.to->state)) return;  // the state it waited in was left with the move
    if (image.keep == Keep::restart) return arm(*image.to, now_);
    const bool stays = image.keep == Keep::due || counts_alike(plan_, old_, from, *image.to);
    if (!stays) return arm(*image.to, timer.since);
    timer.state = image.to->state;
    timer.row = image.to->row;
    kase_.more().timers.push_back(std::move(timer));
  }

  // Deadlines of a state that the case was not in before, and those that only the new rules have.
  void arm_new(StateIndex state) {
    for (std::size_t row = 0; row < plan_.to->state(state).afters.size(); ++row) {
      const AfterPlace place{state, static_cast<std::uint16_t>(row)};
      const bool was_there = std::any_of(plan_.afters.begin(), plan_.afters.end(), [&](const auto& each) {
        return each.second.to == place && old_.is_active(each.first.state);
      });
      if (!was_there) arm(place, now_);
    }
  }

  // Never into the past.
  void arm(const AfterPlace& place, Instant since) {
    const auto& after = plan_.to->state(place.state).afters[place.row];
    const auto due = plan_.to->calendar(after.calendar).due(since, after.delay);
    if (!due) {
      objections_.push_back({.en = backticked(name_of_after(*plan_.to, place)) + ": " + due.error().message,
                             .zh = backticked(name_of_after(*plan_.to, place)) + "：" + due.error().message});
      return;
    }
    kase_.more().timers.push_back({.kind = TimerKind::after,
                                   .due = std::max(due->at, now_),
                                   .since = since,
                                   .state = place.state,
                                   .row = place.row});
  }

  const MigrationPlan& plan_;
  const CaseData& old_;
  CaseData& kase_;
  Instant now_;
  Objections& objections_;
};

}  // namespace

StateList with_entered(const MigrationPlan& plan, StateList states) {
  const auto& to = *plan.to;
  for (const auto entered : plan.enter) {
    auto region = entered;
    while (at(region) != 0 && to.state(to.state(region).parent).type != StateType::parallel)
      region = to.state(region).parent;
    if (at(region) == 0) continue;
    const auto parallel = to.state(region).parent;
    const bool is_around =
        std::any_of(states.begin(), states.end(), [&](StateIndex state) { return to.is_descendant(state, parallel); });
    const bool is_in = std::any_of(states.begin(), states.end(), [&](StateIndex state) {
      return state == region || to.is_descendant(state, region);
    });
    if (is_around && !is_in) states.push_back(entered);
  }
  return states;
}

StateList entered_by(const Workflow& workflow, const StateList& targets) {
  const StoredHistory nothing_stored = [](StateIndex) -> const StateList* { return nullptr; };
  Entering entering(workflow, nothing_stored);
  entering.add(Transition{.source = StateIndex{0}}, Branch{.targets = targets});
  StateList entered;
  for (const auto& step : entering.take().items) entered.push_back(step.state);
  return entered;
}

void move_states(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Objections& objections,
                 Objections& notes) {
  const auto before = objections.size();
  const auto images = images_of(plan, leaves(old), objections);
  if (objections.size() > before) return;
  if (images.empty()) {
    objections.push_back({.en = "all its states were let go", .zh = "其全部状态均已被去除"});
    return;
  }
  const auto targets = with_entered(plan, images);
  check_regions(plan, targets, objections);
  if (objections.size() > before) return;
  for (const auto state : entered_by(*plan.to, targets)) kase.enter(state);
  if (kase.configuration().meets(plan.to->chart.ends))
    objections.push_back({.en = "it would be over; a migration ends no case", .zh = "将使工单结束；迁移不能结束工单"});
  if (const auto breach = breach_of_law(*plan.to, kase.configuration()); !breach.empty())
    objections.push_back({.en = breach, .zh = "状态组合不合法：" + breach});
  if (objections.size() > before) return;
  check_ends(plan, old, kase, objections);
  move_history(plan, old, kase, objections, notes);
  for (const auto state : kase.configuration()) kase.visit(state);
  if (!plan.from->remembers_visits) return;
  for (const auto state : old.visited()) {
    if (plan.states[at(state)].to) kase.visit(*plan.states[at(state)].to);
  }
}

void move_timers(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Instant now, Objections& objections) {
  Timers(plan, old, kase, now, objections).run();
}

std::string breach_of_law(const Workflow& workflow, StateSet active) {
  if (!active.contains(StateIndex{0})) return "the root is not active";
  for (std::size_t i = 0; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    const auto index = static_cast<StateIndex>(i);
    if (!active.contains(index)) continue;
    if (is_history(state)) return backticked(state.path) + " is a history and cannot be active";
    if (i > 0 && !active.contains(state.parent)) return backticked(state.path) + " is active outside of its parent";
    const auto inside = std::count_if(state.children.begin(), state.children.end(),
                                      [&](StateIndex child) { return active.contains(child); });
    if (state.type == StateType::compound && inside != 1)
      return backticked(state.path) + " has " + std::to_string(inside) + " active states inside, and must have one";
    if (state.type == StateType::parallel && inside != static_cast<std::ptrdiff_t>(state.children.size()))
      return backticked(state.path) + " has not all of its regions active";
  }
  return {};
}

}  // namespace docket
