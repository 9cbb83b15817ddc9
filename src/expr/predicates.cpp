// Running lowered conditions.
// Tested by tests/unit/expr/lowering_test.cpp
#include <array>
#include <optional>

#include "expr/evaluator.hpp"
#include "expr/lowering.hpp"
#include "expr/program.hpp"

namespace docket::expr {
namespace {

enum class Truth : std::uint8_t { no, yes, failed };

Truth truth(bool value) { return value ? Truth::yes : Truth::no; }

bool holds(Relation relation, std::int64_t a, std::int64_t b) {
  switch (relation) {
    case Relation::less: return a < b;
    case Relation::less_equal: return a <= b;
    case Relation::greater: return a > b;
    case Relation::greater_equal: return a >= b;
    case Relation::equal: return a == b;
    case Relation::not_equal: return a != b;
  }
  return false;
}

class Runner {
 public:
  Runner(const Program& program, const Lowered& lowered, const Bindings& bindings)
      : program_(program), lowered_(lowered), bindings_(bindings) {
    for (std::size_t i = 0; i < lowered.records.size(); ++i) records_[i] = bindings.fields(lowered.records[i]);
  }

  Truth run(const Predicate& predicate) {
    const Truth result = run_plain(predicate);
    if (!predicate.is_negated || result == Truth::failed) return result;
    return truth(result == Truth::no);
  }

 private:
  // nullptr: absent.
  const Value* value(Slot slot) const {
    const auto record = records_[slot.record];
    if (slot.field < record.size()) {
      const Value* field = &record[slot.field];
      return field->is_null() ? nullptr : field;
    }
    return bindings_.field(lowered_.records[slot.record], static_cast<FieldIndex>(slot.field));
  }

  Truth run_plain(const Predicate& predicate) {
    switch (predicate.kind) {
      case PredicateKind::opaque: return ask_evaluator(predicate.node);
      case PredicateKind::constant: return Truth::yes;
      case PredicateKind::all_of: return junction(predicate, Truth::no);
      case PredicateKind::any_of: return junction(predicate, Truth::yes);
      case PredicateKind::is_set: return truth(value(predicate.slot) != nullptr);
      case PredicateKind::is_true: case PredicateKind::same_bytes: case PredicateKind::equal: case PredicateKind::int_order:
      case PredicateKind::int_fields: case PredicateKind::size_order: case PredicateKind::in_short_set: case PredicateKind::in_set:
        return on_value(predicate, value(predicate.slot));
    }
    return Truth::failed;
  }

  Truth on_value(const Predicate& predicate, const Value* subject) {
    if (subject == nullptr) return Truth::failed;
    switch (predicate.kind) {
      case PredicateKind::is_true:
        return subject->kind() == Value::Kind::boolean ? truth(subject->as_bool()) : Truth::failed;
      case PredicateKind::same_bytes: return truth(subject->has_same_bytes(lowered_.literals[predicate.first]));
      case PredicateKind::equal: return truth(*subject == lowered_.literals[predicate.first]);
      case PredicateKind::int_order:
        if (subject->kind() != Value::Kind::integer) return ask_plain(predicate);
        return truth(holds(predicate.relation, subject->as_int(), predicate.bound));
      case PredicateKind::int_fields: return int_fields(predicate, *subject);
      case PredicateKind::size_order:
        if (subject->kind() != Value::Kind::list && subject->kind() != Value::Kind::map) return ask_plain(predicate);
        return truth(holds(predicate.relation, static_cast<std::int64_t>(subject->size()), predicate.bound));
      case PredicateKind::in_short_set:
        for (std::uint32_t i = 0; i < predicate.count; ++i) {
          if (subject->has_same_bytes(lowered_.literals[predicate.first + i])) return Truth::yes;
        }
        return Truth::no;
      case PredicateKind::in_set:
        for (std::uint32_t i = 0; i < predicate.count; ++i) {
          if (*subject == lowered_.literals[predicate.first + i]) return Truth::yes;
        }
        return Truth::no;
      case PredicateKind::opaque: case PredicateKind::constant: case PredicateKind::all_of: case PredicateKind::any_of:
      case PredicateKind::is_set: return Truth::failed;
    }
    return Truth::failed;
  }

  Truth int_fields(const Predicate& predicate, const Value& subject) {
    const Value* other = value(predicate.other);
    if (other == nullptr) return Truth::failed;
    if (subject.kind() != Value::Kind::integer || other->kind() != Value::Kind::integer) return ask_plain(predicate);
    return truth(holds(predicate.relation, subject.as_int(), other->as_int()));
  }

  // CEL's absorption: a part that decides wins over one that failed, before it or after.
  Truth junction(const Predicate& predicate, Truth deciding) {
    Truth result = deciding == Truth::no ? Truth::yes : Truth::no;
    for (std::uint32_t i = 0; i < predicate.count; ++i) {
      const Truth part = run(lowered_.predicates[predicate.first + i]);
      if (part == deciding) return deciding;
      if (part == Truth::failed) result = Truth::failed;
    }
    return result;
  }

  // The host gave a field another type than its schema says: the general evaluator knows what follows.
  // Its answer already has the negation in it, which run() is about to apply.
  Truth ask_plain(const Predicate& predicate) {
    const Truth answer = ask_evaluator(predicate.node);
    if (!predicate.is_negated || answer == Truth::failed) return answer;
    return truth(answer == Truth::no);
  }

  Truth ask_evaluator(NodeIndex at) {
    if (!evaluator_) evaluator_.emplace(program_, bindings_);
    Value scratch;
    const Value* answer = evaluator_->evaluate(at, scratch);
    if (answer == nullptr || answer->kind() != Value::Kind::boolean) return Truth::failed;
    return truth(answer->as_bool());
  }

  const Program& program_;
  const Lowered& lowered_;
  const Bindings& bindings_;
  std::array<std::span<const Value>, 4> records_{};
  std::optional<Evaluator> evaluator_;
};

}  // namespace

Verdict test(const Program& program, const Lowered& lowered, const Bindings& bindings) {
  Runner runner(program, lowered, bindings);
  Verdict verdict{Verdict::Outcome::holds, 0};
  for (std::uint32_t clause = 0; clause < lowered.clauses.size(); ++clause) {
    const Truth truth = runner.run(lowered.predicates[lowered.clauses[clause]]);
    if (truth == Truth::no) return {Verdict::Outcome::refused, clause};
    if (truth == Truth::failed && verdict.holds()) verdict = {Verdict::Outcome::failed, clause};
  }
  return verdict;
}

}  // namespace docket::expr
