#include "docket/explanation.hpp"

#include <doctest/doctest.h>

#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

GuardBindings filled() {
  GuardBindings bindings;
  bindings.set("estimate", Value::integer(900'000))
      .set("sealed", Value::boolean(true))
      .set("handler_role", Value::string("cleaner"));
  bindings.set("attachments", Value::list({Value::object({{"kind", Value::string("photo")}}),
                                           Value::object({{"kind", Value::string("sketch")}})}));
  return bindings;
}

std::string titles(std::string_view operand) {
  if (operand == "record.estimate") return "费用";
  if (operand == "record.attachments") return "附件";
  if (operand == "record.handler_role") return "经办角色";
  if (operand == "record.facts") return "投诉事实";
  return {};
}

std::string english(std::string_view text) { return to_text(explain(compiled(text), filled()), Language::en); }
std::string chinese(std::string_view text) { return to_text(explain(compiled(text), filled()), Language::zh, titles); }

// `[record.sealed] decided` for each step.
std::string parts_of(std::string_view text) {
  constexpr const char* kNames[] = {"decided", "irrelevant", "not_reached", "failed"};
  std::string lines;
  for (const auto& step : explain(compiled(text), filled()).steps) {
    lines += "\n" + (std::string(step.level, ' ') + std::string(text.substr(step.begin, step.end - step.begin)) + ": " +
                     kNames[static_cast<int>(step.part)] + (step.note.empty() ? "" : " (" + step.note + ")"));
  }
  return lines;
}

}  // namespace

TEST_CASE("explanation: a refused comparison is said with both values, in English and Chinese") {
  CHECK(english("record.estimate <= 500000") == "estimate 900000 is not <= 500000");
  CHECK(chinese("record.estimate <= 500000") == "费用 900000 应不超过 500000");
  CHECK(english("record.severity == 'minor'") == "severity major is not == minor");
  CHECK(chinese("size(record.attachments) > 3") == "附件数量 2 应大于 3");
  CHECK(english("record.handler_role in ['manager', 'dispatcher']") ==
        "handler_role cleaner is not in [manager, dispatcher]");
}

TEST_CASE("explanation: what should not have been is said as such") {
  CHECK(english("!record.sealed") == "sealed is true, it must be false");
  CHECK(chinese("!(record.estimate > 500000)") == "费用 900000 应不超过 500000");
  CHECK(english("!(record.severity in ['major'])") == "severity major must not be in [major]");
}

TEST_CASE("explanation: a field that is missing is said to be") {
  CHECK(chinese("has(record.facts)") == "投诉事实 应填写");
  CHECK(english("has(record.facts)") == "facts is missing");
  CHECK(chinese("size(record.facts) >= 10") == "投诉事实 未填写");
  CHECK(english("record.facts == 'x'") == "facts is not set");
}

TEST_CASE("explanation: every relation is said in both languages, as wanted, unwanted and as a fact") {
  struct Row {
    const char* text;
    const char* english;
    const char* chinese;
  };
  // Refused; refused by its opposite; and held.
  for (const auto& row :
       {Row{"record.handler_role == 'x'", "handler_role cleaner is not == x", "经办角色 cleaner 应为 x"},
        {"record.handler_role != 'cleaner'", "handler_role cleaner is not != cleaner",
         "经办角色 cleaner 不应为 cleaner"},
        {"record.estimate < 5", "estimate 900000 is not < 5", "费用 900000 应小于 5"},
        {"record.estimate >= 900001", "estimate 900000 is not >= 900001", "费用 900000 应不低于 900001"},
        {"record.handler_role.contains('x')", "handler_role cleaner does not contain x", "经办角色 cleaner 应包含 x"},
        {"record.handler_role.startsWith('x')", "handler_role cleaner does not start with x",
         "经办角色 cleaner 应以此开头： x"},
        {"record.handler_role.endsWith('x')", "handler_role cleaner does not end with x",
         "经办角色 cleaner 应以此结尾： x"},
        {"record.handler_role.matches('^x')", "handler_role cleaner does not match ^x",
         "经办角色 cleaner 应符合格式 ^x"},
        {"!record.handler_role.matches('^c')", "handler_role cleaner must not match ^c",
         "经办角色 cleaner 不应符合格式 ^c"},
        {"!(record.handler_role in ['cleaner'])", "handler_role cleaner must not be in [cleaner]",
         "经办角色 cleaner 不应属于 “cleaner”"},
        {"!has(record.estimate)", "estimate must be absent", "费用 应为空"},
        {"record.handler_role.startsWith('c')", "handler_role cleaner starts with c", "经办角色 cleaner 以此开头： c"},
        {"!(record.estimate < 5)", "estimate 900000 is not < 5", "费用 900000 不小于 5"},
        {"has(record.estimate)", "estimate is there", "费用 已填写"},
        {"record.attachments.exists_one(a, a.kind == 'photo')",
         "record.attachments.exists_one(a, a.kind == 'photo') is true",
         "record.attachments.exists_one(a, a.kind == 'photo') 为是"}}) {
    CAPTURE(row.text);
    CHECK(english(row.text) == row.english);
    CHECK(chinese(row.text) == row.chinese);
  }
}

TEST_CASE("explanation: an error is told in Chinese to who reads Chinese") {
  CHECK(chinese("1 / (record.estimate - 900000) > 0") == "无法判断 1 / (record.estimate - 900000) > 0：除数为零");
  CHECK(chinese("record.attachments[7].kind == 'x'") ==
        "无法判断 record.attachments[7].kind == 'x'：位置 7 超出范围，共有 2 项");
  CHECK(chinese("int(record.handler_role) > 0") == "无法判断 int(record.handler_role) > 0：`cleaner` 不是数");
  // Whatever fails: beside the expression and words in backticks there is no English.
  for (const char* text :
       {"record.estimate + 9223372036854775807 > 0",
        "{'a': record.estimate}['b'] > 0",
        "record.handler_role.charAt(99) == ''",
        "record.handler_role.substring(3, 1) == ''",
        "timestamp(record.handler_role) > now",
        "duration(record.handler_role) > duration('1s')",
        "money(record.handler_role) > money('1')",
        "bool(record.handler_role)",
        "uint(-record.estimate) > 0u",
        "optional.ofNonZeroValue(record.handler_role.substring(7)).value() == ''",
        "min(record.attachments.map(a, 1).filter(x, x > 1)) > 0",
        "record.handler_role.matches(record.handler_role + '(')",
        "'%q'.format([record.estimate]) == ''",
        "'%d'.format([record.handler_role]) == ''",
        "'%s'.format(record.attachments.filter(a, false)) == ''",
        "{record.handler_role: 1, 'cleaner': 2}.size() > 0",
        "dyn(record.estimate) + dyn('a') == 1",
        "'%'.format([record.estimate]) == ''",
        "string(base64.decode(record.handler_role)) == ''",
        "math.bitShiftLeft(1, -record.estimate) == 0",
        "timestamp(record.estimate * 9999999) > now",
        "record.handler_role.replace('', record.handler_role).split('').map(a, record.handler_role.split('').map(b, "
        "[1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, [1,2,3,4,5,6,7,8,9].all(f, c "
        "+ d + e + f > 0)))))).size() > 0"}) {
    CAPTURE(text);
    const std::string told = chinese(text);
    CAPTURE(told);
    const auto reason = told.substr(told.rfind("：") == std::string::npos ? 0 : told.rfind("：") + 3);
    bool is_quoted = false;
    for (const char c : reason) {
      if (c == '`' || c == '\'') is_quoted = !is_quoted;
      if (reason.find("UTF-8") == std::string::npos && reason.find("base64") == std::string::npos)
        CHECK_FALSE((!is_quoted && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))));
    }
    CHECK(told.find("无法计算") == std::string::npos);
  }
}

TEST_CASE("explanation: every clause that refused is named, one a line") {
  CHECK(english("record.estimate <= 500000 && record.severity == 'major' && !record.sealed") ==
        "estimate 900000 is not <= 500000\nsealed is true, it must be false");
  CHECK(english("record.estimate < 1 || record.severity == 'minor'") ==
        "estimate 900000 is not < 1\nseverity major is not == minor");
}

TEST_CASE("explanation: what holds is explained by what made it hold") {
  CHECK(english("record.estimate < 1 || record.severity == 'major'") == "severity major is == major");
  CHECK(chinese("record.estimate > 1 && record.sealed") == "费用 900000 大于 1\nsealed 为是");
}

TEST_CASE("explanation: each part decided, was irrelevant, was not reached or failed") {
  CHECK(parts_of("record.sealed ? record.estimate < 1 : record.facts == 'x'") == R"(
record.sealed ? record.estimate < 1 : record.facts == 'x': decided
 record.sealed: decided
 record.estimate < 1: decided
  record.estimate: decided
  1: decided
 record.facts == 'x': not_reached)");
  CHECK(parts_of("record.sealed && record.facts == 'x' && record.estimate < 1") == R"(
record.sealed && record.facts == 'x' && record.estimate < 1: decided
 record.sealed: irrelevant
 record.facts == 'x': irrelevant
  record.facts: irrelevant
  'x': not_reached
 record.estimate < 1: decided
  record.estimate: decided
  1: decided)");
  CHECK(parts_of("record.sealed && size(record.facts) > 3") == R"(
record.sealed && size(record.facts) > 3: failed
 record.sealed: irrelevant
 size(record.facts) > 3: failed
  size(record.facts): failed
   record.facts: failed
  3: not_reached)");
}

TEST_CASE("explanation: a failed condition is blamed on what failed") {
  const auto explanation = explain(compiled("record.sealed && size(record.facts) > 3"), filled());
  CHECK(std::holds_alternative<EvalError>(explanation.result));
  REQUIRE(explanation.deciding.size() == 1);
  CHECK(explanation.deciding[0].text == "size(record.facts) > 3");
  CHECK(explanation.deciding[0].error == "`record.facts` is not set");
}

TEST_CASE("explanation: the item that broke an `all` is named, and a failed `exists` as a whole") {
  const auto all = explain(compiled("record.attachments.all(a, a.kind == 'photo')"), filled());
  REQUIRE(all.deciding.size() == 1);
  CHECK(all.deciding[0].text == "a.kind == 'photo'");
  CHECK(all.deciding[0].operands[0].value.as_string() == "sketch");
  const auto exists = explain(compiled("record.attachments.exists(a, a.kind == 'video')"), filled());
  REQUIRE(exists.deciding.size() == 1);
  CHECK(exists.deciding[0].text == "record.attachments.exists(a, a.kind == 'video')");
}

TEST_CASE("explanation: as JSON it carries result, deciding clauses and steps") {
  const Expression expression = compiled("record.estimate <= 5");
  CHECK(
      to_json(explain(expression, filled()), expression) ==
      R"({"expression":"record.estimate <= 5","result":false,)"
      R"("deciding":[{"begin":0,"end":20,"text":"record.estimate <= 5","value":false,"relation":"<=",)"
      R"("operands":[{"text":"record.estimate","value":900000},{"text":"5","value":5}]}],)"
      R"("steps":[{"begin":0,"end":20,"level":0,"part":"decided","value":false},)"
      R"({"begin":0,"end":15,"level":1,"part":"decided","value":900000},{"begin":19,"end":20,"level":1,"part":"decided","value":5}]})");
}

TEST_CASE("explanation: with the actor left open, it says which roles would pass") {
  const auto actor = guard_schema().actor;
  const auto roles = *guard_schema().schema.type_of(actor).find_field("roles");
  const std::vector<std::string> candidates = {"manager", "cleaner"};
  const auto answers = [&](std::string_view text) {
    constexpr const char* kNames[] = {"yes", "no", "depends"};
    std::string line;
    for (const auto& answer : roles_that_pass(compiled(text), filled(), actor, roles, candidates))
      line += answer.role + " " + kNames[static_cast<int>(answer.passes)] + " ";
    return line;
  };
  CHECK(answers("'manager' in actor.roles") == "manager yes cleaner no ");
  CHECK(answers("'manager' in actor.roles && actor.id != last('rectify').actor.id") == "manager depends cleaner no ");
  CHECK(answers("'manager' in actor.roles && record.estimate < 5") == "manager no cleaner no ");
  CHECK(answers("record.sealed || actor.id == 'x'") == "manager yes cleaner yes ");
  CHECK(answers("has(actor.id)") == "manager depends cleaner depends ");
  // Through macros, negation, choices and names for values.
  CHECK(answers("actor.roles.exists(r, r in ['manager', 'clerk'])") == "manager yes cleaner no ");
  CHECK(answers("actor.roles.exists(r, r == record.handler_role)") == "manager no cleaner yes ");
  CHECK(answers("!actor.roles.exists(r, r == 'manager')") == "manager no cleaner yes ");
  CHECK(answers("!('manager' in actor.roles) && record.sealed") == "manager no cleaner yes ");
  CHECK(answers("record.sealed ? 'manager' in actor.roles : 'cleaner' in actor.roles") == "manager yes cleaner no ");
  CHECK(answers("cel.bind(r, actor.roles, 'cleaner' in r || size(r) > 1)") == "manager no cleaner yes ");
  CHECK(answers("size(actor.roles.filter(r, r != 'cleaner')) == 1") == "manager yes cleaner no ");
  // Who the actor is decides only where the role has not decided already.
  CHECK(answers("('manager' in actor.roles || actor.id == 'wang') && record.sealed") == "manager yes cleaner depends ");
  CHECK(answers("('manager' in actor.roles || actor.id == 'wang') && record.estimate < 5") == "manager no cleaner no ");
  CHECK(answers("actor.id != 'li' && actor.roles.all(r, r == 'cleaner')") == "manager no cleaner depends ");
  // What fails for everybody passes nobody; what is decided without it passes all the same.
  CHECK(answers("'manager' in actor.roles && record.facts == 'x'") == "manager no cleaner no ");
  CHECK(answers("'manager' in actor.roles || record.facts == 'x'") == "manager yes cleaner no ");
}

TEST_CASE("explanation: values that nobody could read are cut in its JSON") {
  const Expression expression = compiled(
      "cel.bind(l, [1,2,3,4,5,6,7,8,9,10], cel.bind(m, [l,l,l,l,l,l,l,l,l,l], cel.bind(n, [m,m,m,m,m,m,m,m,m,m], "
      "cel.bind(o, [n,n,n,n,n,n,n,n,n,n], [o,o,o,o,o,o,o,o,o,o].size() > 10))))");
  CHECK(to_json(explain(expression, filled()), expression).size() < 50'000);
}
