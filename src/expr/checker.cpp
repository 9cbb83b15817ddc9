// Tested by tests/unit/expr/checker_test.cpp
#include "expr/checker.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "expr/call_checker.hpp"
#include "expr/inference.hpp"
#include "expr/lint.hpp"
#include "expr/schema.hpp"

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

constexpr std::array<std::string_view, 13> kTypeNames = {"bool",
                                                         "int",
                                                         "uint",
                                                         "double",
                                                         "string",
                                                         "bytes",
                                                         "list",
                                                         "map",
                                                         "null_type",
                                                         "type",
                                                         "google.protobuf.Timestamp",
                                                         "google.protobuf.Duration",
                                                         "optional_type"};

class Checker {
 public:
  Checker(Program& program, const Schema& schema, Checking checking, std::vector<ExpressionProblem>& problems)
      : program_(program),
        ast_(program.ast),
        schema_(schema),
        checking_(checking),
        problems_(problems),
        calls_({program, schema, inference_, problems, checking == Checking::full}) {}

  void run(const Type& expected) {
    const Type type = check(ast_.root);
    if (is_full() && problems_.empty() && !inference_.fits(expected, type)) refuse_result(expected, type);
    for (auto& known : program_.types) known = inference_.resolve(known, true);
    program_.type = inference_.resolve(type, true);
  }

 private:
  struct Local {
    std::string name;
    Type type;
  };

  bool is_full() const { return checking_ == Checking::full; }

  void complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint = {}) {
    if (is_full()) problems_.push_back({begin, end, std::move(code), std::move(message), std::move(hint)});
  }
  void complain(const Node& node, std::string code, std::string message, std::string hint = {}) {
    complain(node.begin, node.end, std::move(code), std::move(message), std::move(hint));
  }

  void refuse_result(const Type& expected, const Type& type) {
    const std::string actual = to_string(inference_.resolve(type, true));
    if (!expected.is(Kind::boolean)) {
      return complain(ast_[ast_.root], "wrong-type",
                      "the expression must be " + to_string(expected) + ", not " + actual);
    }
    complain(ast_[ast_.root], "not-bool", "a condition must be true or false, this is " + actual,
             hint_for_condition(type));
  }

  std::string hint_for_condition(const Type& type) const {
    const std::string source(ast_.source_of(ast_[ast_.root]));
    if (source.size() > 40) return "compare it with something";
    if (type.is(Kind::string) || type.is(Kind::enumeration)) return "compare it: `" + source + " == '...'`";
    if (type.is(Kind::list) || type.is(Kind::map)) return "ask for its size: `size(" + source + ") > 0`";
    return "compare it: `" + source + " > ...`";
  }

  // ------------------------------------------------------------------------------ walking

  Type check(NodeIndex at) {
    const Type type = check_kind(at);
    if (program_.types.size() < ast_.nodes.size()) program_.types.resize(ast_.nodes.size());
    program_.types[static_cast<std::size_t>(at)] = type;
    return type;
  }

  Type check_kind(NodeIndex at) {
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

  // What cannot work: a problem now, or an error when it is evaluated.
  Type fail(NodeIndex at, std::string reason) {
    Node& node = ast_[at];
    node.kind = NodeKind::failure;
    node.text = static_cast<std::uint32_t>(ast_.texts.size());
    ast_.texts.push_back(std::move(reason));
    return Type::dyn();
  }

  // -------------------------------------------------------------------------------- names

  std::optional<std::size_t> find_local(const std::string& name) const {
    for (std::size_t i = locals_.size(); i > 0; --i) {
      if (locals_[i - 1].name == name) return i - 1;
    }
    return std::nullopt;
  }

  struct Qualified {
    std::string name;
    bool is_rooted = false;
    bool begins_with_local = false;
  };

  // `a.b.c` when the node is just that: names and dots.
  std::optional<Qualified> qualified(NodeIndex at) const {
    const Node& node = ast_[at];
    if (node.kind == NodeKind::name) {
      return Qualified{ast_.text_of(node), node.is_rooted,
                       !node.is_rooted && find_local(ast_.text_of(node)).has_value()};
    }
    if (node.kind != NodeKind::select) return std::nullopt;
    auto operand = qualified(ast_.child(node, 0));
    if (operand) operand->name += "." + ast_.text_of(node);
    return operand;
  }

  std::optional<Type> resolve_variable(NodeIndex at, const Qualified& name) {
    for (const auto& candidate : candidates(SchemaAccess::impl(schema_).container, name.name, name.is_rooted)) {
      if (const auto variable = schema_.find_variable(candidate)) return make_variable(at, *variable);
      if (std::ranges::find(kTypeNames, candidate) != kTypeNames.end()) return make_type(at, candidate);
    }
    return std::nullopt;
  }

  Type make_variable(NodeIndex at, VariableIndex variable) {
    Node& node = ast_[at];
    node.kind = NodeKind::variable;
    node.value = static_cast<std::uint32_t>(variable);
    program_.references.push_back({Reference::Kind::variable, node.begin, node.end, variable, {}, {}, {}});
    return schema_.type_of(variable);
  }

  Type make_type(NodeIndex at, const std::string& name) {
    Node& node = ast_[at];
    node.kind = NodeKind::constant;
    node.value = static_cast<std::uint32_t>(ast_.constants.size());
    ast_.constants.push_back(Value::type(name));
    return Type::type();
  }

  Type check_name(NodeIndex at) {
    const Node node = ast_[at];
    const std::string name = ast_.text_of(node);
    if (const auto local = node.is_rooted ? std::nullopt : find_local(name)) {
      ast_[at].kind = NodeKind::local;
      ast_[at].slot = static_cast<std::uint32_t>(*local);
      return locals_[*local].type;
    }
    if (const auto type = resolve_variable(at, {name, node.is_rooted, false})) return *type;
    complain(node, "unknown-name", backticked(name) + " is not defined", hint_for_name(name));
    return fail(at, "undeclared reference to " + backticked(name));
  }

  std::string hint_for_name(const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& local : locals_) known.push_back(local.name);
    for (const auto& variable : SchemaAccess::impl(schema_).variables) known.push_back(variable.name);
    if (const auto near = nearest(name, known)) return "did you mean " + backticked(*near) + "?";
    // A field named without its record is the most common slip.
    for (const auto& variable : SchemaAccess::impl(schema_).variables) {
      if (variable.type.find_field(name)) return "did you mean `" + variable.name + "." + name + "`?";
    }
    for (const auto& variable : SchemaAccess::impl(schema_).variables) {
      for (const auto& value : all_enumeration_values(variable.type)) {
        if (value == name) return "text is written in quotes: `'" + name + "'`";
      }
    }
    return known.empty() ? std::string() : "there are " + listed(known);
  }

  static std::vector<std::string> all_enumeration_values(const Type& type) {
    std::vector<std::string> values(type.values().begin(), type.values().end());
    for (const auto& field : type.fields())
      values.insert(values.end(), field.type.values().begin(), field.type.values().end());
    return values;
  }

  // ------------------------------------------------------------------------------- fields

  Type check_selection(NodeIndex at) {
    if (ast_[at].kind == NodeKind::select) {
      const auto name = qualified(at);
      if (name && !name->begins_with_local) {
        if (const auto type = resolve_variable(at, *name)) return *type;
      }
    }
    const NodeIndex operand = ast_.child(ast_[at], 0);
    const Type type = inference_.resolve(check(operand));
    const bool is_optional = type.is(Kind::optional);
    Type field = type_of_field(at, is_optional ? inference_.resolve(type.parameters()[0]) : type);
    const Node& node = ast_[at];
    if (node.kind == NodeKind::has_field || node.kind == NodeKind::has_known_field) return Type::boolean();
    if (is_optional || node.kind == NodeKind::select_optional)
      return field.is(Kind::optional) ? field : Type::optional(std::move(field));
    return field;
  }

  Type type_of_field(NodeIndex at, const Type& type) {
    const Node node = ast_[at];
    switch (type.kind()) {
      case Kind::structure: return type_of_structure_field(at, type);
      case Kind::map: return type.parameters()[1];
      case Kind::dyn:
      case Kind::parameter:
      case Kind::opaque: return Type::dyn();
      case Kind::null:
      case Kind::boolean:
      case Kind::integer:
      case Kind::uinteger:
      case Kind::real:
      case Kind::string:
      case Kind::bytes:
      case Kind::timestamp:
      case Kind::duration:
      case Kind::money:
      case Kind::type:
      case Kind::list:
      case Kind::optional:
      case Kind::enumeration:
        complain(
            node.token_begin, node.token_end, "no-fields",
            backticked(ast_.source_of(ast_[ast_.child(node, 0)])) + " is " + to_string(type) + " and has no fields");
        return Type::dyn();
    }
    return Type::dyn();
  }

  Type type_of_structure_field(NodeIndex at, const Type& type) {
    const Node node = ast_[at];
    const std::string& name = ast_.text_of(node);
    const auto field = type.find_field(name);
    const NodeIndex operand = ast_.child(node, 0);
    if (!field) {
      std::vector<std::string> known;
      for (const auto& each : type.fields()) known.push_back(each.name);
      const std::string all = known.empty() ? std::string() : "it has " + listed(known);
      complain(node.token_begin, node.token_end, "unknown-field",
               backticked(ast_.source_of(ast_[operand])) + " has no field " + backticked(name),
               did_you_mean(name, known, all));
      return Type::dyn();
    }
    if (ast_[operand].kind == NodeKind::variable && node.kind != NodeKind::select_optional) {
      Node& resolved = ast_[at];
      resolved.kind = node.kind == NodeKind::has_field ? NodeKind::has_known_field : NodeKind::field;
      resolved.value = ast_[operand].value;
      resolved.value2 = static_cast<std::uint32_t>(*field);
      resolved.child_count = 0;  // the record as a whole is not looked at
      program_.references.push_back({Reference::Kind::field,
                                     node.token_begin,
                                     node.token_end,
                                     static_cast<VariableIndex>(resolved.value),
                                     *field,
                                     {},
                                     {}});
    }
    return type.fields()[static_cast<std::size_t>(*field)].type;
  }

  Type check_index(NodeIndex at) {
    const Node node = ast_[at];
    Type type = inference_.resolve(check(ast_.child(node, 0)));
    const Type index = check(ast_.child(node, 1));
    const bool is_optional = type.is(Kind::optional) || node.kind == NodeKind::index_optional;
    if (type.is(Kind::optional)) type = inference_.resolve(type.parameters()[0]);
    Type item = Type::dyn();
    if (type.is(Kind::list)) {
      item = type.parameters()[0];
      require(ast_.child(node, 1), Type::integer(), index, "the index of a list must be int");
    } else if (type.is(Kind::map)) {
      item = type.parameters()[1];
      require(ast_.child(node, 1), type.parameters()[0], index,
              "the key must be " + to_string(inference_.resolve(type.parameters()[0], true)));
    } else if (!type.is(Kind::dyn) && !type.is(Kind::parameter)) {
      complain(node.token_begin, node.token_end, "no-items", to_string(type) + " has no items to take with `[...]`",
               type.is(Kind::structure) ? "write the field with a dot" : "");
    }
    return is_optional ? Type::optional(std::move(item)) : item;
  }

  void require(NodeIndex at, const Type& wanted, const Type& actual, const std::string& what) {
    if (!is_full() || inference_.fits(wanted, actual)) return;
    complain(ast_[at], "wrong-type", what + ", not " + to_string(inference_.resolve(actual, true)));
  }

  // -------------------------------------------------------------------------------- calls

  Type check_call(NodeIndex at) {
    resolve_namespace(at);
    const Node node = ast_[at];
    std::vector<Type> arguments;
    for (std::size_t i = 0; i < node.child_count; ++i) arguments.push_back(check(ast_.child(node, i)));
    const std::size_t known_problems = problems_.size();
    if (is_full()) lint_call(program_, at, arguments, inference_, problems_);
    // What cannot be meant is said once, in the words that help most.
    if (problems_.size() > known_problems) return Type::boolean();
    return calls_.check(at, std::move(arguments));
  }

  // `math.abs(x)`: when what stands before the dot is the beginning of a function's name, it is no value.
  void resolve_namespace(NodeIndex at) {
    const Node node = ast_[at];
    if (!node.is_member) {
      ast_.texts[node.text] = calls_.full_name(ast_.text_of(node), node.is_rooted).value_or(ast_.text_of(node));
      return;
    }
    const auto target = qualified(ast_.child(node, 0));
    if (!target || target->begins_with_local) return;
    const auto name = calls_.full_name(target->name + "." + ast_.text_of(node), target->is_rooted);
    if (!name) return;
    ast_.texts[node.text] = *name;
    ast_[at].is_member = false;
    ++ast_[at].first_child;
    --ast_[at].child_count;
  }

  // ------------------------------------------------------------------------ lists and maps

  Type content_of_option(NodeIndex at, Type type) {
    type = inference_.resolve(type);
    if (type.is(Kind::optional)) return type.parameters()[0];
    if (!type.is(Kind::dyn) && !type.is(Kind::parameter))
      complain(ast_[at], "wrong-type", "after `?` an optional is needed, not " + to_string(type));
    return Type::dyn();
  }

  Type check_list(const Node& node) {
    std::optional<Type> item;
    for (std::size_t i = 0; i < node.child_count; ++i) {
      Type type = check(ast_.child(node, i));
      if (ast_.is_optional(node, i)) type = content_of_option(ast_.child(node, i), std::move(type));
      item = item ? inference_.join(*item, type) : type;
    }
    return Type::list(item ? *item : inference_.fresh());
  }

  Type check_map(const Node& node) {
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

  void require_key(NodeIndex at, const Type& type) {
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

  // -------------------------------------------------------------------------------- logic

  void require_bool(NodeIndex at, const Type& type, std::string_view what) {
    if (!is_full() || inference_.fits(Type::boolean(), type)) return;
    complain(ast_[at], "not-bool",
             std::string(what) + " must be true or false, " + backticked(ast_.source_of(ast_[at])) + " is " +
                 to_string(inference_.resolve(type, true)));
  }

  Type check_logical(const Node& node) {
    const std::string_view symbol = node.kind == NodeKind::logical_and  ? "`&&`"
                                    : node.kind == NodeKind::logical_or ? "`||`"
                                                                        : "`!`";
    for (std::size_t i = 0; i < node.child_count; ++i) {
      require_bool(ast_.child(node, i), check(ast_.child(node, i)), "what " + std::string(symbol) + " stands by");
    }
    return Type::boolean();
  }

  Type check_conditional(const Node& node) {
    require_bool(ast_.child(node, 0), check(ast_.child(node, 0)), "the condition before `?`");
    const Type yes = check(ast_.child(node, 1));
    const Type no = check(ast_.child(node, 2));
    if (inference_.fits(yes, no)) return more_general(inference_.resolve(yes), inference_.resolve(no));
    complain(node, "wrong-type",
             "both values of `? :` must have one type, not " + to_string(inference_.resolve(yes, true)) + " and " +
                 to_string(inference_.resolve(no, true)));
    return Type::dyn();
  }

  // ------------------------------------------------------------------------------- macros

  struct Range {
    Type first;  // what a single variable stands for: the item, or the key
    Type index;  // with two variables: the index or key
    Type item;   // and the item or value
  };

  Range range_of(NodeIndex at) {
    const Type type = inference_.resolve(check(at));
    switch (type.kind()) {
      case Kind::list: return {type.parameters()[0], Type::integer(), type.parameters()[0]};
      case Kind::map: return {type.parameters()[0], type.parameters()[0], type.parameters()[1]};
      case Kind::dyn:
      case Kind::parameter:
      case Kind::opaque: return {};
      case Kind::null:
      case Kind::boolean:
      case Kind::integer:
      case Kind::uinteger:
      case Kind::real:
      case Kind::string:
      case Kind::bytes:
      case Kind::timestamp:
      case Kind::duration:
      case Kind::money:
      case Kind::type:
      case Kind::optional:
      case Kind::enumeration:
      case Kind::structure:
        complain(ast_[at], "wrong-type",
                 "a macro runs over a list or map, " + backticked(ast_.source_of(ast_[at])) + " is " + to_string(type));
        return {};
    }
    return {};
  }

  std::size_t open_scope(NodeIndex at, const Type& first, const Type& second) {
    const Node& node = ast_[at];
    const std::size_t slot = locals_.size();
    ast_[at].slot = static_cast<std::uint32_t>(slot);
    locals_.push_back({ast_.texts[node.text], first});
    if (node.text2 != kNone) locals_.push_back({ast_.texts[node.text2], second});
    return slot;
  }
  void close_scope(std::size_t slot) { locals_.resize(slot); }

  Type check_loop(NodeIndex at) {
    const Node node = ast_[at];
    const Range range = range_of(ast_.child(node, 0));
    const std::size_t scope = open_scope(at, node.text2 == kNone ? range.first : range.index, range.item);
    if (node.child_count == 3) require_bool(ast_.child(node, 1), check(ast_.child(node, 1)), "the condition");
    const NodeIndex body = ast_.child(node, node.child_count - 1);
    const Type type = check(body);
    close_scope(scope);
    switch (node.kind) {
      case NodeKind::all:
      case NodeKind::exists:
      case NodeKind::exists_one: require_bool(body, type, "the condition of a macro"); return Type::boolean();
      case NodeKind::filter: require_bool(body, type, "the condition of a macro"); return Type::list(range.first);
      case NodeKind::map_items:
      case NodeKind::transform_list: return Type::list(type);
      case NodeKind::transform_map: return Type::map(range.index, type);
      case NodeKind::transform_map_entry:
        require(body, Type::map(Type::dyn(), Type::dyn()), type, "the entries must be a map");
        return type;
      case NodeKind::constant:
      case NodeKind::name:
      case NodeKind::select:
      case NodeKind::select_optional:
      case NodeKind::has_field:
      case NodeKind::index:
      case NodeKind::index_optional:
      case NodeKind::call:
      case NodeKind::list:
      case NodeKind::map:
      case NodeKind::logical_and:
      case NodeKind::logical_or:
      case NodeKind::logical_not:
      case NodeKind::conditional:
      case NodeKind::bind:
      case NodeKind::optional_map:
      case NodeKind::optional_flat_map:
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

  Type check_bind(NodeIndex at) {
    const Node node = ast_[at];
    const Type bound = check(ast_.child(node, 0));
    const std::size_t scope = open_scope(at, bound, {});
    const Type type = check(ast_.child(node, 1));
    close_scope(scope);
    return type;
  }

  Type check_optional_macro(NodeIndex at) {
    const Node node = ast_[at];
    const Type target = inference_.resolve(check(ast_.child(node, 0)));
    Type content = Type::dyn();
    if (target.is(Kind::optional))
      content = target.parameters()[0];
    else
      require(ast_.child(node, 0), Type::optional(Type::dyn()), target, "an optional is needed");
    const std::size_t scope = open_scope(at, content, {});
    const Type type = inference_.resolve(check(ast_.child(node, 1)));
    close_scope(scope);
    if (node.kind == NodeKind::optional_map) return Type::optional(type);
    require(ast_.child(node, 1), Type::optional(inference_.fresh()), type, "`optFlatMap` needs an optional");
    return type;
  }

  Program& program_;
  Ast& ast_;
  const Schema& schema_;
  Checking checking_;
  std::vector<ExpressionProblem>& problems_;
  Inference inference_;
  CallChecker calls_;
  std::vector<Local> locals_;
};

}  // namespace

void check(Program& program, const Schema& schema, const Type& expected, Checking checking,
           std::vector<ExpressionProblem>& problems) {
  program.types.resize(program.ast.nodes.size());
  Checker(program, schema, checking, problems).run(expected);
  std::ranges::stable_sort(problems, {}, &ExpressionProblem::begin);
}

}  // namespace docket::expr
