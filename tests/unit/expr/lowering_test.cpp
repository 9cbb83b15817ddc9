// Both evaluators, one meaning.
#include "expr/lowering.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "expr/program.hpp"
#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

using expr::PredicateKind;

std::vector<PredicateKind> kinds_of(std::string_view text) {
  const Expression expression = compiled(text);
  const auto& lowered = ExpressionAccess::program(expression).lowered;
  std::vector<PredicateKind> kinds;
  for (std::uint32_t i = 0; i < lowered.clause_count; ++i) kinds.push_back(lowered.predicates[i].kind);
  return kinds;
}

// A condition that CEL's grammar and our record allow, drawn at random.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string condition(int depth) {
    if (depth > 0 && pick(3) == 0) {
      const char* joint = pick(2) == 0 ? " && " : " || ";
      std::string text = "(" + condition(depth - 1);
      for (std::size_t i = 0, count = 1 + pick(3); i < count; ++i) text += joint + condition(depth - 1);
      return text + ")";
    }
    if (depth > 0 && pick(6) == 0) return "!(" + condition(depth - 1) + ")";
    if (depth > 0 && pick(12) == 0)
      return "(" + condition(depth - 1) + " ? " + condition(depth - 1) + " : " + condition(depth - 1) + ")";
    return leaf();
  }

  GuardBindings record() {
    GuardBindings bindings(pick(2) == 0);
    maybe(bindings, "severity", Value::string(one_of({"major", "important", "minor"})));
    maybe(bindings, "handler_role", Value::string(one_of({"manager", "dispatcher", "somebody_with_a_long_role", ""})));
    maybe(bindings, "estimate", Value::integer(static_cast<std::int64_t>(pick(5)) - 2));
    maybe(bindings, "paid", Value::integer(static_cast<std::int64_t>(pick(5)) - 2));
    maybe(bindings, "sealed", Value::boolean(pick(2) == 0));
    maybe(bindings, "facts", Value::string(one_of({"", "lift", "a text that is longer than fourteen bytes"})));
    maybe(bindings, "fee", Value::money(static_cast<std::int64_t>(pick(3)) * 100, "CNY"));
    maybe(bindings, "weight", Value::real(static_cast<double>(pick(5)) / 2));
    std::vector<Value> photos;
    for (std::size_t i = 0, count = pick(3); i < count; ++i) photos.push_back(photo());
    maybe(bindings, "attachments", Value::list(std::move(photos)));
    maybe(bindings, "scores", Value::object({{"li", Value::integer(1)}}));
    const Value any[] = {Value::integer(1), Value::string("major"), Value::real(1), Value::boolean(true),
                         Value::list({})};
    maybe(bindings, "extra", any[pick(5)]);
    return bindings;
  }

  Value photo() {
    const Value kind = Value::string(one_of({"photo", "sketch"}));
    if (pick(2) == 0) return Value::object({{"kind", kind}});
    return Value::object({{"kind", kind}, {"size", Value::integer(static_cast<std::int64_t>(pick(3)))}});
  }

  std::size_t pick(std::size_t below) { return random_() % below; }

 private:
  const char* one_of(std::initializer_list<const char*> words) { return *(words.begin() + pick(words.size())); }
  void maybe(GuardBindings& bindings, std::string_view field, Value value) {
    bindings.set(field, pick(5) == 0 ? Value::null() : std::move(value));
  }

  std::string relation() { return one_of({" < ", " <= ", " > ", " >= ", " == ", " != "}); }
  std::string equality() { return one_of({" == ", " != "}); }
  std::string number() { return std::to_string(static_cast<int>(pick(5)) - 2); }
  std::string severity() { return std::string("'") + one_of({"major", "important", "minor"}) + "'"; }

  std::string leaf() {
    switch (pick(24)) {
      case 0: return "record.severity" + equality() + severity();
      case 1: return severity() + equality() + "record.severity";
      case 2: return "record.severity in [" + severity() + ", " + severity() + "]";
      case 3: return "record.estimate" + relation() + number();
      case 4: return number() + relation() + "record.estimate";
      case 5: return "record.estimate" + relation() + "record.paid";
      case 6: return "record.sealed";
      case 7: return std::string("has(record.") + one_of({"severity", "estimate", "facts", "fee"}) + ")";
      case 8: return "size(record.attachments)" + relation() + std::to_string(pick(2) + 1);
      case 9: return "record.attachments.exists(a, a.kind == 'photo')";
      case 10: return "record.handler_role in ['manager', 'dispatcher', 'somebody_with_a_long_role']";
      case 11: return "record.facts" + equality() + "'a text that is longer than fourteen bytes'";
      case 12: return "record.fee" + relation() + "money('1.00')";
      case 13: return "record.weight" + relation() + "1.5";
      case 14: return "record.extra" + equality() + one_of({"1", "'major'", "true"});
      case 15:
        return one_of(
            {"true", "false", "record.scores['li'] == 1", "record.facts.startsWith('li')", "in_state('open')"});
      case 16: return "record.attachments.all(a, a.kind == 'photo' || a.kind.startsWith('sk') && a.size > 0)";
      case 17: return "record.attachments.exists(a, has(a.size) && a.size" + relation() + number() + ")";
      case 18: return "record.attachments.all(a, record.attachments.exists(b, b.kind" + equality() + "a.kind))";
      case 19: return "'manager' in actor.roles";
      case 20: return "actor.roles.exists(r, r in ['manager', 'clerk'] && r" + equality() + "record.handler_role)";
      case 21: return "record.handler_role" + equality() + "actor.id";
      case 22: return "record.attachments.exists(i, a, i" + relation() + "1 && a.kind == 'photo')";
      default: return "1 / record.estimate" + relation() + "0";
    }
  }

  std::mt19937_64 random_;
};

std::string outcome_of(const EvalResult& result) {
  const auto* value = std::get_if<Value>(&result);
  return value == nullptr ? "failed" : value->as_bool() ? "holds" : "refused";
}

std::string outcome_of(const Verdict& verdict) {
  switch (verdict.outcome) {
    case Verdict::Outcome::holds: return "holds";
    case Verdict::Outcome::refused: return "refused";
    case Verdict::Outcome::failed: return "failed";
  }
  return {};
}

// Compares both evaluators on `count` pairs of expression and record.
void compare_evaluators(std::uint64_t seed, int count) {
  Generator generator(seed);
  int compared = 0;
  while (compared < count) {
    const std::string text = generator.condition(3);
    const Expression expression = compiled(text);
    for (int i = 0; i < 20; ++i, ++compared) {
      const GuardBindings bindings = generator.record();
      const std::string quick = outcome_of(test(expression, bindings));
      const std::string general = outcome_of(evaluate(expression, bindings));
      if (quick == general) continue;
      CAPTURE(seed);
      FAIL("seed " << seed << ": " << text << " is " << quick << " when lowered and " << general << " in general");
    }
  }
}

}  // namespace

TEST_CASE("expression: what authors write most is lowered, and the rest is left to the general evaluator") {
  CHECK(kinds_of("record.severity == 'major' && record.handler_role in ['manager', 'dispatcher'] && "
                 "size(record.attachments) > 0 && "
                 "record.estimate <= 500000 && !record.sealed && has(record.facts)") ==
        std::vector<PredicateKind>{PredicateKind::same_bytes, PredicateKind::in_short_set, PredicateKind::size_within,
                                   PredicateKind::int_within, PredicateKind::is_true, PredicateKind::is_set});
  CHECK(kinds_of("record.estimate < record.paid || record.sealed") ==
        std::vector<PredicateKind>{PredicateKind::any_of});
  CHECK(kinds_of("record.facts == 'a text that is longer than fourteen bytes'") ==
        std::vector<PredicateKind>{PredicateKind::equal});
  CHECK(kinds_of("record.attachments.exists(a, a.kind == 'photo')") ==
        std::vector<PredicateKind>{PredicateKind::any_item});
  CHECK(kinds_of("'manager' in actor.roles && record.facts != actor.id") ==
        std::vector<PredicateKind>{PredicateKind::has_item, PredicateKind::equal_fields});
  CHECK(kinds_of("record.facts.startsWith('a')") == std::vector<PredicateKind>{PredicateKind::opaque});
}

TEST_CASE("expression: a field of another type than its schema says is judged as the general evaluator judges it") {
  GuardBindings bindings;
  bindings.set("estimate", Value::real(2.0));
  for (const char* text :
       {"record.estimate == 2", "record.estimate != 2", "!(record.estimate == 2)", "record.estimate < 3"}) {
    CAPTURE(text);
    CHECK(outcome_of(test(compiled(text), bindings)) == outcome_of(evaluate(compiled(text), bindings)));
  }
}

TEST_CASE("expression: both evaluators agree on 20,000 random conditions and records") {
  compare_evaluators(20261122, 20'000);
}

TEST_CASE("expression: both evaluators agree on a million random conditions and records" * doctest::test_suite("slow") *
          doctest::skip(std::getenv("DOCKET_SLOW") == nullptr)) {
  const std::uint64_t seed = std::random_device()();
  MESSAGE("seed " << seed);
  compare_evaluators(seed, 1'000'000);
}
