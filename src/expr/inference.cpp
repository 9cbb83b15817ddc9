// Tested by tests/unit/expr/checker_test.cpp
#include "expr/inference.hpp"

#include <algorithm>

namespace docket::expr {
namespace {

using Kind = Type::Kind;

std::size_t number_of(const Type& unknown) {
  std::size_t number = 0;
  for (const char digit : unknown.name().substr(1)) number = number * 10 + static_cast<std::size_t>(digit - '0');
  return number;
}

bool is_text(const Type& type) { return type.is(Kind::string) || type.is(Kind::enumeration); }

// Types that may also be null.
bool takes_null(const Type& type) {
  return type.is(Kind::timestamp) || type.is(Kind::duration) || type.is(Kind::optional) || type.is(Kind::opaque) ||
         type.is(Kind::structure);
}

Type with_parameters(const Type& type, std::vector<Type> parameters) {
  switch (type.kind()) {
    case Kind::list: return Type::list(std::move(parameters[0]));
    case Kind::map: return Type::map(std::move(parameters[0]), std::move(parameters[1]));
    case Kind::optional: return Type::optional(std::move(parameters[0]));
    case Kind::opaque: return Type::opaque(type.name(), std::move(parameters));
    case Kind::dyn:
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::string:
    case Kind::bytes:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::money:
    case Kind::type:
    case Kind::enumeration:
    case Kind::structure:
    case Kind::parameter: return type;
  }
  return type;
}

// Rebuilds a type from its parameters, each changed by `change`; shares what does not change.
template <class Change>
Type rebuilt(const Type& type, Change change) {
  if (type.parameters().empty()) return type;
  std::vector<Type> parameters;
  bool is_changed = false;
  for (const auto& parameter : type.parameters()) {
    parameters.push_back(change(parameter));
    is_changed = is_changed || !(parameters.back() == parameter);
  }
  return is_changed ? with_parameters(type, std::move(parameters)) : type;
}

}  // namespace

bool is_unknown(const Type& type) { return type.is(Kind::parameter) && type.name().starts_with('?'); }

Type more_general(const Type& a, const Type& b) {
  if (a.is(Kind::dyn) || b.is(Kind::dyn)) return Type::dyn();
  if (is_unknown(a)) return b;
  if (is_unknown(b)) return a;
  if (a.is(Kind::null)) return b;
  if (is_text(a) && is_text(b)) return a == b ? a : Type::string();
  if (a.kind() != b.kind() || a.parameters().size() != b.parameters().size()) return a;
  if (a.is(Kind::money) && a.name() != b.name()) return Type::money();
  std::size_t i = 0;
  return rebuilt(a, [&](const Type& parameter) { return more_general(parameter, b.parameters()[i++]); });
}

Type Inference::fresh() {
  Type unknown = Type::parameter("?" + std::to_string(known_.size()));
  known_.push_back(unknown);
  return unknown;
}

Type Inference::instantiate(const Type& signature, Renaming& renaming) {
  if (signature.is(Kind::parameter) && !is_unknown(signature)) {
    const auto found = std::ranges::find(renaming, signature.name(), &std::pair<std::string, Type>::first);
    if (found != renaming.end()) return found->second;
    renaming.emplace_back(signature.name(), fresh());
    return renaming.back().second;
  }
  return rebuilt(signature, [&](const Type& parameter) { return instantiate(parameter, renaming); });
}

Type Inference::shallow(const Type& type) const {
  Type result = type;
  while (is_unknown(result)) {
    const Type& next = known_[number_of(result)];
    if (is_unknown(next) && next.name() == result.name()) break;
    result = next;
  }
  return result;
}

bool Inference::occurs(const Type& unknown, const Type& in) const {
  const Type type = shallow(in);
  if (is_unknown(type)) return type.name() == unknown.name();
  return std::ranges::any_of(type.parameters(), [&](const Type& parameter) { return occurs(unknown, parameter); });
}

bool Inference::unify_unknown(const Type& unknown, const Type& other, bool unknown_is_wanted) {
  // Follow to the last unknown of the chain: its content, when there is one, may become more general.
  Type last = unknown;
  while (is_unknown(known_[number_of(last)]) && known_[number_of(last)].name() != last.name())
    last = known_[number_of(last)];
  const Type content = known_[number_of(last)];
  if (is_unknown(content)) {
    if (is_unknown(other) && shallow(other) == last) return true;
    if (occurs(last, other)) return false;
    known_[number_of(last)] = other;
    return true;
  }
  if (!(unknown_is_wanted ? unify(content, other) : unify(other, content))) return false;
  known_[number_of(last)] = more_general(content, resolve(other));
  return true;
}

bool Inference::unify_parameters(const Type& wanted, const Type& actual) {
  if (wanted.parameters().size() != actual.parameters().size()) return false;
  for (std::size_t i = 0; i < wanted.parameters().size(); ++i) {
    if (!unify(wanted.parameters()[i], actual.parameters()[i])) return false;
  }
  return true;
}

bool Inference::unify(const Type& wanted, const Type& actual) {
  if (is_unknown(wanted)) return unify_unknown(wanted, actual, true);
  if (is_unknown(actual)) return unify_unknown(actual, wanted, false);
  if (wanted.is(Kind::dyn) || actual.is(Kind::dyn)) return true;
  if (wanted.is(Kind::null)) return actual.is(Kind::null) || takes_null(actual);
  if (actual.is(Kind::null)) return takes_null(wanted);
  if (is_text(wanted) && is_text(actual)) return true;
  if (wanted.is(Kind::structure) && actual.is(Kind::map)) return true;
  if (wanted.is(Kind::map) && actual.is(Kind::structure)) return unify(wanted.parameters()[0], Type::string());
  if (wanted.kind() != actual.kind()) return false;
  if (wanted.is(Kind::money)) return wanted.name().empty() || actual.name().empty() || wanted.name() == actual.name();
  if (wanted.is(Kind::structure) || wanted.is(Kind::opaque)) {
    if (wanted.name() != actual.name()) return false;
  }
  return unify_parameters(wanted, actual);
}

bool Inference::fits(const Type& wanted, const Type& actual) {
  // Without unknowns nothing can be learnt, so nothing need be kept for a failure.
  if (known_.empty()) return unify(wanted, actual);
  Snapshot before = snapshot();
  if (unify(wanted, actual)) return true;
  restore(std::move(before));
  return false;
}

Type Inference::join(const Type& a, const Type& b) {
  if (fits(a, b)) return more_general(resolve(a), resolve(b));
  return Type::dyn();
}

Type Inference::resolve(const Type& type, bool is_final) const {
  const Type known = shallow(type);
  if (is_unknown(known)) return is_final ? Type::dyn() : known;
  return rebuilt(known, [&](const Type& parameter) { return resolve(parameter, is_final); });
}

}  // namespace docket::expr
