// What an author is told when rules are loaded.
#include <doctest/doctest.h>

#include "expr/inference.hpp"
#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string underlined(std::string_view text, const ExpressionProblem& problem) {
  return "[" + std::string(text.substr(problem.begin, problem.end - problem.begin)) + "] " + problem.code + ": " +
         problem.message + (problem.hint.empty() ? "" : "; " + problem.hint);
}

// All problems of an expression, each on its line.
std::string problems_of(std::string_view text, const Type& expected = Type::boolean()) {
  const Compiled result = compile(text, guard_schema().schema, expected);
  CHECK(result.expression.has_value() == result.problems.empty());
  std::string lines;
  for (const auto& problem : result.problems) lines += (lines.empty() ? "" : "\n") + underlined(text, problem);
  return lines;
}

std::string type_of(std::string_view text) { return to_string(compiled(text, Type::dyn()).type()); }

}  // namespace

TEST_CASE("expression: the seven mistakes that authors make are each named with a suggestion") {
  CHECK(problems_of("record.severty == 'major'") ==
        "[severty] unknown-field: `record` has no field `severty`; did you mean `severity`?");
  CHECK(problems_of("record.estimate <= '500'") ==
        "[record.estimate <= '500'] wrong-operands: `<=` cannot compare int with string; numbers are written without "
        "quotes");
  CHECK(problems_of("record.severity == 'majr'") ==
        "['majr'] unknown-value: `record.severity` is never `majr`; did you mean `major`?");
  CHECK(problems_of("record.severity = 'major'") == "[=] single-equals: `=` is not an operator; write `==` to compare");
  CHECK(problems_of("record.sealed and not record.sealed or true") ==
        "[and] word-operator: `and` is not an operator; write `&&`\n[not] word-operator: `not` is not an operator; "
        "write `!`\n"
        "[or] word-operator: `or` is not an operator; write `||`");
  CHECK(problems_of("sizeof(record.attachments) > 0") ==
        "[sizeof] unknown-function: there is no function `sizeof`; did you mean `size`?");
  CHECK(problems_of("size(record.attachments)") ==
        "[size(record.attachments)] not-bool: a condition must be true or false, this is int; compare it: "
        "`size(record.attachments) > ...`");
}

TEST_CASE("expression: a comparison that can only be false is an error") {
  CHECK(problems_of("record.severity == record.channel") ==
        "[record.severity == record.channel] always-false: the two have no value in common: they are never equal");
  CHECK(problems_of("record.facts == null") ==
        "[record.facts == null] always-false: `record.facts` is never null; a field may be absent: ask with "
        "`has(record.facts)`");
  CHECK(problems_of("record.signed_at == null") ==
        "[record.signed_at == null] always-false: `record.signed_at` is never null; a field may be absent: ask with "
        "`has(record.signed_at)`");
  CHECK(problems_of("size(record.attachments) < 0") ==
        "[size(record.attachments) < 0] always-false: a size is never negative: this is never true");
  CHECK(problems_of("0 > size(record.facts)") ==
        "[0 > size(record.facts)] always-false: a size is never negative: this is never true");
  CHECK(problems_of("size(record.facts) <= 0").empty());
}

TEST_CASE("expression: a value that no enumeration has is found in lists, from either side and in both branches") {
  CHECK(
      problems_of("record.severity in ['major', 'urgent']") ==
      "['urgent'] unknown-value: `record.severity` is never `urgent`; its values are `major`, `important` and `minor`");
  CHECK(problems_of("'majr' == record.severity").find("did you mean `major`?") != std::string::npos);
  CHECK(problems_of("record.severity != (record.sealed ? 'major' : 'mnor')").find("did you mean `minor`?") !=
        std::string::npos);
}

TEST_CASE("expression: an unknown name is answered with what the author may have meant") {
  CHECK(problems_of("recrd.sealed") == "[recrd] unknown-name: `recrd` is not defined; did you mean `record`?");
  CHECK(problems_of("severity == 'major'") ==
        "[severity] unknown-name: `severity` is not defined; did you mean `record.severity`?");
  CHECK(problems_of("record.severity == major") ==
        "[major] unknown-name: `major` is not defined; text is written in quotes: `'major'`");
}

TEST_CASE("expression: a state, event or clock that does not exist is an error at its literal") {
  CHECK(problems_of("in_state('opne')") == "['opne'] unknown-state: state `opne` does not exist; did you mean `open`?");
  CHECK(problems_of("in_state(record.facts)") ==
        "[record.facts] literal-needed: the state of `in_state` must be written out, such as `in_state('open')`");
  CHECK(problems_of("last('rectify').input.costs > 1") ==
        "[costs] unknown-field: `last('rectify').input` has no field `costs`; did you mean `cost`?");
  CHECK(problems_of("last('rectify').input.cost > 1").empty());
}

TEST_CASE("expression: operands of the wrong type are named with what would fit") {
  CHECK(problems_of("record.fee > 5000") ==
        "[record.fee > 5000] wrong-operands: `>` cannot compare money(CNY) with int; write an amount as "
        "`money('5000.00')`");
  CHECK(problems_of("record.allowed > '2h'").find("write a duration as `duration('2h')`") != std::string::npos);
  CHECK(problems_of("record.weight == 5").find("double(x)") != std::string::npos);
  CHECK(problems_of("record.sealed && record.estimate") ==
        "[record.estimate] not-bool: what `&&` stands by must be true or false, `record.estimate` is int");
  CHECK(problems_of("record.facts.size > 3") ==
        "[size] no-fields: `record.facts` is string and has no fields; write `size(record.facts)`");
  CHECK(problems_of("record.attachments['a'].kind == 'x'") ==
        "['a'] wrong-type: the index of a list must be int, not string");
  CHECK(problems_of("record.facts.contains(5)").find("`contains` of string cannot take int") != std::string::npos);
  CHECK(
      problems_of("record.fee > money('1 USD')").find("`>` cannot take amounts of different currencies, CNY and USD") !=
      std::string::npos);
  CHECK(problems_of("record.estimate.all(x, x > 0)").find("a macro runs over a list or map") != std::string::npos);
}

TEST_CASE("expression: literals that cannot be read are errors when rules are loaded") {
  CHECK(problems_of("record.allowed > duration('2x')") ==
        "[duration('2x')] bad-literal: `2x` cannot be read as a duration such as `2h30m`");
  CHECK(problems_of("now > timestamp('yesterday')").find("bad-literal") != std::string::npos);
  CHECK(problems_of("record.facts.matches('(')").find("['('] bad-literal: `(` is no pattern") == 0);
}

TEST_CASE("expression: several mistakes are all reported, in their order") {
  const Compiled result =
      compile("record.severty == 'major' && record.estimat > 3", guard_schema().schema, Type::boolean());
  REQUIRE(result.problems.size() == 2);
  CHECK(result.problems[0].begin == 7);
  CHECK(result.problems[1].begin == 36);
}

TEST_CASE("expression: an expression that is not a condition is checked against its own type") {
  CHECK(problems_of("record.estimate", Type::integer()).empty());
  CHECK(problems_of("record.facts", Type::integer()) ==
        "[record.facts] wrong-type: the expression must be int, not string");
  CHECK(problems_of("record.severity", Type::string()).empty());
}

TEST_CASE("expression: the item of an empty list fits whatever is done with it") {
  CHECK(problems_of("[].all(e, e > 0)").empty());
  CHECK(problems_of("[].all(e, e > 0u && e.startsWith('a'))").find("wrong-arguments") != std::string::npos);
}

TEST_CASE("expression: types are deduced through lists, maps, macros and optionals") {
  CHECK(type_of("record.attachments.map(a, a.kind)") == "list(string)");
  CHECK(type_of("record.attachments.filter(a, a.kind == 'x')[0].size") == "int");
  CHECK(type_of("record.scores.transformMap(k, v, v * 2)") == "map(string, int)");
  CHECK(type_of("record.?fee") == "optional(money(CNY))");
  CHECK(type_of("record.fee * 2 + money('1.00')") == "money(CNY)");
  CHECK(type_of("[1, 'a']") == "list(dyn)");
  CHECK(type_of("[[], [1]]") == "list(list(int))");
  CHECK(type_of("now - timestamp(0)") == "duration");
  CHECK(type_of("record.extra.anything") == "dyn");
  CHECK(type_of("cel.bind(x, record.estimate, x + 1)") == "int");
}

TEST_CASE("expression: references name variables, fields and functions with their places") {
  const Expression expression = compiled("record.estimate > 3 && in_state('open') && now > timestamp(0)");
  std::vector<std::string> found;
  for (const auto& reference : expression.references()) {
    found.push_back(expression.text().substr(reference.begin, reference.end - reference.begin) +
                    (reference.literal ? ":" + *reference.literal : ""));
  }
  CHECK(found == std::vector<std::string>{"record", "estimate", "in_state:open", "now"});
}

TEST_CASE("expression: what is learnt about an unknown type grows more general, and a failure teaches nothing") {
  expr::Inference inference;
  const Type unknown = inference.fresh();
  CHECK(inference.fits(unknown, Type::integer()));
  CHECK_FALSE(inference.fits(unknown, Type::string()));
  CHECK(inference.resolve(unknown) == Type::integer());
  CHECK(inference.fits(unknown, Type::dyn()));
  CHECK(inference.resolve(unknown) == Type::dyn());
  const Type list = inference.fresh();
  CHECK_FALSE(inference.fits(list, Type::list(list)));  // no type contains itself
}
