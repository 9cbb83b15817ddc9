// How the duties of a store stand.
// Tested by tests/unit/runtime/duties_test.cpp
#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>

#include "base/try.hpp"
#include "docket/runtime.hpp"
#include "runtime/duties.hpp"
#include "runtime/runtime_impl.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

// What is known of a row, read once for all its occurrences.
struct KnownRow {
  bool is_there = false;
  RuleBook rules;
  DutyCharge charge{.span = {}, .last = {}};
};

class Judging {
 public:
  using RulesOf = std::function<Result<RuleBook>(const std::string& fingerprint)>;
  Judging(Store& store, const RuleBook& rules, RulesOf rules_of, Instant now)
      : store_(store), rules_(rules), rules_of_(std::move(rules_of)), now_(now) {}

  Result<JudgedDuty> judge(const DutyOccurrence& occurrence) {
    DOCKET_TRY(deeds, duty_deeds(store_, occurrence));
    if (deeds) {
      DOCKET_TRY(own, rules_of_(deeds->rules));
      if (auto opened = same_under(own, occurrence))
        return JudgedDuty{*opened, judge_duty(own, *opened, deeds->cases, now_)};
      return JudgedDuty{occurrence, judge_duty(rules_, occurrence, deeds->cases, now_)};
    }
    if (now_ < occurrence.from) return JudgedDuty{occurrence, DutyStanding::ahead};
    DOCKET_TRY(row, row_of(occurrence));
    const bool is_still_to_open = row->is_there && row->charge.span.holds(occurrence.from) &&
                                  row->charge.last < occurrence.from && same_under(row->rules, occurrence);
    if (!is_still_to_open) return JudgedDuty{occurrence, DutyStanding::not_asked};
    return JudgedDuty{occurrence, judge_duty(row->rules, occurrence, {}, now_)};
  }

 private:
  static std::optional<DutyOccurrence> same_under(const RuleBook& rules, const DutyOccurrence& occurrence) {
    for (auto& each : duty_occurrences(rules, occurrence.project, occurrence.from, occurrence.from + 1ms)) {
      if (each.key == occurrence.key) return std::move(each);
    }
    return std::nullopt;
  }

  Result<const KnownRow*> row_of(const DutyOccurrence& occurrence) {
    const auto id = duty_row(occurrence.project, occurrence.duty);
    if (const auto known = rows_.find(id); known != rows_.end()) return &known->second;
    KnownRow row;
    DOCKET_TRY(stored, store_.load(id));
    if (stored) {
      auto rules = rules_of_(stored->rules);
      if (!rules && rules.error().code == ErrorCode::unavailable) return rules.error();
      DOCKET_TRY(charge, duty_charge(store_, id));
      row = {.is_there = true, .rules = rules ? *std::move(rules) : rules_, .charge = charge};
    }
    return &rows_.emplace(id, std::move(row)).first->second;
  }

  Store& store_;
  const RuleBook& rules_;
  RulesOf rules_of_;
  Instant now_;
  std::map<std::string, KnownRow> rows_;
};

}  // namespace

Result<std::vector<JudgedDuty>> Runtime::Impl::duties(std::string_view project, Instant from, Instant until,
                                                      Instant now) {
  std::vector<DutyOccurrence> all;
  auto projects = rules.projects();
  // In a store of projects nobody is asked for work that belongs to none of them.
  if (!project.empty() || projects.empty()) projects = {std::string(project)};
  for (const auto& each : projects) {
    auto those = duty_occurrences(rules, each, from, until);
    std::move(those.begin(), those.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  Judging judging(
      *store, rules, [this](const std::string& fingerprint) { return rules_with(fingerprint); }, now);
  std::vector<JudgedDuty> judged;
  for (const auto& each : all) {
    DOCKET_TRY(one, judging.judge(each));
    judged.push_back(std::move(one));
  }
  return judged;
}

Result<std::vector<JudgedDuty>> Runtime::duties(std::string_view project, Instant from, Instant until, Instant now) {
  return impl_->guarded([&] { return impl_->duties(project, from, until, now); });
}

}  // namespace docket
