// Explanations as sentences, in English and Chinese, and as JSON.
// Tested by tests/unit/expr/explanation_test.cpp
#include <algorithm>
#include <array>

#include "docket/explanation.hpp"
#include "expr/error_text.hpp"
#include "value/money.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

// How a relation is said when it ought to hold, ought not to hold, and when it does.
struct Phrases {
  std::string_view relation;
  std::string_view zh_wanted;
  std::string_view zh_unwanted;
  std::string_view zh_fact;
  std::string_view zh_not_fact;
  std::string_view en_wanted;
  std::string_view en_unwanted;
  std::string_view en_fact;
};

constexpr Phrases kPhrases[] = {
    {"==", "应为", "不应为", "为", "不是", "is not ==", "must not be ==", "is =="},
    {"!=", "不应为", "应为", "不是", "为", "is not !=", "must not be !=", "is !="},
    {"<", "应小于", "不应小于", "小于", "不小于", "is not <", "must not be <", "is <"},
    {"<=", "应不超过", "应大于", "不超过", "大于", "is not <=", "must not be <=", "is <="},
    {">", "应大于", "应不超过", "大于", "不超过", "is not >", "must not be >", "is >"},
    {">=", "应不低于", "应低于", "不低于", "低于", "is not >=", "must not be >=", "is >="},
    {"in", "应属于", "不应属于", "属于", "不属于", "is not in", "must not be in", "is in"},
    {"contains", "应包含", "不应包含", "包含", "不包含", "does not contain", "must not contain", "contains"},
    {"startsWith", "应以此开头：", "不应以此开头：", "以此开头：", "不以此开头：", "does not start with",
     "must not start with", "starts with"},
    {"endsWith", "应以此结尾：", "不应以此结尾：", "以此结尾：", "不以此结尾：", "does not end with",
     "must not end with", "ends with"},
    {"matches", "应符合格式", "不应符合格式", "符合格式", "不符合格式", "does not match", "must not match", "matches"}};

const Phrases* find_phrases(std::string_view relation) {
  const auto* found = std::ranges::find(kPhrases, relation, &Phrases::relation);
  return found == std::end(kPhrases) ? nullptr : found;
}

class Narrator {
 public:
  Narrator(Language language, const TitleOf& title_of, bool is_refusal)
      : language_(language), title_of_(title_of), is_refusal_(is_refusal) {}

  std::string sentence(const DecidingClause& clause) const {
    if (!clause.error.empty()) return failure(clause);
    if (clause.relation == "has") return presence(clause);
    if (clause.operands.size() == 2 && find_phrases(clause.relation) != nullptr) return relation(clause);
    return plain(clause);
  }

 private:
  bool is_zh() const { return language_ == Language::zh; }

  std::string title(const std::string& operand) const {
    if (title_of_) {
      if (std::string given = title_of_(operand); !given.empty()) return given;
    }
    // The number of something is named after it.
    if (operand.starts_with("size(") && operand.ends_with(")")) {
      const std::string inner = title(operand.substr(5, operand.size() - 6));
      return is_zh() ? inner + "数量" : "the number of " + inner;
    }
    // In a sentence for people, the record a field belongs to goes without saying.
    for (const std::string_view prefix : {"record.", "input."}) {
      if (operand.starts_with(prefix) && operand.find_first_of(".([", prefix.size()) == std::string::npos)
        return operand.substr(prefix.size());
    }
    return operand;
  }

  std::string shown(const Value& value) const {
    switch (value.kind()) {
      case Value::Kind::string: return std::string(value.as_string().substr(0, 200));
      case Value::Kind::money: return money_text(value.as_money());
      case Value::Kind::timestamp: return timestamp_text(value.as_timestamp());
      case Value::Kind::duration: return duration_text(value.as_duration());
      case Value::Kind::boolean: return !is_zh() ? (value.as_bool() ? "true" : "false") : value.as_bool() ? "是" : "否";
      case Value::Kind::list: return listed(value);
      case Value::Kind::null: return is_zh() ? "空" : "null";
      case Value::Kind::integer:
      case Value::Kind::uinteger:
      case Value::Kind::real:
      case Value::Kind::bytes:
      case Value::Kind::map:
      case Value::Kind::type:
      case Value::Kind::optional: return to_text(value);
    }
    return to_text(value);
  }

  std::string listed(const Value& list) const {
    std::string text;
    for (const auto& item : list.as_list()) {
      if (!text.empty()) text += is_zh() ? "、" : ", ";
      text += shown(item);
      if (text.size() > 200) return text + "…";
    }
    return is_zh() ? "“" + text + "”" : "[" + text + "]";
  }

  static bool is_literal(const Operand& operand) {
    const char first = operand.text.empty() ? '\0' : operand.text.front();
    return first == '\'' || first == '"' || first == '[' || first == '-' || (first >= '0' && first <= '9') ||
           operand.text == "true" || operand.text == "false" || operand.text == "null" ||
           operand.text.starts_with("money(") || operand.text.starts_with("duration(") ||
           operand.text.starts_with("timestamp(");
  }

  // A field with its value, a literal as it is.
  std::string named(const Operand& operand) const {
    return is_literal(operand) ? shown(operand.value) : title(operand.text) + " " + shown(operand.value);
  }

  std::string relation(const DecidingClause& clause) const {
    const Phrases& phrases = *find_phrases(clause.relation);
    const std::string left = named(clause.operands[0]);
    const std::string right = named(clause.operands[1]);
    return left + " " + std::string(is_zh() ? said_in_chinese(clause, phrases) : said_in_english(clause, phrases)) +
           " " + right;
  }

  std::string_view said_in_chinese(const DecidingClause& clause, const Phrases& phrases) const {
    if (!is_refusal_) return clause.is_true ? phrases.zh_fact : phrases.zh_not_fact;
    return clause.is_true ? phrases.zh_unwanted : phrases.zh_wanted;
  }
  std::string_view said_in_english(const DecidingClause& clause, const Phrases& phrases) const {
    if (!clause.is_true) return phrases.en_wanted;
    return is_refusal_ ? phrases.en_unwanted : phrases.en_fact;
  }

  std::string presence(const DecidingClause& clause) const {
    const std::string field = title(clause.operands.front().text);
    if (is_zh())
      return field + (clause.is_true ? (is_refusal_ ? " 应为空" : " 已填写") : (is_refusal_ ? " 应填写" : " 未填写"));
    return field + (clause.is_true ? (is_refusal_ ? " must be absent" : " is there") : " is missing");
  }

  std::string plain(const DecidingClause& clause) const {
    const std::string subject =
        clause.operands.size() == 1 && clause.relation.empty() ? title(clause.operands[0].text) : clause.text;
    const std::string is = is_zh() ? (clause.is_true ? "是" : "否") : clause.is_true ? "true" : "false";
    const std::string wanted = is_zh() ? (clause.is_true ? "否" : "是") : clause.is_true ? "false" : "true";
    if (is_zh()) return subject + " 为" + is + (is_refusal_ ? "，应为" + wanted : "");
    return subject + " is " + is + (is_refusal_ ? ", it must be " + wanted : "");
  }

  std::string failure(const DecidingClause& clause) const {
    constexpr std::string_view kNotSet = " is not set";
    const bool is_missing = clause.error.starts_with("`") && clause.error.ends_with(kNotSet);
    if (!is_missing)
      return is_zh() ? "无法判断 " + clause.text + "：" + expr::error_in_chinese(clause.error)
                     : "cannot tell whether " + clause.text + ": " + clause.error;
    const std::string field = title(clause.error.substr(1, clause.error.size() - kNotSet.size() - 2));
    return field + (is_zh() ? " 未填写" : " is not set");
  }

  Language language_;
  const TitleOf& title_of_;
  bool is_refusal_;
};

std::string_view name_of(PartPlayed part) {
  switch (part) {
    case PartPlayed::decided: return "decided";
    case PartPlayed::irrelevant: return "irrelevant";
    case PartPlayed::not_reached: return "not_reached";
    case PartPlayed::failed: return "failed";
  }
  return "";
}

Value number(std::size_t n) { return Value::integer(static_cast<std::int64_t>(n)); }

// An explanation is for a person: what is too much to read is cut.
Value readable(const Value& value) {
  constexpr std::size_t kWeightMax = 64;
  return value.weight() <= kWeightMax ? value : Value::string(to_text(value, 200));
}

Value as_value(const DecidingClause& clause) {
  std::vector<Value> operands;
  for (const auto& operand : clause.operands)
    operands.push_back(Value::object({{"text", Value::string(operand.text)}, {"value", readable(operand.value)}}));
  std::vector<MapEntry> entries = {{Value::string("begin"), number(clause.begin)},
                                   {Value::string("end"), number(clause.end)},
                                   {Value::string("text"), Value::string(clause.text)}};
  if (clause.error.empty())
    entries.push_back({Value::string("value"), Value::boolean(clause.is_true)});
  else
    entries.push_back({Value::string("error"), Value::string(clause.error)});
  if (!clause.relation.empty()) entries.push_back({Value::string("relation"), Value::string(clause.relation)});
  if (!operands.empty()) entries.push_back({Value::string("operands"), Value::list(std::move(operands))});
  return Value::map(std::move(entries));
}

Value as_value(const ExplanationStep& step) {
  std::vector<MapEntry> entries = {{Value::string("begin"), number(step.begin)},
                                   {Value::string("end"), number(step.end)},
                                   {Value::string("level"), number(step.level)},
                                   {Value::string("part"), Value::string(name_of(step.part))}};
  if (!step.note.empty()) entries.push_back({Value::string("note"), Value::string(step.note)});
  if (step.part == PartPlayed::not_reached) return Value::map(std::move(entries));
  if (step.error.empty())
    entries.push_back({Value::string("value"), readable(step.value)});
  else
    entries.push_back({Value::string("error"), Value::string(step.error)});
  return Value::map(std::move(entries));
}

}  // namespace

std::string to_text(const Explanation& explanation, Language language, const TitleOf& title_of) {
  const auto* value = std::get_if<Value>(&explanation.result);
  const Narrator narrator(language, title_of, value == nullptr || !value->as_bool());
  std::string text;
  for (const auto& clause : explanation.deciding) {
    if (!text.empty()) text += '\n';
    text += narrator.sentence(clause);
  }
  return text;
}

std::string to_json(const Explanation& explanation, const Expression& expression) {
  std::vector<Value> steps;
  for (const auto& step : explanation.steps) steps.push_back(as_value(step));
  std::vector<Value> deciding;
  for (const auto& clause : explanation.deciding) deciding.push_back(as_value(clause));
  std::vector<MapEntry> entries = {{Value::string("expression"), Value::string(expression.text())}};
  if (const auto* value = std::get_if<Value>(&explanation.result))
    entries.push_back({Value::string("result"), readable(*value)});
  else
    entries.push_back({Value::string("error"), Value::string(std::get_if<EvalError>(&explanation.result)->message)});
  entries.push_back({Value::string("deciding"), Value::list(std::move(deciding))});
  entries.push_back({Value::string("steps"), Value::list(std::move(steps))});
  return to_json(Value::map(std::move(entries)));
}

}  // namespace docket
