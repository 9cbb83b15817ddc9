// Tested by tests/unit/engine/refusal_test.cpp
#include "engine/rule_words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "expr/spoken.hpp"
#include "model/event_title.hpp"

namespace docket {
namespace {

// Of a name as expr makes it (expr/phrases.hpp), `count('extend')`: the event, and what stands behind the bracket.
std::optional<std::pair<std::string, std::string_view>> call_of(std::string_view function, std::string_view text) {
  if (!text.starts_with(function)) return std::nullopt;
  text.remove_prefix(function.size());
  if (text.size() < 4 || text[0] != '(' || (text[1] != '\'' && text[1] != '"')) return std::nullopt;
  const auto end = text.find(text[1], 2);
  if (end == std::string_view::npos || end + 1 >= text.size() || text[end + 1] != ')') return std::nullopt;
  return std::pair(std::string(text.substr(2, end - 2)), text.substr(end + 2));
}

template <class Named>
std::string title_among(const std::vector<Named>& all, std::string_view name, Language language) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& each) { return each.name == name; });
  return found == all.end() || found->title.empty() ? std::string() : found->title.in(language);
}

bool is_text(const Operand& operand) { return operand.value.kind() == Value::Kind::string; }

}  // namespace

Wording RuleWords::wording() const {
  return {
      .title_of = [this](std::string_view operand) { return title_of(operand); },
      .sentence_of = [this](const DecidingClause& clause) { return sentence_of(clause); },
      .zone = workflow_.calendars.empty() ? std::nullopt : std::optional(workflow_.calendar(CalendarIndex{0}).zone())};
}

std::string RuleWords::title_of(std::string_view operand) const {
  if (operand == "actor.id") return say("whoever does this", "操作人");
  if (operand == "actor.roles") return say("the roles of whoever does this", "操作人的岗位");
  if (operand.starts_with("now.")) return now_title(operand);
  const auto dot = operand.find('.');
  const auto variable = operand.substr(0, dot);
  const auto name = dot == std::string_view::npos ? std::string_view() : operand.substr(dot + 1);
  if (variable == "record") return title_among(workflow_.fields, name, language_);
  if (variable == "input") {
    auto title = transition_ ? title_among(transition_->inputs, name, language_) : std::string();
    return title.empty() ? title_among(workflow_.fields, name, language_) : title;
  }
  if (const auto last = call_of("last", operand)) return last_title(last->first, last->second);
  if (const auto count = call_of("count", operand); count && count->second.empty())
    return say("the number of " + event(count->first), expr::with_space(event(count->first), "的次数"));
  if (const auto asked = call_of("clock", operand); asked && asked->second == ".overdue")
    return say(clock(asked->first) + " being overdue", expr::with_space(clock(asked->first), "逾期"));
  const auto table = std::find_if(workflow_.tables.begin(), workflow_.tables.end(), [&](const DecisionTable& each) {
    return operand.starts_with(each.name + "(") && operand.ends_with(")");
  });
  return table == workflow_.tables.end() || table->title.empty() ? std::string() : table->title.in(language_);
}

std::string RuleWords::now_title(std::string_view operand) const {
  if (operand.starts_with("now.getHours(")) return say("the hour now", "当前小时数");
  if (operand.starts_with("now.getDayOfWeek("))
    return say("the day of the week (0 is Sunday)", "今天是星期几（0 为周日）");
  return {};
}

std::string RuleWords::last_title(const std::string& name, std::string_view rest) const {
  if (rest == ".actor.id")
    return say("whoever did " + event(name), expr::with_space(expr::with_space("办理", event(name)), "的人"));
  if (rest == ".at") return say("the time of " + event(name), expr::with_space(event(name), "的时间"));
  return {};
}

std::string RuleWords::sentence_of(const DecidingClause& clause) const {
  const auto& operands = clause.operands;
  const bool is_wanted = !clause.is_true;
  if (clause.relation == "is_working" && operands.size() == 1) return working_hours(clause);
  if (const auto asked = call_of("in_state", clause.name); asked && asked->second.empty())
    return expr::with_space(
        say(is_wanted ? "the case must be in" : "the case must not be in", is_wanted ? "工单应处于" : "工单不应处于"),
        state(asked->first));
  if (const auto asked = call_of("visited", clause.name); asked && asked->second.empty())
    return expr::with_space(say(is_wanted ? "the case must have been in" : "the case must not have been in",
                                is_wanted ? "工单应到过" : "工单不应到过"),
                            state(asked->first));
  if (clause.relation == "in" && operands.size() == 2 && operands[1].name == "actor.roles" && is_text(operands[0]))
    return say(is_wanted ? "whoever does this must be " : "whoever does this must not be ",
               is_wanted ? "操作人应为" : "操作人不应为") +
           role(operands[0].value.as_string());
  if (operands.size() != 2) return {};
  const auto count = call_of("count", operands[0].name);
  return count && count->second.empty() ? count_sentence(clause, count->first) : std::string();
}

std::string RuleWords::working_hours(const DecidingClause& clause) const {
  const auto& moment = clause.operands.front();
  const bool is_now = moment.kind == OperandKind::now;
  if (is_now && clause.is_true) return say("it must not be within working hours now", "现在不应为工作时间");
  if (is_now) return say("it must be within working hours now", "现在应为工作时间");
  const auto words = wording();
  const auto when = expr::Spoken(language_, words).value(moment.value);
  return clause.is_true ? say(when + " must not be within working hours", when + " 不应在工作时间内")
                        : say(when + " must be within working hours", when + " 应在工作时间内");
}

// `count('extend') == 0` asks that it has not happened, `count('notify') > 0` that it has.
std::string RuleWords::count_sentence(const DecidingClause& clause, const std::string& name) const {
  const auto& limit = clause.operands[1].value;
  if (limit.kind() != Value::Kind::integer) return {};
  const auto& relation = clause.relation;
  const auto number = limit.as_int();
  const bool asks_for_none = (relation == "==" && number == 0) || (relation == "<" && number == 1);
  const bool asks_for_one = ((relation == ">" || relation == "!=") && number == 0) || (relation == ">=" && number == 1);
  if (!asks_for_none && !asks_for_one) return {};
  const bool must_have_happened = asks_for_one != clause.is_true;
  return must_have_happened
             ? say(event(name) + " must have happened first", expr::with_space("须先", event(name)))
             : say(event(name) + " must not have happened before", expr::with_space("此前不应办理过", event(name)));
}

std::string RuleWords::named(const std::string& name, const LocalizedText& title) const {
  const auto& text = title.in(language_);
  return text.empty() ? backticked(name) : say('"' + text + '"', "“" + text + "”");
}

std::string RuleWords::event(const std::string& name) const {
  const auto index = workflow_.find_event(name);
  return named(name, index ? title_of_event(workflow_, *index, {}) : LocalizedText{});
}

std::string RuleWords::state(const std::string& name_or_path) const {
  const auto index = workflow_.find_state(name_or_path);
  return named(name_or_path, index ? workflow_.state(*index).title : LocalizedText{});
}

std::string RuleWords::clock(const std::string& name) const {
  const auto index = workflow_.find_clock(name);
  return named(name, index ? workflow_.clocks[at(*index)].title : LocalizedText{});
}

std::string RuleWords::role(std::string_view name) const {
  const auto found = std::find_if(workflow_.role_titles.begin(), workflow_.role_titles.end(),
                                  [&](const auto& each) { return each.first == name; });
  const bool has_title = found != workflow_.role_titles.end() && !found->second.empty();
  return has_title ? found->second.in(language_) : backticked(name);
}

}  // namespace docket
