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

std::string cut(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  auto end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

std::string with_space(std::string first, std::string_view second) {
  const bool is_after_sign = first.ends_with("：") || first.ends_with("，");
  const bool has_both = !first.empty() && !second.empty() && !is_after_sign;
  if (has_both && (is_ascii(first.back()) || is_ascii(second.front()))) first += ' ';
  return first.append(second);
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
  if (!is_item) return name(operand.name, operand.phrases);
  const auto number = std::to_string(clause.item);
  const auto range = this->range(clause);
  const auto item = is_zh() ? with_space(range + "第", number + " 项") : "item " + number + " of " + range;
  if (operand.name == variable) return item;
  const auto part = operand.name.substr(variable.size() + 1);
  return is_zh() ? with_space(item + "的", part) : part + " of " + item;
}

std::string Spoken::range(const DecidingClause& clause) const { return name(clause.range, clause.range_phrases); }

std::string Spoken::measure(const Operand& operand, const DecidingClause& clause) const {
  switch (operand.kind) {
    case OperandKind::now: return say("now", "现在");
    case OperandKind::value:
    case OperandKind::parameter: return value(operand.value);
    case OperandKind::measure:
    case OperandKind::subject: break;
  }
  // A sum and its value, or a field and its.
  const bool is_name =
      operand.phrases.size() == 1 && operand.phrases.front().is_name && operand.name.find('(') == std::string::npos;
  return subject(operand, clause) + (is_name ? " " : " = ") + value(operand.value);
}

std::string Spoken::name(const std::string& text, const std::vector<Phrase>& phrases) const {
  if (wording_.title_of) {
    if (std::string given = wording_.title_of(text); !given.empty()) return given;
  }
  const bool is_size = phrases.size() == 3 && phrases[0].text == "size(" && phrases[2].text == ")";
  if (is_size) {
    const auto inner = said(phrases[1].text);
    return is_zh() ? inner + "数量" : "the number of " + inner;
  }
  return expression(phrases);
}

std::string Spoken::expression(const std::vector<Phrase>& phrases) const {
  std::string spoken;
  for (const auto& phrase : phrases) spoken += phrase.is_name ? said(phrase.text) : phrase.text;
  return spoken;
}

std::string Spoken::said(const std::string& name) const {
  if (name == "now") return say("now", "现在");
  if (wording_.title_of) {
    if (std::string given = wording_.title_of(name); !given.empty()) return given;
  }
  for (const auto record : kRecords) {
    if (name.starts_with(record)) return name.substr(record.size());
  }
  return name;
}

}  // namespace docket::expr
