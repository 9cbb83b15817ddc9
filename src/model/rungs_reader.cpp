// The rungs of a clock: `warn:` and `escalate:`, around the due instant itself.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include "model/rungs_reader.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "docket/meaning.hpp"

namespace docket {
namespace {

// Of the first meaning: hours and minutes only, and `1d` was 24 of them.
std::optional<Elapsed> length_then(std::string_view text) {
  const auto length = parse_elapsed(text);
  if (!length || length->count() <= 0) return std::nullopt;
  return *length;
}

// `30m before`, `4h after`, each with `wall` behind it where clock time was meant.
bool read_distance_then(std::string_view text, Rung& rung) {
  const bool is_wall = text.ends_with(" wall");
  if (is_wall) text.remove_suffix(5);
  const bool is_before = text.ends_with(" before");
  if (!is_before && !text.ends_with(" after")) return false;
  text.remove_suffix(is_before ? 7 : 6);
  const auto length = length_then(text);
  if (!length) return false;
  rung.mark = is_before ? Rung::Mark::before : Rung::Mark::after;
  rung.distance = is_wall ? Distance::wall(*length) : Distance::open(*length);
  return true;
}

// `50%`, `30m before`, `1 workday before`, `breach`, `4h after`, `1 day after at "09:00"`, `24h wall before`.
bool read_mark(Draft& draft, const yaml::Node& node, Rung& rung) {
  std::string text = node.text();
  if (node.meaning() <= kFirstMeaning) {
    if (read_distance_then(text, rung)) return true;
    if (text.ends_with(" wall")) text.resize(text.size() - 5);  // it said nothing of any other point
  }
  if (text == "breach" || text == "expiry" || text == "reached") {
    rung.mark = Rung::Mark::due;
    return true;
  }
  if (text.ends_with("%")) {
    rung.mark = Rung::Mark::percent;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size() - 1, rung.percent);
    if (failure == std::errc{} && end == text.data() + text.size() - 1 && rung.percent > 0 && rung.percent < 100)
      return true;
  }
  const auto placed = parse_placed_distance(text);
  if (placed) {
    rung.mark = placed->side == Side::before ? Rung::Mark::before : Rung::Mark::after;
    rung.distance = placed->distance;
    return true;
  }
  const bool has_side = text.find(" before") != std::string::npos || text.find(" after") != std::string::npos;
  draft.reader.report(node.error(
      "bad-rung", backticked(text) + " is not a point on a clock's way",
      has_side ? placed.error().message : "write `50%`, `30m before`, `1 workday before`, `breach` or `4h after`"));
  return false;
}

std::optional<Distance> read_distance(Draft& draft, const yaml::Node& node, std::string_view what) {
  const auto source = through_params(draft, node);
  if (!source || !draft.reader.is_scalar(*source, what)) return std::nullopt;
  if (source->meaning() <= kFirstMeaning) {
    if (const auto length = length_then(source->text())) return Distance::open(*length);
  }
  if (auto distance = parse_distance(source->text())) return *distance;
  draft.reader.report(source->error(
      "bad-length",
      std::string(what) + " must be a length such as `4h` or `1 workday`, not " + backticked(source->text())));
  return std::nullopt;
}

// How often: `times: 3`, or `until: stopped`, which is as often as anything repeats.
void read_times(Draft& draft, const yaml::Node& node, Rung& rung) {
  const auto times = node.find("times");
  const auto until = node.find("until");
  if (times && until) {
    draft.reader.report(
        until->error("contradiction", "`repeat` has both `times` and `until`", "leave out one of them"));
    return;
  }
  if (times) {
    rung.times = draft.reader.integer(*times, "`times`", 1, limits::kRepeats).value_or(1);
    return;
  }
  if (!until->is_scalar() || until->text() != "stopped") {
    draft.reader.report(until->error("unknown-word", "a repeat goes on `until: stopped`, or so many `times`"));
    return;
  }
  rung.times = limits::kRepeats;
  rung.is_until_stopped = true;
}

void read_repeat(Draft& draft, const yaml::Node& node, Rung& rung) {
  if (!draft.reader.is_map(node, "`repeat`")) return;
  draft.reader.check_keys(node, {"every", "times", "until"}, "`repeat`");
  const auto every = node.find("every");
  if (!every || (!node.find("times") && !node.find("until"))) {
    draft.reader.report(node.error("missing-key", "`repeat` needs `every` and `times`",
                                   "a repeat without an end would never stop; `until: stopped` is up to " +
                                       std::to_string(limits::kRepeats) + " times"));
    return;
  }
  rung.every = read_distance(draft, *every, "`every`").value_or(Distance::open(std::chrono::hours{1}));
  read_times(draft, node, rung);
}

// The word for the due instant depends on what the clock is for.
const char* due_word(Budget::Purpose purpose) {
  switch (purpose) {
    case Budget::Purpose::limit: return "breach";
    case Budget::Purpose::valid: return "expiry";
    case Budget::Purpose::not_before: return "reached";
  }
  return "breach";
}

void check_due_word(Draft& draft, const yaml::Node& node, const ClockRules& clock) {
  const std::string wanted = due_word(clock.purpose);
  if (node.text() == wanted) return;
  draft.reader.report(node.error("bad-rung", backticked(node.text()) + " does not fit this clock",
                                 "its end is called " + backticked(wanted)));
}

// Through parameters, so that `50%` may be tuned per project.
std::optional<Rung> read_rung(Draft& draft, const yaml::Node& key, const yaml::Node& value, const ClockRules& clock,
                              RungKind kind) {
  if (!draft.reader.is_name(key, "a rung")) return std::nullopt;
  Rung rung{.name = key.text(), .kind = kind, .place = key.span()};
  auto mark = value;
  if (value.is_map()) {
    draft.reader.check_keys(value, {"at", "to", "repeat", "raise", "notice_calendar"}, "a rung");
    const auto at_node = value.find("at");
    if (!at_node) {
      draft.reader.report(
          key.error("missing-key", "the rung " + backticked(key.text()) + " has no `at`", "e.g. `at: 50%`"));
      return std::nullopt;
    }
    mark = *at_node;
    if (const auto to = value.find("to")) rung.to = read_role(draft, *to).value_or("");
    if (const auto repeat = value.find("repeat")) read_repeat(draft, *repeat, rung);
    if (const auto raise = value.find("raise")) {
      rung.raise = read_event(draft, *raise);
      if (rung.raise) draft.raised.push_back(*rung.raise);
    }
    if (const auto notice = value.find("notice_calendar")) rung.notice = read_calendar(draft, notice);
  }
  const auto resolved = through_params(draft, mark);
  if (!resolved || !draft.reader.is_scalar(*resolved, "a rung") || !read_mark(draft, *resolved, rung))
    return std::nullopt;
  if (rung.mark == Rung::Mark::due) check_due_word(draft, *resolved, clock);
  // What lies at a distance of clock time repeats in clock time.
  if (rung.distance.unit == Distance::Unit::wall && rung.every.unit == Distance::Unit::open)
    rung.every.unit = Distance::Unit::wall;
  const bool is_early = rung.mark == Rung::Mark::percent || rung.mark == Rung::Mark::before;
  if (kind == RungKind::warn && !is_early) {
    draft.reader.report(
        mark.error("late-warning", "a warning must come before the due time", "put it under `escalate`"));
    return std::nullopt;
  }
  return rung;
}

// Rungs are known by their names, in the journal and in stored cases.
void check_name(Draft& draft, const yaml::Node& key, const ClockRules& clock, const std::vector<Rung>& others) {
  const auto is_same = [&](const Rung& each) { return each.name == key.text(); };
  if (std::none_of(clock.rungs.begin(), clock.rungs.end(), is_same) &&
      std::none_of(others.begin(), others.end(), is_same) && key.text() != due_word(clock.purpose))
    return;
  const bool is_end = key.text() == due_word(clock.purpose);
  draft.reader.report(is_end ? key.error("duplicate-rung",
                                         backticked(key.text()) + " is the end of this clock, and no other rung",
                                         "give this rung a name of its own")
                             : key.error("duplicate-rung", "this clock has another rung " + backticked(key.text()),
                                         "give it a name of its own"));
}

// The end itself, told again: an escalation of its own from the first repeat on.
Rung repeated(Rung rung) {
  rung.name += "_again";
  rung.mark = Rung::Mark::after;
  rung.distance = rung.every;
  --rung.times;
  return rung;
}

// Whom an escalation tells; one that only sets something going need not tell anybody.
bool tells_somebody(Draft& draft, const yaml::Node::Entry& entry, const Rung& rung) {
  if (!rung.to.empty() || rung.raise) return true;
  if (entry.value.is_map() && (entry.value.find("to") || entry.value.find("raise"))) return false;  // already reported
  draft.reader.report(
      entry.key.error("missing-key", "the escalation " + backticked(rung.name) + " tells nobody", "add `to: <role>`"));
  return false;
}

}  // namespace

void read_rungs(Draft& draft, const yaml::Node& node, ClockRules& clock) {
  Rung due{.name = due_word(clock.purpose), .kind = RungKind::due, .mark = Rung::Mark::due, .place = clock.place};
  std::vector<Rung> escalations;
  const auto warn = node.find("warn");
  const auto are_named = [&](const yaml::Node& rungs, const char* what, const char* example) {
    return draft.reader.is_map(rungs, what) &&
           draft.reader.are_rows_named(rungs, {"at", "to", "raise", "notice_calendar"}, what, example);
  };
  if (warn && are_named(*warn, "`warn`", "give the rung a name: `warn: { half: 50% }`")) {
    for (const auto& entry : warn->entries()) {
      auto rung = read_rung(draft, entry.key, entry.value, clock, RungKind::warn);
      if (!rung) continue;
      check_name(draft, entry.key, clock, {});
      clock.rungs.push_back(std::move(*rung));
    }
  }
  const auto escalate = node.find("escalate");
  bool is_due_taken = false;
  if (escalate && are_named(*escalate, "`escalate`",
                            "give the rung a name: `escalate: { overdue: { at: breach, to: manager } }`")) {
    for (const auto& entry : escalate->entries()) {
      auto rung = read_rung(draft, entry.key, entry.value, clock, RungKind::escalate);
      if (!rung || !tells_somebody(draft, entry, *rung)) continue;
      // The first one at the due instant names whom that itself tells; it is no event of its own.
      const bool is_end_itself =
          rung->mark == Rung::Mark::due && (rung->times == 0 || rung->name == due_word(clock.purpose));
      if (is_end_itself && !std::exchange(is_due_taken, true)) {
        due.to = rung->to;
        due.raise = rung->raise;
        due.notice = rung->notice;
        due.place = rung->place;
        if (rung->times > 0) escalations.push_back(repeated(*rung));
      } else {
        check_name(draft, entry.key, clock, escalations);
        escalations.push_back(std::move(*rung));
      }
    }
  }
  clock.due_rung = clock.rungs.size();
  clock.rungs.push_back(std::move(due));
  std::move(escalations.begin(), escalations.end(), std::back_inserter(clock.rungs));
  if (const auto notice = node.find("notice_calendar")) {
    const auto calendar = read_calendar(draft, notice);
    for (auto& rung : clock.rungs) rung.notice = rung.notice.value_or(calendar);
  }
}

}  // namespace docket
