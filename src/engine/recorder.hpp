// Recorder: writes one journal entry into a log; its effects number themselves by their places.
// Tested by tests/property/schedule_test.cpp
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "engine/effect_log.hpp"

namespace docket {

// `case/sequence/position`, from 1: derived, so that a consumer recognises a repeat.
std::string effect_id(std::string_view kase, std::int64_t sequence, std::size_t position);

// When the entry happened, and when it was recorded; for a deadline see JournalEntry.
struct Times {
  Instant at, now;
};

class Recorder {
 public:
  // The entry is in the log from now on; take_back() removes it.
  Recorder(const CaseData& kase, EffectLog& log, EntryKind kind, const Cause& cause, const Times& times) : log_(log) {
    log.entries.emplace_back(kind, std::int64_t{kase.sequence} + 1, times.at, times.now, cause, log.records.size(),
                             log.number_of(kase.workflow));
  }

  // Who said it.  Requires: called once at most.
  void hear(std::string_view name, const Actor& actor, const Value& input) {
    log_.say().keep(name, actor, input, log_.words);
    log_.entries.back().said = static_cast<std::uint32_t>(log_.said_used);
  }

  void add(Effect effect);
  // Unless the entry has one whose subject begins so.
  void add_once(std::string_view subject, Faulted fault);
  void opened(const CaseData& kase);
  void closed(StateIndex state);
  // What the plain branch of a transition tells the host, by its place there.
  void emitted(const Chosen& chosen, std::size_t emit) {
    auto& written = record(RecordKind::emitted);
    written.a = static_cast<std::uint16_t>(at(chosen.transition));
    written.b = static_cast<std::uint16_t>(at(chosen.branch));
    written.number = static_cast<std::uint32_t>(emit);
  }
  // From one configuration to another, each as its leaves.
  void transition(const Cause& cause, StateIndex from, StateIndex to) {
    auto& written = record(RecordKind::transition);
    written.cause = cause;
    written.a = static_cast<std::uint16_t>(at(from));
    written.b = static_cast<std::uint16_t>(at(to));
  }
  void transition(const Cause& cause, std::span<const StateIndex> from, std::span<const StateIndex> to);
  void clock_started(ClockIndex clock, std::int16_t row, int cycle, Instant at, std::optional<Instant> due,
                     bool provisional);
  struct Lateness {
    bool is_late = false;   // missed its due instant
    bool was_late = false;  // missed one before, and got a new target in time
  };
  void clock_met(ClockIndex clock, Instant at, std::optional<Instant> due, const Lateness& lateness);
  void clock_cancelled(ClockIndex clock, Instant at);
  void refused(std::size_t refusal) {
    record(RecordKind::refused).number = static_cast<std::uint32_t>(refusal);
    log_.entries.back().refusal = static_cast<std::uint32_t>(refusal + 1);
  }

  Instant now() const { return log_.entries.back().now; }
  std::int64_t sequence() const { return log_.entries.back().sequence; }
  std::size_t size() const { return log_.records.size() - log_.entries.back().first; }
  EffectLog::Mark mark() const { return log_.mark(); }
  void take_back(const EffectLog::Mark& mark) { log_.take_back(mark); }
  EffectLog& log() { return log_; }

 private:
  EffectRecord& record(RecordKind kind) {
    auto& written = log_.records.emplace_back();
    written.kind = kind;
    return written;
  }

  EffectLog& log_;  // its last entry is this one
};

}  // namespace docket
