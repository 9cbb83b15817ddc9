// What may happen now.  An event is weighed like judgement.cpp judges it, but with its inputs open.
// Tested by tests/unit/engine/allowed_test.cpp and tests/property/allowed_test.cpp
#include "docket/allowed.hpp"

#include <algorithm>

#include "base/try.hpp"
#include "docket/limits.hpp"
#include "engine/inside_events.hpp"
#include "engine/judgement.hpp"
#include "engine/open_question.hpp"
#include "engine/refusal.hpp"
#include "engine/what_if.hpp"
#include "model/event_title.hpp"

namespace docket {
namespace {

// A transition that the event may come to, and what its branches say.
struct Alternative {
  TransitionIndex transition;
  Answer is_selected = Answer::yes;   // or depends
  std::vector<std::size_t> branches;  // that may be taken; none: it is stuck
};

class Weighing {
 public:
  Weighing(const CaseData& kase, Instant now, const Actor& actor, EventIndex event)
      : kase_(kase), workflow_(*kase.workflow), now_(now), actor_(actor), event_(event), bindings_(kase, now, actor_) {}

  Possibility run() {
    const auto candidates = candidates_for(kase_, event_);
    describe(candidates);
    std::vector<Alternative> alternatives;
    for (const auto leaf : leaves(kase_)) climb(leaf, alternatives);
    drop_conflicts(alternatives);
    alternatives.empty() ? refuse(candidates) : decide(alternatives);
    return std::move(answer_);
  }

 private:
  void describe(const std::vector<TransitionIndex>& candidates) {
    answer_.event = workflow_.events[at(event_)];
    for (const auto& input : united_inputs(workflow_, candidates))
      answer_.inputs.push_back({input.name, input.title, input.type, input.is_required});
  }

  Answer weigh(const std::optional<Expression>& condition, const Transition& transition) {
    if (!condition) return Answer::yes;
    const auto answer = docket::weigh(*condition, bindings_);
    if (answer == Answer::depends) note_open(*condition, bindings_, transition, answer_.depends_on);
    return answer;
  }

  // From a leaf outwards, as Selection::select does.
  void climb(StateIndex leaf, std::vector<Alternative>& alternatives) {
    for (auto state = leaf;; state = workflow_.state(state).parent) {
      for (const auto index : workflow_.state(state).transitions) {
        const auto& transition = workflow_.transition(index);
        const bool matches = (transition.trigger == Trigger::event && transition.event == event_) ||
                             transition.trigger == Trigger::any_event;
        const auto selected = matches ? weigh(transition.when, transition) : Answer::no;
        if (selected == Answer::no) continue;
        const bool is_there = std::any_of(alternatives.begin(), alternatives.end(),
                                          [&](const Alternative& each) { return each.transition == index; });
        if (!is_there) alternatives.push_back({index, selected, branches_of(transition)});
        if (selected == Answer::yes) return;
      }
      if (at(state) == 0) return;
    }
  }

  std::vector<std::size_t> branches_of(const Transition& transition) {
    std::vector<std::size_t> branches;
    for (std::size_t i = 0; i < transition.branches.size(); ++i) {
      const auto answer = weigh(transition.branches[i].when, transition);
      if (answer != Answer::no) branches.push_back(i);
      if (answer == Answer::yes) break;
    }
    return branches;
  }

  // Only where it is certain what would be taken; otherwise any of them may be.
  void drop_conflicts(std::vector<Alternative>& alternatives) {
    std::vector<Chosen> chosen;
    for (const auto& each : alternatives) {
      if (each.is_selected != Answer::yes || each.branches.size() != 1) return;
      chosen.push_back({each.transition, static_cast<BranchIndex>(each.branches.front())});
    }
    const auto kept = without_conflicts(kase_, chosen);
    std::erase_if(alternatives, [&](const Alternative& each) {
      return std::none_of(kept.begin(), kept.end(),
                          [&](const Chosen& one) { return one.transition == each.transition; });
    });
  }

  // No `when` can hold.
  void refuse(const std::vector<TransitionIndex>& candidates) {
    for (const auto candidate : candidates) append(reasons_against(candidate, true));
    append(check_waits(kase_, event_, now_));
    if (answer_.reasons.empty())
      answer_.reasons.push_back(no_choice(workflow_.transition(candidates.front()), answer_.event));
    answer_.answer = Answer::no;
  }

  void decide(const std::vector<Alternative>& alternatives) {
    bool is_any_free = false;
    bool is_certain_one_barred = false;
    for (const auto& each : alternatives) {
      auto reasons = reasons_against(each.transition, !each.branches.empty());
      is_any_free = is_any_free || reasons.empty();
      is_certain_one_barred = is_certain_one_barred || (!reasons.empty() && each.is_selected == Answer::yes);
      append(std::move(reasons));
      for (const auto branch : each.branches) note_targets(workflow_.transition(each.transition).branches[branch]);
    }
    auto waits = check_waits(kase_, event_, now_);
    const bool is_certain = std::all_of(alternatives.begin(), alternatives.end(),
                                        [](const Alternative& each) { return each.is_selected == Answer::yes; });
    // In several regions each that is selected must agree; among possible ones, one that may be free will do.
    const bool is_barred = !waits.empty() || !is_any_free || (is_certain && is_certain_one_barred);
    append(std::move(waits));
    answer_.answer = is_barred ? Answer::no : answer_.depends_on.empty() ? Answer::yes : Answer::depends;
    if (is_barred)
      answer_.depends_on.clear();
    else
      answer_.reasons.clear();
  }

  // What stands against it whatever its inputs are.
  std::vector<Reason> reasons_against(TransitionIndex index, bool has_branch) {
    const auto& transition = workflow_.transition(index);
    auto reasons = check_roles(workflow_, transition, actor_);
    for (const auto& requirement : transition.requirements) {
      const auto answer = docket::weigh(requirement.check, bindings_);
      if (answer == Answer::depends) note_open(requirement.check, bindings_, transition, answer_.depends_on);
      if (answer != Answer::no) continue;
      if (auto reason = check_requirement(workflow_, transition, requirement, bindings_))
        reasons.push_back(std::move(*reason));
    }
    if (!has_branch) reasons.push_back(no_choice(transition, answer_.event));
    return reasons;
  }

  void note_targets(const Branch& branch) {
    for (const auto target : branch.targets) {
      const auto& path = workflow_.state(target).path;
      auto& targets = answer_.targets;
      if (std::find(targets.begin(), targets.end(), path) == targets.end()) targets.push_back(path);
    }
  }

  void append(std::vector<Reason> more) {
    for (auto& reason : more) answer_.reasons.push_back(std::move(reason));
  }

  const CaseData& kase_;
  const Workflow& workflow_;
  Instant now_;
  Actor actor_;
  EventIndex event_;
  OpenBindings bindings_;
  Possibility answer_;
};

// Without inputs nothing is open but the person: then the judgement itself is asked.
Possibility possibility(const CaseData& kase, Instant now, const Actor& actor, EventIndex event) {
  auto answer = Weighing(kase, now, actor, event).run();
  if (!answer.inputs.empty() || actor.id.empty()) return answer;
  auto foreseen = what_if(kase, {.name = answer.event, .actor = actor}, now);
  answer.answer = foreseen.outcome.accepted() ? Answer::yes : Answer::no;
  answer.reasons = foreseen.outcome.reasons();
  answer.depends_on.clear();
  return answer;
}

int rank(Answer answer) { return answer == Answer::yes ? 2 : answer == Answer::depends ? 1 : 0; }

// The best that anybody could do: of a refusal, the one that has the least against it.
Possibility for_anybody(const CaseData& kase, Instant now, EventIndex event) {
  std::optional<Possibility> best;
  std::vector<std::string> roles;
  std::vector<std::vector<std::string>> choices;
  for (const auto& role : kase.workflow->roles) choices.push_back({role});
  if (choices.empty()) choices.emplace_back();
  for (const auto& choice : choices) {
    auto answer = possibility(kase, now, {.id = {}, .roles = choice}, event);
    if (answer.answer != Answer::no) roles.insert(roles.end(), choice.begin(), choice.end());
    const bool is_better = !best || rank(answer.answer) > rank(best->answer) ||
                           (rank(answer.answer) == rank(best->answer) && answer.reasons.size() < best->reasons.size());
    if (is_better) best = std::move(answer);
  }
  best->roles = std::move(roles);
  return *std::move(best);
}

// The events of the active states, by document order; an active wildcard knows them all.
std::vector<EventIndex> events_known_to(const CaseData& kase) {
  std::vector<TransitionIndex> transitions;
  for (const auto state : kase.configuration()) {
    const auto& own = kase.workflow->state(state).transitions;
    transitions.insert(transitions.end(), own.begin(), own.end());
  }
  std::sort(transitions.begin(), transitions.end());
  std::vector<EventIndex> events;
  const auto add = [&](EventIndex event) {
    if (std::find(events.begin(), events.end(), event) == events.end()) events.push_back(event);
  };
  bool is_any = false;
  for (const auto index : transitions) {
    const auto& transition = kase.workflow->transition(index);
    if (transition.trigger == Trigger::event) add(transition.event);
    is_any = is_any || transition.trigger == Trigger::any_event;
  }
  for (std::size_t i = 0; is_any && i < kase.workflow->events.size(); ++i) add(static_cast<EventIndex>(i));
  return events;
}

}  // namespace

const char* name_of(Answer answer) noexcept {
  switch (answer) {
    case Answer::yes: return "yes";
    case Answer::no: return "no";
    case Answer::depends: return "depends";
  }
  return "unknown";
}

Result<std::vector<Possibility>> allowed(const RuleBook& rules, const Case& original, const std::optional<Actor>& actor,
                                         Instant now, Scope scope) {
  DOCKET_TRY(kase, caught_up(rules, original, now));
  const auto& data = kase.data();
  const auto& workflow = *data.workflow;
  const auto inside = inside_events(workflow);
  std::vector<Possibility> all;
  const auto known = events_known_to(data);
  for (const auto event : known)
    all.push_back(actor ? possibility(data, now, *actor, event) : for_anybody(data, now, event));
  for (std::size_t i = 0; scope == Scope::everywhere && i < workflow.events.size(); ++i) {
    const auto event = static_cast<EventIndex>(i);
    if (std::find(known.begin(), known.end(), event) != known.end()) continue;
    all.push_back({.event = workflow.events[i], .title = {}, .answer = Answer::no, .is_known_here = false});
    all.back().reasons.push_back(data.is_closed ? case_closed(data) : not_in_this_state(data, event));
  }
  for (auto& each : all) {
    const auto event = *workflow.find_event(each.event);
    each.title = title_of_event(workflow, event, candidates_for(data, event));
    each.comes_from_inside = std::find(inside.begin(), inside.end(), event) != inside.end();
  }
  return all;
}

Result<Foreseen> why(const RuleBook& rules, const Case& kase, const Event& event, Instant now) {
  Case copy = kase;
  Effects journal;
  for (int calls = 0;; ++calls) {
    DOCKET_TRY(outcome, step(rules, copy, event, now, journal));
    if (outcome.kind != OutcomeKind::behind || calls == limits::kCatchUps)
      return Foreseen{.outcome = std::move(outcome), .states = copy.states()};
    journal.clear();
  }
}

}  // namespace docket
