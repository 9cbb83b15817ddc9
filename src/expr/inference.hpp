// Which types fit each other, and what the open parts of generic types turn out to be.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "docket/type.hpp"

namespace docket::expr {

// A signature's `A` becomes a fresh unknown for each call; unknowns are parameters named `?0`, `?1` ...
class Inference {
 public:
  Type fresh();
  // Replaces each parameter of a signature by an unknown, the same one for the same name.
  using Renaming = std::vector<std::pair<std::string, Type>>;
  Type instantiate(const Type& signature, Renaming& renaming);

  // Whether a value of type `actual` may stand where `wanted` is asked for; what was unknown
  // becomes known.  On failure nothing is learnt.
  bool fits(const Type& wanted, const Type& actual);
  // The type that holds both, or dyn.
  Type join(const Type& a, const Type& b);
  // With everything known put in; what is still unknown becomes dyn if `is_final`.
  Type resolve(const Type& type, bool is_final = false) const;

  using Snapshot = std::vector<Type>;
  Snapshot snapshot() const { return known_; }
  void restore(Snapshot snapshot) { known_ = std::move(snapshot); }

 private:
  bool unify(const Type& wanted, const Type& actual);
  bool unify_unknown(const Type& unknown, const Type& other, bool unknown_is_wanted);
  bool unify_parameters(const Type& wanted, const Type& actual);
  bool occurs(const Type& unknown, const Type& in) const;
  Type shallow(const Type& type) const;

  std::vector<Type> known_;  // for each unknown: itself while unknown
};

bool is_unknown(const Type& type);
// The one of two fitting types that holds more: dyn before everything, text before an enumeration.
Type more_general(const Type& a, const Type& b);

}  // namespace docket::expr
