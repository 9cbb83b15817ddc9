// Tested by tests/unit/replay/coverage_test.cpp
#include "replay/coverage_rules.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace docket {
namespace {

std::string where(const Workflow& workflow, StateIndex state) {
  return at(state) == 0 ? "`" + workflow.name + "`" : backticked(workflow.state(state).path);
}

// What a transition waits for, as its author would call it.
std::string name_of(const Workflow& workflow, const Transition& transition) {
  const auto state = where(workflow, transition.source);
  switch (transition.trigger) {
    case Trigger::open: return backticked(workflow.events[at(transition.event)]) + " as the opening event";
    case Trigger::event: return backticked(workflow.events[at(transition.event)]) + " in " + state;
    case Trigger::any_event: return "any event in " + state;
    case Trigger::always: return "always " + backticked(transition.name) + " in " + state;
    case Trigger::after: return "after " + backticked(transition.name) + " in " + state;
    case Trigger::done: return "the end of " + where(workflow, transition.ended) + " in " + state;
  }
  return {};
}

LocalizedText condition_of(const Transition& transition, const Branch& branch) {
  std::vector<std::string> conditions;
  for (const auto* when : {&transition.when, &branch.when}) {
    if (*when) conditions.push_back(backticked((*when)->text()));
  }
  if (!conditions.empty())
    return {.en = " where " + join(conditions, " and ") + " holds", .zh = "，且 " + join(conditions, "、") + " 成立"};
  const bool is_last_of_many = transition.branches.size() > 1;
  if (!is_last_of_many) return {};
  return {.en = " where none of the rows before holds", .zh = "，且前面各行都不成立"};
}

LocalizedText hint_for(const Workflow& workflow, const Transition& transition, const Branch& branch) {
  const auto state = where(workflow, transition.source);
  const auto event = transition.trigger == Trigger::open || transition.trigger == Trigger::event
                         ? backticked(workflow.events[at(transition.event)])
                         : std::string();
  const auto when = condition_of(transition, branch);
  const auto said = [&](const std::string& en, const std::string& zh) -> LocalizedText {
    return {.en = en + when.en, .zh = zh + when.zh};
  };
  switch (transition.trigger) {
    case Trigger::open: return said("open a case with " + event, "用 " + event + " 开立工单");
    case Trigger::event: return said("fire " + event + " in " + state, "在 " + state + " 中触发 " + event);
    case Trigger::any_event:
      return said("fire an event in " + state + " that nothing else there takes",
                  "在 " + state + " 中触发其他转换都不接的事件");
    case Trigger::always: return said("bring a case into " + state, "让工单进入 " + state);
    case Trigger::after:
      return said("wait in " + state + " until " + backticked(transition.name) + " is due",
                  "在 " + state + " 中等到 " + backticked(transition.name) + " 到时");
    case Trigger::done: {
      const auto ended = where(workflow, transition.ended);
      return said("bring all of " + ended + " to its end", "让 " + ended + " 全部走到结束");
    }
  }
  return {};
}

LocalizedText hint_for(const ClockRules& clock, const Rung& rung) {
  const auto name = backticked(clock.name);
  if (rung.kind != RungKind::due) {
    const auto way = backticked(rung.name);
    return {.en = "let " + name + " run until " + way, .zh = "让 " + name + " 走到 " + way};
  }
  switch (clock.purpose) {
    case Budget::Purpose::limit: return {.en = "let " + name + " run past its due time", .zh = "让 " + name + " 逾期"};
    case Budget::Purpose::valid: return {.en = "let " + name + " run out", .zh = "让 " + name + " 到期失效"};
    case Budget::Purpose::not_before: return {.en = "wait until " + name + " is over", .zh = "等到 " + name + " 期满"};
  }
  return {};
}

LocalizedText hint_for(const Workflow& workflow, const Transition& transition, Hindrance by,
                       const std::string& subject) {
  const auto event = backticked(workflow.events[at(transition.event)]);
  switch (by) {
    case Hindrance::role:
      return {.en = "refuse " + event + " to somebody who is none of " + listed(transition.roles),
              .zh = "由不是 " + listed_in_chinese(transition.roles) + " 的人触发 " + event + "，应被拒绝"};
    case Hindrance::input:
      return {.en = "refuse " + event + " without " + backticked(subject),
              .zh = "不带 " + backticked(subject) + " 触发 " + event + "，应被拒绝"};
    case Hindrance::guard:
      return {.en = "refuse " + event + " because of " + backticked(subject),
              .zh = "触发 " + event + "，应因 " + backticked(subject) + " 被拒绝"};
  }
  return {};
}

void add_refusals(const Workflow& workflow, const Transition& transition, std::vector<CoveredRule>& rules) {
  if (transition.trigger != Trigger::open && transition.trigger != Trigger::event) return;
  const auto add = [&](const SourceSpan& place, Hindrance by, const std::string& subject) {
    rules.push_back({.kind = RuleKind::refusal,
                     .place = place,
                     .name = name_of_refusal(workflow, transition, by, subject),
                     .hint = hint_for(workflow, transition, by, subject)});
  };
  if (!transition.roles.empty()) add(transition.by_place, Hindrance::role, {});
  for (const auto& input : transition.inputs) {
    if (input.is_required && input.place.line > 0) add(input.place, Hindrance::input, input.name);
  }
  for (const auto& guard : transition.requirements) add(transition.place, Hindrance::guard, guard.name);
}

void add_outcomes(const Transition& transition, std::vector<CoveredRule>& rules) {
  for (const auto& guard : transition.requirements) {
    for (const bool holds : {true, false}) {
      CoveredRule rule{.kind = RuleKind::outcome, .place = guard.place, .name = name_of_outcome(guard, holds)};
      rule.hint.en = holds ? "let somebody through who has " + backticked(guard.name)
                           : "refuse somebody because of " + backticked(guard.name);
      rule.hint.zh =
          holds ? "有人满足 " + backticked(guard.name) + " 而通过" : "有人因 " + backticked(guard.name) + " 被拒绝";
      rules.push_back(std::move(rule));
    }
  }
}

void add_rows(const DecisionTable& table, std::vector<CoveredRule>& rules) {
  const auto add = [&](const TableRow& row) {
    const auto name = backticked(row.name), of = backticked(table.name);
    rules.push_back({.kind = RuleKind::row,
                     .place = row.place,
                     .name = name_of_row(table, row),
                     .hint = {.en = "ask " + of + " where its row " + name + " answers",
                              .zh = "让某个条件或赋值查表 " + of + "，并由 " + name + " 行给出结果"}});
  };
  for (const auto& row : table.rows) add(row);
  if (table.otherwise) add(*table.otherwise);
}

}  // namespace

const char* name_of(RuleKind kind) noexcept {
  switch (kind) {
    case RuleKind::transition: return "transition";
    case RuleKind::rung: return "rung";
    case RuleKind::refusal: return "refusal";
    case RuleKind::outcome: return "outcome";
    case RuleKind::row: return "row";
  }
  return "";
}

std::string name_of_way(const Workflow& workflow, const Transition& transition, const Branch& branch) {
  return name_of(workflow, transition) + (transition.has_choice ? ", row " + backticked(branch.name) : "");
}

std::string name_of_rung(const ClockRules& clock, const Rung& rung) { return backticked(clock.name + "." + rung.name); }

std::string name_of_refusal(const Workflow& workflow, const Transition& transition, Hindrance by,
                            const std::string& subject) {
  const auto name = name_of(workflow, transition);
  switch (by) {
    case Hindrance::role: return name + " by somebody who may not";
    case Hindrance::input: return name + " without " + backticked(subject);
    case Hindrance::guard: return name + " against " + backticked(subject);
  }
  return {};
}

std::string name_of_outcome(const Requirement& guard, bool holds) {
  return backticked(guard.name) + (holds ? " holds" : " fails");
}

std::string name_of_row(const DecisionTable& table, const TableRow& row) {
  return "the table " + backticked(table.name) + ", row " + backticked(row.name);
}

const SourceSpan& place_of(const Transition& transition, const Branch& branch) {
  return branch.place.line > 0 ? branch.place : transition.place;
}

std::vector<CoveredRule> rules_to_cover(const Workflow& workflow) {
  std::vector<CoveredRule> rules;
  for (const auto& transition : workflow.transitions) {
    for (const auto& branch : transition.branches)
      rules.push_back({.kind = RuleKind::transition,
                       .place = place_of(transition, branch),
                       .name = name_of_way(workflow, transition, branch),
                       .hint = hint_for(workflow, transition, branch)});
    add_refusals(workflow, transition, rules);
    add_outcomes(transition, rules);
  }
  for (const auto& clock : workflow.clocks) {
    for (const auto& rung : clock.rungs)
      rules.push_back({.kind = RuleKind::rung,
                       .place = rung.place,
                       .name = name_of_rung(clock, rung),
                       .hint = hint_for(clock, rung)});
  }
  for (const auto& table : workflow.tables) add_rows(table, rules);
  std::stable_sort(rules.begin(), rules.end(), [](const CoveredRule& one, const CoveredRule& other) {
    return std::tie(one.place.file, one.place.line) < std::tie(other.place.file, other.place.line);
  });
  return rules;
}

}  // namespace docket
