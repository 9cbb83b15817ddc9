// What a decision table answers, and what can be told of it beforehand.
#include "expr/decision_table.hpp"

#include <doctest/doctest.h>

#include "expr/table_check.hpp"

using namespace docket;

namespace {

CellRange only(Value value) { return {.from = value, .to = value}; }
CellRange between(std::int64_t from, std::int64_t to) {
  return {.from = Value::integer(from), .to = Value::integer(to)};
}
TableCell cell(std::vector<CellRange> ranges) { return {.ranges = std::move(ranges), .condition = {}}; }

// item: lamp or tap; quantity: a whole number; gives a whole number.
DecisionTable prices(HitPolicy hit, std::vector<TableRow> rows) {
  DecisionTable table{.name = "prices", .hit = hit, .gives = Type::integer()};
  table.columns = {{"item", Type::enumeration({"lamp", "tap"})}, {"quantity", Type::integer()}};
  table.rows = std::move(rows);
  return table;
}

TableRow row(std::string name, std::vector<CellRange> item, std::vector<CellRange> quantity, std::int64_t gives) {
  return {.name = std::move(name),
          .cells = {cell(std::move(item)), cell(std::move(quantity))},
          .result = Value::integer(gives),
          .place = {}};
}

const auto kLamp = only(Value::string("lamp"));
const auto kTap = only(Value::string("tap"));

std::string answer(const DecisionTable& table, const char* item, std::int64_t quantity) {
  const std::vector<Value> arguments = {Value::string(item), Value::integer(quantity)};
  const auto result = decide(table, {arguments, {}});
  if (const auto* error = std::get_if<EvalError>(&result)) return error->message;
  return to_text(std::get<Value>(result));
}

std::string overlaps_of(const TableFindings& found) {
  std::string text;
  for (const auto& overlap : found.overlaps)
    text += std::to_string(overlap.one) + "+" + std::to_string(overlap.other) + ": " + overlap.where + "\n";
  return text;
}

}  // namespace

TEST_CASE("table: `first` answers by the first row that holds, `collect` by all, an optional says when none does") {
  const std::vector<TableRow> rows = {row("few", {}, {between(1, 5)}, 10), row("lamps", {kLamp}, {between(3, 9)}, 20)};
  const auto first = prices(HitPolicy::first, rows);
  CHECK(answer(first, "lamp", 4) == "10");
  CHECK(answer(first, "lamp", 6) == "20");
  CHECK(answer(first, "tap", 6) == "the table `prices`: no row holds");
  const auto all = prices(HitPolicy::collect, rows);
  CHECK(answer(all, "lamp", 4) == "[10, 20]");
  CHECK(answer(all, "tap", 6) == "[]");
  auto open = first;
  open.allows_gaps = true;
  CHECK(answer(open, "tap", 6) == "optional.none()");
  CHECK(answer(open, "tap", 5) == "optional.of(10)");
  CHECK(to_string(open.result()) == "optional(int)");
  CHECK(to_string(all.result()) == "list(int)");
}

TEST_CASE("table: a range includes its ends unless they are open") {
  CellRange range = between(3, 5);
  CHECK_FALSE(range.holds(Value::integer(2)));
  CHECK(range.holds(Value::integer(3)));
  CHECK(range.holds(Value::integer(5)));
  CHECK_FALSE(range.holds(Value::integer(6)));
  range.is_from_open = range.is_to_open = true;
  CHECK_FALSE(range.holds(Value::integer(3)));
  CHECK(range.holds(Value::integer(4)));
  CHECK_FALSE(range.holds(Value::integer(5)));
  CHECK(CellRange{.from = Value::integer(3)}.holds(Value::integer(1'000'000)));
  CHECK_FALSE(between(3, 5).holds(Value::string("4")));
}

TEST_CASE("table: two rows of a `unique` table that both hold are named, with the least that brings them together") {
  const auto table = prices(HitPolicy::unique, {row("few", {}, {between(1, 5)}, 10), row("lamps", {kLamp}, {}, 20),
                                                row("taps", {kTap}, {between(6, 9)}, 30)});
  CHECK(overlaps_of(check_table(table)) == "0+1: `item` lamp, `quantity` 1..5\n");
  CHECK(answer(table, "lamp", 3) == "the table `prices`: the rows `few` and `lamps` both hold, and at most one may");
}

TEST_CASE("table: neighbouring ranges neither overlap nor leave a gap") {
  const auto table =
      prices(HitPolicy::unique, {row("low", {}, {{.to = Value::integer(5)}}, 1), row("middle", {}, {between(6, 9)}, 2),
                                 row("high", {}, {{.from = Value::integer(9), .is_from_open = true}}, 3)});
  const auto found = check_table(table);
  CHECK(found.overlaps.empty());
  CHECK(found.gaps.empty());
}

TEST_CASE("table: what no row is for is told by ranges, not number by number") {
  const auto table =
      prices(HitPolicy::unique, {row("lamps", {kLamp}, {between(1, 5), between(8, 9)}, 1), row("taps", {kTap}, {}, 2)});
  CHECK(check_table(table).gaps == std::vector<std::string>{"`item` lamp, `quantity` 0 or less or 6..7 or 10 or more"});
}

TEST_CASE("table: a row of `first` that others hide is never reached, one with a condition hides nothing") {
  auto table = prices(HitPolicy::first,
                      {row("lamps", {kLamp}, {}, 1), row("taps", {kTap}, {}, 2), row("seven", {}, {between(7, 7)}, 3)});
  CHECK(check_table(table).unreachable == std::vector<std::size_t>{2});
  const auto schema = schema_of(table, Type::structure("params", {}));
  table.rows[1].cells[1].condition = *compile("quantity > 3", schema, Type::boolean()).expression;
  CHECK(check_table(table).unreachable.empty());
  CHECK(check_table(table).gaps.size() == 1);
  CHECK(answer(table, "tap", 7) == "2");
  CHECK(answer(table, "tap", 3) == "the table `prices`: no row holds");
}

TEST_CASE("table: at the bound of combinations it is checked, beyond it nothing is claimed") {
  // 2 to the power of so many columns of bools, each of which matters to a row of its own.
  const auto table_of = [](std::size_t columns) {
    DecisionTable table{.name = "wide", .hit = HitPolicy::collect, .gives = Type::integer()};
    for (std::size_t i = 0; i < columns; ++i) table.columns.push_back({"c" + std::to_string(i), Type::boolean()});
    for (std::size_t i = 0; i < columns; ++i) {
      TableRow each{.name = "r" + std::to_string(i),
                    .cells = std::vector<TableCell>(columns),
                    .result = Value::integer(1),
                    .place = {}};
      each.cells[i].ranges = {only(Value::boolean(true))};
      table.rows.push_back(std::move(each));
    }
    return table;
  };
  CHECK_FALSE(check_table(table_of(16)).is_too_large);
  CHECK(check_table(table_of(17)).is_too_large);
}

TEST_CASE("table: of numbers with a point and of lengths of time, too, what no row or two rows are for is found") {
  const auto hours = [](int n) { return Value::duration(Elapsed(std::chrono::hours(n))); };
  const auto found = [](const Type& type, std::vector<CellRange> low, std::vector<CellRange> high) {
    DecisionTable table{.name = "t", .hit = HitPolicy::unique, .gives = Type::integer()};
    table.columns = {{"x", type}};
    table.rows = {{.name = "low", .cells = {cell(std::move(low))}, .result = Value::integer(1), .place = {}},
                  {.name = "high", .cells = {cell(std::move(high))}, .result = Value::integer(2), .place = {}}};
    const auto findings = check_table(table);
    std::string text = overlaps_of(findings);
    for (const auto& gap : findings.gaps) text += "none: " + gap + "\n";
    return text;
  };
  const auto to = [](Value value, bool is_open) { return CellRange{.from = {}, .to = value, .is_to_open = is_open}; };
  const auto from = [](Value value, bool is_open) {
    return CellRange{.from = value, .to = {}, .is_from_open = is_open};
  };
  const auto half = Value::real(2.5), more = Value::real(3.0);
  CHECK(found(Type::real(), {to(half, false)}, {from(half, true)}).empty());
  CHECK(found(Type::real(), {to(half, false)}, {from(half, false)}) == "0+1: `x` 2.5\n");
  CHECK(found(Type::real(), {to(half, true)}, {from(half, true)}) == "none: `x` 2.5\n");
  CHECK(found(Type::real(), {to(half, false)}, {from(more, false)}) == "none: `x` between 2.5 and 3.0\n");
  CHECK(found(Type::real(), {to(more, false)}, {from(half, false)}) == "0+1: `x` 2.5 or between 2.5 and 3.0 or 3.0\n");
  CHECK(found(Type::duration(), {to(hours(2), true)}, {from(hours(2), false)}).empty());
  CHECK(found(Type::duration(), {to(hours(2), false)}, {from(hours(1), false)})
            .starts_with("0+1: `x` duration('1h') or between"));
  CHECK(found(Type::duration(), {to(hours(1), true)}, {from(hours(2), true)})
            .starts_with("none: `x` duration('1h') or between"));
}
