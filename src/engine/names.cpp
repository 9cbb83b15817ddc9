// The names under which the engine's enums are stored, printed and sent.  Never renamed.
// Tested by tests/property/schedule_test.cpp
#include "base/match.hpp"
#include "docket/engine.hpp"

namespace docket {

const char* name_of(ReasonKind kind) noexcept {
  switch (kind) {
    case ReasonKind::unknown_event: return "unknown_event";
    case ReasonKind::not_in_this_state: return "not_in_this_state";
    case ReasonKind::case_closed: return "case_closed";
    case ReasonKind::role_missing: return "role_missing";
    case ReasonKind::input_missing: return "input_missing";
    case ReasonKind::input_invalid: return "input_invalid";
    case ReasonKind::guard_failed: return "guard_failed";
    case ReasonKind::guard_error: return "guard_error";
    case ReasonKind::no_choice: return "no_choice";
    case ReasonKind::too_late: return "too_late";
    case ReasonKind::too_early: return "too_early";
  }
  return "unknown";
}

const char* name_of(EntryKind kind) noexcept {
  switch (kind) {
    case EntryKind::opened: return "opened";
    case EntryKind::accepted: return "accepted";
    case EntryKind::refused: return "refused";
    case EntryKind::deadline: return "deadline";
    case EntryKind::amended: return "amended";
  }
  return "unknown";
}

const char* name_of(ClockStatus status) noexcept {
  switch (status) {
    case ClockStatus::idle: return "idle";
    case ClockStatus::running: return "running";
    case ClockStatus::paused: return "paused";
    case ClockStatus::met: return "met";
    case ClockStatus::cancelled: return "cancelled";
    case ClockStatus::ended: return "ended";
  }
  return "unknown";
}

const char* type_of(const Effect& effect) noexcept {
  return match(
      effect, [](const CaseOpened&) { return "docket.case.opened.v1"; },
      [](const CaseClosed&) { return "docket.case.closed.v1"; },
      [](const TransitionTaken&) { return "docket.transition.taken.v1"; },
      [](const Refused&) { return "docket.event.refused.v1"; }, [](const Faulted&) { return "docket.faulted.v1"; },
      [](const ClockStarted&) { return "docket.clock.started.v1"; },
      [](const ClockPaused&) { return "docket.clock.paused.v1"; },
      [](const ClockResumed&) { return "docket.clock.resumed.v1"; },
      [](const ClockRetargeted&) { return "docket.clock.retargeted.v1"; },
      [](const ClockRelieved&) { return "docket.clock.relieved.v1"; },
      [](const CaseMigrated&) { return "docket.case.migrated.v1"; },
      [](const ClockMet&) { return "docket.clock.met.v1"; },
      [](const ClockCancelled&) { return "docket.clock.cancelled.v1"; },
      [](const ClockEnded&) { return "docket.clock.ended.v1"; },
      [](const DeadlineWarning&) { return "docket.deadline.warning.v1"; },
      [](const DeadlineBreached&) { return "docket.deadline.breached.v1"; },
      [](const Expired&) { return "docket.clock.expired.v1"; },
      [](const WaitOver&) { return "docket.clock.wait_over.v1"; },
      [](const Escalated&) { return "docket.deadline.escalated.v1"; },
      [](const Corrected&) { return "docket.deadline.corrected.v1"; },
      [](const Emitted&) { return "docket.emitted.v1"; });
}

}  // namespace docket
