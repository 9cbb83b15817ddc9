// The reference page: every function from the tables that define them.
// Tested by tests/unit/expr/functions_test.cpp
#include "docket/expression.hpp"
#include "expr/functions.hpp"
#include "expr/macros.hpp"
#include "expr/schema.hpp"

namespace docket {
namespace {

std::string row(std::string_view form, std::string_view documentation, std::string_view example) {
  std::string text = "| ";
  for (const char c : form) text += c == '|' ? std::string("\\|") : std::string(1, c);
  text += " | " + std::string(documentation) + " | ";
  if (!example.empty()) {
    text += '`';
    for (const char c : example) text += c == '|' ? std::string("\\|") : std::string(1, c);
    text += '`';
  }
  return text + " |\n";
}

std::string heading(std::string_view title) {
  return "\n### " + std::string(title) + "\n\n| | What it is | Example |\n|---|---|---|\n";
}

// Signatures one a line within their cell.
std::string forms(std::string_view signatures) {
  std::string text = "`";
  for (std::size_t at = 0; at < signatures.size(); ++at) {
    if (signatures.substr(at).starts_with("; ")) {
      text += "`<br>`";
      ++at;
      continue;
    }
    text += signatures[at];
  }
  return text + "`";
}

std::string form(const Function& function) {
  std::string text = "`";
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const std::string type = to_string(function.parameters[i].type);
    if (i == 0 && function.is_member) {
      text += type + "." + function.name + "(";
      continue;
    }
    if (i == 0) text += function.name + "(";
    if (i > (function.is_member ? 1U : 0U)) text += ", ";
    text += function.parameters[i].what.empty() ? type : "'" + function.parameters[i].what + "'";
  }
  if (function.parameters.empty()) text += function.name + "(";
  return text + ") -> " + to_string(function.result) + "`";
}

}  // namespace

std::string function_reference(const Schema& schema) {
  std::string text;
  if (schema.function_count() > 0) {
    text += heading("The case and its time");
    for (const auto& function : SchemaAccess::impl(schema).functions)
      text += row(form(function), function.documentation, function.example);
  }
  for (const auto& section : expr::FunctionTable::get().sections()) {
    text += heading(section.title);
    for (const auto& each : section.rows) text += row(forms(each.signatures), each.documentation, each.example);
  }
  text += heading("Macros");
  text +=
      row("`has(record.field)`", "Whether a field is there; reading an absent field is an error.", "has({'a': 1}.a)");
  text += row("`cel.bind(x, value, expression)`",
              "The expression with a name for a value that is needed more than once.", "cel.bind(x, 2, x + x) == 4");
  for (const auto& shape : expr::macro_shapes())
    text += row("`" + std::string(shape.form) + "`", shape.documentation, shape.example);
  return text;
}

}  // namespace docket
