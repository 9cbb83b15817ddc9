// What a Case holds: slots and indices into its Workflow, nothing that has to be looked up by name.
//
// One block of memory a case: the head below, then one Value for each field, one bit for each state and one
// slot for each clock.  What few cases need at a time (timers, histories, reliefs …) is in CaseExtras,
// made when first needed.  store/snapshot.cpp writes and reads it, store/binary_snapshot.cpp likewise.
// Tested by tests/unit/engine/step_test.cpp and tests/property/schedule_test.cpp
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/engine.hpp"
#include "engine/clock_state.hpp"
#include "engine/state_set.hpp"
#include "model/workflow.hpp"

namespace docket {

enum class TimerKind : std::uint8_t { after, send };

// A deadline of the chart itself: an `after` of an active state, or a delayed `send`.
struct PendingTimer {
  TimerKind kind = TimerKind::after;
  Instant due;
  Instant since;           // when it was armed
  StateIndex state{};      // of an after
  std::uint16_t row = 0;   // of an after: its place in the state's list
  EventIndex event{};      // of a send
  std::string id;          // of a send
  std::int64_t order = 0;  // the order in which sends were armed

  friend bool operator==(const PendingTimer&, const PendingTimer&) = default;
};

// A measure of mercy: the clocks it names get more time if they run between `from` and `to`.
struct CaseRelief {
  std::string id;
  int percent = 0;
  Instant from, to;
  std::vector<ClockIndex> clocks;  // empty: all
  bool is_undone = false;

  friend bool operator==(const CaseRelief&, const CaseRelief&) = default;
};

struct HistoryRecord {
  StateIndex state{};  // the parent of the history
  bool is_deep = false;
  std::vector<StateIndex> states;

  friend bool operator==(const HistoryRecord&, const HistoryRecord&) = default;
};

// What a clock that had ended before a migration was measured by.
struct KeptMeasure {
  ClockIndex clock{};
  int cycle = 0;
  std::string target, budget, calendar;  // as the rules of then have them

  friend bool operator==(const KeptMeasure&, const KeptMeasure&) = default;
};

struct RememberedEvent {
  EventIndex event{};
  std::int64_t count = 0;
  Instant at{};
  Actor actor;
  Value input = Value::map({});
};

// The calendars of a rule set, by the CalendarIndex of a workflow.
struct CalendarSet {
  std::string rules;  // the rule set's fingerprint
  std::vector<Calendar> calendars;
};

struct CaseExtras {
  std::optional<std::string>
      project;  // as the host named it, where its workflow is another project's or the general one
  std::vector<std::shared_ptr<const CalendarSet>> later_calendars;  // what it was moved to, the last counts
  std::vector<PendingTimer> timers;
  std::int64_t sends = 0;  // armed so far
  std::vector<HistoryRecord> history;
  std::vector<RememberedEvent> remembered;
  std::vector<CaseRelief> reliefs;
  std::vector<KeptMeasure> measures;  // at most one for each clock
  // Its clocks come from an earlier meaning of rules (first_meaning.hpp), and its journal does not say so yet.
  bool has_untold_adoption = false;
};

class CaseData {
 public:
  // A case that is nowhere but in the root.  Requires: an indexed workflow.
  static std::unique_ptr<CaseData> make(std::shared_ptr<const Workflow> workflow, std::string_view id,
                                        std::string_view project);
  std::unique_ptr<CaseData> clone() const;
  // Copies what the other holds; where both are of one workflow, into the memory that is there.
  // Requires: workflows with as many fields, clocks and states.
  void become(const CaseData& other);
  ~CaseData();
  CaseData(const CaseData&) = delete;
  CaseData& operator=(const CaseData&) = delete;
  static void operator delete(void* memory) { ::operator delete(memory); }

  std::shared_ptr<const Workflow> workflow;
  Instant opened_at{}, last_at{};
  std::uint32_t sequence = 0;  // of the last journal entry
  bool is_closed : 1;

  std::string_view id() const { return id_.as_string(); }
  std::string_view project() const;
  void set_project(std::string_view project);

  // Every active state, in document order, the root first.
  StateSet configuration() const { return StateSet({state_words(), words()}); }
  // Every state the case has been in; kept where the workflow's rules ask for it.
  StateSet visited() const { return StateSet({state_words() + (keeps_visits_ ? words() : 0U), words()}); }
  bool is_active(StateIndex state) const { return (state_words()[at(state) / 64] >> (at(state) % 64) & 1U) != 0; }
  void enter(StateIndex state) { state_words()[at(state) / 64] |= std::uint64_t{1} << (at(state) % 64); }
  void leave(StateIndex state) { state_words()[at(state) / 64] &= ~(std::uint64_t{1} << (at(state) % 64)); }
  // Many at once.  Requires: masks of the workflow's chart.
  void move(std::span<const std::uint64_t> leaving, std::span<const std::uint64_t> entering) {
    auto* states = state_words();
    std::size_t word = 0;
    do states[word] = (states[word] & ~leaving[word]) | entering[word];
    while (++word < words());
  }
  void visit(StateIndex state) {
    if (keeps_visits_ != 0) state_words()[words() + at(state) / 64] |= std::uint64_t{1} << (at(state) % 64);
  }

  // By field; null: not set.
  std::span<const Value> record() const { return {values(), fields_}; }
  std::span<Value> record() { return {values(), fields_}; }

  std::size_t clock_count() const { return clocks_; }
  const ClockSlot& slot(std::size_t clock) const { return slots()[clock]; }
  ClockSlot& slot(std::size_t clock) { return slots()[clock]; }
  const ClockSlot& slot(ClockIndex clock) const { return slots()[at(clock)]; }
  ClockSlot& slot(ClockIndex clock) { return slots()[at(clock)]; }
  // The whole of a clock, whichever way it is kept.
  ClockState clock(std::size_t clock) const;
  ClockState clock(ClockIndex index) const { return clock(at(index)); }
  // Gives the clock a ClockState of its own, to be changed in place; set_status keeps its slot true.
  ClockState& full_clock(std::size_t clock);
  ClockState& full_clock(ClockIndex index) { return full_clock(at(index)); }
  void set_status(ClockIndex clock, ClockStatus status);
  // Makes the clock plain: it holds nothing but what its slot says.
  ClockSlot& plain_clock(ClockIndex clock);

  // Whether all its fields, filled with numbers and short texts, would be far from limits::kCaseBytes (keeping.hpp).
  bool is_light() const { return is_light_ != 0; }
  void set_light(bool is_light) { is_light_ = is_light ? 1 : 0; }

  const CaseExtras& rest() const { return extras_ ? *extras_ : kNoExtras; }
  CaseExtras& more() {
    if (!extras_) extras_ = std::make_unique<CaseExtras>();
    return *extras_;
  }

  // Has the processor get the block while the event is looked at: of many cases, few are in its caches.  How long
  // it is, is not asked: that would be waiting for it.
  void fetch() const {
#if defined(__GNUC__)
    constexpr std::size_t kLine = 64;
    for (std::size_t i = 1; i < 4; ++i) __builtin_prefetch(reinterpret_cast<const char*>(this) + i * kLine);
#endif
  }

  CalendarVersion calendar_version() const { return static_cast<CalendarVersion>(rest().later_calendars.size()); }
  const Calendar& calendar(CalendarIndex index, CalendarVersion version) const;
  const Calendar& calendar(CalendarIndex index) const { return calendar(index, calendar_version()); }
  // The rule set whose calendars count.
  const std::string& calendar_rules() const;

 private:
  CaseData(std::shared_ptr<const Workflow> of, std::string_view id);
  static const CaseExtras kNoExtras;

  std::size_t words() const { return words_; }
  std::size_t all_words() const { return static_cast<std::size_t>(words_) << (keeps_visits_ ? 1U : 0U); }
  Value* values() { return reinterpret_cast<Value*>(this + 1); }
  const Value* values() const { return reinterpret_cast<const Value*>(this + 1); }
  std::uint64_t* state_words() { return reinterpret_cast<std::uint64_t*>(values() + fields_); }
  const std::uint64_t* state_words() const { return reinterpret_cast<const std::uint64_t*>(values() + fields_); }
  ClockSlot* slots() { return reinterpret_cast<ClockSlot*>(state_words() + all_words()); }
  const ClockSlot* slots() const { return reinterpret_cast<const ClockSlot*>(state_words() + all_words()); }

  std::uint8_t words_ : 7;  // of one set of states; limits::kStates needs 64
  std::uint8_t clocks_;
  std::uint16_t fields_ : 14;
  std::uint16_t keeps_visits_ : 1;
  std::uint16_t is_light_ : 1;
  Value id_;
  std::unique_ptr<CaseExtras> extras_;
};

static_assert(sizeof(CaseData) == 64);

}  // namespace docket
