// Tested by tests/unit/store/snapshot_test.cpp, tests/property/schedule_test.cpp
#include "store/stored_clock.hpp"

#include <array>

#include "engine/clock_fold.hpp"
#include "engine/first_meaning.hpp"
#include "store/codec.hpp"

namespace docket {
namespace {

using stored::calendars_at;
using stored::enum_of;
using stored::holder_of;
using stored::kCauseNames;
using stored::length;
using stored::list_of;
using stored::Reading;
using stored::relief_of;
using stored::text;
using stored::time;
using stored::word_of;
using stored::Writer;

// --- Words -------------------------------------------------------------------------------------------

constexpr std::array<const char*, 9> kFactNames = {"started",  "paused",     "resumed", "targeted", "calendars",
                                                   "relieved", "unrelieved", "adopted", "missed"};

ClockStatus status_of(Reading& in, const std::string& name) {
  for (const auto status : {ClockStatus::idle, ClockStatus::running, ClockStatus::paused, ClockStatus::met,
                            ClockStatus::cancelled, ClockStatus::ended}) {
    if (name == name_of(status)) return status;
  }
  in.fail("has a clock in the status `" + name + "`");
  return ClockStatus::idle;
}

// --- Facts -------------------------------------------------------------------------------------------

void add_row(Writer& writer, const ClockRules& rules, const ClockFact& fact) {
  if (const auto* target = target_of(rules, fact.row)) writer.add("row", text(target->name));
  writer.add("until", fact.until);
}

Value write_fact(const CaseData& kase, const ClockRules& rules, const ClockFact& fact) {
  Writer writer;
  writer.add("fact", text(word_of(kFactNames, fact.kind))).add("at", time(fact.at));
  switch (fact.kind) {
    case FactKind::started:
      add_row(writer, rules, fact);
      if (fact.index > 0) writer.add("calendars", Value::integer(fact.index));
      break;
    case FactKind::paused: {
      writer.add("cause", text(word_of(kCauseNames, fact.cause))).add("holder", text(name_of(fact.holder)));
      if (fact.cause == PauseCause::state)
        writer.add("state", text(kase.workflow->states[fact.index].path));
      else
        writer.add("place", Value::integer(fact.index));
      break;
    }
    case FactKind::resumed: break;
    case FactKind::targeted: add_row(writer, rules, fact); break;
    case FactKind::calendars: writer.add("calendars", Value::integer(fact.index)); break;
    case FactKind::relieved:
    case FactKind::unrelieved: writer.add("relief", text(kase.rest().reliefs[fact.index].id)); break;
    case FactKind::missed: writer.add("due", fact.due); break;
    case FactKind::adopted:
      add_row(writer, rules, fact);
      writer.add("used", length(fact.used)).add("size", length(fact.size));
      writer.add("due", fact.due).add("breached", fact.breached);
      break;
  }
  return writer.take();
}

void read_row(Reading& in, const ClockRules& rules, const Value& value, ClockFact& fact) {
  fact.until = in.maybe_time(value, "until");
  if (Reading::is_set(value, "row"))
    fact.row = static_cast<std::int16_t>(in.index_by_name(rules.targets, in.text_at(value, "row")));
}

ClockFact read_fact(Reading& in, const CaseData& kase, const ClockRules& rules, const Value& value) {
  ClockFact fact{.at = in.time_at(value, "at"),
                 .kind = enum_of<FactKind>(in, kFactNames, in.text_at(value, "fact"), "fact")};
  switch (fact.kind) {
    case FactKind::started:
      read_row(in, rules, value, fact);
      fact.index = calendars_at(in, kase, value);
      break;
    case FactKind::paused: {
      fact.cause = enum_of<PauseCause>(in, kCauseNames, in.text_at(value, "cause"), "pause");
      fact.holder = holder_of(in, in.text_at(value, "holder"));
      const auto place = fact.cause == PauseCause::state
                             ? static_cast<std::int64_t>(at(in.state(in.text_at(value, "state"))))
                             : in.at_key(value, "place").as_int();
      const bool has_place = fact.cause == PauseCause::event || fact.cause == PauseCause::condition;
      if (place < 0 || place > 0xFFFF || (has_place && place >= static_cast<std::int64_t>(rules.pause.size()))) {
        in.fail("is paused by a rule that its clock does not have");
        break;
      }
      fact.index = static_cast<std::uint16_t>(place);
      break;
    }
    case FactKind::resumed: break;
    case FactKind::targeted: read_row(in, rules, value, fact); break;
    case FactKind::calendars: fact.index = calendars_at(in, kase, value); break;
    case FactKind::relieved:
    case FactKind::unrelieved: {
      fact.index = relief_of(in, kase, in.text_at(value, "relief"));
      break;
    }
    case FactKind::missed: fact.due = in.time_at(value, "due"); break;
    case FactKind::adopted:
      read_row(in, rules, value, fact);
      fact.used = in.length_at(value, "used");
      fact.size = in.length_at(value, "size");
      fact.due = in.maybe_time(value, "due");
      fact.breached = in.maybe_time(value, "breached");
      break;
  }
  return fact;
}

// --- Rungs -------------------------------------------------------------------------------------------

Value write_rung(const Rung& rung, const RungState& state) {
  Writer writer;
  writer.add("name", text(rung.name)).add("at", state.at);
  if (state.sent > 0) writer.add("sent", Value::integer(state.sent));
  if (state.generation > 0) writer.add("generation", Value::integer(state.generation));
  return writer.add_if("skipped", state.is_skipped).add_if("acknowledged", state.is_acknowledged).take();
}

Value write_sent(const ClockRules& rules, const SentRung& sent) {
  return Writer()
      .add("rung", text(rules.rungs[sent.rung].name))
      .add("occurrence", Value::integer(sent.occurrence))
      .add("sequence", Value::integer(sent.sequence))
      .add("position", Value::integer(sent.position))
      .add("at", time(sent.at))
      .add_if("by_change", sent.is_by_change)
      .add_if("corrected", sent.is_corrected)
      .add_count("life", sent.life)
      .take();
}

std::int16_t small_int(Reading& in, const Value& map, std::string_view key) {
  const auto* value = map.find(key);
  if (!value) return 0;
  if (value->as_int() >= 0 && value->as_int() <= 32'000) return static_cast<std::int16_t>(value->as_int());
  in.fail("has a clock with an impossible `" + std::string(key) + "`");
  return 0;
}

void read_rungs(Reading& in, const ClockRules& rules, const Value& value, ClockState& clock) {
  clock.rungs.resize(rules.rungs.size());
  for (const auto& rung : in.at_key(value, "rungs").as_list()) {
    auto& state = clock.rungs[static_cast<std::size_t>(in.index_by_name(rules.rungs, in.text_at(rung, "name")))];
    state = {.at = in.maybe_time(rung, "at"),
             .generation = in.number_at<std::int32_t>(rung, "generation", 0),
             .sent = small_int(in, rung, "sent"),
             .is_skipped = Reading::is_set(rung, "skipped"),
             .is_acknowledged = Reading::is_set(rung, "acknowledged")};
  }
  for (const auto& sent : in.at_key(value, "sent").as_list()) {
    clock.sent.push_back({.rung = static_cast<std::uint16_t>(in.index_by_name(rules.rungs, in.text_at(sent, "rung"))),
                          .occurrence = small_int(in, sent, "occurrence"),
                          .sequence = in.number_at<std::int64_t>(sent, "sequence", 0),
                          .position = in.number_at<std::uint32_t>(sent, "position"),
                          .at = in.time_at(sent, "at"),
                          .is_by_change = Reading::is_set(sent, "by_change"),
                          .is_corrected = Reading::is_set(sent, "corrected"),
                          .life = in.number_at<std::uint32_t>(sent, "life")});
  }
}

// What both versions say in the same words.
void read_head(Reading& in, const Value& value, ClockState& clock) {
  clock.status = status_of(in, in.text_at(value, "status"));
  clock.cycle = in.number_at<int>(value, "cycle");
  clock.is_paused_by_action = Reading::is_set(value, "paused_by_action");
  clock.start_held = Reading::is_set(value, "start_held");
  clock.was_ended_by_close = Reading::is_set(value, "closed");
  clock.ended_at = in.maybe_time(value, "ended");
  constexpr int kCyclesMax = 10'000'000;  // each is an entry of the journal; nobody has that many
  const bool has_begun = clock.status != ClockStatus::idle;
  if (clock.cycle < (has_begun ? 1 : 0) || clock.cycle > kCyclesMax)
    in.fail("has a clock in the cycle " + std::to_string(clock.cycle));
}

void fold_again(const CaseData& kase, const ClockRules& rules, ClockState& clock) {
  clock.fold = fold_clock(kase, rules, clock);
  if (clock.ended_at) clock.fold = fold_until(kase, rules, clock.fold, *clock.ended_at);
}

}  // namespace

Value write_clock(const CaseData& kase, const ClockRules& rules, const ClockState& clock) {
  Writer writer;
  writer.add("name", text(rules.name))
      .add("status", text(name_of(clock.status)))
      .add("cycle", Value::integer(clock.cycle));
  writer.add_if("start_held", clock.start_held).add_if("closed", clock.was_ended_by_close);
  if (clock.is_paused_by_action) {
    writer.add_if("paused_by_action", true)
        .add("action_holder", text(name_of(clock.action_holder)))
        .add("action_cause", text(word_of(kCauseNames, clock.action_cause)))
        .add("action_place", Value::integer(clock.action_index));
  }
  if (clock.cycle == 0) return writer.take();
  writer.add("ended", clock.ended_at);
  writer.add_count("life", clock.life).add_count("lives_seen", clock.lives_seen);
  if (clock.settled) writer.add("settled", write_fold(kase, rules, *clock.settled));
  writer.add("facts", list_of(clock.facts, [&](const ClockFact& fact) { return write_fact(kase, rules, fact); }));
  std::vector<Value> rungs;
  for (std::size_t i = 0; i < clock.rungs.size(); ++i) {
    if (!(clock.rungs[i] == RungState{})) rungs.push_back(write_rung(rules.rungs[i], clock.rungs[i]));
  }
  writer.add("rungs", Value::list(std::move(rungs)));
  return writer.add("sent", list_of(clock.sent, [&](const SentRung& sent) { return write_sent(rules, sent); })).take();
}

void read_clock(Reading& in, CaseData& kase, ClockIndex index, const Value& value, std::int64_t version) {
  auto& clock = kase.full_clock(index);
  const auto& rules = rules_of(kase, index);
  read_head(in, value, clock);
  kase.set_status(index, clock.status);
  if (version == 1) {
    if (clock.cycle > 0) read_clock_v1(in, kase, index, value);
    return;
  }
  if (clock.is_paused_by_action) {
    clock.action_holder = holder_of(in, in.text_at(value, "action_holder"));
    clock.action_cause = enum_of<PauseCause>(in, kCauseNames, in.text_at(value, "action_cause"), "pause");
    clock.action_index = in.number_at<std::uint16_t>(value, "action_place");
  }
  if (clock.cycle == 0) return;
  for (const auto& fact : in.at_key(value, "facts").as_list()) clock.facts.push_back(read_fact(in, kase, rules, fact));
  if (clock.facts.empty() || clock.facts.front().kind != FactKind::started) in.fail("has a clock that never started");
  clock.life = in.number_at<std::uint32_t>(value, "life");
  clock.lives_seen = in.number_at<std::uint32_t>(value, "lives_seen");
  if (const auto* settled = value.find("settled")) clock.settled = read_fold(in, kase, rules, *settled);
  read_rungs(in, rules, value, clock);
  if (!in.problem().empty()) return;
  if (version <= kLastOfFirstMeaning)
    adopt_earlier_clock(kase, index, Armed::stored);
  else
    fold_again(kase, rules, clock);
}

}  // namespace docket
