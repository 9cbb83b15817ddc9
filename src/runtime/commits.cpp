// Tested by tests/fault/failing_store_test.cpp and tests/unit/runtime/runtime_test.cpp
#include "runtime/commits.hpp"

#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"
#include "engine/case_data.hpp"
#include "engine/recorder.hpp"
#include "engine/rungs.hpp"
#include "store/codec.hpp"

namespace docket {
namespace {

CaseSummary summary_of(const Case& kase) {
  const auto& data = kase.data();
  CaseSummary summary{.id = std::string(kase.id()),
                      .workflow = kase.workflow(),
                      .project = std::string(kase.project()),
                      .rules = kase.rules(),
                      .version = kase.sequence(),
                      .states = {},
                      .is_closed = kase.is_closed()};
  for (const auto state : data.configuration()) {
    if (at(state) != 0) summary.states.push_back(data.workflow->state(state).path);
  }
  for (std::size_t i = 0; i < data.clock_count(); ++i) {
    const auto& slot = data.slot(i);
    summary.is_breached = summary.is_breached || is_breached(data, static_cast<ClockIndex>(i));
    const auto due = slot.is_full ? slot.full->fold.due : std::optional(slot.due);
    const bool runs = slot.status == ClockStatus::running && due;
    if (runs && (!summary.due || *due < *summary.due)) summary.due = due;
  }
  summary.deadline = next_deadline(kase);
  return summary;
}

}  // namespace

std::string digest_of(const Event& event) {
  Fingerprinter digest;
  digest.add(event.name).add(event.actor.id);
  for (const auto& role : event.actor.roles) digest.add(role);
  digest.add(to_json(event.input)).add(event.at ? event.at->time_since_epoch().count() : -1);
  return digest.quick_hex();
}

void add_journal(Commit& commit, const Effects& journal, std::string_view event_id) {
  const auto& summary = commit.summary;
  for (const auto& entry : journal) {
    commit.journal.push_back({entry.sequence, name_of(entry.kind), entry.at, entry.event, to_json(entry_value(entry))});
    for (std::size_t i = 0; i < entry.effects.size(); ++i) {
      commit.outbox.push_back(
          {.id = effect_id(summary.id, entry.sequence, i + 1),
           .case_id = summary.id,
           .at = entry.at,
           .event = cloud_event(entry, i, summary.id, summary.project, summary.workflow, event_id)});
    }
  }
}

Commit commit_of(const Case& kase, const Effects& journal, std::int64_t expected_version, std::string_view event_id) {
  Commit commit{.summary = summary_of(kase), .expected_version = expected_version, .snapshot = snapshot(kase)};
  add_journal(commit, journal, event_id);
  return commit;
}

Status check_commit(const Commit& commit) {
  const auto fits = [&](const std::string& text, const std::string& what) -> Status {
    if (text.size() <= limits::kStoredBytes) return Done{};
    return Error{ErrorCode::limit_exceeded, what + " of the case " + backticked(commit.summary.id) + " would take " +
                                                std::to_string(text.size()) + " bytes; at most " +
                                                std::to_string(limits::kStoredBytes) + " are stored"};
  };
  DOCKET_CHECK(fits(commit.snapshot, "the stored form"));
  DOCKET_CHECK(fits(commit.outcome.outcome, "the outcome of an event"));
  for (const auto& entry : commit.journal)
    DOCKET_CHECK(fits(entry.entry, "the journal entry " + backticked(entry.event)));
  for (const auto& event : commit.outbox) DOCKET_CHECK(fits(event.event, "an event for the host"));
  return Done{};
}

void add_event_id(Commit& commit, const Event& event, const Outcome& outcome) {
  if (event.id.empty()) return;
  commit.event_id = event.id;
  commit.outcome = {.digest = digest_of(event), .outcome = to_json(outcome_value(outcome))};
}

}  // namespace docket
