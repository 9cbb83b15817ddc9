// The reference page: every function from the tables that define them.
// Tested by tests/unit/model/function_reference_test.cpp
#include <algorithm>

#include "base/text.hpp"
#include "docket/expression.hpp"
#include "expr/functions.hpp"
#include "expr/macros.hpp"
#include "expr/schema.hpp"

namespace docket {
namespace {

// What is no function but written otherwise.
struct Form {
  std::string_view form;
  std::string_view en;
  std::string_view zh;
  std::string_view example;
};

constexpr Form kForms[] = {
    {"a && b", "Both hold. False as soon as one is false, even if the other cannot be told.",
     "两者都成立。只要有一个为假就是假，哪怕另一个无法判断。", "true && !false"},
    {"a || b", "At least one holds. True as soon as one is true, even if the other cannot be told.",
     "至少一个成立。只要有一个为真就是真，哪怕另一个无法判断。", "1 / 0 > 0 || true"},
    {"!a", "It does not hold.", "不成立。", "!(1 > 2)"},
    {"condition ? a : b", "`a` if the condition holds, else `b`.", "条件成立取 `a`，否则取 `b`。",
     "(2 > 1 ? 'yes' : 'no') == 'yes'"},
    {"has(record.field)", "Whether a field is there; reading an absent field is an error.",
     "该字段是否已填写；读取没有填写的字段是错误。", "has({'a': 1}.a)"},
    {"list[0], map['key']",
     "The item at a place, the first being 0; the value of a key. An error when it is not there.",
     "某个位置上的项，第一项为 0；某个键的值。没有则是错误。", "['a', 'b'][1] == 'b' && {'a': 1}['a'] == 1"},
    {"record.?field, list[?0], map[?'key']", "The same as an optional: no error when it is not there.",
     "同上，得到可选值：没有也不是错误。", "{'a': 1}.?b.orValue(0) == 0 && ['a'][?1].orValue('none') == 'none'"},
    {"[1, 2], {'key': 3}", "A list, and a map. After `?` stands an optional that is left out when it holds nothing.",
     "列表和映射。`?` 后面写可选值，什么也没装时就略去。", "[1, ?optional.none()] == [1]"},
    {"'text', r'C:\\n'", "Text, in single or double quotes; after `r` a backslash is only a backslash.",
     "文本，用单引号或双引号；前面加 `r` 时反斜杠就是反斜杠。", "size(r'\\n') == 2"},
    {"cel.bind(x, value, expression)", "The expression with a name for a value that is needed more than once.",
     "给要用多次的值起个名字，再写表达式。", "cel.bind(x, 2, x + x) == 4"},
};

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string row(const std::string& form, std::string_view documentation, std::string_view example) {
  const std::string shown = example.empty() ? std::string() : backticked(cell(example));
  return "| " + cell(form) + " | " + cell(documentation) + " | " + shown + " |\n";
}

class Page {
 public:
  explicit Page(Language language) : language_(language) {}

  std::string write(const Schema& schema) {
    const auto& functions = SchemaAccess::impl(schema).functions->list;
    if (!functions.empty()) add_heading("The case and its time", "工单和它的时间");
    for (const auto& function : functions)
      text_ += row(form_of(function), function.documentation.in(language_), function.example);
    add_heading("How expressions are written", "表达式的写法");
    for (const auto& form : kForms) text_ += row(backticked(form.form), is_zh() ? form.zh : form.en, form.example);
    add_heading("For each item of a list or map", "对列表或映射的每一项");
    for (const auto& shape : expr::macro_shapes())
      text_ += row(backticked(shape.form), is_zh() ? shape.documentation_zh : shape.documentation, shape.example);
    for (const auto& section : expr::FunctionTable::get().sections()) add_section(section);
    return std::move(text_);
  }

 private:
  bool is_zh() const { return language_ == Language::zh; }

  void add_heading(std::string_view en, std::string_view zh) {
    text_ += (text_.empty() ? "## " : "\n## ") + std::string(is_zh() ? zh : en) + "\n\n";
    text_ += is_zh() ? "| 写法 | 含义 | 例子（为真） |\n|---|---|---|\n"
                     : "| Form | Meaning | Example (true) |\n|---|---|---|\n";
  }

  void add_section(const expr::FunctionSection& section) {
    add_heading(section.title, section.title_zh);
    for (const auto& each : section.rows) {
      std::vector<std::string> shown;
      for (const auto& signature : expr::shown_signatures(each)) shown.push_back(backticked(signature));
      text_ += row(join(shown, "<br>"), is_zh() ? each.documentation_zh : each.documentation, each.example);
    }
  }

  static std::string form_of(const Function& function) {
    std::vector<std::string> parameters;
    for (const auto& parameter : function.parameters)
      parameters.push_back(parameter.what.empty() ? to_string(parameter.type) : "'" + parameter.what + "'");
    const std::string receiver = function.is_member ? parameters.front() + "." : std::string();
    if (function.is_member) parameters.erase(parameters.begin());
    const bool is_structure = function.result.is(Type::Kind::structure);
    const std::string result = is_structure ? std::string() : " -> " + to_string(function.result);
    return backticked(receiver + function.name + "(" + join(parameters, ", ") + ")" + result);
  }

  Language language_;
  std::string text_;
};

}  // namespace

std::string function_reference(const Schema& schema, Language language) { return Page(language).write(schema); }

}  // namespace docket
