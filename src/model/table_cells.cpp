// Tested by tests/golden/diagnostics/tables.yaml
#include "model/table_cells.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "docket/time.hpp"
#include "docket/timezone.hpp"
#include "expr/assigning.hpp"
#include "value/compare.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"

namespace docket {
namespace {

using Kind = Type::Kind;

// Nullopt as well for types whose values cannot be written into a cell.
std::optional<Value> value_in(const std::string& text, const Type& type, const TimeZone& zone) {
  switch (type.kind()) {
    case Kind::boolean:
      if (text != "true" && text != "false") return std::nullopt;
      return Value::boolean(text == "true");
    case Kind::integer:
      if (const auto number = number_in<std::int64_t>(text)) return Value::integer(*number);
      return std::nullopt;
    case Kind::real:
      if (const auto number = number_in<double>(text)) return Value::real(*number);
      return std::nullopt;
    case Kind::money: {
      const auto currency = type.name().empty() ? kDefaultCurrency : std::string_view(type.name());
      if (const auto money = parse_money(text, currency)) return Value::money(money->minor_units, money->currency);
      return std::nullopt;
    }
    case Kind::duration:
      if (const auto length = parse_elapsed(text)) return Value::duration(*length);
      return std::nullopt;
    case Kind::timestamp:
      if (const auto moment = parse_instant(text, zone)) return Value::timestamp(*moment);
      return std::nullopt;
    case Kind::string:
    case Kind::enumeration: return Value::string(text);
    case Kind::dyn:
    case Kind::null:
    case Kind::uinteger:
    case Kind::bytes:
    case Kind::type:
    case Kind::list:
    case Kind::map:
    case Kind::optional:
    case Kind::structure:
    case Kind::parameter:
    case Kind::opaque: return std::nullopt;
  }
  return std::nullopt;
}

bool has_order(const Type& type) {
  return type.is(Kind::integer) || type.is(Kind::real) || type.is(Kind::money) || type.is(Kind::duration) ||
         type.is(Kind::timestamp);
}

bool takes_values(const Type& type) {
  return has_order(type) || type.is(Kind::boolean) || type.is(Kind::string) || type.is(Kind::enumeration);
}

void report_no_value(Draft& draft, const yaml::Node& node, const std::string& text, const Type& type) {
  const std::string example = type.is(Kind::timestamp) ? "a moment is written `2026-02-13 16:00`; " : "";
  draft.reader.report(
      node.error("bad-cell", backticked(text) + " is no " + to_string(type),
                 example + (has_order(type) ? "a cell is a value, a list, a range such as `10..20` or `< 5`, "
                                              "`any`, or `{ when: … }`"
                                            : "a cell is a value, a list, `any`, or `{ when: … }`")));
}

struct Comparison {
  std::string_view sign;
  bool is_below, is_open;
};
constexpr std::array<Comparison, 4> kComparisons = {
    {{"<=", true, false}, {">=", false, false}, {"<", true, true}, {">", false, true}}};

std::string trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

std::optional<CellRange> read_between(Draft& draft, const yaml::Node& node, const Type& type, std::size_t dots) {
  const auto& text = node.text();
  const auto from = trimmed(std::string_view(text).substr(0, dots));
  const auto to = trimmed(std::string_view(text).substr(dots + 2));
  CellRange range;
  if (!from.empty()) range.from = read_cell_value(draft, node, from, type);
  if (!to.empty()) range.to = read_cell_value(draft, node, to, type);
  if ((!from.empty() && !range.from) || (!to.empty() && !range.to)) return std::nullopt;
  if (!range.from || !range.to || compare(*range.from, *range.to) != Ordering::greater) return range;
  draft.reader.report(
      node.error("bad-cell", "the range " + backticked(text) + " is empty", "write the smaller end first"));
  return std::nullopt;
}

// A value or a range.
std::optional<CellRange> read_range(Draft& draft, const yaml::Node& node, const Type& type) {
  if (!draft.reader.is_scalar(node, "a value in a cell")) return std::nullopt;
  const auto& text = node.text();
  if (has_order(type)) {
    if (const auto dots = text.find(".."); dots != text.npos) return read_between(draft, node, type, dots);
    for (const auto& [sign, is_below, is_open] : kComparisons) {
      if (!text.starts_with(sign)) continue;
      auto end = read_cell_value(draft, node, trimmed(std::string_view(text).substr(sign.size())), type);
      if (!end) return std::nullopt;
      CellRange range;
      (is_below ? range.to : range.from) = std::move(end);
      (is_below ? range.is_to_open : range.is_from_open) = is_open;
      return range;
    }
  }
  auto value = read_cell_value(draft, node, text, type);
  if (!value) return std::nullopt;
  return CellRange{.from = value, .to = value};
}

// Between braces YAML takes `-` in quotes only; of a column of texts those could be one.
bool is_any(const yaml::Node& node, const Type& type) {
  if (node.is_null()) return true;
  return node.is_scalar() && (node.is_plain() || !type.is(Kind::string)) &&
         (node.text() == "-" || node.text() == "any");
}

}  // namespace

std::optional<Value> read_cell_value(Draft& draft, const yaml::Node& node, const std::string& text, const Type& type) {
  auto written = text;
  if (text.starts_with('$')) {
    const auto param = find_param(draft, node, text.substr(1));
    if (!param) return std::nullopt;
    written = param->text();
  }
  if (type.is(Kind::enumeration)) {
    const std::vector<std::string> values(type.values().begin(), type.values().end());
    if (std::find(values.begin(), values.end(), written) == values.end()) {
      draft.reader.report(node.error("unknown-value", "value " + backticked(written) + " does not exist",
                                     did_you_mean(written, values, "there are " + listed(values))));
      return std::nullopt;
    }
  }
  const auto& calendars = draft.workflow.calendars;
  auto value = value_in(written, type, calendars.empty() ? TimeZone::utc() : calendars.front().calendar.zone());
  if (!value) report_no_value(draft, node, written, type);
  return value;
}

std::optional<TableCell> read_cell(Draft& draft, const yaml::Node& node, const Type& type, const Schema& schema) {
  TableCell cell;
  if (is_any(node, type)) return cell;
  if (node.is_map()) {
    draft.reader.check_keys(node, {"when"}, "a cell");
    const auto when = node.find("when");
    if (when) cell.condition = read_expression(draft, *when, schema, Type::boolean(), {}, "`when`");
    return cell.condition ? std::optional(std::move(cell)) : std::nullopt;
  }
  if (!takes_values(type)) {
    draft.reader.report(node.error("bad-cell", "a " + to_string(type) + " cannot be written into a cell",
                                   "write a condition: `{ when: … }`"));
    return std::nullopt;
  }
  for (const auto& item : draft.reader.one_or_more(node, "a cell")) {
    auto range = read_range(draft, item, type);
    if (!range) return std::nullopt;
    cell.ranges.push_back(std::move(*range));
  }
  if (!cell.ranges.empty()) return cell;
  draft.reader.report(node.error("bad-cell", "this cell holds for nothing", "`any` stands for any value"));
  return std::nullopt;
}

std::optional<CellResult> read_cell_result(Draft& draft, const yaml::Node& node, const Type& type,
                                           const Schema& schema) {
  if (node.is_map()) {
    draft.reader.check_keys(node, {"of"}, "what a row gives");
    const auto of = node.find("of");
    auto expression = of ? read_expression(draft, *of, schema, type, {}, "`of`") : std::nullopt;
    if (!expression) return std::nullopt;
    // The parameters are no variable of a table's own: what they hold is found out when it answers.
    const auto unknown = [](VariableIndex, FieldIndex) -> const Value* { return nullptr; };
    for (const auto& problem : expr::misfits(*expression, {type, "gives", "", unknown}))
      draft.reader.report(
          of->since(2).error_within(problem.begin, problem.end, problem.code, problem.message, problem.hint));
    return *std::move(expression);
  }
  if (!draft.reader.is_scalar(node, "what a row gives")) return std::nullopt;
  if (!takes_values(type)) {
    draft.reader.report(node.error("bad-cell", "a " + to_string(type) + " cannot be written into a cell",
                                   "write an expression: `{ of: … }`"));
    return std::nullopt;
  }
  auto value = read_cell_value(draft, node, node.text(), type);
  if (!value) return std::nullopt;
  return *std::move(value);
}

}  // namespace docket
