// Tested by tests/unit/expr/foreign_test.cpp
#include "expr/foreign.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace docket::expr {
namespace {

constexpr ForeignOperator kOperators[] = {
    {"is", "==", "write `==` to compare; whether a field is there at all: `has(record.field)`"},
    {"isnt", "!=", "write `!=`"},
    {"eq", "==", "write `==`"},
    {"equals", "==", "write `==`"},
    {"ne", "!=", "write `!=`"},
    {"neq", "!=", "write `!=`"},
    {"lt", "<", "write `<`"},
    {"le", "<=", "write `<=`"},
    {"lte", "<=", "write `<=`"},
    {"gt", ">", "write `>`"},
    {"ge", ">=", "write `>=`"},
    {"gte", ">=", "write `>=`"},
    {"mod", "%", "write `%`"},
    {"div", "/", "write `/`"},
    {"xor", "!=", "write `a != b` for two conditions of which one must hold"},
    {"XOR", "!=", "write `a != b` for two conditions of which one must hold"},
    {"IN", "in", "write it small, with a list in brackets: `x in ['a', 'b']`"},
    {"IS", "==", "write `==` to compare; whether a field is there at all: `has(record.field)`"},
    {"like", "", "write `x.contains('...')`, `x.startsWith('...')` or `x.matches('...')`"},
    {"LIKE", "", "write `x.contains('...')`, `x.startsWith('...')` or `x.matches('...')`"},
    {"between", "", "write both bounds: `low <= x && x <= high`"},
    {"BETWEEN", "", "write both bounds: `low <= x && x <= high`"},
    {"contains", "", "write it after a dot: `x.contains('...')`"},
    {"matches", "", "write it after a dot: `x.matches('...')`"},
    {"startsWith", "", "write it after a dot: `x.startsWith('...')`"},
    {"endsWith", "", "write it after a dot: `x.endsWith('...')`"},
    {"then", "", "a choice is written `condition ? a : b`"},
    {"instanceof", "", "ask for its type: `type(x) == string`"}};

struct Hint {
  std::string_view word;
  std::string_view hint;
};

constexpr std::string_view kAbsent = "there is no such value: whether a field is there is asked by `has(record.field)`";

constexpr Hint kNames[] = {{"True", "write `true`"},   {"TRUE", "write `true`"},
                           {"yes", "write `true`"},    {"Yes", "write `true`"},
                           {"False", "write `false`"}, {"FALSE", "write `false`"},
                           {"no", "write `false`"},    {"No", "write `false`"},
                           {"NULL", kAbsent},          {"Null", kAbsent},
                           {"None", kAbsent},          {"nil", kAbsent},
                           {"undefined", kAbsent},     {"NaN", "write `0.0 / 0.0`"},
                           {"this", "write `record`"}, {"self", "write `record`"}};

constexpr Hint kFunctions[] = {
    {"sizeof", "did you mean `size`?"},
    {"len", "did you mean `size`?"},
    {"LEN", "did you mean `size`?"},
    {"length", "did you mean `size`?"},
    {"count", "did you mean `size`?"},
    {"COUNT", "did you mean `size`?"},
    {"includes", "did you mean `contains`?"},
    {"any", "did you mean `exists`?"},
    {"some", "did you mean `exists`?"},
    {"exist", "did you mean `exists`?"},
    {"every", "did you mean `all`?"},
    {"select", "did you mean `map`?"},
    {"where", "did you mean `filter`?"},
    {"lower", "did you mean `lowerAscii`?"},
    {"toLower", "did you mean `lowerAscii`?"},
    {"toLowerCase", "did you mean `lowerAscii`?"},
    {"upper", "did you mean `upperAscii`?"},
    {"toUpper", "did you mean `upperAscii`?"},
    {"toUpperCase", "did you mean `upperAscii`?"},
    {"strip", "did you mean `trim`?"},
    {"substr", "did you mean `substring`?"},
    {"mid", "did you mean `substring`?"},
    {"regex", "did you mean `matches`?"},
    {"match", "did you mean `matches`?"},
    {"test", "did you mean `matches`?"},
    {"date", "did you mean `timestamp`?"},
    {"datetime", "did you mean `timestamp`?"},
    {"Date", "did you mean `timestamp`?"},
    {"str", "did you mean `string`?"},
    {"toString", "did you mean `string`?"},
    {"float", "did you mean `double`?"},
    {"number", "did you mean `double`?"},
    {"parseInt", "did you mean `int`?"},
    {"abs", "did you mean `math.abs`?"},
    {"round", "did you mean `math.round`?"},
    {"floor", "did you mean `math.floor`?"},
    {"ceil", "did you mean `math.ceil`?"},
    {"sqrt", "did you mean `math.sqrt`?"},
    {"getYear", "did you mean `getFullYear`?"},
    {"getDay", "did you mean `getDayOfWeek`?"},
    {"getTime", "compare moments themselves: `a < b`, or take one from the other: `a - b < duration('2h')`"},
    {"concat", "write `+` between the texts"},
    {"equals", "write `==` between the two"},
    {"isEmpty", "write `size(x) == 0`"},
    {"defined", "did you mean `has`?"},
    {"isset", "did you mean `has`?"},
    {"isNull", "whether a field is there is asked by `has(record.field)`"},
    {"isnull", "whether a field is there is asked by `has(record.field)`"},
    {"ISNULL", "whether a field is there is asked by `has(record.field)`"},
    {"ISBLANK", "whether a field is there is asked by `has(record.field)`"},
    {"coalesce", "write `record.?field.orValue(...)`"},
    {"COALESCE", "write `record.?field.orValue(...)`"},
    {"IFNULL", "write `record.?field.orValue(...)`"},
    {"IF", "a choice is written `condition ? a : b`"},
    {"iif", "a choice is written `condition ? a : b`"},
    {"AND", "write `a && b`"},
    {"OR", "write `a || b`"},
    {"NOT", "write `!a`"},
    {"today", "the present moment is `now`"},
    {"TODAY", "the present moment is `now`"},
    {"NOW", "the present moment is `now`"},
    {"SUM", "did you mean `sum`?"},
    {"MIN", "did you mean `min`?"},
    {"MAX", "did you mean `max`?"},
    {"NETWORKDAYS", "did you mean `workdays_between`?"},
    {"WORKDAY", "did you mean `workdays`?"}};

// `{}` stands for what is before the dot.
constexpr Hint kFields[] = {{"length", "write `size({})`"},
                            {"size", "write `size({})`"},
                            {"count", "write `size({})`"},
                            {"len", "write `size({})`"},
                            {"Length", "write `size({})`"},
                            {"year", "write `{}.getFullYear('Asia/Shanghai')`"},
                            {"month", "write `{}.getMonth('Asia/Shanghai')`; January is 0"},
                            {"day", "write `{}.getDate('Asia/Shanghai')`"},
                            {"hour", "write `{}.getHours('Asia/Shanghai')`"},
                            {"minute", "write `{}.getMinutes('Asia/Shanghai')`"},
                            {"weekday", "write `{}.getDayOfWeek('Asia/Shanghai')`; Sunday is 0"},
                            {"amount", "compare amounts themselves: `{} <= money('500.00')`"}};

template <class Row, std::size_t n>
const Row* find(const Row (&rows)[n], std::string_view word) {
  const auto* found = std::ranges::find(rows, word, &Row::word);
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace

const ForeignOperator* find_foreign_operator(std::string_view word) { return find(kOperators, word); }

std::string foreign_name_hint(std::string_view name) {
  const auto* found = find(kNames, name);
  return found == nullptr ? std::string() : std::string(found->hint);
}

std::string foreign_function_hint(std::string_view name) {
  const auto* found = find(kFunctions, name);
  return found == nullptr ? std::string() : std::string(found->hint);
}

std::string foreign_field_hint(std::string_view field, std::string_view of) {
  const auto* found = find(kFields, field);
  if (found == nullptr) return {};
  std::string hint(found->hint);
  hint.replace(hint.find("{}"), 2, of);
  return hint;
}

}  // namespace docket::expr
