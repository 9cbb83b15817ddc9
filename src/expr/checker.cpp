// Tested by tests/unit/expr/checker_test.cpp
#include "expr/checker.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "expr/lint.hpp"
#include "expr/macros.hpp"
#include "expr/type_walk.hpp"

namespace docket::expr {
namespace {

using Kind = Type::Kind;

Type type_of_value(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return Type::null();
    case Value::Kind::boolean: return Type::boolean();
    case Value::Kind::integer: return Type::integer();
    case Value::Kind::uinteger: return Type::uinteger();
    case Value::Kind::real: return Type::real();
    case Value::Kind::string: return Type::string();
    case Value::Kind::bytes: return Type::bytes();
    case Value::Kind::timestamp: return Type::timestamp();
    case Value::Kind::duration: return Type::duration();
    case Value::Kind::money: return Type::money(value.as_money().currency);
    case Value::Kind::type: return Type::type();
    case Value::Kind::list:
    case Value::Kind::map:
    case Value::Kind::optional: return Type::dyn();  // never literals
  }
  return Type::dyn();
}

}  // namespace

void TypeWalk::run(const Type& expected) {
  const Type type = check(ast_.root);
  if (is_full() && problems_.empty() && !inference_.fits(expected, type)) refuse_result(expected, type);
  for (auto& known : program_.types) known = inference_.resolve(known, true);
  program_.type = inference_.resolve(type, true);
}

void TypeWalk::complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint) {
  if (is_full()) problems_.push_back({begin, end, std::move(code), std::move(message), std::move(hint)});
}

void TypeWalk::complain(const Node& node, std::string code, std::string message, std::string hint) {
  complain(node.begin, node.end, std::move(code), std::move(message), std::move(hint));
}

void TypeWalk::refuse_result(const Type& expected, const Type& type) {
  const std::string actual = to_string(inference_.resolve(type, true));
  if (!expected.is(Kind::boolean)) {
    return complain(ast_[ast_.root], "wrong-type", "the expression must be " + to_string(expected) + ", not " + actual);
  }
  complain(ast_[ast_.root], "not-bool", "a condition must be true or false, this is " + actual,
           hint_for_condition(type));
}

std::string TypeWalk::hint_for_condition(const Type& type) const {
  const std::string source(ast_.source_of(ast_[ast_.root]));
  if (source.size() > 40) return "compare it with something";
  if (type.is(Kind::string) || type.is(Kind::enumeration)) return "compare it: `" + source + " == '...'`";
  if (type.is(Kind::list) || type.is(Kind::map)) return "ask for its size: `size(" + source + ") > 0`";
  return "compare it: `" + source + " > ...`";
}

Type TypeWalk::check(NodeIndex at) {
  const Type type = check_kind(at);
  if (program_.types.size() < ast_.nodes.size()) program_.types.resize(ast_.nodes.size());
  program_.types[static_cast<std::size_t>(at)] = type;
  return type;
}

Type TypeWalk::check_kind(NodeIndex at) {
  const Node node = ast_[at];
  switch (node.kind) {
    case NodeKind::constant: return type_of_value(ast_.constant_of(node));
    case NodeKind::name: return check_name(at);
    case NodeKind::select:
    case NodeKind::select_optional:
    case NodeKind::has_field: return check_selection(at);
    case NodeKind::index:
    case NodeKind::index_optional: return check_index(at);
    case NodeKind::call: return check_call(at);
    case NodeKind::list: return check_list(node);
    case NodeKind::map: return check_map(node);
    case NodeKind::logical_and:
    case NodeKind::logical_or:
    case NodeKind::logical_not: return check_logical(node);
    case NodeKind::conditional: return check_conditional(node);
    case NodeKind::all:
    case NodeKind::exists:
    case NodeKind::exists_one:
    case NodeKind::filter:
    case NodeKind::map_items:
    case NodeKind::transform_list:
    case NodeKind::transform_map:
    case NodeKind::transform_map_entry: return check_loop(at);
    case NodeKind::bind: return check_bind(at);
    case NodeKind::optional_map:
    case NodeKind::optional_flat_map: return check_optional_macro(at);
    case NodeKind::local:
    case NodeKind::variable:
    case NodeKind::field:
    case NodeKind::has_known_field:
    case NodeKind::builtin:
    case NodeKind::optional_or:
    case NodeKind::optional_or_value:
    case NodeKind::host_call:
    case NodeKind::failure: return Type::dyn();
  }
  return Type::dyn();
}

Type TypeWalk::fail(NodeIndex at, std::string reason) {
  Node& node = ast_[at];
  node.kind = NodeKind::failure;
  node.text = static_cast<std::uint32_t>(ast_.texts.size());
  ast_.texts.push_back(std::move(reason));
  return Type::dyn();
}

void TypeWalk::require(NodeIndex at, const Type& wanted, const Type& actual, const std::string& what) {
  if (!is_full() || inference_.fits(wanted, actual)) return;
  complain(ast_[at], "wrong-type", what + ", not " + to_string(inference_.resolve(actual, true)));
}

// `list.exists(condition)`: what stands in it cannot be told before its variable is named.
bool TypeWalk::is_misused_macro(const Node& node) {
  const std::string& name = ast_.text_of(node);
  std::vector<std::string> forms;
  for (const auto& shape : macro_shapes()) {
    if (shape.name == name) forms.emplace_back(shape.form);
  }
  if (!node.is_member || forms.empty() || calls_.full_name(name, false)) return false;
  complain(node.token_begin, node.token_end, "wrong-arguments", backticked(name) + " is not written like this",
           "write " + listed(forms));
  return true;
}

Type TypeWalk::check_call(NodeIndex at) {
  resolve_namespace(at);
  const Node node = ast_[at];
  if (is_full() && is_misused_macro(node)) return Type::dyn();
  std::vector<Type> arguments;
  for (std::size_t i = 0; i < node.child_count; ++i) arguments.push_back(check(ast_.child(node, i)));
  const std::size_t known_problems = problems_.size();
  if (is_full()) lint_call(program_, at, arguments, inference_, problems_);
  // What cannot be meant is said once, in the words that help most.
  if (problems_.size() > known_problems) return Type::boolean();
  return calls_.check(at, std::move(arguments));
}

Type TypeWalk::content_of_option(NodeIndex at, Type type) {
  type = inference_.resolve(type);
  if (type.is(Kind::optional)) return type.parameters()[0];
  if (!type.is(Kind::dyn) && !type.is(Kind::parameter))
    complain(ast_[at], "wrong-type", "after `?` an optional is needed, not " + to_string(type));
  return Type::dyn();
}

Type TypeWalk::check_list(const Node& node) {
  std::optional<Type> item;
  for (std::size_t i = 0; i < node.child_count; ++i) {
    Type type = check(ast_.child(node, i));
    if (ast_.is_optional(node, i)) type = content_of_option(ast_.child(node, i), std::move(type));
    item = item ? inference_.join(*item, type) : type;
  }
  return Type::list(item ? *item : inference_.fresh());
}

Type TypeWalk::check_map(const Node& node) {
  std::optional<Type> key;
  std::optional<Type> value;
  for (std::size_t i = 0; i < node.child_count; i += 2) {
    const Type key_type = check(ast_.child(node, i));
    Type value_type = check(ast_.child(node, i + 1));
    if (ast_.is_optional(node, i)) value_type = content_of_option(ast_.child(node, i + 1), std::move(value_type));
    require_key(ast_.child(node, i), key_type);
    key = key ? inference_.join(*key, key_type) : key_type;
    value = value ? inference_.join(*value, value_type) : value_type;
  }
  return Type::map(key ? *key : inference_.fresh(), value ? *value : inference_.fresh());
}

void TypeWalk::require_key(NodeIndex at, const Type& type) {
  const Type key = inference_.resolve(type);
  switch (key.kind()) {
    case Kind::dyn:
    case Kind::parameter:
    case Kind::boolean:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::string:
    case Kind::enumeration: return;
    case Kind::null:
    case Kind::real:
    case Kind::bytes:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::money:
    case Kind::type:
    case Kind::list:
    case Kind::map:
    case Kind::optional:
    case Kind::structure:
    case Kind::opaque:
      complain(ast_[at], "wrong-type",
               "the key of a map must be bool, int, uint or string, not " + to_string(inference_.resolve(key, true)));
  }
}

void TypeWalk::require_bool(NodeIndex at, const Type& type, std::string_view what) {
  if (!is_full() || inference_.fits(Type::boolean(), type)) return;
  complain(ast_[at], "not-bool",
           std::string(what) + " must be true or false, " + backticked(ast_.source_of(ast_[at])) + " is " +
               to_string(inference_.resolve(type, true)));
}

Type TypeWalk::check_logical(const Node& node) {
  const std::string_view symbol = node.kind == NodeKind::logical_and  ? "`&&`"
                                  : node.kind == NodeKind::logical_or ? "`||`"
                                                                      : "`!`";
  for (std::size_t i = 0; i < node.child_count; ++i) {
    require_bool(ast_.child(node, i), check(ast_.child(node, i)), "what " + std::string(symbol) + " stands by");
  }
  return Type::boolean();
}

Type TypeWalk::check_conditional(const Node& node) {
  require_bool(ast_.child(node, 0), check(ast_.child(node, 0)), "the condition before `?`");
  const Type yes = check(ast_.child(node, 1));
  const Type no = check(ast_.child(node, 2));
  if (inference_.fits(yes, no)) return more_general(inference_.resolve(yes), inference_.resolve(no));
  complain(node, "wrong-type",
           "both values of `? :` must have one type, not " + to_string(inference_.resolve(yes, true)) + " and " +
               to_string(inference_.resolve(no, true)));
  return Type::dyn();
}

void check(Program& program, const Schema& schema, const Type& expected, Checking checking,
           std::vector<ExpressionProblem>& problems) {
  program.types.resize(program.ast.nodes.size());
  TypeWalk(program, schema, checking, problems).run(expected);
  std::ranges::stable_sort(problems, {}, &ExpressionProblem::begin);
}

}  // namespace docket::expr
