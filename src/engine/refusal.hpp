// Why an event is refused: every reason at once, each as a sentence in both languages.
// Tested by tests/unit/engine/refusal_test.cpp
#pragma once

#include <optional>
#include <vector>

#include "docket/engine.hpp"
#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/fault.hpp"

namespace docket {

Reason unknown_event(const Workflow& workflow, std::string_view event);
// It exists, but opens no case; these do.
Reason opens_no_case(const Workflow& workflow, EventIndex event, const std::vector<std::string>& openings);
Reason not_in_this_state(const CaseData& kase, EventIndex event);
Reason case_closed(const CaseData& kase);
Reason no_choice(const Transition& transition, const std::string& event);
// What an event set going could not be done.
Reason could_not_act(const Workflow& workflow, const std::string& event, const Fault& fault, const SourceSpan& place);
Reason evaluation_failed(const std::string& where, const std::string& error, const SourceSpan& place);
Reason too_late(Instant at, Instant earliest);
// The minimum wait `clock` is over at `earliest`; nullopt while it stands still.
Reason too_early(const CaseData& kase, ClockIndex clock, std::optional<Instant> earliest);

// The roles and the rules of a transition, checked for the actor and the inputs of an event.  Rules about
// inputs that are missing or wrong would only repeat that: they are left out unless `inputs_are_good`.
std::vector<Reason> check_roles(const Workflow& workflow, const Transition& transition, const Actor& actor);
std::vector<Reason> check_requirements(const Workflow& workflow, const Transition& transition,
                                       const CaseBindings& bindings, bool inputs_are_good);
// One of these rules; nothing when it holds.
std::optional<Reason> check_requirement(const Workflow& workflow, const Transition& transition,
                                        const Requirement& requirement, const Bindings& bindings);

}  // namespace docket
