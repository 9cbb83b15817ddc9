// What a guard costs, beside the same guard written by hand in C++ and measured in the same run.
// The guard and the record of 14 fields are those of performance.md.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "docket/explanation.hpp"
#include "docket/expression.hpp"

namespace {

using namespace docket;

constexpr const char* kGuard =
    "record.severity == 'major' && record.handler_role in ['manager', 'supervisor', 'dispatcher'] && "
    "size(record.attachments) > 0 && record.estimate <= 500000 && !record.sealed";
constexpr const char* kMacroGuard = "record.attachments.exists(a, a.kind == 'photo')";

// ------------------------------------------------------------------------------- by hand

struct Attachment {
  std::string kind;
};

struct RecordByHand {
  std::string severity, channel, handler_role, room, building, customer, phone;
  std::vector<Attachment> attachments;
  std::int64_t estimate = 0, fee = 0, floor = 0;
  bool sealed = false, valid = false, satisfied = false;
};

enum class Clause : int { none = -1, severity, role, attachments, estimate, sealed };

// The first clause that refuses.
Clause guard_by_hand(const RecordByHand& record) {
  if (record.severity != "major") return Clause::severity;
  if (record.handler_role != "manager" && record.handler_role != "supervisor" && record.handler_role != "dispatcher")
    return Clause::role;
  if (record.attachments.empty()) return Clause::attachments;
  if (record.estimate > 500'000) return Clause::estimate;
  if (record.sealed) return Clause::sealed;
  return Clause::none;
}

bool macro_by_hand(const RecordByHand& record) {
  for (const auto& attachment : record.attachments) {
    if (attachment.kind == "photo") return true;
  }
  return false;
}

RecordByHand record_by_hand() {
  RecordByHand record;
  record.severity = "major";
  record.handler_role = "dispatcher";
  record.attachments = {{"sketch"}, {"video"}, {"photo"}};
  record.estimate = 400'000;
  return record;
}

// --------------------------------------------------------------------------------- docket

struct Guards {
  Schema schema;
  VariableIndex record{};
};

Guards make_guards() {
  const auto optional = Presence::optional;
  const Type attachment = Type::structure("attachment", {{"kind", Type::string()}});
  Guards guards;
  guards.record = guards.schema.add_variable(
      "record", Type::structure("record", {{"severity", Type::enumeration({"major", "important", "minor"})},
                                           {"channel", Type::enumeration({"visit", "phone"}), optional},
                                           {"handler_role", Type::string()},
                                           {"room", Type::string(), optional},
                                           {"building", Type::string(), optional},
                                           {"customer", Type::string(), optional},
                                           {"phone", Type::string(), optional},
                                           {"attachments", Type::list(attachment)},
                                           {"estimate", Type::integer()},
                                           {"fee", Type::money("CNY"), optional},
                                           {"floor", Type::integer(), optional},
                                           {"sealed", Type::boolean()},
                                           {"valid", Type::boolean(), optional},
                                           {"satisfied", Type::boolean(), optional}}));
  return guards;
}

const Guards& guards() {
  static const Guards kGuards = make_guards();
  return kGuards;
}

class RecordBindings final : public Bindings {
 public:
  explicit RecordBindings(bool is_sealed = false) : values_(14) {
    const auto kind = [](const char* name) { return Value::object({{"kind", Value::string(name)}}); };
    values_[0] = Value::string("major");
    values_[2] = Value::string("dispatcher");
    values_[7] = Value::list({kind("sketch"), kind("video"), kind("photo")});
    values_[8] = Value::integer(400'000);
    values_[11] = Value::boolean(is_sealed);
  }
  EvalResult variable(VariableIndex) const override { return EvalError{"not asked for", 0, 0}; }
  const Value* field(VariableIndex, FieldIndex field) const override {
    const Value* value = &values_[static_cast<std::size_t>(field)];
    return value->is_null() ? nullptr : value;
  }
  std::span<const Value> fields(VariableIndex) const override { return values_; }
  EvalResult call(FunctionIndex, std::span<const Value>) const override { return EvalError{"not asked for", 0, 0}; }

 private:
  std::vector<Value> values_;
};

Expression compiled(const char* text) {
  Compiled result = compile(text, guards().schema, Type::boolean());
  if (!result.expression) {
    std::fprintf(stderr, "%s\n", result.problems.front().message.c_str());
    std::exit(1);
  }
  return *std::move(result.expression);
}

void report_allocations(benchmark::State& state, std::size_t before) {
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(docket::bench::allocations() - before),
                                                     benchmark::Counter::kAvgIterations);
}

// ---------------------------------------------------------------------------- benchmarks

void by_hand_holds(benchmark::State& state) {
  RecordByHand record = record_by_hand();
  for (auto _ : state) {
    benchmark::DoNotOptimize(record);
    benchmark::DoNotOptimize(guard_by_hand(record));
  }
}
BENCHMARK(by_hand_holds);

void guard_holds(benchmark::State& state) {
  const Expression guard = compiled(kGuard);
  const RecordBindings bindings;
  if (!test(guard, bindings).holds()) return state.SkipWithError("the guard refuses");
  const std::size_t before = docket::bench::allocations();
  for (auto _ : state) benchmark::DoNotOptimize(test(guard, bindings));
  report_allocations(state, before);
}
BENCHMARK(guard_holds);

void guard_refused_by_last_clause(benchmark::State& state) {
  const Expression guard = compiled(kGuard);
  const RecordBindings bindings(true);
  if (test(guard, bindings).clause != 4) return state.SkipWithError("another clause refuses");
  const std::size_t before = docket::bench::allocations();
  for (auto _ : state) benchmark::DoNotOptimize(test(guard, bindings));
  report_allocations(state, before);
}
BENCHMARK(guard_refused_by_last_clause);

void guard_by_general_evaluator(benchmark::State& state) {
  const Expression guard = compiled(kGuard);
  const RecordBindings bindings;
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(guard, bindings));
}
BENCHMARK(guard_by_general_evaluator);

void macro_by_hand_over_3(benchmark::State& state) {
  RecordByHand record = record_by_hand();
  for (auto _ : state) {
    benchmark::DoNotOptimize(record);
    benchmark::DoNotOptimize(macro_by_hand(record));
  }
}
BENCHMARK(macro_by_hand_over_3);

void macro_over_3(benchmark::State& state) {
  const Expression guard = compiled(kMacroGuard);
  const RecordBindings bindings;
  if (!test(guard, bindings).holds()) return state.SkipWithError("the guard refuses");
  const std::size_t before = docket::bench::allocations();
  for (auto _ : state) benchmark::DoNotOptimize(test(guard, bindings));
  report_allocations(state, before);
}
BENCHMARK(macro_over_3);

void compile_guard(benchmark::State& state) {
  guards();
  for (auto _ : state) benchmark::DoNotOptimize(compile(kGuard, guards().schema, Type::boolean()));
}
BENCHMARK(compile_guard)->Unit(benchmark::kMicrosecond);

void explain_guard(benchmark::State& state) {
  const Expression guard = compiled(kGuard);
  const RecordBindings bindings(true);
  for (auto _ : state) benchmark::DoNotOptimize(explain(guard, bindings));
}
BENCHMARK(explain_guard)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
