// Names put to what a log holds in numbers: the journal as its readers get it.
// Tested by tests/property/schedule_test.cpp and every test that reads a journal
#include "engine/effect_log.hpp"
#include "engine/judgement.hpp"
#include "engine/refusal.hpp"

namespace docket {
namespace {

std::string name_of(const Cause& cause, const Workflow& workflow) {
  switch (cause.kind()) {
    case Cause::Kind::event: return workflow.events[cause.number()];
    case Cause::Kind::heard: return {};
    case Cause::Kind::always: return "always";
    case Cause::Kind::done: return "done " + workflow.states[cause.number()].path;
    case Cause::Kind::after: {
      const auto& state = workflow.states[cause.number()];
      return "after " + state.path + "." + state.afters[cause.row()].name;
    }
    case Cause::Kind::sent: return "send " + workflow.events[cause.number()];
    case Cause::Kind::rung: {
      const auto& clock = workflow.clocks[cause.number()];
      return clock.name + "." + clock.rungs[cause.row()].name;
    }
  }
  return {};
}

std::optional<Instant> due_of(const EffectRecord& record) {
  return record.has_due ? std::optional(record.due) : std::nullopt;
}

TransitionTaken taken(const EffectLog& log, const EffectRecord& record, const Workflow& workflow) {
  TransitionTaken taken{name_of(record.cause, workflow), {}, {}};
  if (!record.is_pooled) {
    taken.from.push_back(workflow.states[record.a].path);
    taken.to.push_back(workflow.states[record.b].path);
    return taken;
  }
  auto place = static_cast<std::size_t>(record.number);
  for (auto* paths : {&taken.from, &taken.to}) {
    const std::size_t count = log.pool[place++];
    for (std::size_t i = 0; i < count; ++i) paths->push_back(workflow.states[log.pool[place++]].path);
  }
  return taken;
}

Effect effect_of(const EffectLog& log, const EffectRecord& record, const Workflow& workflow) {
  switch (record.kind) {
    case RecordKind::opened: return CaseOpened{workflow.name, workflow.project, workflow.version, workflow.fingerprint};
    case RecordKind::closed: return CaseClosed{workflow.states[record.a].path};
    case RecordKind::transition: return taken(log, record, workflow);
    case RecordKind::clock_started: {
      const auto& rules = workflow.clocks[record.a];
      const auto target = record.b == 0 ? std::string() : rules.targets[record.b - 1U].name;
      return ClockStarted{rules.name, target, static_cast<int>(record.number), record.at, due_of(record), record.flag};
    }
    case RecordKind::clock_met:
      return ClockMet{workflow.clocks[record.a].name, record.at, due_of(record), record.flag, record.number != 0};
    case RecordKind::clock_cancelled: return ClockCancelled{workflow.clocks[record.a].name, record.at};
    case RecordKind::refused: {
      const auto& refusal = log.refusals[record.number];
      return Refused{std::string(refusal->said.name(refusal->words)), Refusal(refusal).reasons()};
    }
    case RecordKind::emitted: {
      const auto& plan =
          workflow.chart.plan(static_cast<TransitionIndex>(record.a), static_cast<BranchIndex>(record.b));
      const auto& emit = plan.plain->emits[record.number];
      return Emitted{emit.name, emit.to, Value::map({})};
    }
    case RecordKind::other: break;
  }
  return log.others[record.number];
}

}  // namespace

JournalEntry EffectLog::entry(std::size_t index) const {
  const auto& record = entries[index];
  const auto& workflow = *workflows[record.workflow];
  JournalEntry entry{.sequence = record.sequence, .kind = record.kind, .at = record.at, .now = record.now};
  entry.event = name_of(record.cause, workflow);
  if (record.refusal > 0) {
    auto event = refusals[record.refusal - 1]->event();
    entry.event = std::move(event.name);
    entry.actor = std::move(event.actor);
    entry.input = std::move(event.input);
  } else if (record.said > 0) {
    const auto& what = said[record.said - 1];
    if (record.cause.kind() == Cause::Kind::heard) entry.event = what.name(words);
    entry.actor = what.actor(words);
    entry.input = what.input;
  }
  const auto end = index + 1 < entries.size() ? entries[index + 1].first : records.size();
  for (auto i = record.first; i < end; ++i) entry.effects.push_back(effect_of(*this, records[i], workflow));
  return entry;
}

// --- Effects -------------------------------------------------------------------------------------------

Effects::Effects() noexcept = default;
Effects::Effects(Effects&&) noexcept = default;
Effects& Effects::operator=(Effects&&) noexcept = default;
Effects::~Effects() = default;

std::size_t Effects::size() const noexcept { return log_ ? log_->entries.size() : 0; }

void Effects::clear() noexcept {
  if (log_) log_->clear();
}

EffectLog& Effects::log() {
  if (!log_) log_ = std::make_unique<EffectLog>();
  return *log_;
}

const std::vector<JournalEntry>& Effects::entries() const {
  static const std::vector<JournalEntry> kNone;
  if (!log_) return kNone;
  auto& read = log_->read;
  while (read.size() < log_->entries.size()) read.push_back(log_->entry(read.size()));
  return read;
}

// --- Refusal -------------------------------------------------------------------------------------------

Event RefusedEvent::event() const {
  return {.name = std::string(said.name(words)), .actor = said.actor(words), .input = said.input, .at = at};
}

Refusal::Refusal(std::vector<Reason> reasons) : what_(std::make_shared<RefusedEvent>()) {
  what_->is_told = true;
  what_->reasons = std::move(reasons);
}

const std::vector<Reason>& Refusal::reasons() const {
  static const std::vector<Reason> kNone;
  if (!what_) return kNone;
  if (what_->is_told) return what_->reasons;
  switch (what_->stage) {
    case RefusedEvent::Stage::told: break;
    case RefusedEvent::Stage::judged: what_->reasons = judge(*what_->kase, what_->event(), what_->now).reasons; break;
    case RefusedEvent::Stage::opening:
      what_->reasons = judge_opening(*what_->kase, what_->event(), what_->now).reasons;
      break;
    case RefusedEvent::Stage::late: what_->reasons = {too_late(what_->happened, what_->earliest)}; break;
  }
  what_->is_told = true;
  return what_->reasons;
}

}  // namespace docket
