// `sla:`: the clocks of a case.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "model/draft.hpp"

namespace docket {
namespace {

constexpr Forbidden kNoPresent{.present = true, .event = true};

enum class Role : std::uint8_t { start, stop, pause, cancel };

bool is_handled(const Workflow& workflow, EventIndex event) {
  return std::any_of(workflow.transitions.begin(), workflow.transitions.end(), [&](const Transition& transition) {
    return (transition.trigger == Trigger::event || transition.trigger == Trigger::open) && transition.event == event;
  });
}

std::optional<ClockCondition> read_condition(Draft& draft, const yaml::Node& node) {
  if (node.is_scalar()) {
    const auto state = read_state(draft, node, StateIndex{0}, false);
    return state ? std::optional<ClockCondition>(StateEntered{*state}) : std::nullopt;
  }
  if (!draft.reader.is_map(node, "a clock's condition")) return std::nullopt;
  draft.reader.check_keys(node, {"event", "when", "state"}, "a clock's condition");
  if (const auto event = node.find("event")) {
    const auto index = read_event(draft, *event);
    if (!index) return std::nullopt;
    if (!is_handled(draft.workflow, *index))
      draft.reader.report(event->error(
          "unhandled-event", "no state handles " + backticked(event->text()) + ", so this clock would never see it"));
    return EventAccepted{*index};
  }
  if (const auto state = node.find("state")) {
    const auto index = read_state(draft, *state, StateIndex{0}, false);
    return index ? std::optional<ClockCondition>(StateEntered{*index}) : std::nullopt;
  }
  const auto when = node.find("when");
  if (!when) {
    draft.reader.report(node.error("missing-key", "a clock's condition is a state, `{ event: … }` or `{ when: … }`"));
    return std::nullopt;
  }
  auto expression =
      read_expression(draft, *when, schema_without_event(draft), Type::boolean(), kNoPresent, "a clock's condition");
  return expression ? std::optional<ClockCondition>(ConditionHolds{std::move(*expression)}) : std::nullopt;
}

std::vector<ClockCondition> read_conditions(Draft& draft, const yaml::Node& clock, std::string_view key) {
  std::vector<ClockCondition> conditions;
  const auto node = clock.find(key);
  if (!node) return conditions;
  const auto items = node->is_sequence() ? node->items() : std::vector<yaml::Node>{*node};
  for (const auto& item : items) {
    if (auto condition = read_condition(draft, item)) conditions.push_back(std::move(*condition));
  }
  return conditions;
}

void read_targets(Draft& draft, const yaml::Node& node, const yaml::Node& key, ClockRules& clock) {
  const auto targets = node.find("target");
  if (!targets) {
    draft.reader.report(key.error("missing-key", "the clock " + backticked(clock.name) + " has no `target`",
                                  "e.g. `target: { any: { within: 2h } }`"));
    return;
  }
  if (!draft.reader.is_map(*targets, "`target`")) return;
  if (targets->entries().empty())
    draft.reader.report(
        targets->error("no-rows", "`target` needs at least one row", "e.g. `target: { any: { within: 2h } }`"));
  bool takes_everything = false;  // the row before
  for (const auto& entry : targets->entries()) {
    if (!draft.reader.is_name(entry.key, "a row") || !draft.reader.is_map(entry.value, "a row of `target`")) continue;
    draft.reader.check_keys(entry.value, {"when", "within", "calendar"}, "a row of `target`");
    if (std::exchange(takes_everything, !entry.value.find("when")))
      draft.reader.report(entry.key.error("unreachable-row",
                                          "the row " + backticked(entry.key.text()) + " is never reached",
                                          "the row before it has no `when` and takes everything"));
    std::optional<Expression> when;
    if (const auto written = entry.value.find("when"))
      when = read_expression(draft, *written, schema_without_event(draft), Type::boolean(), kNoPresent,
                             "a target's `when`");
    const auto within = entry.value.find("within");
    if (!within) {
      draft.reader.report(entry.key.error("missing-key", "the row " + backticked(entry.key.text()) + " has no `within`",
                                          "e.g. `within: 2h`"));
      continue;
    }
    std::string written;
    const auto budget = read_limit(draft, *within, "`within`", &written);
    const auto calendar_node = entry.value.find("calendar") ? entry.value.find("calendar") : node.find("calendar");
    const auto calendar = read_calendar(draft, calendar_node);
    if (budget)
      clock.targets.push_back({entry.key.text(), std::move(when), *budget, written, calendar, within->span()});
  }
}

// `50%`, `30m before`, `4h after`, `breach`, each with `wall` where clock time is meant.
bool read_mark(Draft& draft, const yaml::Node& node, Rung& rung) {
  std::string text = node.text();
  if (text.ends_with(" wall")) {
    rung.is_wall = true;
    text.resize(text.size() - 5);
  }
  const auto distance_before = [&](std::string_view word, Rung::Mark mark) {
    if (!text.ends_with(word)) return false;
    const auto length = parse_elapsed(std::string_view(text).substr(0, text.size() - word.size()));
    if (!length || length->count() <= 0) return false;
    rung.mark = mark;
    rung.distance = *length;
    return true;
  };
  if (text == "breach") {
    rung.mark = Rung::Mark::due;
    return true;
  }
  if (text.ends_with("%")) {
    rung.mark = Rung::Mark::percent;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size() - 1, rung.percent);
    if (failure == std::errc{} && end == text.data() + text.size() - 1 && rung.percent > 0 && rung.percent < 100)
      return true;
  } else if (distance_before(" before", Rung::Mark::before) || distance_before(" after", Rung::Mark::after)) {
    return true;
  }
  draft.reader.report(node.error("bad-rung", backticked(node.text()) + " is not a point on a clock's way",
                                 "write `50%`, `30m before`, `breach` or `4h after`"));
  return false;
}

void read_repeat(Draft& draft, const yaml::Node& node, Rung& rung) {
  if (!draft.reader.is_map(node, "`repeat`")) return;
  draft.reader.check_keys(node, {"every", "times"}, "`repeat`");
  const auto every = node.find("every");
  const auto times = node.find("times");
  if (!every || !times) {
    draft.reader.report(
        node.error("missing-key", "`repeat` needs `every` and `times`", "a repeat without an end would never stop"));
    return;
  }
  rung.every = read_elapsed(draft, *every, "`every`").value_or(Elapsed{0});
  rung.times = draft.reader.integer(*times, "`times`", 1, 1000).value_or(1);
}

// Through parameters, so that `50%` may be tuned per project.
std::optional<Rung> read_rung(Draft& draft, const yaml::Node& key, const yaml::Node& value, RungKind kind) {
  if (!draft.reader.is_name(key, "a rung")) return std::nullopt;
  Rung rung{.name = key.text(), .kind = kind};
  auto mark = value;
  if (value.is_map()) {
    draft.reader.check_keys(value, {"at", "to", "repeat"}, "a rung");
    const auto at_node = value.find("at");
    if (!at_node) {
      draft.reader.report(
          key.error("missing-key", "the rung " + backticked(key.text()) + " has no `at`", "e.g. `at: 50%`"));
      return std::nullopt;
    }
    mark = *at_node;
    if (const auto to = value.find("to")) rung.to = read_role(draft, *to).value_or("");
    if (const auto repeat = value.find("repeat")) read_repeat(draft, *repeat, rung);
  }
  const auto resolved = through_params(draft, mark);
  if (!resolved || !draft.reader.is_scalar(*resolved, "a rung") || !read_mark(draft, *resolved, rung))
    return std::nullopt;
  const bool is_early = rung.mark == Rung::Mark::percent || rung.mark == Rung::Mark::before;
  if (kind == RungKind::warn && !is_early) {
    draft.reader.report(
        mark.error("late-warning", "a warning must come before the due time", "put it under `escalate`"));
    return std::nullopt;
  }
  return rung;
}

void read_rungs(Draft& draft, const yaml::Node& node, ClockRules& clock) {
  const auto warn = node.find("warn");
  if (warn && draft.reader.is_map(*warn, "`warn`")) {
    for (const auto& entry : warn->entries()) {
      if (auto rung = read_rung(draft, entry.key, entry.value, RungKind::warn)) clock.rungs.push_back(std::move(*rung));
    }
  }
  const auto escalate = node.find("escalate");
  if (!escalate || !draft.reader.is_map(*escalate, "`escalate`")) return;
  for (const auto& entry : escalate->entries()) {
    auto rung = read_rung(draft, entry.key, entry.value, RungKind::escalate);
    if (!rung) continue;
    if (entry.value.is_map() && entry.value.find("to") && rung->to.empty())
      continue;  // an unknown role, already reported
    if (rung->to.empty()) {
      draft.reader.report(entry.key.error("missing-key", "the escalation " + backticked(rung->name) + " tells nobody",
                                          "add `to: <role>`"));
      continue;
    }
    // The first `at: breach` names whom the breach itself tells; it is no event of its own.
    if (rung->mark == Rung::Mark::due && clock.breach_to.empty() && rung->times == 0)
      clock.breach_to = rung->to;
    else
      clock.rungs.push_back(std::move(*rung));
  }
}

ClockRules read_clock(Draft& draft, const yaml::Node& key, const yaml::Node& node) {
  ClockRules clock;
  clock.name = key.text();
  clock.place = key.span();
  if (!draft.reader.is_map(node, "a clock")) return clock;
  draft.reader.check_keys(
      node,
      {"title", "start", "stop", "pause", "cancel", "calendar", "target", "retarget", "reopen", "warn", "escalate"},
      "a clock");
  if (const auto title = node.find("title")) clock.title = draft.reader.localized(*title, "`title`");
  clock.start = read_conditions(draft, node, "start");
  clock.stop = read_conditions(draft, node, "stop");
  clock.pause = read_conditions(draft, node, "pause");
  clock.cancel = read_conditions(draft, node, "cancel");
  if (!node.find("start") && !draft.started.contains(clock.name))
    draft.reader.report(key.error("missing-key", "the clock " + backticked(clock.name) + " never starts",
                                  "add `start`, or an action `start: " + clock.name + "`"));
  if (!node.find("stop") && !draft.stopped.contains(clock.name))
    draft.reader.report(key.error("missing-key", "the clock " + backticked(clock.name) + " never stops",
                                  "add `stop`, or an action `stop: " + clock.name + "`"));
  read_targets(draft, node, key, clock);
  if (const auto policy = node.find("retarget")) {
    const auto word = draft.reader.word(*policy, {"carry", "carry_percent", "restart", "keep_due"}, "`retarget`");
    clock.retarget = static_cast<Retarget>(word.value_or(0));
  }
  if (const auto reopen = node.find("reopen"))
    clock.reopen_new_cycle = draft.reader.word(*reopen, {"same_cycle", "new_cycle"}, "`reopen`").value_or(0) == 1;
  read_rungs(draft, node, clock);
  return clock;
}

}  // namespace

void read_clocks(Draft& draft, const yaml::Node& root) {
  const auto sla = root.find("sla");
  if (!sla || !sla->is_map()) return;
  for (const auto& entry : sla->entries()) {
    if (is_identifier(entry.key.text())) draft.workflow.clocks.push_back(read_clock(draft, entry.key, entry.value));
  }
}

}  // namespace docket
