#include "support/chart_run.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "docket/diagnostic.hpp"
#include "docket/rule_book.hpp"

namespace docket::testing {
namespace {

constexpr Instant kBegin{Elapsed{1'767'225'600'000}};  // 2026-01-01

std::string last_part(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

}  // namespace

std::optional<RuleBook> rules_of(const TranslatedChart& chart, std::string* mistakes) {
  RuleSources sources{.files = {{"chart.yaml", chart.workflow}}, .zone_bytes = [](auto) { return std::nullopt; }};
  auto report = load_rules(std::move(sources));
  if (mistakes != nullptr) {
    for (const auto& each : report.diagnostics) {
      if (each.severity == Severity::error) *mistakes += render(each) + "\n";
    }
  }
  return report.rules;
}

ChartRun::ChartRun(const TranslatedChart& chart, const RuleBook& rules) : chart_(chart), rules_(rules), now_(kBegin) {
  auto opened = open_case(rules_, {.id = "chart", .workflow = "chart"}, {.name = "begin_chart"}, now_, journal_);
  REQUIRE(opened);
  kase_ = std::move(opened->opened);
  if (kase_) settle();
}

void ChartRun::settle() {
  for (int rounds = 0; rounds < 100; ++rounds) {
    const auto next = advance(rules_, *kase_, now_, journal_);
    REQUIRE(next);
    if (!*next || **next > now_) return;
  }
  FAIL("events sent without a delay never end");
}

void ChartRun::fire(const std::string& event) {
  const auto name = chart_.event_of.find(event);
  const auto outcome =
      step(rules_, *kase_, {.name = name == chart_.event_of.end() ? event : name->second}, now_, journal_);
  REQUIRE(outcome);
  settle();
}

void ChartRun::wait(Elapsed length) {
  now_ += length;
  settle();
}

void ChartRun::wait_for_all_deadlines() {
  while (const auto next = next_deadline(*kase_)) wait(*next - now_);
}

std::set<std::string> ChartRun::states() const {
  std::set<std::string> ids;
  for (const auto& path : kase_->states()) ids.insert(chart_.state_of.at(last_part(path)));
  return ids;
}

bool ChartRun::was_bounded() const {
  return std::any_of(journal_.begin(), journal_.end(), [](const JournalEntry& entry) {
    return std::any_of(entry.effects.begin(), entry.effects.end(), [](const Effect& effect) {
      if (std::holds_alternative<Faulted>(effect)) return true;
      const auto* refused = std::get_if<Refused>(&effect);
      return refused != nullptr && std::any_of(refused->reasons.begin(), refused->reasons.end(),
                                               [](const Reason& why) { return why.kind == ReasonKind::guard_error; });
    });
  });
}

}  // namespace docket::testing
