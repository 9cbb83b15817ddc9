// Tested by tests/unit/runtime/stored_rules_test.cpp
#include "runtime/earlier_rules.hpp"

#include <algorithm>
#include <utility>

namespace docket {
namespace {

// A change of rules a week for more than a year, all of them with open cases.  The largest rule sets we know take some
// 10 MB each; beyond this number one is loaded again for the other.
constexpr std::size_t kAtHand = 64;

}  // namespace

std::optional<Result<RuleBook>> EarlierRules::find(const std::string& fingerprint) {
  if (const auto known = kept_.find(fingerprint); known != kept_.end()) {
    known->second.used = ++uses_;
    known->second.is_new = true;
    return known->second.rules;
  }
  if (const auto failure = failures_.find(fingerprint); failure != failures_.end()) return failure->second;
  return std::nullopt;
}

const RuleBook& EarlierRules::keep(RuleBook rules) {
  if (kept_.size() >= kAtHand) let_go_of_oldest();
  const auto fingerprint = rules.fingerprint();
  return kept_.insert_or_assign(fingerprint, Kept{std::move(rules), ++uses_}).first->second.rules;
}

void EarlierRules::note_failure(const std::string& fingerprint, Error error) {
  if (failures_.size() < kAtHand) failures_.emplace(fingerprint, std::move(error));
}

void EarlierRules::let_go_of_unused() {
  std::erase_if(kept_, [](const auto& each) { return !each.second.is_new; });
  for (auto& [fingerprint, each] : kept_) each.is_new = false;
  failures_.clear();
}

void EarlierRules::let_go_of_oldest() {
  const auto oldest = std::min_element(kept_.begin(), kept_.end(),
                                       [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
  kept_.erase(oldest);
}

}  // namespace docket
