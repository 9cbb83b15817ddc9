// Clocks as version 1 of the stored format kept them: stretches of time, the size of the budget and a
// credit, instead of the facts these came from.  Written until November 2026.
// Tested by tests/unit/store/snapshot_test.cpp
#include <charconv>

#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"
#include "engine/first_meaning.hpp"
#include "store/stored_clock.hpp"

namespace docket {
namespace {

using stored::Reading;

ClockFact pause_fact(Reading& in, const Workflow& workflow, const Value& segment, const std::string& reason) {
  ClockFact fact{.at = in.time_at(segment, "from"), .kind = FactKind::paused, .holder = Holder::other};
  const auto state = workflow.find_state(reason);
  if (reason == "closed") fact.cause = PauseCause::closed;
  if (state) {
    fact.cause = PauseCause::state;
    fact.index = static_cast<std::uint16_t>(at(*state));
  }
  return fact;
}

// Stretches become pauses and resumes; what they cannot say, as a new target in between, is taken over
// as it stood at the last of them.
void read_segments(Reading& in, const CaseData& kase, const ClockRules& rules, const Value& value, ClockState& clock) {
  const auto row = Reading::is_set(value, "target")
                       ? static_cast<std::int16_t>(in.index_by_name(rules.targets, in.text_at(value, "target")))
                       : std::int16_t{-1};
  clock.facts.push_back({.at = in.time_at(value, "started"), .kind = FactKind::started, .row = row});
  bool counted = true, is_plain = in.at_key(value, "credit").as_int() == 0;
  for (const auto& segment : in.at_key(value, "segments").as_list()) {
    const auto* reason = segment.find("paused");
    if (reason) {
      if (counted) clock.facts.push_back(pause_fact(in, *kase.workflow, segment, std::string(reason->as_string())));
    } else if (!counted) {
      clock.facts.push_back({.at = in.time_at(segment, "from"), .kind = FactKind::resumed});
    } else if (in.time_at(segment, "from") != clock.facts.front().at) {
      is_plain = false;  // two counting stretches in a row: the target changed
    }
    counted = !reason;
  }
  const Elapsed size{in.at_key(value, "size").as_int()};
  if (row < 0 || (is_plain && earlier_size(kase, rules, clock.facts) == size)) return;
  clock.facts.front().row = -1;  // which row held at first is not known
  const auto& last = in.at_key(value, "segments").as_list().back();
  Elapsed used{in.at_key(value, "credit").as_int()};
  for (const auto& segment : in.at_key(value, "segments").as_list()) {
    const auto to = in.maybe_time(segment, "to");
    if (segment.find("paused") || !to) continue;
    const auto from = in.time_at(segment, "from");
    const auto calendar = in.text_at(segment, "calendar");
    used +=
        calendar.empty()
            ? *to - from
            : kase.workflow->calendars[static_cast<std::size_t>(in.index_by_name(kase.workflow->calendars, calendar))]
                  .calendar.open_time_between(from, *to)
                  .length();
  }
  // An ended clock's last stretch is closed and counted already.
  const auto at = in.maybe_time(last, "to").value_or(in.time_at(last, "from"));
  clock.facts.push_back({.at = at, .kind = FactKind::adopted, .row = row, .used = used, .size = size});
}

// `case/sequence/position`
void read_effect_id(Reading& in, const std::string& id, SentRung& sent) {
  const auto last = id.rfind('/');
  const auto before = last == id.npos ? id.npos : id.rfind('/', last - 1);
  if (before == id.npos) return in.fail("has a damaged effect id");
  std::from_chars(id.data() + before + 1, id.data() + last, sent.sequence);
  std::from_chars(id.data() + last + 1, id.data() + id.size(), sent.position);
}

void read_rungs(Reading& in, const ClockRules& rules, const Value& value, ClockState& clock) {
  clock.rungs.resize(rules.rungs.size());
  if (Reading::is_set(value, "breached")) clock.rungs[rules.due_rung].sent = 1;
  for (const auto& rung : in.at_key(value, "rungs").as_list()) {
    auto& state = clock.rungs[static_cast<std::size_t>(in.index_by_name(rules.rungs, in.text_at(rung, "name")))];
    state.sent = static_cast<std::int16_t>(in.at_key(rung, "sent").as_int());
    state.is_skipped = Reading::is_set(rung, "skipped");
  }
  std::vector<std::int16_t> occurrences(rules.rungs.size());
  for (const auto& each : in.at_key(value, "sent").as_list()) {
    const auto name = in.text_at(each, "rung");
    const auto rung = name.empty() ? rules.due_rung : static_cast<std::size_t>(in.index_by_name(rules.rungs, name));
    SentRung sent{.rung = static_cast<std::uint16_t>(rung),
                  .occurrence = occurrences[rung]++,
                  .at = in.time_at(each, "at"),
                  .is_corrected = Reading::is_set(each, "corrected")};
    read_effect_id(in, in.text_at(each, "id"), sent);
    clock.sent.push_back(sent);
  }
}

}  // namespace

void read_clock_v1(Reading& in, CaseData& kase, ClockIndex index, const Value& value) {
  auto& clock = kase.full_clock(index);
  const auto& rules = rules_of(kase, index);
  read_segments(in, kase, rules, value, clock);
  read_rungs(in, rules, value, clock);
  if (!in.problem().empty()) return;
  adopt_earlier_clock(kase, index, Armed::by_rules);
}

}  // namespace docket
