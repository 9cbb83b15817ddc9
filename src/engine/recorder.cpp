// Tested by tests/property/schedule_test.cpp
#include "engine/recorder.hpp"

namespace docket {

std::string effect_id(std::string_view kase, std::int64_t sequence, std::size_t position) {
  std::string id(kase);
  return id.append("/").append(std::to_string(sequence)).append("/").append(std::to_string(position));
}

void Recorder::add(Effect effect) {
  record(RecordKind::other).number = static_cast<std::uint32_t>(log_.others.size());
  log_.others.push_back(std::move(effect));
}

void Recorder::opened(const CaseData& kase) {
  const auto& workflow = *kase.workflow;
  if (kase.project() != workflow.project)
    return add(CaseOpened{workflow.name, std::string(kase.project()), workflow.version, workflow.fingerprint});
  record(RecordKind::opened);
}

void Recorder::closed(StateIndex state) { record(RecordKind::closed).a = static_cast<std::uint16_t>(at(state)); }

void Recorder::transition(const Cause& cause, std::span<const StateIndex> from, std::span<const StateIndex> to) {
  if (from.size() == 1 && to.size() == 1) return transition(cause, from.front(), to.front());
  auto& record = this->record(RecordKind::transition);
  record.cause = cause;
  record.is_pooled = true;
  record.number = static_cast<std::uint32_t>(log_.pool.size());
  for (const auto& states : {from, to}) {
    log_.pool.push_back(static_cast<std::uint16_t>(states.size()));
    for (const auto state : states) log_.pool.push_back(static_cast<std::uint16_t>(at(state)));
  }
}

void Recorder::clock_started(ClockIndex clock, std::int16_t row, int cycle, Instant at, std::optional<Instant> due,
                             bool provisional) {
  auto& record = this->record(RecordKind::clock_started);
  record.a = static_cast<std::uint16_t>(docket::at(clock));
  record.b = static_cast<std::uint16_t>(row + 1);
  record.number = static_cast<std::uint32_t>(cycle);
  record.flag = provisional;
  record.at = at;
  record.has_due = due.has_value();
  if (due) record.due = *due;
}

void Recorder::clock_met(ClockIndex clock, Instant at, std::optional<Instant> due, const Lateness& lateness) {
  auto& record = this->record(RecordKind::clock_met);
  record.a = static_cast<std::uint16_t>(docket::at(clock));
  record.flag = lateness.is_late;
  record.number = lateness.was_late ? 1 : 0;
  record.at = at;
  record.has_due = due.has_value();
  if (due) record.due = *due;
}

void Recorder::add_once(std::string_view subject, Faulted fault) {
  for (auto i = log_.entries.back().first; i < log_.records.size(); ++i) {
    const auto& written = log_.records[i];
    const auto* known =
        written.kind == RecordKind::other ? std::get_if<Faulted>(&log_.others[written.number]) : nullptr;
    if (known && known->subject.starts_with(subject)) return;
  }
  add(std::move(fault));
}

void Recorder::clock_cancelled(ClockIndex clock, Instant at) {
  auto& record = this->record(RecordKind::clock_cancelled);
  record.a = static_cast<std::uint16_t>(docket::at(clock));
  record.at = at;
}

}  // namespace docket
