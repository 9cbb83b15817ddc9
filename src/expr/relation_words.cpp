// Tested by tests/unit/expr/explanation_test.cpp
#include "expr/relation_words.hpp"

#include <algorithm>
#include <array>

namespace docket::expr {
namespace {

// Of two numbers, moments, or of how much there is of something.
struct Words {
  std::string_view relation, opposite, mirrored;
  const char *en, *en_moment;
  const char *zh, *zh_moment, *zh_size;
};
constexpr std::array<Words, 4> kOrders = {{
    {"<", ">=", ">", "less than", "earlier than", "小于", "早于", "少于"},
    {"<=", ">", ">=", "at most", "no later than", "不超过", "不晚于", "不超过"},
    {">", "<=", "<", "more than", "later than", "大于", "晚于", "多于"},
    {">=", "<", "<=", "at least", "no earlier than", "不低于", "不早于", "不少于"},
}};

// Of a text, or whether something is in a list.
struct Verb {
  std::string_view relation;
  const char *en, *en_held, *en_not_held, *zh, *zh_not;
};
constexpr std::array<Verb, 4> kVerbs = {{
    {"contains", "contain", "contains", "does not contain", "包含", "不包含"},
    {"startsWith", "start with", "starts with", "does not start with", "以此开头：", "不以此开头："},
    {"endsWith", "end with", "ends with", "does not end with", "以此结尾：", "不以此结尾："},
    {"matches", "match", "matches", "does not match", "符合格式", "不符合格式"},
}};

const Words* order_of(std::string_view relation) {
  const auto* found = std::ranges::find(kOrders, relation, &Words::relation);
  return found == kOrders.end() ? nullptr : found;
}

const Verb* verb_of(std::string_view relation) {
  const auto* found = std::ranges::find(kVerbs, relation, &Verb::relation);
  return found == kVerbs.end() ? nullptr : found;
}

std::string opposite(const std::string& relation) {
  if (const auto* order = order_of(relation)) return std::string(order->opposite);
  if (relation == "==") return "!=";
  if (relation == "!=") return "==";
  return relation == "in" ? "not in" : relation;
}

// `0 < record.fee` is about the fee, `now >= record.held_at` about when it is held.
bool is_measure(const Operand& operand) { return operand.kind != OperandKind::subject; }

class Asking {
 public:
  Asking(const DecidingClause& clause, const Spoken& spoken)
      : clause_(clause), spoken_(spoken), left_(clause.operands[0]), right_(clause.operands[1]) {
    // What is wanted is what the relation is not.
    relation_ = clause.is_true ? opposite(clause.relation) : clause.relation;
    const auto* order = order_of(relation_);
    const bool is_symmetric = relation_ == "==" || relation_ == "!=";
    if ((order || is_symmetric) && is_measure(left_) && !is_measure(right_)) {
      std::swap(left_, right_);
      if (order) relation_ = order->mirrored;
    }
  }

  std::optional<std::string> sentence() const {
    if (relation_ == "in" || relation_ == "not in") return membership();
    if (left_.counted) return size();
    if (const auto* order = order_of(relation_)) {
      const bool is_moment = right_.value.kind() == Value::Kind::timestamp;
      return zh() ? must(is_moment ? order->zh_moment : order->zh, right()) + not_now()
                  : must("be", std::string(is_moment ? order->en_moment : order->en) + " " + right()) + not_now();
    }
    if (relation_ == "==") return must(say("be", "为"), right()) + (is_boolean() ? "" : not_now());
    if (relation_ == "!=") return difference();
    if (const auto* verb = verb_of(clause_.relation)) {
      if (zh()) return must(clause_.is_true ? verb->zh_not : verb->zh, right()) + but_is();
      return must(clause_.is_true ? "not " + std::string(verb->en) : verb->en, right()) + but_is();
    }
    return std::nullopt;
  }

 private:
  bool zh() const { return spoken_.is_zh(); }
  std::string say(const char* english, const char* chinese) const { return spoken_.say(english, chinese); }
  std::string left() const { return spoken_.subject(left_, clause_); }
  std::string right() const { return spoken_.measure(right_, clause_); }
  bool is_boolean() const { return right_.value.kind() == Value::Kind::boolean; }

  std::string must(const std::string& verb, const std::string& what) const {
    if (zh()) return with_space(with_space(left(), "应" + verb), what);
    return left() + " must " + verb + " " + what;
  }
  std::string missing() const { return say(", but is not filled in", "，但未填写"); }
  std::string not_now() const {
    if (left_.is_absent) return missing();
    return zh() ? with_space("，而不是", spoken_.value(left_.value)) : ", not " + spoken_.value(left_.value);
  }
  std::string but_is() const {
    if (left_.is_absent) return missing();
    return zh() ? with_space("，现为", spoken_.value(left_.value)) : ", but is " + spoken_.value(left_.value);
  }

  std::string difference() const {
    if (is_boolean()) {
      const auto other = spoken_.value(Value::boolean(!right_.value.as_bool()));
      return must(say("be", "为"), other);
    }
    if (left_.is_absent && zh()) return left() + "应填写，且" + with_space("不应为", right());
    if (left_.is_absent) return left() + " must be filled in and not be " + right();
    if (is_measure(right_)) return zh() ? with_space(with_space(left(), "不应为"), right()) : must("not be", right());
    const auto other = spoken_.subject(right_, clause_);
    const auto value = spoken_.value(right_.value);
    // An input beside the field that it is to change.
    if (other == left())
      return zh() ? with_space(with_space(left(), "应有变化，现已为"), value)
                  : left() + " must change: it is " + value + " already";
    return zh() ? with_space(with_space(left(), "不应与"), other) + "相同：" + value
                : left() + " must not be the same as " + other + ": " + value;
  }

  std::string membership() const {
    const bool is_wanted = relation_ == "in";
    if (is_measure(left_) && right_.kind != OperandKind::value) {
      const auto holder = spoken_.subject(right_, clause_);
      const auto what = spoken_.measure(left_, clause_);
      return zh() ? with_space(with_space(holder, is_wanted ? "应包含" : "不应包含"), what)
                  : holder + (is_wanted ? " must include " : " must not include ") + what;
    }
    const bool is_one = right_.value.kind() == Value::Kind::list && right_.value.as_list().size() == 1;
    if (is_one)
      return zh()
                 ? with_space(with_space(left(), is_wanted ? "应为" : "不应为"), right()) + (is_wanted ? not_now() : "")
                 : must(is_wanted ? "be" : "not be", right()) + (is_wanted ? not_now() : "");
    if (zh())
      return with_space(with_space(left(), is_wanted ? "应为以下之一：" : "不应为以下任何一项："), right()) +
             (is_wanted ? not_now() : but_is());
    return must("be", (is_wanted ? "one of " : "none of ") + right()) + (is_wanted ? not_now() : but_is());
  }

  // "facts must have at least 10 characters, not 3"
  std::string size() const {
    const bool is_text = *left_.counted == Value::Kind::string;
    const auto count = right_.value.as_int();
    const bool is_nonempty =
        (relation_ == ">" && count == 0) || (relation_ == ">=" && count == 1) || (relation_ == "!=" && count == 0);
    if (is_nonempty) return zh() ? with_space(left(), "不应为空") : left() + " must not be empty";
    if (relation_ == "==" && count == 0) return zh() ? with_space(left(), "应为空") : left() + " must be empty";
    const auto* order = order_of(relation_);
    if (zh()) {
      const std::string how = order ? order->zh_size : relation_ == "==" ? "为" : "不为";
      return must(how, right()) + (is_text ? " 字" : " 项") + not_now() + (is_text ? " 字" : " 项");
    }
    const std::string how = order ? order->en : relation_ == "==" ? "exactly" : "other than";
    const std::string unit = std::string(is_text ? " character" : " item") + (count == 1 ? "" : "s");
    return must("have", how + " " + right()) + unit + not_now();
  }

  const DecidingClause& clause_;
  const Spoken& spoken_;
  Operand left_, right_;
  std::string relation_;
};

}  // namespace

std::optional<std::string> asked_relation(const DecidingClause& clause, const Spoken& spoken) {
  if (clause.operands.size() != 2) return std::nullopt;
  return Asking(clause, spoken).sentence();
}

std::optional<std::string> held_relation(const DecidingClause& clause, const Spoken& spoken) {
  if (clause.operands.size() != 2) return std::nullopt;
  const auto relation = clause.is_true ? clause.relation : opposite(clause.relation);
  const bool zh = spoken.is_zh();
  const auto right = spoken.measure(clause.operands[1], clause);
  const auto subject = spoken.subject(clause.operands[0], clause);
  if (relation == "==") return subject + (zh ? " 为 " : " is ") + right;
  const auto told = [&](std::string_view words) {
    return spoken.measure(clause.operands[0], clause) + " " + std::string(words) + " " + right;
  };
  if (relation == "!=") return told(zh ? "不是" : "is not");
  if (relation == "in") return told(zh ? "属于" : "is one of");
  if (relation == "not in") return told(zh ? "不属于" : "is none of");
  if (const auto* order = order_of(relation)) {
    const bool is_moment = clause.operands[1].value.kind() == Value::Kind::timestamp;
    return told(zh ? (is_moment ? order->zh_moment : order->zh)
                   : "is " + std::string(is_moment ? order->en_moment : order->en));
  }
  const auto* verb = verb_of(relation);
  if (!verb) return std::nullopt;
  if (zh) return told(clause.is_true ? verb->zh : verb->zh_not);
  return told(clause.is_true ? verb->en_held : verb->en_not_held);
}

}  // namespace docket::expr
