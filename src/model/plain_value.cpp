// Tested by tests/unit/model/language_examples_test.cpp
#include "model/plain_value.hpp"

#include "value/number_text.hpp"

namespace docket {
namespace {

Value scalar(const yaml::Node& node) {
  const auto& text = node.text();
  if (!node.is_plain()) return Value::string(text);
  if (text == "true" || text == "false") return Value::boolean(text == "true");
  if (const auto whole = number_in<std::int64_t>(text)) return Value::integer(*whole);
  const bool looks_decimal = text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  if (const auto real = looks_decimal ? number_in<double>(text) : std::nullopt) return Value::real(*real);
  return Value::string(text);
}

}  // namespace

Value plain_value(const yaml::Node& node) {
  switch (node.kind()) {
    case yaml::Kind::null: return Value::null();
    case yaml::Kind::scalar: return scalar(node);
    case yaml::Kind::sequence: {
      std::vector<Value> items;
      for (const auto& item : node.items()) items.push_back(plain_value(item));
      return Value::list(std::move(items));
    }
    case yaml::Kind::map: {
      std::vector<MapEntry> entries;
      for (const auto& entry : node.entries())
        entries.push_back({Value::string(entry.key.text()), plain_value(entry.value)});
      return Value::map(std::move(entries));
    }
  }
  return Value::null();
}

}  // namespace docket
