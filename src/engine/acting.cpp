// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include "engine/acting.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"
#include "engine/keeping.hpp"
#include "engine/macrostep.hpp"
#include "engine/refusal.hpp"
#include "engine/remembering.hpp"

namespace docket {
namespace {

// Whether something on the way may fail: then the case is kept as it was, to go back to.
bool may_fault(const CaseData& kase, const std::vector<Chosen>& chosen) {
  const auto& first = kase.workflow->chart.plan(chosen.front().transition, chosen.front().branch);
  return chosen.size() > 1 || !first.is_static || first.may_fault;
}

// Whether `last()` would keep more than a case may.  One that is too full may still become smaller.
std::optional<Fault> too_much_remembered(const CaseData& kase, const CaseData& before, const Event& event) {
  const auto bytes = kept_bytes(kase);
  if (bytes <= limits::kCaseBytes || bytes <= kept_bytes(before)) return std::nullopt;
  const auto most = std::to_string(limits::kCaseBytes);
  return Fault({.en = "the input of " + backticked(event.name) +
                      ", which `last()` keeps, would make the case larger than the " + most + " bytes it may keep",
                .zh = "事件 " + backticked(event.name) + " 的输入须由 `last()` 保存，将使工单保存的内容超过上限 " +
                      most + " 字节"},
               event.name);
}

// Writes down that it was refused; why, and what that needs, is put to it.
RefusedEvent& write_refused(CaseData& kase, const Event& event, RefusedEvent::Stage stage, const Times& times,
                            EffectLog& log) {
  Recorder recorder(kase, log, EntryKind::refused, Cause(Cause::Kind::heard), times);
  recorder.refused(log.refusals_used);
  auto& refused = *log.refuse();
  refused.stage = stage;
  refused.words.cut(0);
  refused.said.keep(event.name, event.actor, event.input, refused.words);
  refused.at = event.at;
  refused.happened = times.at;
  refused.now = times.now;
  refused.is_told = stage == RefusedEvent::Stage::told;
  if (!refused.reasons.empty()) refused.reasons.clear();
  return refused;
}

// The case counts it, and is otherwise as it was.
Outcome refused_at(CaseData& kase, const Times& times, const EffectLog& log) {
  kase.sequence += 1;
  kase.last_at = std::max(kase.last_at, times.now);
  return {
      .kind = OutcomeKind::refused, .sequence = kase.sequence, .refusal = Refusal(log.refusals[log.refusals_used - 1])};
}

}  // namespace

void keep(const CaseData& kase, std::unique_ptr<CaseData>& copy) {
  if (copy && copy->workflow == kase.workflow)
    copy->become(kase);
  else
    copy = kase.clone();
}

Outcome refuse(CaseData& kase, const Event& event, RefusedEvent::Stage stage, const Times& times, EffectLog& log) {
  keep(kase, write_refused(kase, event, stage, times, log).kase);
  return refused_at(kase, times, log);
}

Outcome refuse_late(CaseData& kase, const Event& event, Instant earliest, const Times& times, EffectLog& log) {
  write_refused(kase, event, RefusedEvent::Stage::late, times, log).earliest = earliest;
  return refused_at(kase, times, log);
}

Outcome accept_at_length(CaseData& kase, const Event& event, EventIndex index, EntryKind kind, const Times& times,
                         Selection& selecting, EffectLog& log) {
  auto& memory = log.memory;
  const auto first = memory.chosen.front().transition;
  const bool is_roomy = has_room(kase, index, event, kase.record().size());
  const bool is_guarded = may_fault(kase, memory.chosen) || !is_roomy || !is_typed_by(kase, first, memory.inputs);
  EffectLog::Mark before{};
  if (is_guarded) {
    keep(kase, memory.before);
    before = log.mark();
  }
  Recorder recorder(kase, log, kind, cause_of(index), times);
  recorder.hear(index != kNoEvent ? std::string_view() : event.name, event.actor, event.input);
  if (kind == EntryKind::opened) recorder.opened(kase);
  kase.last_at = std::max(kase.last_at, times.now);
  // Remembered first: `last('x')` in an action of x is this x.
  if (index != kNoEvent) remember(kase, index, event.actor, event.input, times.at);
  auto fault = is_roomy ? std::nullopt : too_much_remembered(kase, *memory.before, event);
  if (!fault) {
    Macrostep macrostep(kase, times, selecting, recorder);
    macrostep.run(memory.chosen, cause_of(index), index);
    fault = macrostep.fault();
  }
  if (is_guarded && fault) {
    log.take_back(before);
    kase.become(*memory.before);
    write_refused(kase, event, RefusedEvent::Stage::told, times, log)
        .reasons.push_back(could_not_act(*kase.workflow, event.name, *fault, kase.workflow->transition(first).place));
    return refused_at(kase, times, log);
  }
  DOCKET_ASSERT(!fault);
  kase.sequence += 1;
  return {.kind = OutcomeKind::accepted, .sequence = kase.sequence};
}

}  // namespace docket
