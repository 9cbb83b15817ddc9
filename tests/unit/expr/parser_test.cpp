#include "expr/parser.hpp"

#include <doctest/doctest.h>

#include "docket/limits.hpp"
#include "expr/printer.hpp"

using namespace docket;
using namespace docket::expr;

namespace {

// The tree with every call in parentheses, or the first problem.
std::string read(std::string_view text) {
  const Parsed parsed = parse(text);
  if (!parsed.problems.empty()) {
    const auto& problem = parsed.problems.front();
    return std::to_string(problem.begin) + "-" + std::to_string(problem.end) + " " + problem.message +
           (problem.hint.empty() ? "" : "; " + problem.hint);
  }
  return structure_of(parsed.ast, parsed.ast.root);
}

}  // namespace

TEST_CASE("expression: operators bind as in CEL, and to the left") {
  CHECK(read("1 + 2 * 3 - 4") == "(- (+ 1 (* 2 3)) 4)");
  CHECK(read("a < b == c") == "(== (< a b) c)");
  CHECK(read("a || b && c || d") == "(|| a (&& b c) d)");
  CHECK(read("(a || b) && c") == "(&& (|| a b) c)");
  CHECK(read("a ? b : c ? d : e") == "(? a b (? c d e))");
  CHECK(read("!a.b[0]") == "(! ([] (. a b) 0))");
  CHECK(read("-a + -1") == "(+ (-_ a) -1)");
  CHECK(read("a in b && c") == "(&& (in a b) c)");
}

TEST_CASE("expression: members, calls and macros") {
  CHECK(read("a.f(x).g") == "(. (.f a x) g)");
  CHECK(read("f(x, y)") == "(f x y)");
  CHECK(read(".a.b") == "(. .a b)");
  CHECK(read("a.?b[?0]") == "([?] (.? a b) 0)");
  CHECK(read("has(a.b)") == "(has a b)");
  CHECK(read("a.all(x, x > 0)") == "(all x a (> x 0))");
  CHECK(read("a.map(x, x > 0, x)") == "(map x a (> x 0) x)");
  CHECK(read("a.exists(i, x, i == x)") == "(exists i x a (== i x))");
  CHECK(read("cel.bind(x, 1, x)") == "(bind x 1 x)");
  CHECK(read("a.`b-c`") == "(. a b-c)");
  CHECK(read("[1, ?a, 2,]") == "[1 ?a 2]");
  CHECK(read("{'a': 1, ?'b': c,}") == "{'a' 1 ?'b' ?c}");
  CHECK(read("a // the rest is a comment\n + 1") == "(+ a 1)");
}

TEST_CASE("expression: literals read to the ends of their ranges") {
  CHECK(read("-9223372036854775808") == "-9223372036854775808");
  CHECK(read("9223372036854775808") == "0-19 `9223372036854775808` does not fit into 64 bits");
  CHECK(read("18446744073709551615u") == "18446744073709551615u");
  CHECK(read("18446744073709551616u") == "0-21 `18446744073709551616` does not fit into 64 bits");
  CHECK(read("0xFFu") == "255u");
  CHECK(read(".5e1") == "5.0");
  CHECK(read("1e999") == "0-5 `1e999` is too large for a double");
  CHECK(read("'\\u6295\\x41\\101'") == "'投AA'");
  CHECK(read("b'\\xff'") == "b'\\xff'");
  CHECK(read("r'\\n'") == "'\\\\n'");
  CHECK(read("'''a'b\nc'''") == "'a\\'b\\nc'");
}

TEST_CASE("expression: a syntax error is named at its place") {
  CHECK(read("") == "0-0 the expression is empty");
  CHECK(read("1 +") == "3-3 the expression ends too early; expected a value");
  CHECK(read("(1") == "2-2 the expression ends too early; expected `)`");
  CHECK(read("1 2") == "2-3 unexpected `2`");
  CHECK(read("f(1,)") == "4-5 unexpected `)`; expected a value");
  CHECK(read("'abc") == "0-4 this text is not closed: its last quote is missing");
  CHECK(read("'\\q'") == "1-3 unknown escape `\\q`; write a backslash itself as `\\\\`, or the text as `r'...'`");
  CHECK(read("'\\ud800'") == "1-7 this escape is no Unicode character");
  CHECK(read("a # b") == "2-3 unexpected character `#`; a comment begins with `//`");
  CHECK(read("a == “x”") == "5-12 `“x”` is not in plain quotes; write `'x'`");
  CHECK(read("x > 2h") == "4-6 `2h` is not a number; write a duration as `duration('2h')`");
  CHECK(read("if") == "0-2 `if` is a reserved word and cannot be a name");
  CHECK(read("T{a: 1}") == "1-2 structures cannot be made in an expression; write a map: `{'name': value}`");
  CHECK(read("has(a)") == "4-5 `has` asks about a field, such as `has(record.facts)`");
  CHECK(read("a.all(1, true)") == "6-7 the variable of `all` must be a plain name");
  CHECK(read("a.all(x, x, true)") == "9-10 the two variables of `all` must differ");
  CHECK(read("a \xFF") == "2-3 the expression is not UTF-8");
}

TEST_CASE("expression: nesting of 128 levels is read, of 129 refused, however it is made") {
  const auto parens = [](std::size_t n) { return std::string(n, '(') + "1" + std::string(n, ')'); };
  const auto minuses = [](std::size_t n) {
    std::string s;
    for (std::size_t i = 0; i < n; ++i) s += "-";
    return s + "a";
  };
  const auto sums = [](std::size_t n) {
    std::string s = "1";
    for (std::size_t i = 0; i < n; ++i) s += "+1";
    return s;
  };
  const auto is_read = [](const std::string& text) { return parse(text).problems.empty(); };
  CHECK(is_read(parens(limits::kExpressionDepth - 1)));
  CHECK_FALSE(is_read(parens(limits::kExpressionDepth)));
  CHECK(is_read(minuses(limits::kExpressionDepth - 1)));
  CHECK_FALSE(is_read(minuses(limits::kExpressionDepth)));
  CHECK(is_read(sums(limits::kExpressionDepth - 1)));
  CHECK_FALSE(is_read(sums(limits::kExpressionDepth)));
  CHECK_FALSE(is_read(std::string(10'000, '(')));
  CHECK_FALSE(is_read(std::string(10'000, '[')));
}

TEST_CASE("expression: macros nest 8 deep and not 9, and a text of 16384 bytes is the longest") {
  const auto macros = [](int n) {
    std::string text = "true";
    for (int i = 0; i < n; ++i) text = "[1].all(x" + std::to_string(i) + ", " + text + ")";
    return text;
  };
  CHECK(parse(macros(8)).problems.empty());
  CHECK_FALSE(parse(macros(9)).problems.empty());
  CHECK(parse("1" + std::string(limits::kExpressionBytes - 1, ' ')).problems.empty());
  CHECK_FALSE(parse("1" + std::string(limits::kExpressionBytes, ' ')).problems.empty());
}
