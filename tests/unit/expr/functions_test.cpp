#include "expr/functions.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "expr/macros.hpp"
#include "expr/regex.hpp"
#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string result_of(std::string_view text) {
  const Compiled result = compile(text, guard_schema().schema, Type::dyn());
  if (!result.expression) return "problem: " + result.problems.front().message;
  const EvalResult value = evaluate(*result.expression, GuardBindings());
  if (const auto* error = std::get_if<EvalError>(&value)) return "error: " + error->message;
  return to_text(std::get<Value>(value), 1000);
}

}  // namespace

TEST_CASE("expression: every example of the function table is true") {
  for (const auto& section : expr::FunctionTable::get().sections()) {
    for (const auto& row : section.rows) {
      CAPTURE(row.example);
      CHECK_FALSE(row.documentation.empty());
      CHECK(result_of(row.example) == "true");
    }
  }
}

TEST_CASE("expression: every example of the macros is true") {
  for (const auto& shape : expr::macro_shapes()) {
    CAPTURE(shape.example);
    CHECK(result_of(shape.example) == "true");
  }
}

TEST_CASE("expression: the reference page shows every function of the language and of the schema") {
  const std::string page = function_reference(guard_schema().schema);
  for (const auto& name : expr::FunctionTable::get().names()) {
    CAPTURE(name);
    if (!expr::is_operator(name)) CHECK(page.find(name + "(") != std::string::npos);
  }
  CHECK(page.find("| `in_state('state') -> bool` | Whether the case is in that state. | `in_state('open')` |") !=
        std::string::npos);
  CHECK(page.find("`has(record.field)`") != std::string::npos);
}

TEST_CASE("expression: signatures are shown as people write them, and numbers of all kinds as one") {
  const auto shown = [](std::string_view name) {
    return join(expr::shown_signatures(*expr::FunctionTable::get().find(name).front().row), "; ");
  };
  CHECK(shown("in") == "A in list(A) -> bool; A in map(A, B) -> bool");
  CHECK(shown("-_") == "-int -> int; -double -> double; -money -> money");
  CHECK(shown("<").starts_with("bool < bool -> bool; number < number -> bool; string < string -> bool"));
  CHECK(shown("math.greatest") ==
        "math.greatest(number) -> number; math.greatest(number, number) -> number; math.greatest(list(number)) -> "
        "number");
  CHECK(shown("charAt") == "string.charAt(int) -> string");
}

TEST_CASE("expression: money adds, multiplies and rounds as it is told") {
  CHECK(result_of("money('0.05').scale(1, 2, 'half_up')") == "money('0.03 CNY')");
  CHECK(result_of("money('0.05').scale(1, 2, 'half_even')") == "money('0.02 CNY')");
  CHECK(result_of("money('-0.05').scale(1, 2, 'half_up')") == "money('-0.03 CNY')");
  CHECK(result_of("money('-0.05').scale(1, 2, 'ceiling')") == "money('-0.02 CNY')");
  CHECK(result_of("money('-0.05').scale(1, 2, 'floor')") == "money('-0.03 CNY')");
  CHECK(result_of("money('0.05').scale(1, 2, 'down')") == "money('0.02 CNY')");
  CHECK(result_of("money('0.01').scale(1, 3, 'up')") == "money('0.01 CNY')");
  CHECK(result_of("money('1').scale(1, 2, 'sideways')").find("`sideways` is no rounding") != std::string::npos);
  CHECK(result_of("sum([money('1.50'), money('2.50')])") == "money('4.00 CNY')");
  CHECK(result_of("money('92233720368547758.07') + money('0.01')").find("overflow") != std::string::npos);
  CHECK(result_of("dyn(money('1 USD')) + money('1 CNY')").find("different currencies") != std::string::npos);
}

TEST_CASE("expression: an empty list has a sum but no extreme") {
  CHECK(result_of("sum([1].filter(x, x > 1))") == "0");
  CHECK(result_of("sum([1.5].filter(x, x > 2.0))") == "0.0");
  CHECK(result_of("sum([money('1.00')].filter(x, x > money('2')))") == "money('0.00 CNY')");
  CHECK(result_of("sum([duration('1h')].filter(x, x > duration('2h')))") == "duration('0s')");
  CHECK(result_of("min([1].filter(x, x > 1))").find("an empty list has no min") != std::string::npos);
}

TEST_CASE("expression: replacing, splitting and formatting at their edges") {
  CHECK(result_of("'abc'.replace('', '-')") == "'-a-b-c-'");
  CHECK(result_of("'abc'.replace('', '-', 2)") == "'-a-bc'");
  CHECK(result_of("'a,b,c'.split(',', 2)") == "['a', 'b,c']");
  CHECK(result_of("'a,b'.split(',', 0)") == "[]");
  CHECK(result_of("'投诉'.split('')") == "['投', '诉']");
  CHECK(result_of("''.split(',')") == "['']");
  CHECK(result_of("'abc'.charAt(3)") == "''");
  CHECK(result_of("'abc'.charAt(4)").find("index out of range: 4") != std::string::npos);
  CHECK(result_of("'%s'.format([])").find("out of range") != std::string::npos);
  CHECK(result_of("'%'.format([1])").find("unexpected end") != std::string::npos);
  CHECK(result_of("'%.301f'.format([1.0])").find("more than 300 decimals") != std::string::npos);
  CHECK(result_of("'%x'.format([-255])") == "'-ff'");
  CHECK(result_of("'%b'.format([-9223372036854775808])") ==
        "'-1000000000000000000000000000000000000000000000000000000000000000'");
}

TEST_CASE("expression: a text may grow to a megabyte and not beyond") {
  const std::string kilobyte = "'" + std::string(1024, 'x') + "'";
  CHECK(result_of("size([" + kilobyte +
                  "].map(x, x.replace('x', 'xxxxxxxxxxxxxxxx')).map(x, x.replace('x', 'xxxxxxxxxxxxxxxx'))[0])") ==
        "262144");
  CHECK(result_of("size([" + kilobyte + "].map(x, x.replace('x', '" + std::string(64, 'x') +
                  "')).map(x, x.replace('x', '" + std::string(64, 'x') + "'))[0])")
            .find("error:") == 0);
}

TEST_CASE("expression: nested loops over long lists end in an error, and not after an hour") {
  std::string list = "[0";
  for (int i = 1; i < 200; ++i) list += ",0";
  list += "]";
  CHECK(result_of("cel.bind(l, " + list + ", l.all(a, l.all(b, l.all(c, a + b + c == 0))))")
            .find("costs more than 1000000 steps") != std::string::npos);
  // What absorbs errors does not go on either: beyond the bound nothing is looked at any more.
  CHECK(result_of("cel.bind(l, " + list + ", l.exists(a, l.exists(b, l.exists(c, 1 / c == 1)))) || true")
            .find("costs more than 1000000 steps") != std::string::npos);
}

TEST_CASE("expression: a pattern is searched in linear time, and one that is too large is refused") {
  const auto slow_elsewhere = expr::Regex::compile("(a*)*b");
  REQUIRE(slow_elsewhere.has_value());
  CHECK_FALSE((*slow_elsewhere)->occurs_in(std::string(100'000, 'a')));
  CHECK_FALSE(expr::Regex::compile("(").has_value());
  CHECK(expr::Regex::compile(std::string(5'000, 'a')).error().code == ErrorCode::limit_exceeded);
  CHECK_FALSE(expr::Regex::compile("((a{100}){100}){100}").has_value());
}

TEST_CASE("expression: a value may have 1048576 parts and not one more, however they are shared") {
  const std::string shared =
      "cel.bind(l, [1,2,3,4,5,6,7,8,9,10], cel.bind(m, [l,l,l,l,l,l,l,l,l,l], cel.bind(n, [m,m,m,m,m,m,m,m,m,m], "
      "cel.bind(o, [n,n,n,n,n,n,n,n,n,n], cel.bind(p, [o,o,o,o,o,o,o,o,o,o], ";
  // l has 11 parts, m 111, n 1111, o 11111 and p 111111.
  const std::string full = "p,p,p,p,p,p,p,p,p,o,o,o,o,n,n,n,m,m,m,m,m,m,m,l,l";
  CHECK(result_of(shared + "[" + full + "].size())))))") == "25");
  CHECK(result_of(shared + "[" + full + ",1].size())))))") == "error: the value would have more than 1048576 parts");
  CHECK(result_of(shared + "p.map(x, p).map(x, p).size())))))") ==
        "error: the value would have more than 1048576 parts");
  // Comparing pays for what it goes through.
  CHECK(result_of(shared + "[p, p].all(a, [p, p, p, p, p].all(b, a == b)))))))") ==
        "error: the evaluation costs more than 1000000 steps");
  CHECK(result_of(shared + "p in [p])))))") == "true");
}

TEST_CASE("expression: the weight of a value counts its parts, and 16 bytes of text as one") {
  Value list = Value::list(std::vector<Value>(1'023, Value::integer(1)));  // 1024 parts
  Value heavy = Value::list(std::vector<Value>(1'023, list));              // 1023 * 1024 + 1
  CHECK(heavy.weight() == 1'023 * 1'024 + 1);
  CHECK(Value::string(std::string(32, 'x')).weight() == 3);
  CHECK(Value::some(list).weight() == 1'025);
  CHECK(Value::integer(1).weight() == 1);
}

TEST_CASE("expression: searching, comparing and compiling patterns cost what they take") {
  const std::string long_text = "cel.bind(t, 'a'.replace('a', '" + std::string(1'000, 'a') + "').replace('a', '" +
                                std::string(1'000, 'a') + "'), ";
  CHECK(result_of(long_text + "t.contains(t.substring(500000) + 'b'))") ==
        "error: the evaluation costs more than 1000000 steps");
  CHECK(result_of(long_text + "t.contains('ab'))") == "false");
  CHECK(result_of(long_text + "'0123456789'.split('').all(a, '0123456789'.split('').all(b, t == t)))") ==
        "error: the evaluation costs more than 1000000 steps");
  CHECK(result_of(long_text + "'0123456789'.split('').all(a, '0123456789'.split('').all(b, t <= t)))") ==
        "error: the evaluation costs more than 1000000 steps");
  // Patterns that are made while it runs: some are paid for, a thousand large ones are not.
  CHECK(result_of("['1', '2'].exists(x, 'a'.matches('^' + x + '[a-z]{1,1000}$'))") == "false");
  CHECK(result_of("'0123456789'.split('').exists(x, '0123456789'.split('').exists(y, 'a'.matches(x + y + "
                  "'[a-z]{1,1000}')))") == "error: the evaluation costs more than 1000000 steps");
}
