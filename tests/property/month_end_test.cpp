// The 25th and the month's end are one thing in the duty and in the workflow: the last working day on or before them,
// at its close. For every month of three years, in the rules as they are and in each project, both are asked.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "docket/duty.hpp"
#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const Actor kDesk{"li", {"receptionist"}}, kStaff{"zhao", {"service_staff"}};

Value text(std::string_view words) { return Value::string(words); }

// A paid service that goes on the monthly bill and is confirmed two hours after `start`.
Case confirmed_service(const RuleBook& rules, const std::string& project, Instant start) {
  const auto yes = Value::boolean(true);
  Effects journal;
  auto opened = open_case(rules, {.id = "case", .workflow = "paid_service", .project = project},
                          {.name = "request",
                           .actor = kDesk,
                           .input = Value::object({{"requester", text("w")},
                                                   {"room", text("1")},
                                                   {"contact_details", text("1")},
                                                   {"request", text("two lamps")}})},
                          start, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  auto kase = *std::move(opened->opened);
  const auto later = start + std::chrono::hours(1);
  const std::vector<std::pair<Event, Instant>> events = {
      {{.name = "quote_from_list",
        .actor = kDesk,
        .input = Value::object({{"item", text("lamp")}, {"quantity", Value::integer(2)}})},
       start},
      {{.name = "accept_quote",
        .actor = kDesk,
        .input = Value::object(
            {{"payment", text("monthly_bill")}, {"agreed_at", Value::timestamp(later)}, {"signed", yes}})},
       start},
      {{.name = "start_service",
        .actor = kStaff,
        .input = Value::object({{"departments_signed", yes}, {"copy_given", yes}})},
       later},
      {{.name = "complete", .actor = kStaff, .input = Value::object({{"result", text("done")}})}, later},
      {{.name = "confirm_service",
        .actor = kStaff,
        .input = Value::object({{"accepted", yes}, {"signed_by", text("w")}})},
       start + std::chrono::hours(2)},
  };
  for (const auto& each : events) {
    CAPTURE(each.first.name);
    const auto outcome = step(rules, kase, each.first, each.second, journal);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }
  return kase;
}

// When the duty of that month must be done.
Instant end_of_duty(const RuleBook& rules, const std::string& project, const std::string& duty, Instant from) {
  const auto all = duty_occurrences(rules, project, from, from + std::chrono::days(31));
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const DutyOccurrence& each) { return each.duty == duty; });
  REQUIRE(found != all.end());
  return found->until;
}

}  // namespace

TEST_CASE(
    "the packs: the 25th and the month's end are the same instant in the duty and in the workflow, in 36 months") {
  const auto& rules = project_rules();
  for (const std::string project : {"", "shanshui", "yongan", "hengfeng"}) {
    CAPTURE(project);
    for (int month = 0; month < 36; ++month) {
      const auto name =
          std::to_string(2024 + month / 12) + (month % 12 < 9 ? "-0" : "-") + std::to_string(month % 12 + 1);
      CAPTURE(name);
      const auto begin = china(name + "-02 09:00");
      const auto kase = confirmed_service(rules, project, begin);
      REQUIRE(kase.field("summary_due"));
      REQUIRE(kase.field("bill_due"));
      CHECK(kase.field("summary_due")->as_instant() == end_of_duty(rules, project, "paid_service_totals", begin));
      CHECK(kase.field("bill_due")->as_instant() == end_of_duty(rules, project, "monthly_bills", begin));
    }
  }
}
