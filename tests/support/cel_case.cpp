#include "support/cel_case.hpp"

#include <bit>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "docket/timezone.hpp"
#include "expr/compile.hpp"

namespace docket::testing {
namespace {

using Json = nlohmann::json;

class SystemZones final : public Zones {
 public:
  std::optional<std::int32_t> offset_seconds(std::string_view zone, std::int64_t epoch_seconds) const override {
    const TimeZone* known = find(std::string(zone));
    if (known == nullptr) return std::nullopt;
    const Instant instant{std::chrono::seconds(epoch_seconds)};
    return static_cast<std::int32_t>(known->period_at(instant).offset.count());
  }

 private:
  const TimeZone* find(const std::string& name) const {
    const auto known = zones_.find(name);
    if (known != zones_.end()) return &known->second;
    std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    auto zone = TimeZone::from_tzif(name, bytes.str());
    return zone ? &zones_.emplace(name, *std::move(zone)).first->second : nullptr;
  }
  mutable std::map<std::string, TimeZone> zones_;
};

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

std::int64_t integer_of(const Json& json) {
  return json.is_string() ? std::stoll(json.get<std::string>()) : json.get<std::int64_t>();
}

Value read_value(const Json& json) {
  const std::string tag = json.at("t");
  if (tag == "null") return Value::null();
  if (tag == "bool") return Value::boolean(json.at("v"));
  if (tag == "int") return Value::integer(std::stoll(json.at("v").get<std::string>()));
  if (tag == "uint") return Value::uinteger(std::stoull(json.at("v").get<std::string>()));
  if (tag == "double")
    return Value::real(std::bit_cast<double>(std::stoull(json.at("bits").get<std::string>(), nullptr, 16)));
  if (tag == "string") return Value::string(json.at("v").get<std::string>());
  if (tag == "bytes") return Value::bytes(from_hex(json.at("hex")));
  if (tag == "type") return Value::type(json.at("v").get<std::string>());
  if (tag == "timestamp")
    return Value::timestamp(Timestamp{integer_of(json.at("s")), static_cast<std::uint32_t>(integer_of(json.at("n")))});
  if (tag == "duration") {
    std::int64_t seconds = integer_of(json.at("s"));
    std::int64_t nanoseconds = integer_of(json.at("n"));
    if (nanoseconds < 0) {
      nanoseconds += 1'000'000'000;
      --seconds;
    }
    return Value::duration(Duration{seconds, static_cast<std::uint32_t>(nanoseconds)});
  }
  if (tag == "list") {
    std::vector<Value> items;
    for (const auto& item : json.at("v")) items.push_back(read_value(item));
    return Value::list(std::move(items));
  }
  if (tag == "map") {
    std::vector<MapEntry> entries;
    for (const auto& entry : json.at("v")) entries.push_back({read_value(entry.at(0)), read_value(entry.at(1))});
    return Value::map(std::move(entries));
  }
  throw std::runtime_error("unknown tag " + tag);
}

Type read_type(const Json& json) {
  const std::string kind = json.at("kind");
  std::vector<Type> parameters;
  if (json.contains("params"))
    for (const auto& parameter : json.at("params")) parameters.push_back(read_type(parameter));
  static const std::map<std::string, Type> kSimple = {
      {"dyn", Type::dyn()},           {"null", Type::null()},     {"bool", Type::boolean()},
      {"int", Type::integer()},       {"uint", Type::uinteger()}, {"double", Type::real()},
      {"string", Type::string()},     {"bytes", Type::bytes()},   {"timestamp", Type::timestamp()},
      {"duration", Type::duration()}, {"type", Type::type()}};
  if (const auto simple = kSimple.find(kind); simple != kSimple.end()) return simple->second;
  if (kind == "list") return Type::list(parameters.empty() ? Type() : parameters[0]);
  if (kind == "map") return parameters.empty() ? Type::map({}, {}) : Type::map(parameters[0], parameters[1]);
  if (kind == "type_param") return Type::parameter(json.at("name"));
  const std::string name = json.value("name", "");
  if (name == "optional_type") return Type::optional(parameters.at(0));
  if (kind == "abstract") return Type::opaque(name, std::move(parameters));
  const std::string text = json.value("str", kind);
  if (text.find("Timestamp") != std::string::npos) return Type::timestamp();
  if (text.find("Duration") != std::string::npos) return Type::duration();
  return Type::dyn();
}

void add_function(Schema& schema, const Json& declaration) {
  for (const auto& overload : declaration.at("overloads")) {
    Function function{.name = declaration.at("name")};
    for (const auto& parameter : overload.at("params")) function.parameters.push_back({read_type(parameter)});
    function.result = read_type(overload.at("result"));
    function.is_member = overload.value("member", false);
    schema.add_function(std::move(function));
  }
}

std::optional<std::string> compare_result(const Json& expected, const EvalResult& result) {
  const std::string kind = expected.at("kind");
  const auto* error = std::get_if<EvalError>(&result);
  if (kind == "error" || kind == "any_error") {
    return error != nullptr ? std::nullopt
                            : std::optional("an error was expected, not " + to_text(std::get<Value>(result)));
  }
  const Value wanted = read_value(expected.at("value"));
  if (error != nullptr) return "expected " + to_text(wanted) + ", not the error: " + error->message;
  if (is_same(wanted, std::get<Value>(result))) return std::nullopt;
  return "expected " + to_text(wanted) + ", not " + to_text(std::get<Value>(result));
}

}  // namespace

EvalResult CaseBindings::variable(VariableIndex variable) const {
  const auto& value = values_[static_cast<std::size_t>(variable)];
  if (value) return *value;
  return EvalError{"no such attribute", 0, 0};
}

const Zones* CaseBindings::zones() const {
  static const SystemZones kZones;
  return &kZones;
}

bool is_same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.kind() == Value::Kind::list) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!is_same(a.as_list()[i], b.as_list()[i])) return false;
    return true;
  }
  if (a.kind() == Value::Kind::map) {
    if (a.size() != b.size()) return false;
    for (const auto& entry : a.as_map()) {
      const Value* other = b.find(entry.key);
      if (other == nullptr || !is_same(entry.value, *other)) return false;
    }
    return true;
  }
  if (a.kind() == Value::Kind::real) return identical(a, b) || a == b;
  return a == b;
}

CelCase read_cel_case(const Json& json) {
  CelCase result;
  result.name = json.at("section").get<std::string>() + "/" + json.at("name").get<std::string>();
  result.expression = json.at("expr");
  result.is_checked = !json.at("disable_check").get<bool>();
  result.schema.set_container(json.at("container"));
  const auto& bindings = json.at("bindings");
  for (const auto& declaration : json.at("type_env")) {
    if (declaration.at("kind") == "function") {
      add_function(result.schema, declaration);
      continue;
    }
    const std::string name = declaration.at("name");
    result.schema.add_variable(name, read_type(declaration.at("type")));
    result.values.push_back(bindings.contains(name) ? std::optional(read_value(bindings.at(name))) : std::nullopt);
  }
  for (const auto& [name, value] : bindings.items()) {
    if (result.schema.find_variable(name)) continue;
    result.schema.add_variable(name, Type::dyn());
    result.values.emplace_back(read_value(value));
  }
  return result;
}

std::optional<std::string> failure_of(const Json& json) {
  const CelCase given = read_cel_case(json);
  const auto checking = given.is_checked ? expr::Checking::full : expr::Checking::names_only;
  const Compiled compiled = expr::compile(given.expression, given.schema, Type::dyn(), checking);
  const auto& expected = json.at("expect");
  const std::string kind = expected.at("kind");
  if (!compiled.expression) {
    if (kind == "error" || kind == "any_error") return std::nullopt;
    const auto& problem = compiled.problems.front();
    return "does not compile: " + problem.message + " at " + std::to_string(problem.begin) + " (" + problem.hint + ")";
  }
  if (json.contains("deduced_type")) {
    const Type wanted = read_type(json.at("deduced_type"));
    if (!(wanted == compiled.expression->type()))
      return "expected type " + to_string(wanted) + ", not " + to_string(compiled.expression->type());
  }
  if (kind == "check_only") return std::nullopt;
  return compare_result(expected, evaluate(*compiled.expression, CaseBindings(given.values)));
}

}  // namespace docket::testing
