// What settled of a clock: its sums, as a map.
// Tested by tests/unit/store/snapshot_test.cpp, tests/property/clock_property_test.cpp
#include "engine/clock_fold.hpp"
#include "store/stored_clock.hpp"

namespace docket {

using stored::length;
using stored::list_of;
using stored::Reading;
using stored::text;
using stored::time;
using stored::Writer;

namespace stored {

Holder holder_of(Reading& in, const std::string& name) {
  for (const auto holder :
       {Holder::us, Holder::customer, Holder::contractor, Holder::developer, Holder::authority, Holder::other}) {
    if (name == name_of(holder)) return holder;
  }
  in.fail("has a clock that waits for `" + name + "`");
  return Holder::other;
}

std::uint16_t calendars_at(Reading& in, const CaseData& kase, const Value& value) {
  const auto* number = value.find("calendars");
  if (!number) return 0;
  if (number->as_int() < 0 || number->as_int() > static_cast<std::int64_t>(kase.rest().later_calendars.size())) {
    in.fail("names calendars it does not have");
    return 0;
  }
  return static_cast<std::uint16_t>(number->as_int());
}

std::uint16_t relief_of(Reading& in, const CaseData& kase, const std::string& id) {
  const auto& reliefs = kase.rest().reliefs;
  const auto place =
      std::find_if(reliefs.begin(), reliefs.end(), [&](const CaseRelief& each) { return each.id == id; });
  if (place == reliefs.end()) in.fail("names the relief `" + id + "`, which it does not have");
  return static_cast<std::uint16_t>(place == reliefs.end() ? 0 : place - reliefs.begin());
}

}  // namespace stored

namespace {

constexpr std::array<const char*, 3> kBasisNames = {"row", "carried", "fixed"};

Value write_paused(const Paused& paused) {
  return Writer()
      .add_count("open", paused.open.length().count())
      .add_count("dates", paused.dates)
      .add_count("wall", paused.wall.count())
      .take();
}

// Nobody stands still for less than nothing.
Elapsed paused_at(Reading& in, const Value& value, std::string_view key) {
  const auto length = in.length_or_zero(value, key);
  if (length < Elapsed{0}) in.fail("has an impossible `" + std::string(key) + "`");
  return length;
}

Paused read_paused(Reading& in, const Value* value) {
  if (!value) return {};
  return {.open = WorkingTime{paused_at(in, *value, "open")},
          .dates = in.number_at<int>(*value, "dates", 0),
          .wall = paused_at(in, *value, "wall")};
}

void write_budget(Writer& writer, const ClockRules& rules, const ClockFold& fold) {
  writer.add("started", time(fold.started));
  if (const auto* target = target_of(rules, fold.row)) writer.add("row", text(target->name));
  writer.add("until", fold.until);
  writer.add_count("calendars", static_cast<std::int64_t>(fold.calendars));
  writer.add("basis", text(stored::word_of(kBasisNames, fold.basis)));
  writer.add("fixed_due", fold.fixed_due).add("fixed_at", time(fold.fixed_at));
  writer.add("counted_from", time(fold.counted_from)).add("carried", length(fold.carried));
  writer.add("counted_paused", write_paused(fold.counted_paused));
  writer.add("fixed_paused", write_paused(fold.fixed_paused));
  writer.add("breach_paused", write_paused(fold.breach_paused));
}

void read_budget(Reading& in, const CaseData& kase, const ClockRules& rules, const Value& value, ClockFold& fold) {
  fold.started = in.time_at(value, "started");
  if (Reading::is_set(value, "row"))
    fold.row = static_cast<std::int16_t>(in.index_by_name(rules.targets, in.text_at(value, "row")));
  fold.until = in.maybe_time(value, "until");
  fold.calendars = static_cast<CalendarVersion>(stored::calendars_at(in, kase, value));
  fold.basis = stored::enum_of<DueBasis>(in, kBasisNames, in.text_at(value, "basis"), "basis");
  fold.fixed_due = in.maybe_time(value, "fixed_due");
  fold.fixed_at = in.time_at(value, "fixed_at");
  fold.counted_from = in.time_at(value, "counted_from");
  fold.carried = in.length_at(value, "carried");
  fold.counted_paused = read_paused(in, value.find("counted_paused"));
  fold.fixed_paused = read_paused(in, value.find("fixed_paused"));
  fold.breach_paused = read_paused(in, value.find("breach_paused"));
}

void read_pauses(Reading& in, const ClockRules& rules, const Value& value, ClockFold& fold) {
  for (const auto& each : in.at_key(value, "paused").as_list()) fold.paused.push_back(read_paused(in, &each));
  if (!fold.paused.empty() && fold.paused.size() != rules.sums)
    in.fail("has sums of pauses that do not fit the rows of their clock");
}

}  // namespace

Value write_fold(const CaseData& kase, const ClockRules& rules, const ClockFold& fold) {
  Writer writer;
  writer.add("since", time(fold.since)).add_if("counts", fold.counts);
  write_budget(writer, rules, fold);
  writer.add("used", length(fold.used)).add("size", length(fold.size));
  writer.add("paused", list_of(fold.paused, write_paused));
  writer.add("paused_from", time(fold.paused_from)).add("paused_to", time(fold.paused_to));
  writer.add("cause", text(stored::word_of(stored::kCauseNames, fold.cause)))
      .add("holder", text(name_of(fold.holder)))
      .add("place", Value::integer(fold.cause_index));
  writer.add("reliefs",
             list_of(fold.reliefs, [&](std::uint16_t index) { return text(kase.rest().reliefs[index].id); }));
  writer.add_count("fixed_reliefs", fold.fixed_reliefs);
  writer.add("due", fold.due).add("breached", fold.breached);
  writer.add_if("by_change", fold.is_breached_by_change).add_if("provisional", fold.is_provisional);
  writer.add_if("interrupted", fold.is_interrupted).add_if("in_days", fold.in_days);
  writer.add("missed", list_of(fold.missed, time));
  return writer.add_count("lives", fold.lives).take();
}

ClockFold read_fold(Reading& in, const CaseData& kase, const ClockRules& rules, const Value& value) {
  ClockFold fold;
  fold.since = in.time_at(value, "since");
  fold.counts = Reading::is_set(value, "counts");
  read_budget(in, kase, rules, value, fold);
  fold.used = in.length_at(value, "used");
  fold.size = in.length_at(value, "size");
  read_pauses(in, rules, value, fold);
  fold.paused_from = in.time_at(value, "paused_from");
  fold.paused_to = in.time_at(value, "paused_to");
  fold.cause = stored::enum_of<PauseCause>(in, stored::kCauseNames, in.text_at(value, "cause"), "pause");
  fold.holder = stored::holder_of(in, in.text_at(value, "holder"));
  fold.cause_index = in.number_at<std::uint16_t>(value, "place");
  const bool has_place = fold.cause == PauseCause::event || fold.cause == PauseCause::condition;
  const auto places = fold.cause == PauseCause::state ? kase.workflow->states.size() : rules.pause.size();
  if ((has_place || fold.cause == PauseCause::state) && fold.cause_index >= places)
    in.fail("is paused by what its workflow does not have");
  for (const auto& relief : in.at_key(value, "reliefs").as_list())
    fold.reliefs.push_back(stored::relief_of(in, kase, std::string(relief.as_string())));
  fold.fixed_reliefs = in.number_at<std::uint16_t>(value, "fixed_reliefs");
  if (fold.fixed_reliefs > fold.reliefs.size()) in.fail("has fixed more reliefs than its clock has");
  fold.due = in.maybe_time(value, "due");
  fold.breached = in.maybe_time(value, "breached");
  fold.is_breached_by_change = Reading::is_set(value, "by_change");
  fold.is_provisional = Reading::is_set(value, "provisional");
  fold.in_days = Reading::is_set(value, "in_days");
  fold.is_interrupted = Reading::is_set(value, "interrupted");
  for (const auto& missed : in.at_key(value, "missed").as_list()) fold.missed.push_back(in.time_of(missed, "missed"));
  fold.lives = in.number_at<std::uint32_t>(value, "lives");
  return fold;
}

}  // namespace docket
