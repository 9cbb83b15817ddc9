// Tested by tests/unit/engine/refusal_test.cpp
#include "engine/inputs.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace docket {
namespace {

std::string title_in(const Input& input, Language language) {
  return input.title.empty() ? backticked(input.name) : input.title.in(language);
}

Reason missing(const Input& input, const SourceSpan& place) {
  return {
      .kind = ReasonKind::input_missing,
      .subject = input.name,
      .message = {.en = title_in(input, Language::en) + " is missing", .zh = "缺少" + title_in(input, Language::zh)},
      .detail = {.en = "a " + to_string(input.type) + " is wanted", .zh = "类型：" + to_string(input.type)},
      .place = place};
}

Reason invalid(const Input& input, const std::string& why, const SourceSpan& place) {
  return {
      .kind = ReasonKind::input_invalid,
      .subject = input.name,
      .message = {.en = title_in(input, Language::en) + " is not valid", .zh = title_in(input, Language::zh) + "无效"},
      .detail = {.en = why, .zh = why},
      .place = place};
}

Reason unknown(std::string_view name, const std::vector<std::string>& known, const SourceSpan& place) {
  const auto hint =
      did_you_mean(name, known, known.empty() ? "this event takes no input" : "known are " + listed(known));
  return {
      .kind = ReasonKind::input_invalid,
      .subject = std::string(name),
      .message = {.en = "there is no input " + backticked(name), .zh = "没有名为 " + backticked(name) + " 的输入项"},
      .detail = {.en = hint, .zh = hint},
      .place = place};
}

}  // namespace

CheckedInputs check_inputs(const Transition& transition, const Value& input) {
  CheckedInputs checked;
  std::vector<MapEntry> values;
  std::vector<std::string> known;
  for (const auto& declared : transition.inputs) {
    known.push_back(declared.name);
    const auto* given = input.find(declared.name);
    Value value;
    if (!given || given->is_null()) {
      if (declared.is_required) checked.reasons.push_back(missing(declared, transition.place));
    } else if (auto typed = from_json(*given, declared.type, declared.name)) {
      value = *std::move(typed);
    } else {
      checked.reasons.push_back(invalid(declared, typed.error().message, transition.place));
    }
    values.push_back({Value::string(declared.name), std::move(value)});
  }
  for (const auto& entry : input.as_map()) {
    const auto name = entry.key.as_string();
    if (std::find(known.begin(), known.end(), name) == known.end())
      checked.reasons.push_back(unknown(name, known, transition.place));
  }
  checked.values = Value::map(std::move(values));
  return checked;
}

std::size_t size_estimate(const Value& value) {
  std::size_t size = 8;
  switch (value.kind()) {
    case Value::Kind::string: return value.as_string().size() + 2;
    case Value::Kind::bytes: return value.as_bytes().size() * 4 / 3 + 2;
    case Value::Kind::list:
      for (const auto& item : value.as_list()) size += size_estimate(item);
      return size;
    case Value::Kind::map:
      for (const auto& entry : value.as_map()) size += size_estimate(entry.key) + size_estimate(entry.value);
      return size;
    case Value::Kind::optional: return value.as_optional() ? size_estimate(*value.as_optional()) : 4;
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::integer:
    case Value::Kind::uinteger:
    case Value::Kind::real:
    case Value::Kind::timestamp:
    case Value::Kind::duration:
    case Value::Kind::type:
    case Value::Kind::money: return 24;
  }
  return size;
}

}  // namespace docket
