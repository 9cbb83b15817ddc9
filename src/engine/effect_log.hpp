// What Effects holds: everything that happened as small records of numbers, and the memory that a step
// works with.  Names are put to them in effect_text.cpp.
// Tested by tests/property/schedule_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "engine/case_data.hpp"
#include "engine/said.hpp"
#include "engine/step_memory.hpp"

namespace docket {

// What set a journal entry or a transition going; its name is made of it when somebody reads.
class Cause {
 public:
  enum class Kind : std::uint8_t {
    event,   // `number`: the event
    heard,   // by its name alone: an event that the workflow does not know, an amendment
    always,  //
    done,    // `number`: the state that came to its end
    after,   // `number`: the state, `row`: which of its deadlines
    sent,    // `number`: the event
    rung,    // `number`: the clock, `row`: the rung
  };
  Cause() = default;
  explicit Cause(Kind kind, std::size_t number = 0, std::size_t row = 0)
      : packed_(static_cast<std::uint64_t>(kind) | number << 16U | row << 32U) {}

  Kind kind() const { return static_cast<Kind>(packed_ & 0xFFU); }
  std::uint16_t number() const { return static_cast<std::uint16_t>(packed_ >> 16U); }
  std::uint16_t row() const { return static_cast<std::uint16_t>(packed_ >> 32U); }

 private:
  std::uint64_t packed_ = 0;  // copied at every step, and so in one piece
};

// kNoEvent: one that the workflow does not know.
inline Cause cause_of(EventIndex event) {
  return event == kNoEvent ? Cause(Cause::Kind::heard) : Cause(Cause::Kind::event, at(event));
}

enum class RecordKind : std::uint8_t {
  opened,
  closed,           // a: the state
  transition,       // cause; a: from, b: to, or pooled: lists of leaves from `pool` on
  clock_started,    // a: clock, b: row + 1, number: cycle
  clock_met,        // a: clock; flag: breached; number: 1 if it was late before a new target
  clock_cancelled,  // a: clock
  refused,          // number: which refusal
  emitted,          // a: transition, b: branch, number: which of its plain plan
  other,            // number: which whole effect
};

struct EffectRecord {
  RecordKind kind = RecordKind::other;
  bool flag = false;
  bool has_due = false;
  bool is_pooled = false;
  std::uint16_t a = 0, b = 0;
  Cause cause;
  std::uint32_t number = 0;
  Instant at{}, due{};
};

struct EntryRecord {
  std::int64_t sequence;
  Instant at, now;
  Cause cause;
  std::size_t first;          // of its effects
  std::uint32_t workflow;     // which of the log's
  std::uint32_t said = 0;     // + 1; 0: nobody said anything
  std::uint32_t refusal = 0;  // + 1: who said it is told there
  EntryKind kind;

  EntryRecord(EntryKind what, std::int64_t number, Instant happened, Instant recorded, const Cause& why,
              std::size_t first_effect, std::uint32_t of)
      : sequence(number), at(happened), now(recorded), cause(why), first(first_effect), workflow(of), kind(what) {}
};

// An event that was refused, with the case as it was.
struct RefusedEvent {
  enum class Stage : std::uint8_t { told, judged, opening, late };
  Stage stage = Stage::told;
  std::unique_ptr<CaseData> kase;  // not for `told`
  TextPile words;
  Said said;
  std::optional<Instant> at;  // as it was said
  Instant happened{}, now{}, earliest{};
  bool is_told = false;  // `reasons` are there
  std::vector<Reason> reasons;

  Event event() const;
};

struct EffectLog {
  std::vector<EntryRecord> entries;
  std::vector<EffectRecord> records;
  std::vector<std::uint16_t> pool;  // lists of states, each led by its length
  std::vector<Chosen> taken;        // every transition, in order: no effect tells it, but who tests rules asks
  std::vector<Effect> others;
  TextPile words;  // of `said`
  std::vector<Said> said;
  std::size_t said_used = 0;
  std::vector<std::shared_ptr<RefusedEvent>> refusals;
  std::size_t refusals_used = 0;
  std::vector<std::shared_ptr<const Workflow>> workflows;
  std::vector<JournalEntry> read;  // entries somebody has read, from the first on
  StepMemory memory;

  std::uint32_t number_of(const std::shared_ptr<const Workflow>& workflow) {
    // Mostly there is one, and it is this.
    if (workflows.size() == 1 && workflows.front() == workflow) return 0;
    return look_up(workflow);
  }
  std::uint32_t look_up(const std::shared_ptr<const Workflow>& workflow);
  Said& say() {
    if (said_used == said.size()) said.emplace_back();
    return said[said_used++];
  }
  // One that nobody else holds any more, or a new one.
  std::shared_ptr<RefusedEvent>& refuse() {
    if (refusals_used == refusals.size()) refusals.emplace_back();
    auto& refusal = refusals[refusals_used++];
    if (!refusal || refusal.use_count() > 1) refusal = std::make_shared<RefusedEvent>();
    return refusal;
  }
  void clear() noexcept;

  // Everything from here on can be taken back.
  struct Mark {
    std::size_t entries, records, pool, taken, others, said, words, refusals;
  };
  Mark mark() const;
  void take_back(const Mark& mark);

  JournalEntry entry(std::size_t index) const;
};

}  // namespace docket
