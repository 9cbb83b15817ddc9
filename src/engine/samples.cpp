// Tested by tests/unit/engine/nearest_test.cpp
#include "engine/samples.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "engine/judgement.hpp"

namespace docket {
namespace {

constexpr std::int64_t kTextCharacters = 500;  // beyond that no form asks for more
constexpr std::size_t kWords = 16;             // of an enumeration, where rules look at its value

void add(std::vector<Value>& values, Value value) {
  const bool is_there =
      std::any_of(values.begin(), values.end(), [&](const Value& each) { return identical(each, value); });
  if (!is_there) values.push_back(std::move(value));
}

// `facts`, or `facts facts f` where that many characters are wanted.
Value text_of_length(const std::string& name, std::int64_t characters) {
  std::string text;
  while (static_cast<std::int64_t>(text.size()) < characters) text += (text.empty() ? "" : " ") + name;
  text.resize(static_cast<std::size_t>(characters));
  if (text.ends_with(' ')) text.back() = '.';
  return Value::string(text);
}

Value plain_sample(const std::string& name, const Type& type, Instant now) {
  switch (type.kind()) {
    case Type::Kind::boolean: return Value::boolean(true);
    case Type::Kind::integer: return Value::integer(1);
    case Type::Kind::uinteger: return Value::uinteger(1);
    case Type::Kind::real: return Value::real(1);
    case Type::Kind::bytes: return Value::string("");
    case Type::Kind::timestamp: return Value::string(to_string(now));
    case Type::Kind::duration: return Value::string("1h");
    case Type::Kind::money: return Value::money(100, type.name().empty() ? "CNY" : type.name());
    case Type::Kind::enumeration: return Value::string(type.values().empty() ? "" : type.values().front());
    case Type::Kind::list: return Value::list({plain_sample(name, type.parameters().front(), now)});
    case Type::Kind::map:
    case Type::Kind::structure: return Value::map({});
    case Type::Kind::optional: return plain_sample(name, type.parameters().front(), now);
    case Type::Kind::null:
    case Type::Kind::type: return Value::null();
    case Type::Kind::string:
    case Type::Kind::dyn:
    case Type::Kind::parameter:
    case Type::Kind::opaque: return Value::string(name);
  }
  return {};
}

// Values on both sides of what the rules compare with.
void add_around(std::vector<Value>& values, const Input& input, const std::vector<Value>& literals) {
  for (const auto& literal : literals) {
    const auto kind = literal.kind();
    if (input.type.is(Type::Kind::integer) && kind == Value::Kind::integer) {
      for (const int step : {0, 1, -1}) add(values, Value::integer(literal.as_int() + step));
    } else if (input.type.is(Type::Kind::uinteger) && (kind == Value::Kind::integer || kind == Value::Kind::uinteger)) {
      for (const int step : {0, 1, -1}) {
        if (literal.as_int() + step >= 0)
          add(values, Value::uinteger(static_cast<std::uint64_t>(literal.as_int() + step)));
      }
    } else if (input.type.is(Type::Kind::real) && kind == Value::Kind::real) {
      for (const int step : {0, 1, -1}) add(values, Value::real(literal.as_double() + step));
    } else if (input.type.is(Type::Kind::money) && kind == Value::Kind::money) {
      const auto money = literal.as_money();
      for (const int step : {0, 1, -1}) add(values, Value::money(money.minor_units + step, money.currency));
    } else if (input.type.is(Type::Kind::string) && kind == Value::Kind::string) {
      add(values, literal);
    } else if (input.type.is(Type::Kind::string) && kind == Value::Kind::integer && literal.as_int() >= 0 &&
               literal.as_int() < kTextCharacters) {
      for (const int step : {0, 1}) add(values, text_of_length(input.name, literal.as_int() + step));
    } else if (input.type.is(Type::Kind::list) && kind == Value::Kind::integer && literal.as_int() > 0 &&
               literal.as_int() < 10) {
      const auto& item = input.type.parameters().front();
      std::vector<Value> items(static_cast<std::size_t>(literal.as_int()), plain_sample(input.name, item, {}));
      add(values, Value::list(std::move(items)));
    }
  }
}

// Null stands for: not given.
std::vector<Value> values_for(const Input& input, const Subject& subject, Instant now) {
  std::vector<Value> values;
  if (!input.is_required) values.push_back(Value::null());
  if (subject.look == Look::never && !input.is_required) return values;
  add(values, plain_sample(input.name, input.type, now));
  if (subject.look != Look::value) return values;
  if (input.type.is(Type::Kind::boolean)) add(values, Value::boolean(false));
  if (input.type.is(Type::Kind::integer)) add(values, Value::integer(0));
  if (input.type.is(Type::Kind::list)) add(values, Value::list({}));
  if (input.type.is(Type::Kind::enumeration)) {
    const auto words = input.type.values();
    for (std::size_t i = 0; i < std::min(words.size(), kWords); ++i) add(values, Value::string(words[i]));
  }
  add_around(values, input, subject.literals);
  return values;
}

Subject subject_of(const Workflow& workflow, const Relevance& relevance, const std::vector<TransitionIndex>& candidates,
                   const std::string& input) {
  Subject all;
  for (const auto index : candidates) {
    const auto& transition = workflow.transition(index);
    for (std::size_t i = 0; i < transition.inputs.size(); ++i) {
      if (transition.inputs[i].name != input) continue;
      auto subject = relevance.input(transition, i);
      all.look = std::max(all.look, subject.look);
      for (auto& literal : subject.literals) add(all.literals, std::move(literal));
    }
  }
  return all;
}

}  // namespace

Samples sample_inputs(const Workflow& workflow, const Relevance& relevance,
                      const std::vector<TransitionIndex>& candidates, Instant now) {
  const auto inputs = united_inputs(workflow, candidates);
  std::vector<std::vector<Value>> choices;
  for (const auto& input : inputs)
    choices.push_back(values_for(input, subject_of(workflow, relevance, candidates, input.name), now));
  Samples samples;
  std::vector<std::size_t> turn(inputs.size(), 0);
  for (bool is_done = false; !is_done;) {
    if (samples.inputs.size() == limits::kNearestInputs) {
      samples.is_complete = false;
      break;
    }
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto& value = choices[i][turn[i]];
      if (!value.is_null()) entries.push_back({Value::string(inputs[i].name), value});
    }
    samples.inputs.push_back(Value::map(std::move(entries)));
    is_done = true;
    for (std::size_t i = 0; i < turn.size() && is_done; ++i) {
      turn[i] = (turn[i] + 1) % choices[i].size();
      is_done = turn[i] == 0;
    }
  }
  return samples;
}

std::vector<Actor> sample_actors(const Workflow& workflow, const Relevance& relevance,
                                 const std::vector<TransitionIndex>& candidates) {
  std::vector<std::vector<std::string>> choices;
  if (candidates.size() == 1) {
    const auto& by = workflow.transition(candidates.front()).roles;
    const auto& roles = by.empty() && relevance.asks_roles() ? workflow.roles : by;
    for (const auto& role : roles) choices.push_back({role});
    // All roles that may are alike where no rule asks for more.
    if (!relevance.asks_roles() && choices.size() > 1) choices.resize(1);
  } else {
    // In several regions somebody has to satisfy each.
    std::vector<std::string> all;
    for (const auto index : candidates) {
      for (const auto& role : workflow.transition(index).roles) {
        if (std::find(all.begin(), all.end(), role) == all.end()) all.push_back(role);
      }
    }
    choices.push_back(std::move(all));
  }
  if (choices.empty()) choices.emplace_back();
  std::vector<Actor> actors;
  for (const auto& roles : choices) {
    const auto id = roles.empty() ? std::string("somebody") : join(roles, "_");
    actors.push_back({id, roles});
    if (relevance.asks_who()) actors.push_back({id + "_2", roles});
  }
  return actors;
}

}  // namespace docket
