// Tested by tests/unit/engine/refusal_test.cpp
#include "engine/inputs.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "docket/limits.hpp"

namespace docket {
namespace {

constexpr std::size_t kNameShown = 80;  // bytes of what a host called an input

std::string title_in(const Input& input, Language language) {
  return input.title.empty() ? backticked(input.name) : input.title.in(language);
}

// Where it is declared; an input that goes without saying, where its transition stands.
SourceSpan place_of(const Input& input, const Transition& transition) {
  return input.place.line > 0 ? input.place : transition.place;
}

Reason missing(const Input& input, const Transition& transition) {
  return {
      .kind = ReasonKind::input_missing,
      .subject = input.name,
      .message = {.en = title_in(input, Language::en) + " is missing", .zh = "缺少" + title_in(input, Language::zh)},
      .detail = {.en = "a " + to_string(input.type) + " is wanted", .zh = "应为" + type_in_chinese(input.type)},
      .place = place_of(input, transition),
      .overlay = input.overlay};
}

Reason invalid(const Input& input, const Value& given, const std::string& why, const Transition& transition) {
  return {
      .kind = ReasonKind::input_invalid,
      .subject = input.name,
      .message = {.en = title_in(input, Language::en) + " is not valid", .zh = title_in(input, Language::zh) + "无效"},
      .detail = {.en = why, .zh = "应为" + type_in_chinese(input.type) + "，而不是 " + to_text(given)},
      .place = place_of(input, transition),
      .overlay = input.overlay};
}

Reason unknown(std::string_view whole_name, const std::vector<std::string>& known, const Transition& transition) {
  const auto name = shortened(whole_name, kNameShown);
  const LocalizedText otherwise =
      known.empty()
          ? LocalizedText{.en = "this event takes no input", .zh = "该事件没有输入项"}
          : LocalizedText{.en = "known are " + listed(known), .zh = "已知输入项：" + listed_in_chinese(known)};
  return {
      .kind = ReasonKind::input_invalid,
      .subject = std::string(name),
      .message = {.en = "there is no input " + backticked(name), .zh = "没有名为 " + backticked(name) + " 的输入项"},
      .detail = meant(name, known, otherwise),
      .place = transition.place};
}

Reason more_unknown(std::size_t count, const Transition& transition) {
  const auto number = std::to_string(count);
  return {.kind = ReasonKind::input_invalid,
          .subject = "",
          .message = {.en = "there are " + number + " more inputs that nobody asked for",
                      .zh = "另有 " + number + " 个未定义的输入项"},
          .detail = {},
          .place = transition.place};
}

constexpr std::size_t kSearchedInARow = 8;

// By its name, which mostly is short: then its bytes say whether it is the one.
const Value* find_given(const Value& given, std::span<const MapEntry> entries, const Value& name) {
  if (name.is_shared() || entries.size() > kSearchedInARow) return given.find(name);
  for (const auto& entry : entries) {
    if (entry.key.has_same_bytes(name)) return &entry.value;
  }
  return nullptr;
}

}  // namespace

bool Inputs::take_some(const std::vector<InputKey>& keys, const Value& given) {
  const auto& declared = *declared_;
  if (values_.size() < declared.size()) values_.resize(declared.size());
  const auto entries = given.as_map();
  std::size_t known = 0;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const auto* value = find_given(given, entries, keys[i].name);
    if (value) ++known;
    if (!value || value->is_null()) {
      if (declared[i].is_required) return false;
      values_[i] = Value();
    } else if (keys[i].takes_as_it_is(*value)) {
      values_[i] = *value;
    } else if (auto typed = from_json(*value, declared[i].type, declared[i].name)) {
      values_[i] = *std::move(typed);
    } else {
      return false;
    }
  }
  return known == entries.size();
}

std::vector<Reason> Inputs::check(const Transition& transition, const Value& given) {
  std::vector<Reason> reasons;
  declared_ = &transition.inputs;
  values_.clear();
  std::vector<std::string> known;
  for (const auto& declared : transition.inputs) {
    known.push_back(declared.name);
    const auto* value = given.find(declared.name);
    Value taken;
    if (!value || value->is_null()) {
      if (declared.is_required) reasons.push_back(missing(declared, transition));
    } else if (auto typed = from_json(*value, declared.type, declared.name)) {
      taken = *std::move(typed);
    } else {
      reasons.push_back(invalid(declared, *value, typed.error().message, transition));
    }
    values_.push_back(std::move(taken));
  }
  // Each is told with all that is known; of thousands that would be more than anybody stores or reads.
  std::size_t unknowns = 0;
  for (const auto& entry : given.as_map()) {
    const auto name = entry.key.as_string();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (++unknowns <= limits::kUnknownInputsNamed) reasons.push_back(unknown(name, known, transition));
  }
  if (unknowns > limits::kUnknownInputsNamed)
    reasons.push_back(more_unknown(unknowns - limits::kUnknownInputsNamed, transition));
  return reasons;
}

std::span<const Value> Inputs::arrange(const std::vector<Input>& declared) {
  arranged_.assign(declared.size(), Value());
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const auto place = std::ranges::find(*declared_, declared[i].name, &Input::name);
    const auto index = static_cast<std::size_t>(place - declared_->begin());
    if (index < declared_->size()) arranged_[i] = values_[index];
  }
  return arranged_;
}

std::string type_in_chinese(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::boolean: return "是或否";
    case Type::Kind::integer:
    case Type::Kind::uinteger: return "整数";
    case Type::Kind::real: return "数字";
    case Type::Kind::string: return "文字";
    case Type::Kind::bytes: return "二进制数据";
    case Type::Kind::timestamp: return "时刻";
    case Type::Kind::duration: return "时长";
    case Type::Kind::money: return type.name().empty() ? "金额" : "金额（" + type.name() + "）";
    case Type::Kind::list: return "列表（每项为" + type_in_chinese(type.parameters().front()) + "）";
    case Type::Kind::enumeration: return "以下之一：" + listed_in_chinese(type.values());
    case Type::Kind::optional: return type_in_chinese(type.parameters().front());
    case Type::Kind::map:
    case Type::Kind::structure: return "一组数据";
    case Type::Kind::dyn:
    case Type::Kind::null:
    case Type::Kind::type:
    case Type::Kind::parameter:
    case Type::Kind::opaque: return "任意值";
  }
  return {};
}

}  // namespace docket
