// Tested by tests/unit/value/type_test.cpp
#include "docket/type.hpp"

#include <algorithm>

namespace docket {

struct Type::Details {
  std::string name;
  std::vector<Type> parameters;
  std::vector<std::string> values;
  std::vector<StructureField> fields;
};

Type Type::money(std::string currency) {
  if (currency.empty()) return Type(Kind::money);
  return Type(Kind::money, std::make_shared<const Details>(Details{std::move(currency), {}, {}, {}}));
}

Type Type::list(Type item) {
  return Type(Kind::list, std::make_shared<const Details>(Details{{}, {std::move(item)}, {}, {}}));
}

Type Type::map(Type key, Type value) {
  return Type(Kind::map, std::make_shared<const Details>(Details{{}, {std::move(key), std::move(value)}, {}, {}}));
}

Type Type::optional(Type content) {
  return Type(Kind::optional, std::make_shared<const Details>(Details{{}, {std::move(content)}, {}, {}}));
}

Type Type::enumeration(std::vector<std::string> values) {
  return Type(Kind::enumeration, std::make_shared<const Details>(Details{{}, {}, std::move(values), {}}));
}

Type Type::structure(std::string name, std::vector<StructureField> fields) {
  return Type(Kind::structure, std::make_shared<const Details>(Details{std::move(name), {}, {}, std::move(fields)}));
}

Type Type::parameter(std::string name) {
  return Type(Kind::parameter, std::make_shared<const Details>(Details{std::move(name), {}, {}, {}}));
}

Type Type::opaque(std::string name, std::vector<Type> parameters) {
  return Type(Kind::opaque, std::make_shared<const Details>(Details{std::move(name), std::move(parameters), {}, {}}));
}

std::span<const Type> Type::parameters() const noexcept {
  return details_ ? std::span<const Type>(details_->parameters) : std::span<const Type>();
}

const std::string& Type::name() const noexcept {
  static const std::string kNoName;
  return details_ ? details_->name : kNoName;
}

std::span<const std::string> Type::values() const noexcept {
  return details_ ? std::span<const std::string>(details_->values) : std::span<const std::string>();
}

std::span<const StructureField> Type::fields() const noexcept {
  return details_ ? std::span<const StructureField>(details_->fields) : std::span<const StructureField>();
}

std::optional<FieldIndex> Type::find_field(std::string_view name) const noexcept {
  const auto all = fields();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const StructureField& field) { return field.name == name; });
  if (found == all.end()) return std::nullopt;
  return static_cast<FieldIndex>(found - all.begin());
}

bool operator==(const Type& a, const Type& b) noexcept {
  if (a.kind_ != b.kind_) return false;
  if (a.details_ == b.details_) return true;
  return a.name() == b.name() && std::ranges::equal(a.parameters(), b.parameters()) &&
         std::ranges::equal(a.values(), b.values()) && std::ranges::equal(a.fields(), b.fields());
}

namespace {

std::string with_parameters(std::string_view name, std::span<const Type> parameters) {
  std::string text(name);
  if (parameters.empty()) return text;
  text += '(';
  for (const auto& parameter : parameters) {
    if (&parameter != &parameters.front()) text += ", ";
    text += to_string(parameter);
  }
  return text + ')';
}

std::string enumeration_text(std::span<const std::string> values) {
  std::string text = "enum(";
  for (const auto& value : values) {
    if (&value != &values.front()) text += ", ";
    text += value;
  }
  return text + ')';
}

}  // namespace

std::string to_string(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::dyn: return "dyn";
    case Type::Kind::null: return "null";
    case Type::Kind::boolean: return "bool";
    case Type::Kind::integer: return "int";
    case Type::Kind::uinteger: return "uint";
    case Type::Kind::real: return "double";
    case Type::Kind::string: return "string";
    case Type::Kind::bytes: return "bytes";
    case Type::Kind::timestamp: return "timestamp";
    case Type::Kind::duration: return "duration";
    case Type::Kind::money: return type.name().empty() ? "money" : "money(" + type.name() + ")";
    case Type::Kind::type: return "type";
    case Type::Kind::list: return with_parameters("list", type.parameters());
    case Type::Kind::map: return with_parameters("map", type.parameters());
    case Type::Kind::optional: return with_parameters("optional", type.parameters());
    case Type::Kind::enumeration: return enumeration_text(type.values());
    case Type::Kind::structure:
    case Type::Kind::parameter: return type.name();
    case Type::Kind::opaque: return with_parameters(type.name(), type.parameters());
  }
  return "dyn";
}

}  // namespace docket
