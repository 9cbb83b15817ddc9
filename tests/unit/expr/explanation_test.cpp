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
  CHECK(english("record.estimate <= 500000") == "estimate must be at most 500000, not 900000");
  CHECK(chinese("record.estimate <= 500000") == "费用应不超过 500000，而不是 900000");
  CHECK(english("record.severity == 'minor'") == "severity must be minor, not major");
  CHECK(chinese("size(record.attachments) > 3") == "附件应多于 3 项，而不是 2 项");
  CHECK(english("record.handler_role in ['manager', 'dispatcher']") ==
        "handler_role must be one of manager, dispatcher, not cleaner");
}

TEST_CASE("explanation: what should not have been is said as such") {
  CHECK(english("!record.sealed") == "sealed must be no");
  CHECK(chinese("!(record.estimate > 500000)") == "费用应不超过 500000，而不是 900000");
  CHECK(english("!(record.severity in ['major'])") == "severity must not be major");
}

TEST_CASE("explanation: a field that is missing is said to be") {
  CHECK(chinese("has(record.facts)") == "投诉事实应填写");
  CHECK(english("has(record.facts)") == "facts must be filled in");
  CHECK(chinese("size(record.facts) >= 10") == "投诉事实未填写");
  CHECK(english("record.facts == 'x'") == "facts is not filled in");
}

TEST_CASE("explanation: every relation is said in both languages, as wanted, unwanted and as a fact") {
  struct Row {
    const char* text;
    const char* english;
    const char* chinese;
  };
  // Refused; refused by its opposite; and held.
  for (const auto& row :
       {Row{"record.handler_role == 'x'", "handler_role must be x, not cleaner", "经办角色应为 x，而不是 cleaner"},
        {"record.handler_role != 'cleaner'", "handler_role must not be cleaner", "经办角色不应为 cleaner"},
        {"record.handler_role != ''", "handler_role cleaner is not empty", "经办角色 cleaner 不是 空"},
        {"record.handler_role == ''", "handler_role must be empty, not cleaner", "经办角色应为空，而不是 cleaner"},
        {"record.sealed == false", "sealed must be no", "sealed 应为“否”"},
        {"record.estimate < 5", "estimate must be less than 5, not 900000", "费用应小于 5，而不是 900000"},
        {"5 > record.estimate", "estimate must be less than 5, not 900000", "费用应小于 5，而不是 900000"},
        {"record.estimate >= 900001", "estimate must be at least 900001, not 900000",
         "费用应不低于 900001，而不是 900000"},
        {"record.estimate * 2 <= size(record.attachments)", "estimate * 2 must be at most attachments 2, not 1800000",
         "费用 * 2 应不超过附件 2，而不是 1800000"},
        {"size(record.handler_role) >= 10", "handler_role must have at least 10 characters, not 7",
         "经办角色应不少于 10 字，而不是 7 字"},
        {"record.handler_role.size() < 1", "handler_role must have less than 1 character, not 7",
         "经办角色应少于 1 字，而不是 7 字"},
        {"!(size(record.attachments) > 0)", "attachments must have at most 0 items, not 2",
         "附件应不超过 0 项，而不是 2 项"},
        {"size(record.handler_role.substring(7)) > 0", "handler_role.substring(7) must not be empty",
         "经办角色.substring(7) 不应为空"},
        {"record.handler_role.contains('x')", "handler_role must contain x, but is cleaner",
         "经办角色应包含 x，现为 cleaner"},
        {"record.handler_role.startsWith('x')", "handler_role must start with x, but is cleaner",
         "经办角色应以此开头：x，现为 cleaner"},
        {"record.handler_role.endsWith('x')", "handler_role must end with x, but is cleaner",
         "经办角色应以此结尾：x，现为 cleaner"},
        {"record.handler_role.matches('^x')", "handler_role must match ^x, but is cleaner",
         "经办角色应符合格式 ^x，现为 cleaner"},
        {"!record.handler_role.matches('^c')", "handler_role must not match ^c, but is cleaner",
         "经办角色应不符合格式 ^c，现为 cleaner"},
        {"!(record.handler_role in ['cleaner'])", "handler_role must not be cleaner", "经办角色不应为 cleaner"},
        {"!(record.handler_role in ['cleaner', 'clerk'])",
         "handler_role must be none of cleaner, clerk, but is cleaner",
         "经办角色不应为以下任何一项：cleaner、clerk，现为 cleaner"},
        {"!has(record.estimate)", "estimate must be left empty", "费用应留空"},
        {"record.handler_role.startsWith('c')", "handler_role cleaner starts with c", "经办角色 cleaner 以此开头： c"},
        {"!(record.estimate < 5)", "estimate 900000 is at least 5", "费用 900000 不低于 5"},
        {"has(record.estimate)", "estimate is filled in", "费用已填写"},
        {"record.attachments.exists_one(a, a.kind == 'photo')", "attachments.exists_one(a, a.kind == 'photo') is yes",
         "附件.exists_one(a, a.kind == 'photo') 为“是”"}}) {
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
        "estimate must be at most 500000, not 900000\nsealed must be no");
}

TEST_CASE("explanation: of what would do each by itself it says either, and the rest of a way with it") {
  CHECK(english("record.estimate < 1 || record.severity == 'minor'") ==
        "either estimate must be less than 1, not 900000, or severity must be minor, not major");
  CHECK(chinese("record.estimate < 1 || record.severity == 'minor'") ==
        "费用应小于 1，而不是 900000，或者 severity 应为 minor，而不是 major");
  CHECK(english("record.severity == 'minor' || (has(record.facts) && has(record.fee))") ==
        "either severity must be minor, not major, or facts must be filled in and fee must be filled in");
  CHECK(chinese("record.severity == 'minor' || (has(record.facts) && has(record.paid))") ==
        "severity 应为 minor，而不是 major，或者投诉事实应填写，且 paid 应填写");
  CHECK(english("!(record.sealed && record.severity == 'major')") ==
        "either sealed must be no, or severity must not be major");
  CHECK(english("has(record.facts) && (record.estimate < 1 || !record.sealed)") ==
        "facts must be filled in\neither estimate must be less than 1, not 900000, or sealed must be no");
  CHECK(english("!has(record.estimate) || record.sealed != true") ==
        "either estimate must be left empty, or sealed must be no");
  // The same of two fields is said once.
  CHECK(english("has(record.facts) || has(record.facts)") == "facts must be filled in");
}

TEST_CASE("explanation: beside what is asked of a field it goes without saying whether it is there") {
  CHECK(english("!has(record.handler_role) || record.handler_role != 'cleaner'") == "handler_role must not be cleaner");
  CHECK(english("!(has(record.sealed) && record.sealed)") == "sealed must be no");
  CHECK(english("has(record.sealed) && !record.sealed") == "sealed must be no");
  CHECK(english("has(record.facts) && size(record.facts) > 3") == "facts must be filled in");
}

TEST_CASE("explanation: a field that may be missing is called by its own name, not by how it is asked") {
  CHECK(english("record.?handler_role.orValue('clerk') != 'cleaner'") == "handler_role must not be cleaner");
  CHECK(english("record.?facts.orValue('x') == 'y'") == "facts must be y, but is not filled in");
  CHECK(chinese("record.?facts.orValue('x') == 'y'") == "投诉事实应为 y，但未填写");
  CHECK(english("record.?facts.orValue('x') != 'x'") == "facts must be filled in and not be x");
  CHECK(chinese("record.?facts.orValue('x') != 'x'") == "投诉事实应填写，且不应为 x");
  CHECK(english("!record.?sealed.orValue(false)") == "sealed must be no");
  CHECK(english("record.estimate + record.?paid.orValue(0) == 1") == "estimate + paid must be 1, not 900000");
  CHECK(english("has(record.facts) && record.facts == 'x' || record.sealed == false") ==
        "either facts must be filled in, or sealed must be no");
}

TEST_CASE("explanation: moments are compared as such") {
  CHECK(english("now > timestamp('2020-01-01T00:00:00Z')") ==
        "now must be later than 2020-01-01T00:00:00Z, not 2001-09-09T01:46:40Z");
}

TEST_CASE("explanation: an item is named by its place in the list") {
  CHECK(english("record.attachments.all(a, a.kind == 'photo')") ==
        "kind of item 2 of attachments must be photo, not sketch");
  CHECK(chinese("record.attachments.all(a, a.kind == 'photo')") == "附件第 2 项的 kind 应为 photo，而不是 sketch");
  CHECK(english("record.attachments.exists(a, a.kind == 'video')") ==
        "nothing among attachments satisfies `a.kind == 'video'`");
  CHECK(chinese("record.attachments.exists(a, a.kind == 'video')") == "附件中没有满足 `a.kind == 'video'` 的项");
  CHECK(english("['clerk', 'boss'].all(r, r != record.handler_role) && ['x'].all(r, r == 'y')") ==
        "item 1 of ['x'] must be y, not x");
}

TEST_CASE("explanation: what holds is explained by what made it hold") {
  CHECK(english("record.estimate < 1 || record.severity == 'major'") == "severity is major");
  CHECK(chinese("record.estimate > 1 && record.sealed") == "费用 900000 大于 1\nsealed 为“是”");
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
