// Tested by tests/unit/engine/nearest_test.cpp
#include "engine/samples.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "engine/bindings.hpp"
#include "engine/inversion.hpp"
#include "engine/judgement.hpp"
#include "engine/turning.hpp"

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
    const bool is_number = literal.kind() == Value::Kind::integer || literal.kind() == Value::Kind::uinteger;
    const bool is_length = is_number && literal.as_int() >= 0 && literal.as_int() < kTextCharacters;
    if (input.type.is(Type::Kind::string) && is_length) {
      for (const int step : {0, 1}) add(values, text_of_length(input.name, literal.as_int() + step));
    } else if (input.type.is(Type::Kind::string)) {
      if (literal.kind() == Value::Kind::string) add(values, literal);
    } else if (input.type.is(Type::Kind::list) && is_length && literal.as_int() > 0 && literal.as_int() < 10) {
      const auto& item = input.type.parameters().front();
      std::vector<Value> items(static_cast<std::size_t>(literal.as_int()), plain_sample(input.name, item, {}));
      add(values, Value::list(std::move(items)));
    } else if (is_number || literal.kind() == Value::Kind::real || literal.kind() == Value::Kind::money) {
      for (const auto& near : around(literal)) {
        for (auto& value : as_type(near, input.type)) add(values, std::move(value));
      }
    }
  }
}

// Whether the values stand for all there are: wherever a rule looks, one of them is on each side.
bool are_exhaustive(const Input& input, const Subject& subject, const std::vector<Value>& values) {
  if (subject.look != Look::value) return true;
  switch (input.type.kind()) {
    case Type::Kind::boolean: return true;
    case Type::Kind::enumeration: return input.type.values().size() <= kWords;
    case Type::Kind::integer:
    case Type::Kind::uinteger:
    case Type::Kind::money: return subject.is_exact;
    case Type::Kind::real: return subject.is_exact && subject.literals.size() <= 1;
    case Type::Kind::string: {
      // One that is compared with nothing is needed, too.
      const auto& others = subject.literals;
      return subject.is_exact && std::any_of(values.begin(), values.end(), [&](const Value& value) {
               return !value.is_null() && std::find(others.begin(), others.end(), value) == others.end();
             });
    }
    case Type::Kind::bytes:
    case Type::Kind::timestamp:
    case Type::Kind::duration:
    case Type::Kind::list:
    case Type::Kind::map:
    case Type::Kind::structure:
    case Type::Kind::optional:
    case Type::Kind::null:
    case Type::Kind::type:
    case Type::Kind::dyn:
    case Type::Kind::parameter:
    case Type::Kind::opaque: return false;
  }
  return false;
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
      all.is_exact = all.is_exact && subject.is_exact;
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
  Samples samples;
  for (const auto& input : inputs) {
    const auto subject = subject_of(workflow, relevance, candidates, input.name);
    choices.push_back(values_for(input, subject, now));
    samples.is_complete = samples.is_complete && are_exhaustive(input, subject, choices.back());
  }
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

namespace {

using Roles = std::vector<std::vector<std::string>>;

Roles sample_roles(const Workflow& workflow, const Relevance& relevance,
                   const std::vector<TransitionIndex>& candidates) {
  Roles choices;
  std::vector<std::string> all;
  const auto add_all = [&](const std::vector<std::string>& roles) {
    for (const auto& role : roles) {
      if (std::find(all.begin(), all.end(), role) == all.end()) all.push_back(role);
    }
  };
  if (candidates.size() == 1) {
    const auto& by = workflow.transition(candidates.front()).roles;
    const auto& roles = by.empty() && relevance.asks_roles() ? workflow.roles : by;
    for (const auto& role : roles) choices.push_back({role});
    // All roles that may are alike where no rule asks for more.
    if (!relevance.asks_roles() && choices.size() > 1) choices.resize(1);
  } else {
    // In several regions somebody has to satisfy each.
    for (const auto index : candidates) add_all(workflow.transition(index).roles);
    choices.push_back(all);
  }
  if (relevance.asks_roles() && workflow.roles.size() > 1) {
    if (choices.empty()) choices.emplace_back();
    add_all(workflow.roles);
    choices.push_back(std::move(all));
  }
  if (choices.empty()) choices.emplace_back();
  return choices;
}

// Whom the rules of these transitions compare the actor with.
std::vector<std::string> people_asked_for(const CaseData& kase, const std::vector<TransitionIndex>& candidates,
                                          Instant now) {
  constexpr std::size_t kPeople = 8;
  const Actor somebody{"somebody", {}};
  const CaseBindings bindings(kase, now, &somebody, nullptr);
  const auto id = static_cast<std::size_t>(ActorField::id);
  const Unknown unknown{.variable = Variable::actor, .field = id, .name = "id", .type = Type::string()};
  std::vector<std::string> people;
  const auto look = [&](const Expression& condition) {
    if (!mentions(condition, Variable::actor, id)) return;
    for (const auto& value : turning_values(condition, unknown, bindings, now)) {
      const std::string person(value.as_string());
      const bool is_new = !person.empty() && std::find(people.begin(), people.end(), person) == people.end();
      if (is_new && people.size() < kPeople) people.push_back(person);
    }
  };
  for (const auto index : candidates) {
    const auto& transition = kase.workflow->transition(index);
    if (transition.when) look(*transition.when);
    for (const auto& requirement : transition.requirements) look(requirement.check);
    for (const auto& branch : transition.branches) {
      if (branch.when) look(*branch.when);
    }
  }
  return people;
}

}  // namespace

std::vector<Actor> sample_actors(const CaseData& kase, const Relevance& relevance,
                                 const std::vector<TransitionIndex>& candidates, Instant now) {
  const auto choices = sample_roles(*kase.workflow, relevance, candidates);
  const auto people = relevance.asks_who() ? people_asked_for(kase, candidates, now) : std::vector<std::string>();
  std::vector<Actor> actors;
  for (const auto& roles : choices) {
    const auto id = roles.empty() ? std::string("somebody") : join(roles, "_");
    actors.push_back({id, roles});
    if (relevance.asks_who()) actors.push_back({id + "_2", roles});
    for (const auto& person : people) actors.push_back({person, roles});
  }
  return actors;
}

}  // namespace docket
