// A table that decides about a case: in guards, in what is set, per project, and in the reasons of a refusal.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;

namespace {

const char* const kWorkflow = R"yaml(workflow: repair
version: 1
calendar: office
record: { item: { type: enum, values: [lamp, tap] }, quantity: int, price: { type: money, currency: CNY } }
roles: [clerk]
tables:
  price_list:
    given: { item: record, quantity: record }
    gives: { type: money, currency: CNY }
    rows:
      lamp: { item: lamp, gives: 20 }
      few_taps: { item: tap, quantity: ..3, gives: 40.50 }
      many_taps: { item: tap, quantity: 4.., gives: { of: money('10.00') * quantity } }
guards:
  as_listed:
    check: record.price == price_list(record.item, record.quantity)
    message: { zh: 与收费标准不符, en: Not what the list says }
open:
  report: { by: clerk, input: { item: required, quantity: required, price: optional }, set: [item, quantity, price] }
states:
  open:
    on:
      quote: { set: { price: "price_list(record.item, record.quantity)" } }
      close: { require: [as_listed], target: closed }
  closed: { type: final }
)yaml";

Case opened(const RuleBook& rules, Value input) {
  Effects journal;
  auto result = open_case(rules, {.id = "C-1", .workflow = "repair"},
                          {.name = "report", .actor = {"li", {"clerk"}}, .input = std::move(input)},
                          testing::china("2026-03-09 09:00"), journal);
  REQUIRE(result);
  REQUIRE(result->opened);
  return *std::move(result->opened);
}

Outcome fired(const RuleBook& rules, Case& kase, const char* event) {
  Effects journal;
  auto outcome = step(rules, kase, {.name = event}, testing::china("2026-03-09 10:00"), journal);
  REQUIRE(outcome);
  return *outcome;
}

}  // namespace

TEST_CASE("tables: what is set comes from the row that holds") {
  const auto rules = testing::rules_with(kWorkflow);
  struct Quoted {
    const char* item;
    int quantity;
    std::string price;
  };
  for (const auto& quoted : {Quoted{"lamp", 9, "20.00 CNY"}, {"tap", 3, "40.50 CNY"}, {"tap", 4, "40.00 CNY"}}) {
    CAPTURE(quoted.item);
    CAPTURE(quoted.quantity);
    auto kase = opened(
        rules, Value::object({{"item", Value::string(quoted.item)}, {"quantity", Value::integer(quoted.quantity)}}));
    CHECK(fired(rules, kase, "quote").accepted());
    CHECK(to_json(*kase.field("price")) == "\"" + quoted.price + "\"");
    CHECK(fired(rules, kase, "close").accepted());
  }
}

TEST_CASE("tables: a refusal names the table and the row that answered, with its place") {
  const auto rules = testing::rules_with(kWorkflow);
  auto kase = opened(rules, Value::object({{"item", Value::string("tap")},
                                           {"quantity", Value::integer(2)},
                                           {"price", Value::string("41.00 CNY")}}));
  const auto outcome = fired(rules, kase, "close");
  REQUIRE(outcome.reasons().size() == 1);
  const auto& detail = outcome.reasons().front().detail;
  CAPTURE(detail.en);
  CAPTURE(detail.zh);
  CHECK(detail.en.find("the table `price_list` answers by its row `few_taps` (workflow.yaml:12)") != std::string::npos);
  CHECK(detail.zh.find("表 `price_list` 按 `few_taps` 行给出结果（workflow.yaml:12）") != std::string::npos);
}
