// Tested by tests/unit/engine/refusal_test.cpp
#include "engine/refusal.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "docket/explanation.hpp"
#include "engine/configuration.hpp"
#include "engine/rule_words.hpp"
#include "engine/table_answers.hpp"
#include "expr/error_text.hpp"
#include "expr/spoken.hpp"
#include "model/vocabulary.hpp"

namespace docket {
namespace {

// Where the event is handled, for "known in …".
std::vector<std::string> states_that_know(const Workflow& workflow, EventIndex event) {
  std::vector<std::string> paths;
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger != Trigger::event || transition.event != event) continue;
    const auto& path = workflow.state(transition.source).path;
    if (std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(path.empty() ? workflow.name : path);
  }
  return paths;
}

// One line: several clauses are joined.
std::string why(const RuleWords& words, const Explanation& explanation, Language language) {
  auto text = to_text(explanation, language, words.wording());
  const std::string separator = language == Language::zh ? "；" : "; ";
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) text.replace(at, 1, separator);
  return text;
}

// What failed while acting, or while evaluating.
std::string in_chinese(const std::string& error) {
  if (error.ends_with("steps without coming to rest")) return "流转步骤过多，未能停止";
  if (error.ends_with("delayed events under way")) return "待发的延时事件过多";
  if (error == "too many internal events") return "内部事件过多";
  return expr::error_in_chinese(error);
}

// "a, b and c" / "a、b、c"
std::string in_a_row(const std::vector<std::string>& words, Language language) {
  if (language == Language::zh || words.size() < 2) return join(words, "、");
  return join(std::span(words).first(words.size() - 1), ", ") + " and " + words.back();
}

std::string state_text(const CaseData& kase, Language language) {
  const RuleWords words(*kase.workflow, language);
  std::vector<std::string> names;
  for (const auto leaf : leaves(kase)) names.push_back(words.state(kase.workflow->state(leaf).path));
  return in_a_row(names, language);
}

// Where the event can happen.
std::string known_text(const Workflow& workflow, const std::vector<std::string>& paths, Language language) {
  const RuleWords words(workflow, language);
  std::vector<std::string> names;
  for (const auto& path : paths) {
    auto name = words.state(path);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return in_a_row(names, language);
}

std::string role_text(const Workflow& workflow, const std::vector<std::string>& roles, Language language) {
  const RuleWords words(workflow, language);
  std::vector<std::string> names;
  for (const auto& role : roles) names.push_back(words.role(role));
  return in_a_row(names, language);
}

}  // namespace

Reason unknown_event(const Workflow& workflow, std::string_view event) {
  return {.kind = ReasonKind::unknown_event,
          .subject = std::string(event),
          .message = {.en = "the workflow " + backticked(workflow.name) + " has no event " + backticked(event),
                      .zh = "流程 " + backticked(workflow.name) + " 没有事件 " + backticked(event)},
          .detail = meant(
              event, workflow.events,
              {.en = "known are " + listed(workflow.events), .zh = "已知事件：" + listed_in_chinese(workflow.events)}),
          .place = {}};
}

Reason opens_no_case(const Workflow& workflow, EventIndex event, const std::vector<std::string>& openings) {
  const auto& name = workflow.events[at(event)];
  const auto called = [&](Language language) { return RuleWords(workflow, language).event(name); };
  return {.kind = ReasonKind::not_in_this_state,
          .subject = name,
          .message = {.en = called(Language::en) + " does not open a case, and there is none yet",
                      .zh = expr::with_space(called(Language::zh), "不能开立工单，而工单尚不存在")},
          .detail = {.en = "a case is opened by " + listed(openings),
                     .zh = "可用以开立工单的事件：" + listed_in_chinese(openings)},
          .place = {}};
}

Reason not_in_this_state(const CaseData& kase, EventIndex event) {
  const auto& name = kase.workflow->events[at(event)];
  const auto& workflow = *kase.workflow;
  const auto known = states_that_know(workflow, event);
  const auto called = [&](Language language) { return RuleWords(workflow, language).event(name); };
  return {.kind = ReasonKind::not_in_this_state,
          .subject = name,
          .message = {.en = called(Language::en) + " cannot happen in " + state_text(kase, Language::en),
                      .zh = "当前状态（" + state_text(kase, Language::zh) +
                            expr::with_space("）下不能执行", called(Language::zh))},
          .detail = {.en = known.empty() ? "it opens a case" : "it can in " + known_text(workflow, known, Language::en),
                     .zh = known.empty() ? "该事件用于开立工单"
                                         : "可在以下状态执行：" + known_text(workflow, known, Language::zh)},
          .place = {}};
}

Reason case_closed(const CaseData& kase) {
  return {.kind = ReasonKind::case_closed,
          .subject = std::string(kase.id()),
          .message = {.en = "the case is closed", .zh = "工单已关闭"},
          .detail = {.en = "it ended in " + state_text(kase, Language::en),
                     .zh = "结束于" + state_text(kase, Language::zh)},
          .place = {}};
}

Reason no_choice(const Transition& transition, const std::string& event) {
  std::vector<std::string> rows;
  for (const auto& branch : transition.branches) rows.push_back(branch.name);
  return {.kind = ReasonKind::no_choice,
          .subject = event,
          .message = {.en = "no way forward fits this case", .zh = "没有适用的流转分支"},
          .detail = {.en = "none of " + listed(rows) + " holds", .zh = "以下分支均不成立：" + listed_in_chinese(rows)},
          .place = transition.place,
          .overlay = transition.overlay};
}

Reason evaluation_failed(const std::string& where, const std::string& error, const SourceSpan& place) {
  return {.kind = ReasonKind::guard_error,
          .subject = where,
          .message = {.en = "a rule could not be evaluated", .zh = "规则无法计算"},
          .detail = {.en = error, .zh = in_chinese(error)},
          .place = place};
}

Reason could_not_act(const Workflow& workflow, const std::string& event, const Fault& fault, const SourceSpan& place) {
  if (fault.field.empty()) return evaluation_failed(event, fault.message, place);
  const auto field = std::ranges::find(workflow.fields, fault.field, &Field::name);
  const auto called = [&](Language language) {
    const bool is_titled = field != workflow.fields.end() && !field->title.empty();
    return is_titled ? field->title.in(language) : backticked(fault.field);
  };
  return {.kind = ReasonKind::guard_error,
          .subject = fault.field,
          .message = {.en = called(Language::en) + " cannot be kept as it would be",
                      .zh = called(Language::zh) + "的内容无法保存"},
          .detail = {.en = fault.message, .zh = fault.chinese},
          .place = place};
}

Reason too_late(Instant happened, Instant earliest) {
  return {.kind = ReasonKind::too_late,
          .subject = to_string(happened),
          .message = {.en = "this happened too long ago to be recorded now", .zh = "补录时间过早，不予受理"},
          .detail = {.en = "nothing before " + to_string(earliest) + " is taken",
                     .zh = "不受理 " + to_string(earliest) + " 之前的事项"},
          .place = {}};
}

Reason too_early(const CaseData& kase, ClockIndex index, std::optional<Instant> earliest) {
  const auto& rules = kase.workflow->clocks[at(index)];
  const auto& zone = kase.calendar(CalendarIndex{0}).zone();
  const auto title = [&](Language language) {
    return rules.title.empty() ? backticked(rules.name) : rules.title.in(language);
  };
  const auto when = earliest ? to_string(*earliest, zone) : std::string();
  return {
      .kind = ReasonKind::too_early,
      .subject = rules.name,
      .message = {.en = title(Language::en) + ": it is too early for this", .zh = title(Language::zh) + "：时间未到"},
      .detail = {.en = earliest ? "not before " + when : "it stands still, and has to go on first",
                 .zh = earliest ? "不得早于 " + when : "目前暂停计时，须先恢复"},
      .place = rules.place,
      .overlay = rules.overlay,
      .earliest = earliest};
}

std::vector<Reason> check_roles(const Workflow& workflow, const Transition& transition, const Actor& actor) {
  if (transition.roles.empty()) return {};
  const bool may = std::any_of(transition.roles.begin(), transition.roles.end(), [&](const std::string& role) {
    return std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end();
  });
  if (may) return {};
  const auto who = actor.id.empty() ? LocalizedText{.en = "whoever asks", .zh = "操作人"}
                                    : LocalizedText{.en = backticked(actor.id), .zh = actor.id + " "};
  return {
      {.kind = ReasonKind::role_missing,
       .subject = join(transition.roles, ","),
       .message = {.en = "only " + role_text(workflow, transition.roles, Language::en) + " may do this",
                   .zh = "仅限以下岗位操作：" + role_text(workflow, transition.roles, Language::zh)},
       .detail = {.en = who.en + " has " +
                        (actor.roles.empty() ? "no role" : role_text(workflow, actor.roles, Language::en)),
                  .zh = who.zh + (actor.roles.empty() ? "没有任何岗位"
                                                      : "的岗位：" + role_text(workflow, actor.roles, Language::zh))},
       .place = transition.by_place,
       .overlay = transition.by_overlay}};
}

std::vector<Reason> check_requirements(const Workflow& workflow, const Transition& transition,
                                       const CaseBindings& bindings, bool inputs_are_good) {
  std::vector<Reason> reasons;
  for (const auto& requirement : transition.requirements) {
    if (!inputs_are_good && reads(requirement.check, Variable::input)) continue;
    if (auto reason = check_requirement(workflow, transition, requirement, bindings))
      reasons.push_back(std::move(*reason));
  }
  return reasons;
}

std::optional<Reason> check_requirement(const Workflow& workflow, const Transition& transition,
                                        const Requirement& requirement, const Bindings& bindings) {
  const auto verdict = test(requirement.check, bindings);
  if (verdict.holds()) return std::nullopt;
  const TableAnswers listening(workflow, bindings);
  const auto explanation = explain(requirement.check, listening);
  const auto why_in = [&](Language language) {
    return why(RuleWords(workflow, language, &transition), explanation, language);
  };
  LocalizedText detail{.en = why_in(Language::en), .zh = why_in(Language::zh)};
  for (const auto& answer : listening.heard()) {
    detail.en += "; " + answer.en;
    detail.zh += "；" + answer.zh;
  }
  const bool failed = verdict.outcome == Verdict::Outcome::failed;
  return Reason{.kind = failed ? ReasonKind::guard_error : ReasonKind::guard_failed,
                .subject = requirement.name,
                .message = requirement.message,
                .detail = std::move(detail),
                .place = requirement.place,
                .overlay = requirement.overlay};
}

}  // namespace docket
