// One event that several regions hear: their inputs unite, each sees its own, and all act or none.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const char* const kWorkflow = R"(workflow: w
version: 1
record: { fee: int, note: string, hours: int }
guards: { dear: { check: "input.fee < 100", message: Too dear } }
states:
  work:
    type: parallel
    states:
      bill: { states: { due: { on: { go: { input: { fee: required }, require: [dear], set: [fee], target: sent } } }, sent: {} } }
      job: { states: { due: { on: { go: { input: { note: optional, hours: required }, set: [hours, note], target: done } } }, done: {} } }
)";

struct Work {
  RuleBook rules = rules_with(kWorkflow);
  Effects journal;
  Instant now = china("2026-03-09 09:00");
  std::optional<Case> kase;

  Work() { kase = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, now, journal)->opened; }

  Outcome go(std::initializer_list<std::pair<std::string_view, Value>> input) {
    journal.clear();
    return *step(rules, *kase, {.name = "go", .input = Value::object(input)}, now, journal);
  }
  std::string record() const { return to_json(kase->record()); }
};

}  // namespace

TEST_CASE("regions: an event takes each region's transition with that region's inputs") {
  Work work;
  CHECK(work.go({{"hours", Value::integer(3)}, {"fee", Value::integer(50)}, {"note", Value::string("x")}}).accepted());
  CHECK(work.kase->states() == std::vector<std::string>{"work.bill.sent", "work.job.done"});
  CHECK(work.record() == R"({"fee":50,"note":"x","hours":3})");
}

TEST_CASE("regions: an input that only one of them may leave out is left out") {
  Work work;
  CHECK(work.go({{"fee", Value::integer(50)}, {"hours", Value::integer(3)}}).accepted());
  CHECK(work.record() == R"({"fee":50,"hours":3})");
}

TEST_CASE("regions: what one of them misses or refuses keeps all of them where they are") {
  Work work;
  const auto missing = work.go({{"fee", Value::integer(50)}});
  REQUIRE(missing.reasons().size() == 1);
  CHECK(missing.reasons()[0].kind == ReasonKind::input_missing);
  CHECK(missing.reasons()[0].subject == "hours");
  const auto dear = work.go({{"fee", Value::integer(500)}, {"hours", Value::integer(3)}});
  REQUIRE(dear.reasons().size() == 1);
  CHECK(dear.reasons()[0].subject == "dear");
  const auto unknown = work.go({{"fee", Value::integer(5)}, {"hours", Value::integer(3)}, {"hour", Value::integer(3)}});
  REQUIRE(unknown.reasons().size() == 1);
  CHECK(unknown.reasons()[0].subject == "hour");
  CHECK(work.kase->states() == std::vector<std::string>{"work.bill.due", "work.job.due"});
  CHECK(work.record() == "{}");
}

TEST_CASE("regions: when one of them has moved on, the event is the other's alone") {
  const std::string text = kWorkflow;
  Work work;
  work.rules = rules_with(text + "    on: { settle: { target: [work.bill.sent, work.job.due] } }\n");
  work.kase = open_case(work.rules, {.id = "c", .workflow = "w"}, {.name = "open"}, work.now, work.journal)->opened;
  REQUIRE(step(work.rules, *work.kase, {.name = "settle"}, work.now, work.journal)->accepted());
  CHECK(work.kase->states() == std::vector<std::string>{"work.bill.sent", "work.job.due"});
  CHECK(work.go({{"hours", Value::integer(3)}}).accepted());
  CHECK(work.record() == R"({"hours":3})");
}
