// What a name, a dot and an index mean: variables, fields of records, functions with dots in their names.
// Tested by tests/unit/expr/checker_test.cpp
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "expr/foreign.hpp"
#include "expr/schema.hpp"
#include "expr/type_walk.hpp"

namespace docket::expr {
namespace {

using Kind = Type::Kind;

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

}  // namespace

std::optional<std::size_t> TypeWalk::find_local(const std::string& name) const {
  for (std::size_t i = locals_.size(); i > 0; --i) {
    if (locals_[i - 1].name == name) return i - 1;
  }
  return std::nullopt;
}

std::optional<TypeWalk::Qualified> TypeWalk::qualified(NodeIndex at) const {
  const Node& node = ast_[at];
  if (node.kind == NodeKind::name) {
    return Qualified{ast_.text_of(node), node.is_rooted, !node.is_rooted && find_local(ast_.text_of(node)).has_value()};
  }
  if (node.kind != NodeKind::select) return std::nullopt;
  auto operand = qualified(ast_.child(node, 0));
  if (operand) operand->name += "." + ast_.text_of(node);
  return operand;
}

std::optional<Type> TypeWalk::resolve_variable(NodeIndex at, const Qualified& name) {
  for (const auto& candidate : candidates(SchemaAccess::impl(schema_).container, name.name, name.is_rooted)) {
    if (const auto variable = schema_.find_variable(candidate)) return make_variable(at, *variable);
    if (std::ranges::find(kTypeNames, candidate) != kTypeNames.end()) return make_type(at, candidate);
  }
  return std::nullopt;
}

Type TypeWalk::make_variable(NodeIndex at, VariableIndex variable) {
  Node& node = ast_[at];
  node.kind = NodeKind::variable;
  node.value = static_cast<std::uint32_t>(variable);
  if (const auto& full_name = schema_.name_of(variable); ast_.text_of(node) != full_name) {
    node.text = static_cast<std::uint32_t>(ast_.texts.size());
    ast_.texts.push_back(full_name);
  }
  program_.references.push_back({Reference::Kind::variable, node.begin, node.end, variable, {}, {}, {}});
  return schema_.type_of(variable);
}

Type TypeWalk::make_type(NodeIndex at, const std::string& name) {
  Node& node = ast_[at];
  node.kind = NodeKind::constant;
  node.value = static_cast<std::uint32_t>(ast_.constants.size());
  ast_.constants.push_back(Value::type(name));
  return Type::type();
}

Type TypeWalk::check_name(NodeIndex at) {
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

std::string TypeWalk::hint_for_name(const std::string& name) const {
  if (auto hint = foreign_name_hint(name); !hint.empty()) return hint;
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

std::vector<std::string> TypeWalk::all_enumeration_values(const Type& type) {
  std::vector<std::string> values(type.values().begin(), type.values().end());
  for (const auto& field : type.fields())
    values.insert(values.end(), field.type.values().begin(), field.type.values().end());
  return values;
}

Type TypeWalk::check_selection(NodeIndex at) {
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

Type TypeWalk::type_of_field(NodeIndex at, const Type& type) {
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
      complain(node.token_begin, node.token_end, "no-fields",
               backticked(ast_.source_of(ast_[ast_.child(node, 0)])) + " is " + to_string(type) + " and has no fields",
               foreign_field_hint(ast_.text_of(node), ast_.source_of(ast_[ast_.child(node, 0)])));
      return Type::dyn();
  }
  return Type::dyn();
}

Type TypeWalk::type_of_structure_field(NodeIndex at, const Type& type) {
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
    resolved.text2 = ast_[operand].text;
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

Type TypeWalk::check_index(NodeIndex at) {
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

// `math.abs(x)`: when what stands before the dot is the beginning of a function's name, it is no value.
void TypeWalk::resolve_namespace(NodeIndex at) {
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

}  // namespace docket::expr
