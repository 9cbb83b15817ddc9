// Tested by tests/unit/expr/checker_test.cpp
#include "expr/call_checker.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "expr/foreign.hpp"
#include "expr/macros.hpp"
#include "expr/schema.hpp"
#include "value/money.hpp"

namespace docket::expr {
namespace {

using Kind = Type::Kind;

bool is_comparison(std::string_view name) {
  return name == "==" || name == "!=" || name == "<" || name == "<=" || name == ">" || name == ">=";
}

// How the function is written, when it is known by that name.
std::string forms_hint(const std::string& name, bool is_member) {
  constexpr std::size_t kFormsMax = 4;  // more are looked up, not read in a message
  std::vector<std::string> forms;
  std::vector<std::string> others;
  const FunctionRow* row = nullptr;
  for (const auto& overload : FunctionTable::get().find(name)) {
    if (overload.row == row) continue;
    row = overload.row;
    for (auto& form : shown_signatures(*row)) {
      const bool is_member_form = form.find('.' + name + "(") != std::string::npos;
      (is_member_form == is_member ? forms : others).push_back(std::move(form));
    }
  }
  if (forms.empty()) forms = std::move(others);
  if (forms.empty()) return {};
  if (forms.size() > kFormsMax) forms.resize(kFormsMax);
  return (forms.size() == 1 ? "there is " : "there are ") + listed(forms);
}

// What an author of that mistake probably wants.
std::string operand_hint(std::string_view name, const Type& a, const Type& b) {
  const auto pair = [&](Kind x, Kind y) { return (a.is(x) && b.is(y)) || (a.is(y) && b.is(x)); };
  if (pair(Kind::money, Kind::integer) || pair(Kind::money, Kind::real) || pair(Kind::money, Kind::string))
    return "write an amount as `money('5000.00')`";
  if (pair(Kind::duration, Kind::string) || pair(Kind::duration, Kind::integer))
    return "write a duration as `duration('2h')`";
  if (pair(Kind::timestamp, Kind::string)) return "write a time as `timestamp('2026-02-13T16:00:00+08:00')`";
  if (pair(Kind::integer, Kind::real)) return "write both with a point, or convert one: `double(x)`";
  if (pair(Kind::integer, Kind::uinteger)) return "write `1u` for a uint, or convert one: `int(x)`";
  if (pair(Kind::integer, Kind::string))
    return name == "+" ? "convert the number: `string(x)`" : "numbers are written without quotes";
  if (pair(Kind::boolean, Kind::string)) return "`true` and `false` are written without quotes";
  if (a.is(Kind::list) && is_comparison(name))
    return "to look for an item, write `x in list`; for their number, `size(list)`";
  return {};
}

}  // namespace

void CallChecker::complain(std::size_t begin, std::size_t end, std::string code, std::string message,
                           std::string hint) {
  if (context_.is_checked)
    context_.problems.push_back({begin, end, std::move(code), std::move(message), std::move(hint)});
}

Type CallChecker::fail(NodeIndex at, std::string reason) {
  Ast& ast = context_.program.ast;
  ast[at].kind = NodeKind::failure;
  ast[at].text = static_cast<std::uint32_t>(ast.texts.size());
  ast.texts.push_back(std::move(reason));
  return Type::dyn();
}

std::optional<std::string> CallChecker::full_name(const std::string& name, bool is_rooted) const {
  const auto& schema = SchemaAccess::impl(context_.schema);
  if (schema.container.empty()) {
    const bool exists = schema.functions->by_name.contains(name) || !FunctionTable::get().find(name).empty();
    return exists ? std::optional(name) : std::nullopt;
  }
  for (auto& candidate : candidates(schema.container, name, is_rooted)) {
    if (schema.functions->by_name.contains(candidate) || !FunctionTable::get().find(candidate).empty())
      return std::move(candidate);
  }
  return std::nullopt;
}

// `math.greatest(a, b, c)` takes any number: from three on they become a list.
void CallChecker::gather_variadic(NodeIndex at, std::vector<Type>& arguments) {
  Ast& ast = context_.program.ast;
  const std::string& name = ast.text_of(ast[at]);
  if ((name != "math.greatest" && name != "math.least") || arguments.size() < 3) return;
  Node list = ast[at];
  list.kind = NodeKind::list;
  list.text = kNone;
  ast.nodes.push_back(list);
  ast[at].first_child = static_cast<std::uint32_t>(ast.children.size());
  ast[at].child_count = 1;
  ast.children.push_back(static_cast<NodeIndex>(ast.nodes.size() - 1));
  ast.optional.push_back(false);
  Type item = arguments.front();
  for (const auto& argument : arguments) item = context_.inference.join(item, argument);
  const auto is_number = [](const Type& type) {
    return type.is(Kind::integer) || type.is(Kind::uinteger) || type.is(Kind::real) || type.is(Kind::dyn);
  };
  // A list of mixed types is a list of dyn, which would hide that one of them is no number.
  const bool are_numbers =
      std::ranges::all_of(arguments, [&](const Type& type) { return is_number(context_.inference.resolve(type)); });
  arguments = {are_numbers ? Type::list(item) : Type::list(Type::boolean())};
}

bool CallChecker::arguments_fit(const std::vector<Type>& parameters, const std::vector<Type>& arguments,
                                bool is_generic, Type& result) {
  Inference& inference = context_.inference;
  // What one overload would teach must not stay when another argument does not fit it.
  auto before = inference.snapshot();
  Inference::Renaming renaming;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (inference.fits(is_generic ? inference.instantiate(parameters[i], renaming) : parameters[i], arguments[i]))
      continue;
    inference.restore(std::move(before));
    return false;
  }
  if (is_generic) result = inference.resolve(inference.instantiate(result, renaming));
  return true;
}

void CallChecker::add_result(Match& match, const Type& result) const {
  if (!match.result)
    match.result = result;
  else if (!(*match.result == result))
    match.result = Type::dyn();
}

void CallChecker::match_builtins(const Node& node, const std::string& name, const std::vector<Type>& arguments,
                                 Match& match) {
  for (const auto& overload : FunctionTable::get().find(name)) {
    match.name_exists = true;
    if (overload.is_member != node.is_member || overload.parameters.size() != arguments.size()) continue;
    Type result = overload.result;
    if (context_.is_checked && !arguments_fit(overload.parameters, arguments, overload.is_generic, result)) continue;
    if (!context_.is_checked) result = Type::dyn();
    if (match.row == nullptr) match.row = overload.row;
    add_result(match, result);
    if (!overload.is_generic && result.is(Kind::dyn)) return;
  }
}

void CallChecker::match_host(const Node& node, const std::string& name, const std::vector<Type>& arguments,
                             Match& match) {
  const auto& schema = SchemaAccess::impl(context_.schema);
  const auto found = schema.functions->by_name.find(name);
  if (found == schema.functions->by_name.end()) return;
  match.name_exists = true;
  for (const FunctionIndex index : found->second) {
    const Function& function = context_.schema.function(index);
    if (function.is_member != node.is_member || function.parameters.size() != arguments.size()) continue;
    std::vector<Type> parameters;
    for (const auto& parameter : function.parameters) parameters.push_back(parameter.type);
    Type result = function.result;
    if (context_.is_checked && !arguments_fit(parameters, arguments, true, result)) continue;
    if (!match.host) match.host = index;
    add_result(match, result);
  }
}

Type CallChecker::check(NodeIndex at, std::vector<Type> arguments) {
  gather_variadic(at, arguments);
  const Node node = context_.program.ast[at];
  const std::string name = context_.program.ast.text_of(node);
  Match match;
  match_host(node, name, arguments, match);
  if (match.host) return resolve_to_host(at, *match.host, *std::move(match.result));
  match_builtins(node, name, arguments, match);
  if (match.row != nullptr) return resolve_to_builtin(at, *match.row, *std::move(match.result), arguments);
  return refuse(at, name, arguments, match.name_exists);
}

Type CallChecker::resolve_to_builtin(NodeIndex at, const FunctionRow& row, Type result,
                                     const std::vector<Type>& arguments) {
  Program& program = context_.program;
  Ast& ast = program.ast;
  Inference& inference = context_.inference;
  ast[at].kind = row.name == "or"        ? NodeKind::optional_or
                 : row.name == "orValue" ? NodeKind::optional_or_value
                                         : NodeKind::builtin;
  ast[at].value = static_cast<std::uint32_t>(program.rows.size());
  program.rows.push_back(&row);
  if (row.name == "sum") add_zero(at, inference.resolve(arguments[0]));
  if (row.name.starts_with("get") && arguments.size() == 2) note_zone(ast.child(ast[at], 1));
  if (result.is(Kind::money)) {
    // An amount keeps the currency of what it was made from.
    for (const auto& argument : arguments) {
      const Type known = inference.resolve(argument);
      if (known.is(Kind::money) && !known.name().empty()) result = known;
      if (known.is(Kind::list) && known.parameters()[0].is(Kind::money)) result = known.parameters()[0];
    }
    const NodeIndex first = ast.child(ast[at], 0);
    if (row.name == "money" && ast.is_constant(first)) {
      const bool has_currency = arguments.size() > 1 && ast.is_constant(ast.child(ast[at], 1));
      const auto currency = has_currency ? ast.constant_of(ast[ast.child(ast[at], 1)]).as_string() : std::string_view();
      if (const auto money = parse_money(ast.constant_of(ast[first]).as_string(), currency))
        result = Type::money(money->currency);
    }
  }
  return result;
}

void CallChecker::note_zone(NodeIndex at) {
  const Ast& ast = context_.program.ast;
  const Node& node = ast[at];
  if (!ast.is_constant(at) || ast.constant_of(node).kind() != Value::Kind::string) return;
  std::string zone(ast.constant_of(node).as_string());
  if (is_fixed_zone(zone)) return;
  context_.program.references.push_back({Reference::Kind::zone, node.begin, node.end, {}, {}, {}, std::move(zone)});
}

// The sum of no items is the zero of what the items would be, which only their type knows.
void CallChecker::add_zero(NodeIndex at, const Type& list) {
  Ast& ast = context_.program.ast;
  const Type item = list.parameters().empty() ? Type::dyn() : list.parameters()[0];
  Value zero = Value::integer(0);
  if (item.is(Kind::uinteger)) zero = Value::uinteger(0);
  if (item.is(Kind::real)) zero = Value::real(0);
  if (item.is(Kind::duration)) zero = Value::duration(Duration{});
  if (item.is(Kind::money))
    zero = Value::money(0, item.name().empty() ? kDefaultCurrency : std::string_view(item.name()));
  Node constant = ast[at];
  constant.kind = NodeKind::constant;
  constant.first_child = constant.child_count = 0;
  constant.value = static_cast<std::uint32_t>(ast.constants.size());
  ast.constants.push_back(std::move(zero));
  ast.nodes.push_back(constant);
  const NodeIndex items = ast.child(ast[at], 0);
  ast[at].first_child = static_cast<std::uint32_t>(ast.children.size());
  ast[at].child_count = 2;
  ast.children.insert(ast.children.end(), {items, static_cast<NodeIndex>(ast.nodes.size() - 1)});
  ast.optional.insert(ast.optional.end(), {false, false});
}

Type CallChecker::resolve_to_host(NodeIndex at, FunctionIndex index, Type result) {
  Ast& ast = context_.program.ast;
  ast[at].kind = NodeKind::host_call;
  ast[at].value = static_cast<std::uint32_t>(index);
  const Node node = ast[at];
  Reference reference{Reference::Kind::function, node.token_begin, node.token_end, {}, {}, index, {}};
  if (node.child_count > 0) {
    const NodeIndex first = ast.child(node, 0);
    const bool is_text = ast.is_constant(first) && ast.constant_of(ast[first]).kind() == Value::Kind::string;
    if (is_text) reference.literal = std::string(ast.constant_of(ast[first]).as_string());
  }
  context_.program.references.push_back(std::move(reference));
  return check_literals(node, context_.schema.function(index), std::move(result));
}

Type CallChecker::check_literals(const Node& node, const Function& function, Type result) {
  const Ast& ast = context_.program.ast;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    if (parameter.permitted.empty() && !parameter.is_literal_only) continue;
    const Node& argument = ast[ast.child(node, i)];
    const std::string what = parameter.what.empty() ? "name" : parameter.what;
    if (argument.kind != NodeKind::constant || ast.constant_of(argument).kind() != Value::Kind::string) {
      complain(argument.begin, argument.end, "literal-needed",
               "the " + what + " of " + backticked(function.name) + " must be written out, such as `" + function.name +
                   "('" + (parameter.permitted.empty() ? "name" : parameter.permitted.front()) + "')`",
               {});
      continue;
    }
    const std::string literal(ast.constant_of(argument).as_string());
    const auto found = std::ranges::find(parameter.permitted, literal);
    if (found == parameter.permitted.end()) {
      const std::string all =
          parameter.permitted.empty() ? "there is none" : "there are " + listed(parameter.permitted);
      complain(argument.begin, argument.end, "unknown-" + what, what + " " + backticked(literal) + " does not exist",
               did_you_mean(literal, parameter.permitted, parameter.permitted.size() > 12 ? "" : all));
    } else if (i == 0 && !function.results_by_literal.empty()) {
      result = function.results_by_literal[static_cast<std::size_t>(found - parameter.permitted.begin())];
    }
  }
  return result;
}

std::string CallChecker::unknown_function_hint(const std::string& name) const {
  if (context_.schema.find_variable(name)) return backticked(name) + " is a value: write it without parentheses";
  if (auto hint = foreign_function_hint(name); !hint.empty()) return hint;
  std::vector<std::string> known = FunctionTable::get().names();
  std::erase_if(known, is_operator);
  known.insert(known.end(), {"has", "cel.bind"});
  for (const auto& shape : macro_shapes()) known.emplace_back(shape.name);
  for (const auto& [function, overloads] : SchemaAccess::impl(context_.schema).functions->by_name)
    known.push_back(function);
  return did_you_mean(name, known);
}

Type CallChecker::refuse(NodeIndex at, const std::string& name, const std::vector<Type>& arguments, bool name_exists) {
  const Node node = context_.program.ast[at];
  std::vector<Type> known;
  std::vector<std::string> types;
  for (const auto& argument : arguments) {
    known.push_back(context_.inference.resolve(argument, true));
    types.push_back(to_string(known.back()));
  }
  if (!name_exists) {
    complain(node.token_begin, node.token_end, "unknown-function", "there is no function " + backticked(name),
             unknown_function_hint(name));
    return fail(at, "unbound function " + backticked(name));
  }
  if (name == "-_") {
    complain(node.begin, node.end, "wrong-operands", "`-` cannot take " + types[0], {});
  } else if (is_comparison(name)) {
    complain(node.begin, node.end, "wrong-operands",
             backticked(name) + " cannot compare " + types[0] + " with " + types[1],
             operand_hint(name, known[0], known[1]));
  } else if (is_operator(name)) {
    complain(node.begin, node.end, "wrong-operands", backticked(name) + " cannot take " + types[0] + " and " + types[1],
             operand_hint(name, known[0], known[1]));
  } else {
    const std::string what = node.is_member ? " of " + types[0] : std::string();
    const std::vector<std::string> rest(types.begin() + (node.is_member ? 1 : 0), types.end());
    const std::string taken = rest.empty() ? "nothing" : join(rest, ", ");
    complain(node.begin, node.end, "wrong-arguments", backticked(name) + what + " cannot take " + taken,
             forms_hint(name, node.is_member));
  }
  return fail(at, "no such overload: " + backticked(name) + " cannot take " + join(types, ", "));
}

}  // namespace docket::expr
