// Tested by tests/unit/expr/explanation_test.cpp
#include "expr/spoken.hpp"

#include <algorithm>
#include <array>

#include "value/money.hpp"
#include "value/time_text.hpp"

namespace docket::expr {
namespace {

constexpr std::size_t kShownBytes = 200;  // of a value, in a sentence
constexpr std::array<std::string_view, 3> kRecords = {"record.", "input.", "params."};

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

bool is_of_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

// `record.fee`, but not `record.fee > 3`
bool is_path(std::string_view text) {
  return std::ranges::all_of(text, [](char byte) { return is_of_name(byte) || byte == '.'; });
}

std::string cut(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  auto end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

// Of a text in quotation marks, with them.
std::size_t quoted_size(std::string_view text) {
  const auto end = text.find(text[0], 1);
  return end == std::string_view::npos ? text.size() : end + 1;
}

std::size_t word_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_of_name(text[size])) ++size;
  return size;
}

// Of `('extend')`, or nothing.
std::size_t argument_size(std::string_view text) {
  if (text.size() < 3 || text[0] != '(' || (text[1] != '\'' && text[1] != '"')) return 0;
  const auto end = 1 + quoted_size(text.substr(1));
  return end < text.size() && text[end] == ')' ? end + 1 : 0;
}

// Of what is one thing to a person: `record.fee`, `record.?fee`, `last('extend').at`, a quoted text, any other sign.
std::size_t term_size(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  if (rest[0] == '\'' || rest[0] == '"') return quoted_size(rest);
  auto size = word_size(rest);
  if (size == 0) return 1;
  size += argument_size(rest.substr(size));
  while (size + 1 < rest.size() && rest[size] == '.') {
    const auto dots = rest[size + 1] == '?' ? std::size_t{2} : std::size_t{1};
    const auto word = word_size(rest.substr(size + dots));
    const auto next = size + dots + word;
    const auto argument = next < rest.size() && rest[next] == '(' ? argument_size(rest.substr(next)) : 0;
    const bool is_other_call = next < rest.size() && rest[next] == '(' && argument == 0;
    if (word == 0 || is_other_call) break;
    size = next + argument;
  }
  return size;
}

// Of `.orValue(…)`: what counts where a field is not there is no part of its name.
std::size_t default_size(std::string_view text) {
  constexpr std::string_view kOrValue = ".orValue(";
  if (!text.starts_with(kOrValue)) return 0;
  int depth = 1;
  for (auto size = kOrValue.size(); size < text.size();) {
    if (text[size] == '(') ++depth;
    if (text[size] == ')' && --depth == 0) return size + 1;
    size += text[size] == '\'' || text[size] == '"' ? quoted_size(text.substr(size)) : 1;
  }
  return 0;
}

}  // namespace

std::string with_space(std::string first, std::string_view second) {
  const bool is_after_sign = first.ends_with("：") || first.ends_with("，");
  const bool has_both = !first.empty() && !second.empty() && !is_after_sign;
  if (has_both && (is_ascii(first.back()) || is_ascii(second.front()))) first += ' ';
  return first.append(second);
}

bool is_literal(const Operand& operand) {
  const char first = operand.text.empty() ? '\0' : operand.text.front();
  return first == '\'' || first == '"' || first == '[' || first == '-' || (first >= '0' && first <= '9') ||
         operand.text == "true" || operand.text == "false" || operand.text == "null" ||
         operand.text.starts_with("money(") || operand.text.starts_with("duration(") ||
         operand.text.starts_with("timestamp(");
}

std::string Spoken::value(const Value& value) const {
  switch (value.kind()) {
    case Value::Kind::string: return value.as_string().empty() ? say("empty", "空") : cut(value.as_string());
    case Value::Kind::money: return money_text(value.as_money());
    case Value::Kind::timestamp: return moment(value);
    case Value::Kind::duration: return duration_text(value.as_duration());
    case Value::Kind::boolean: return value.as_bool() ? say("yes", "“是”") : say("no", "“否”");
    case Value::Kind::list: return list(value);
    case Value::Kind::null: return say("empty", "空");
    case Value::Kind::integer:
    case Value::Kind::uinteger:
    case Value::Kind::real:
    case Value::Kind::bytes:
    case Value::Kind::map:
    case Value::Kind::type:
    case Value::Kind::optional: return to_text(value);
  }
  return to_text(value);
}

std::string Spoken::list(const Value& list) const {
  std::string text;
  for (const auto& item : list.as_list()) {
    if (!text.empty()) text += say(", ", "、");
    text += value(item);
    if (text.size() > kShownBytes) return text + "…";
  }
  return text.empty() ? say("empty", "空") : text;
}

// `2026-03-09 09:00`: of a moment's text, what a person wants to know.
std::string Spoken::moment(const Value& value) const {
  const auto when = value.as_timestamp();
  if (!wording_.zone) return timestamp_text(when);
  const Instant instant{std::chrono::milliseconds(when.seconds * 1000 + when.nanoseconds / 1'000'000)};
  auto text = to_string(instant, *wording_.zone);
  text[10] = ' ';
  return text.substr(0, text.substr(17, 2) == "00" ? 16 : 19);
}

std::string Spoken::subject(const Operand& operand, const DecidingClause& clause) const {
  const auto& variable = clause.variable;
  const bool is_item = clause.item > 0 && (operand.name == variable || operand.name.starts_with(variable + "."));
  if (!is_item) return name(operand.name);
  const auto number = std::to_string(clause.item);
  const auto item =
      is_zh() ? with_space(name(clause.range) + "第", number + " 项") : "item " + number + " of " + name(clause.range);
  if (operand.name == variable) return item;
  const auto part = operand.name.substr(variable.size() + 1);
  return is_zh() ? with_space(item + "的", part) : part + " of " + item;
}

std::string Spoken::measure(const Operand& operand, const DecidingClause& clause) const {
  if (operand.text == "now") return say("now", "现在");
  const bool is_parameter = operand.text.starts_with("params.") && is_path(operand.text);
  if (is_literal(operand) || is_parameter) return value(operand.value);
  // A sum and its value, or a field and its.
  return subject(operand, clause) + (is_path(operand.name) ? " " : " = ") + value(operand.value);
}

std::string Spoken::name(const std::string& text) const {
  if (wording_.title_of) {
    if (std::string given = wording_.title_of(text); !given.empty()) return given;
  }
  if (text == "now") return say("now", "现在");
  if (text.starts_with("size(") && text.ends_with(")")) {
    const std::string inner = name(text.substr(5, text.size() - 6));
    return is_zh() ? inner + "数量" : "the number of " + inner;
  }
  return expression(text);
}

// Every field, and every call of something with one word, that has a title goes by it.
std::string Spoken::expression(std::string_view text) const {
  std::string spoken;
  for (std::size_t at = 0; at < text.size();) {
    const auto size = term_size(text, at);
    const auto term = text.substr(at, size);
    spoken += is_of_name(text[at]) ? said(term) : std::string(term);
    at += size;
    if (term.find(".?") != std::string_view::npos) at += default_size(text.substr(at));
  }
  return spoken;
}

std::string Spoken::said(std::string_view term) const {
  std::string plain(term);
  std::erase(plain, '?');
  if (plain == "now") return say("now", "现在");
  if (wording_.title_of) {
    if (std::string given = wording_.title_of(plain); !given.empty()) return given;
  }
  for (const auto record : kRecords) {
    if (plain.starts_with(record)) return plain.substr(record.size());
  }
  return plain;
}

}  // namespace docket::expr
