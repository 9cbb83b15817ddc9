// Running lowered conditions.
// Tested by tests/unit/expr/lowering_test.cpp
#include <algorithm>
#include <array>
#include <optional>

#include "docket/limits.hpp"
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

bool is_within(const Predicate& predicate, std::int64_t number) {
  return number >= predicate.low && number <= predicate.high;
}

class Runner {
 public:
  Runner(const Program& program, const Lowered& lowered, const Bindings& bindings)
      : program_(program), lowered_(lowered), bindings_(bindings) {
    for (std::size_t i = 0; i < lowered.records.size(); ++i) {
      const auto fields = bindings.fields(lowered.records[i]);
      records_[i] = {fields.data(), fields.size()};
    }
  }

  Truth run(const Predicate& predicate) {
    const Truth result = run_plain(predicate);
    if (!predicate.is_negated || result == Truth::failed) return result;
    return result == Truth::no ? Truth::yes : Truth::no;
  }

 private:
  // nullptr: absent.
  const Value* value(Slot slot) const {
    if (slot.is_local()) return local_value(slot);
    const Record& record = records_[slot.record];
    if (slot.field < record.size) {
      const Value* field = record.fields + slot.field;
      return field->is_null() ? nullptr : field;
    }
    return bindings_.field(lowered_.records[slot.record], static_cast<FieldIndex>(slot.field));
  }

  [[gnu::noinline]] const Value* local_value(Slot slot) const {
    const Value* item = items_[slot.record - Slot::kLocal];
    return slot.field == kNone ? item : item->find(lowered_.literals[slot.field].as_string());
  }

  const Value& literal(const Predicate& predicate, std::uint32_t i = 0) const {
    return lowered_.literals[predicate.literal + i];
  }

  // What `judge` makes of the value in the predicate's slot; an absent one is an error.
  template <class Judge>
  Truth judged(const Predicate& predicate, Judge judge) {
    const Value* subject = value(predicate.slot);
    return subject == nullptr ? Truth::failed : judge(*subject);
  }

  // The kinds that guards are made of come first and are small, so that the compiler can put them
  // into the loop over clauses; whatever needs a stack frame stays outside in run_rarer().
  Truth run_plain(const Predicate& predicate) {
    if (predicate.kind == PredicateKind::same_bytes) {
      return judged(predicate, [&](const Value& v) { return truth(v.has_same_bytes(literal(predicate))); });
    }
    if (predicate.kind == PredicateKind::in_short_set)
      return judged(predicate, [&](const Value& v) { return in_short_set(predicate, v); });
    if (predicate.kind == PredicateKind::is_true) {
      return judged(predicate, [](const Value& v) {
        return v.kind() == Value::Kind::boolean ? truth(v.as_bool()) : Truth::failed;
      });
    }
    if (predicate.kind == PredicateKind::is_set) return truth(value(predicate.slot) != nullptr);
    if (predicate.kind == PredicateKind::int_within) {
      return judged(predicate, [&](const Value& v) {
        return v.kind() == Value::Kind::integer ? truth(is_within(predicate, v.as_int())) : ask_plain(predicate);
      });
    }
    if (predicate.kind == PredicateKind::size_within)
      return judged(predicate, [&](const Value& v) { return size_within(predicate, v); });
    return run_rarer(predicate);
  }

  [[gnu::noinline]] Truth run_rarer(const Predicate& predicate) {
    switch (predicate.kind) {
      case PredicateKind::opaque: return ask_evaluator(predicate.node);
      case PredicateKind::constant: return Truth::yes;
      case PredicateKind::all_of: return junction(predicate, Truth::no);
      case PredicateKind::any_of: return junction(predicate, Truth::yes);
      case PredicateKind::equal:
        return judged(predicate, [&](const Value& v) { return truth(v == literal(predicate)); });
      case PredicateKind::equal_fields:
        return judged(predicate, [&](const Value& v) { return equal_fields(predicate, v); });
      case PredicateKind::int_fields:
        return judged(predicate, [&](const Value& v) { return int_fields(predicate, v); });
      case PredicateKind::in_set: return judged(predicate, [&](const Value& v) { return in_set(predicate, v); });
      case PredicateKind::has_item: return judged(predicate, [&](const Value& v) { return has_item(predicate, v); });
      case PredicateKind::all_items:
        return judged(predicate, [&](const Value& v) { return loop(predicate, v, Truth::no); });
      case PredicateKind::any_item:
        return judged(predicate, [&](const Value& v) { return loop(predicate, v, Truth::yes); });
      case PredicateKind::is_true:
      case PredicateKind::is_set:
      case PredicateKind::same_bytes:
      case PredicateKind::int_within:
      case PredicateKind::size_within:
      case PredicateKind::in_short_set: return Truth::failed;  // done in run_plain()
    }
    return Truth::failed;
  }

  Truth equal_fields(const Predicate& predicate, const Value& subject) {
    const Value* other = value(predicate.other);
    return other == nullptr ? Truth::failed : truth(subject == *other);
  }

  Truth int_fields(const Predicate& predicate, const Value& subject) {
    const Value* other = value(predicate.other);
    if (other == nullptr) return Truth::failed;
    if (subject.kind() != Value::Kind::integer || other->kind() != Value::Kind::integer) return ask_plain(predicate);
    return truth(holds(predicate.relation, subject.as_int(), other->as_int()));
  }

  Truth size_within(const Predicate& predicate, const Value& subject) {
    const bool is_counted = subject.kind() == Value::Kind::list || subject.kind() == Value::Kind::map;
    return is_counted ? truth(is_within(predicate, static_cast<std::int64_t>(subject.count()))) : ask_plain(predicate);
  }

  Truth in_short_set(const Predicate& predicate, const Value& subject) const {
    for (std::uint32_t i = 0; i < predicate.count; ++i) {
      if (subject.has_same_bytes(literal(predicate, i))) return Truth::yes;
    }
    return Truth::no;
  }

  Truth in_set(const Predicate& predicate, const Value& subject) const {
    for (std::uint32_t i = 0; i < predicate.count; ++i) {
      if (subject == literal(predicate, i)) return Truth::yes;
    }
    return Truth::no;
  }

  Truth has_item(const Predicate& predicate, const Value& subject) {
    if (subject.kind() != Value::Kind::list) return ask_plain(predicate);
    for (const auto& item : subject.as_list()) {
      if (item == literal(predicate)) return Truth::yes;
    }
    return Truth::no;
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

  Truth loop(const Predicate& predicate, const Value& subject, Truth deciding) {
    if (subject.kind() != Value::Kind::list) return ask_plain(predicate);
    const Predicate& body = lowered_.predicates[predicate.first];
    Truth result = deciding == Truth::no ? Truth::yes : Truth::no;
    for (const auto& item : subject.as_list()) {
      spent_ += predicate.count;
      if (spent_ > limits::kEvaluationCost) return Truth::failed;
      items_[predicate.local] = &item;
      locals_used_ = std::max(locals_used_, predicate.local + 1);
      const Truth part = run(body);
      if (part == deciding) return deciding;
      if (part == Truth::failed) result = Truth::failed;
    }
    return result;
  }

  // The host gave a field another type than its schema says: the general evaluator knows what follows.
  // Its answer already has the negation in it, which run() is about to apply.
  [[gnu::noinline]] Truth ask_plain(const Predicate& predicate) {
    const Truth answer = ask_evaluator(predicate.node);
    if (!predicate.is_negated || answer == Truth::failed) return answer;
    return truth(answer == Truth::no);
  }

  [[gnu::noinline]] Truth ask_evaluator(NodeIndex at) {
    if (!evaluator_) evaluator_.emplace(program_, bindings_);
    for (std::uint32_t slot = 0; slot < locals_used_; ++slot) evaluator_->set_local(slot, items_[slot]);
    Value scratch;
    const Value* answer = evaluator_->evaluate(at, scratch);
    if (answer == nullptr || answer->kind() != Value::Kind::boolean) return Truth::failed;
    return truth(answer->as_bool());
  }

  const Program& program_;
  const Lowered& lowered_;
  const Bindings& bindings_;
  // Only the first ones are set: a guard is over before an array of spans would be zeroed.
  struct Record {
    const Value* fields;
    std::size_t size;
  };
  std::array<Record, kRecordsMax> records_;
  std::array<const Value*, Evaluator::kLocals> items_;  // what the variables of open loops stand for
  std::uint32_t locals_used_ = 0;
  std::int64_t spent_ = 0;
  std::optional<Evaluator> evaluator_;
};

}  // namespace

Verdict test(const Program& program, const Lowered& lowered, const Bindings& bindings) {
  Runner runner(program, lowered, bindings);
  Verdict verdict{Verdict::Outcome::holds, 0};
  for (std::uint32_t clause = 0; clause < lowered.clause_count; ++clause) {
    const Truth truth = runner.run(lowered.predicates[clause]);
    if (truth == Truth::no) return {Verdict::Outcome::refused, clause};
    if (truth == Truth::failed && verdict.holds()) verdict = {Verdict::Outcome::failed, clause};
  }
  return verdict;
}

}  // namespace docket::expr
