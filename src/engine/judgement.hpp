// Judging an event: which transitions it selects, what its inputs are, and every reason to refuse it.
// Nothing is changed here; step.cpp acts on the judgement.
// Tested by tests/unit/engine/step_test.cpp and tests/unit/engine/refusal_test.cpp
#pragma once

#include <optional>
#include <vector>

#include "docket/engine.hpp"
#include "engine/case_data.hpp"
#include "engine/configuration.hpp"
#include "engine/selection.hpp"

namespace docket {

struct Judgement {
  std::vector<Chosen> chosen;
  std::vector<Reason> reasons;  // empty: accepted
};

// For an event that is recorded at `now`.
Judgement judge(const CaseData& kase, const Event& event, Instant now);

// The same judgement without its reasons: whether the event is accepted, with `chosen` and `inputs` in the
// selection's memory as they are to be acted on.  `index` is the event's, or nothing for one that nobody knows.
bool passes(const CaseData& kase, const Event& event, EventIndex index, Instant now, Selection& selecting);

// The innermost transitions on the event for each leaf, whatever their conditions say: whose inputs are
// meant, and whose fault it is when nothing is selected.
std::vector<TransitionIndex> candidates_for(const CaseData& kase, EventIndex event);

// Inputs are declared by each transition; where several may be taken at once their declarations unite.
// Requires: at least one candidate.
std::vector<Input> united_inputs(const Workflow& workflow, const std::vector<TransitionIndex>& candidates);

// Events that stop a minimum wait are refused until it is over.
std::vector<Reason> check_waits(const CaseData& kase, EventIndex event, Instant happened);

// An opening event is judged like any other, against the transitions that lead into the chart.
Judgement judge_opening(const CaseData& kase, const Event& event, Instant now);
bool passes_opening(const CaseData& kase, const Event& event, Selection& selecting);

}  // namespace docket
