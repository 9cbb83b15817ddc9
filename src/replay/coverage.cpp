// Tested by tests/unit/replay/coverage_test.cpp
#include "docket/coverage.hpp"

#include <algorithm>

#include "docket/value.hpp"
#include "engine/effect_log.hpp"
#include "engine/judgement.hpp"
#include "replay/coverage_data.hpp"
#include "replay/coverage_rules.hpp"
#include "replay/notices.hpp"

namespace docket {
namespace {

Coverage::Impl::Key key_of(const CoveredRule& rule) {
  return {rule.kind, rule.workflow, rule.place.file, rule.place.line, rule.place.column, rule.name};
}

// What a rung told, by the names of its clock and of itself; the clock's end has no name in some effects.
void record_rung(Coverage::Impl& coverage, const Workflow& workflow, const Notice& notice) {
  static const std::vector<std::string> kEnds = {"breach", "expired", "wait_over"};
  const bool is_end = std::find(kEnds.begin(), kEnds.end(), notice.kind) != kEnds.end();
  if (!is_end && notice.kind != "warning" && notice.kind != "escalated") return;
  const auto index = workflow.find_clock(notice.subject);
  if (!index) return;
  const auto& clock = workflow.clocks[at(*index)];
  for (const auto& rung : clock.rungs) {
    const bool is_it = is_end ? rung.kind == RungKind::due : rung.kind != RungKind::due && rung.name == notice.rung;
    if (is_it) coverage.mark(workflow, RuleKind::rung, rung.place, name_of_rung(clock, rung));
  }
}

std::vector<TransitionIndex> asked(const Workflow& workflow, const Case* kase, const std::string& event) {
  if (kase) {
    const auto index = workflow.find_event(event);
    return index ? candidates_for(kase->data(), *index) : std::vector<TransitionIndex>();
  }
  std::vector<TransitionIndex> found;
  for (const auto index : workflow.openings) {
    if (workflow.events[at(workflow.transition(index).event)] == event) found.push_back(index);
  }
  return found;
}

// Which rule of the transition a reason speaks of, if it is one of its rules.
void record_reason(Coverage::Impl& coverage, const Workflow& workflow, const Transition& transition,
                   const Reason& reason) {
  const auto mark = [&](const SourceSpan& place, Hindrance by) {
    coverage.mark(workflow, RuleKind::refusal, place, name_of_refusal(workflow, transition, by, reason.subject));
  };
  if (reason.kind == ReasonKind::role_missing && reason.place == transition.by_place)
    mark(transition.by_place, Hindrance::role);
  if (reason.kind == ReasonKind::input_missing) mark(reason.place, Hindrance::input);
  if (reason.kind != ReasonKind::guard_failed) return;
  for (const auto& guard : transition.requirements) {
    if (guard.name != reason.subject) continue;
    mark(transition.place, Hindrance::guard);
    coverage.mark(workflow, RuleKind::outcome, guard.place, name_of_outcome(guard, false));
  }
}

Value value_of(const CoveredRule& rule) {
  return Value::object({{"kind", Value::string(name_of(rule.kind))},
                        {"workflow", Value::string(rule.workflow)},
                        {"project", Value::string(rule.project)},
                        {"file", Value::string(rule.place.file)},
                        {"line", Value::integer(rule.place.line)},
                        {"name", Value::string(rule.name)},
                        {"times", Value::integer(rule.times)}});
}

}  // namespace

// --- What there is -------------------------------------------------------------------------------------

void Coverage::Impl::add(CoveredRule rule) {
  if (!places.emplace(key_of(rule), rules.size()).second) return;
  rules.push_back(std::move(rule));
}

Coverage::Coverage(const RuleBook& rules) : impl_(std::make_unique<Impl>()) {
  // The workflow as written comes before its projects: what both have in common is the workflow's.
  for (const auto& summary : rules.workflows()) {
    const auto workflow = rules.workflow(summary.workflow, summary.project);
    for (auto& rule : rules_to_cover(*workflow)) {
      rule.workflow = summary.workflow;
      rule.project = summary.project;
      impl_->add(std::move(rule));
    }
  }
}

Coverage::Coverage(Coverage&&) noexcept = default;
Coverage& Coverage::operator=(Coverage&&) noexcept = default;
Coverage::~Coverage() = default;

const std::vector<CoveredRule>& Coverage::rules() const { return impl_->rules; }

CoveredShare Coverage::share(RuleKind kind, std::string_view workflow, std::string_view project) const {
  CoveredShare share;
  for (const auto& rule : impl_->rules) {
    if (rule.kind != kind || rule.workflow != workflow || rule.project != project) continue;
    ++share.all;
    if (rule.times > 0) ++share.tried;
  }
  return share;
}

// --- What was tried ------------------------------------------------------------------------------------

void Coverage::Impl::mark(const Workflow& workflow, RuleKind kind, const SourceSpan& place, const std::string& name) {
  const auto found = places.find({kind, workflow.name, place.file, place.line, place.column, name});
  if (found != places.end()) ++rules[found->second].times;
}

void record_steps(Coverage& coverage, const Workflow& workflow, Effects& journal, const std::string& accepted) {
  auto& impl = coverage.impl();
  for (const auto& chosen : journal.log().taken) {
    const auto& transition = workflow.transition(chosen.transition);
    const auto& branch = transition.branches[at(chosen.branch)];
    impl.mark(workflow, RuleKind::transition, place_of(transition, branch), name_of_way(workflow, transition, branch));
    const bool is_asked = transition.trigger == Trigger::open || transition.trigger == Trigger::event;
    if (!is_asked || workflow.events[at(transition.event)] != accepted) continue;
    for (const auto& guard : transition.requirements)
      impl.mark(workflow, RuleKind::outcome, guard.place, name_of_outcome(guard, true));
  }
  for (const auto& answered : journal.log().memory.answered) {
    const auto& table = workflow.tables[answered.table];
    const auto& row = answered.row == AnsweredRow::kOtherwise ? *table.otherwise : table.rows[answered.row];
    impl.mark(workflow, RuleKind::row, row.place, name_of_row(table, row));
  }
  for (const auto& entry : journal) {
    for (const auto& notice : notices_in(entry)) record_rung(impl, workflow, notice);
  }
}

void record_refusal(Coverage& coverage, const Workflow& workflow, const Case* kase, const std::string& event,
                    const std::vector<Reason>& reasons) {
  for (const auto index : asked(workflow, kase, event)) {
    for (const auto& reason : reasons) record_reason(coverage.impl(), workflow, workflow.transition(index), reason);
  }
}

std::string to_json(const Coverage& coverage) {
  std::vector<Value> rules;
  for (const auto& rule : coverage.rules()) rules.push_back(value_of(rule));
  return to_json(Value::object({{"rules", Value::list(std::move(rules))}}));
}

}  // namespace docket
