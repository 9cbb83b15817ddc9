// Tested by tests/unit/engine/allowed_test.cpp
#include "engine/what_if.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"

namespace docket {

Result<Case> caught_up(const RuleBook& rules, const Case& kase, Instant now) {
  if (now < kase.last_at())
    return Error{ErrorCode::invalid_argument, "time runs backwards: the case " + backticked(std::string(kase.id())) +
                                                  " was last at " + to_string(kase.last_at()) + ", and now is " +
                                                  to_string(now)};
  Case copy = kase;
  Effects journal;
  for (int calls = 0; calls < limits::kCatchUps; ++calls) {
    DOCKET_TRY(next, advance(rules, copy, now, journal));
    if (!next || *next > now) return copy;
    journal.clear();
  }
  return Error{ErrorCode::limit_exceeded, "the case " + backticked(std::string(kase.id())) +
                                              " has too many deadlines before " + to_string(now) +
                                              " to be asked about it"};
}

Foreseen what_if(const CaseData& kase, const Event& event, Instant now) {
  Case copy(kase.clone());
  Effects journal;
  auto outcome = step(RuleBook(), copy, event, now, journal);
  if (!outcome) return {.outcome = {.kind = OutcomeKind::refused}, .states = copy.states()};
  return {.outcome = *std::move(outcome), .states = copy.states()};
}

}  // namespace docket
