// `sla:`: the clocks of a case.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include <algorithm>
#include <utility>

#include "base/match.hpp"
#include "base/text.hpp"
#include "model/draft.hpp"
#include "model/origin.hpp"
#include "model/rungs_reader.hpp"

namespace docket {
namespace {

constexpr Forbidden kNoPresent{.present = true, .event = true};

bool is_handled(const Workflow& workflow, EventIndex event) {
  return std::any_of(workflow.transitions.begin(), workflow.transitions.end(), [&](const Transition& transition) {
    return (transition.trigger == Trigger::event || transition.trigger == Trigger::open) && transition.event == event;
  });
}

std::optional<ClockCondition> read_condition(Draft& draft, const yaml::Node& node, bool has_holder = false) {
  if (node.is_scalar()) {
    const auto state = read_state(draft, node, StateIndex{0}, false);
    return state ? std::optional<ClockCondition>(StateEntered{*state}) : std::nullopt;
  }
  if (!draft.reader.is_map(node, "a clock's condition")) return std::nullopt;
  if (has_holder)
    draft.reader.check_keys(node, {"event", "when", "state", "holder"}, "a reason to pause");
  else
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

std::vector<PauseRule> read_pauses(Draft& draft, const yaml::Node& clock) {
  std::vector<PauseRule> pauses;
  const auto node = clock.find("pause");
  if (!node) return pauses;
  const auto items = node->is_sequence() ? node->items() : std::vector<yaml::Node>{*node};
  for (const auto& item : items) {
    auto condition = read_condition(draft, item, true);
    if (!condition) continue;
    const auto holder = item.is_map() ? item.find("holder") : std::nullopt;
    pauses.push_back({std::move(*condition), holder ? read_holder(draft, *holder) : Holder::other});
  }
  return pauses;
}

// What stops the reminders: events, since somebody must have done something.
std::vector<ClockCondition> read_acknowledgements(Draft& draft, const yaml::Node& clock) {
  auto conditions = read_conditions(draft, clock, "acknowledge");
  for (const auto& condition : conditions) {
    if (std::holds_alternative<EventAccepted>(condition)) continue;
    draft.reader.report(clock.find("acknowledge")
                            ->error("not-an-event", "reminders are acknowledged by an event, not by a state or a rule",
                                    "write `acknowledge: { event: … }`"));
    break;
  }
  return conditions;
}

// --- What it runs to -----------------------------------------------------------------------------------

// Clock time and instants pass day and night; all else is measured in open hours (semantics.md 30).
bool passes_day_and_night(const Budget& budget) {
  return match(
      budget.kind(), [](const Budget::Open&) { return false; }, [](const Budget::Wall&) { return true; },
      [](const Budget::Workdays&) { return false; }, [](const Budget::Days&) { return false; },
      [](const Budget::Months&) { return false; }, [](const Budget::Today&) { return false; },
      [](const Budget::Until&) { return true; }, [](const Budget::Combined&) { return false; });
}

// A field that may not be set yet, such as an appointment nobody made.
bool names_a_field(const Expression& expression) {
  const auto& text = expression.text();
  return text.starts_with("record.") && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == text.npos;
}

bool read_instant(Draft& draft, const yaml::Node& node, ClockTarget& target) {
  target.at = read_expression(draft, node, schema_without_event(draft), Type::timestamp(), kNoPresent, "`at`");
  if (!target.at) return false;
  target.is_optional_at = names_a_field(*target.at);
  target.is_wall = true;
  target.written = node.text();
  target.place = node.span();
  return true;
}

bool read_within(Draft& draft, const yaml::Node& node, ClockTarget& target) {
  const auto budget = read_limit(draft, node, "`within`", &target.written, true);
  if (!budget) return false;
  target.budget = *budget;
  target.is_wall = passes_day_and_night(*budget);
  target.place = node.span();
  return true;
}

std::optional<ClockTarget> read_target(Draft& draft, const yaml::Node::Entry& entry, const yaml::Node& clock) {
  draft.reader.check_keys(entry.value, {"when", "within", "at", "calendar"}, "a row of `target`");
  ClockTarget target{.name = entry.key.text()};
  if (const auto written = entry.value.find("when"))
    target.when =
        read_expression(draft, *written, schema_without_event(draft), Type::boolean(), kNoPresent, "a target's `when`");
  const auto own = entry.value.find("calendar");
  target.calendar = read_calendar(draft, own ? own : clock.find("calendar"));
  const auto within = entry.value.find("within");
  const auto instant = entry.value.find("at");
  if (within.has_value() == instant.has_value()) {
    draft.reader.report(entry.key.error(
        "missing-key",
        "the row " + backticked(entry.key.text()) + (within ? " has both `within` and `at`" : " has no `within`"),
        "e.g. `within: 2h`, or `at: record.appointment`"));
    return std::nullopt;
  }
  if (!(within ? read_within(draft, *within, target) : read_instant(draft, *instant, target))) return std::nullopt;
  return target;
}

void read_targets(Draft& draft, const yaml::Node& node, const yaml::Node& key, ClockRules& clock) {
  const auto targets = node.find("target");
  if (!targets) {
    draft.reader.report(key.error("missing-key", "the clock " + backticked(clock.name) + " has no `target`",
                                  "e.g. `target: { any: { within: 2h } }`"));
    return;
  }
  if (!draft.reader.is_map(*targets, "`target`")) return;
  if (!draft.reader.are_rows_named(*targets, {"within", "at", "when", "calendar"}, "`target`",
                                   "give the row a name: `target: { any: { within: 2h } }`"))
    return;
  if (targets->entries().empty())
    draft.reader.report(
        targets->error("no-rows", "`target` needs at least one row", "e.g. `target: { any: { within: 2h } }`"));
  bool takes_everything = false;  // the row before
  for (const auto& entry : targets->entries()) {
    if (!draft.reader.is_name(entry.key, "a row") || !draft.reader.is_map(entry.value, "a row of `target`")) continue;
    if (std::exchange(takes_everything, !entry.value.find("when")))
      draft.reader.report(entry.key.error("unreachable-row",
                                          "the row " + backticked(entry.key.text()) + " is never reached",
                                          "the row before it has no `when` and takes everything"));
    if (auto target = read_target(draft, entry, node)) clock.targets.push_back(std::move(*target));
  }
}

bool has_then(const Budget& budget) {
  const auto* combined = std::get_if<Budget::Combined>(&budget.kind());
  return combined && (combined->how == Budget::Combination::then ||
                      std::any_of(combined->parts.begin(), combined->parts.end(), has_then));
}

std::size_t parts_of(const ClockTarget& target) {
  return !target.at && has_then(target.budget) ? leaf_count(target.budget) : 1;
}

// How pauses are summed up for the rows: once for each calendar, and for each `then`.
void plan_ways(ClockRules& clock) {
  std::size_t sums = 0;
  for (std::size_t row = 0; row < clock.targets.size(); ++row) {
    auto& target = clock.targets[row];
    const auto parts = parts_of(target);
    const auto known = std::find_if(clock.ways.begin(), clock.ways.end(), [&](const CountingWay& way) {
      if (way.calendar != target.calendar || way.parts != parts) return false;
      return parts == 1 || clock.targets[static_cast<std::size_t>(way.row)].budget == target.budget;
    });
    target.way = static_cast<std::uint16_t>(known - clock.ways.begin());
    if (known != clock.ways.end()) continue;
    clock.ways.push_back({target.calendar, static_cast<std::uint32_t>(sums), static_cast<std::uint16_t>(parts),
                          static_cast<std::int16_t>(row)});
    sums += parts;
  }
  clock.sums = static_cast<std::uint32_t>(sums);
}

// A clock is a limit, a minimum wait or an expiry; what it means to reach its end cannot change midway.
void read_purpose(Draft& draft, const yaml::Node& node, const yaml::Node& key, ClockRules& clock) {
  if (clock.targets.empty()) return;
  const auto purpose_of = [](const ClockTarget& target) {
    return target.at ? Budget::Purpose::limit : target.budget.purpose();
  };
  clock.purpose = purpose_of(clock.targets.front());
  for (const auto& target : clock.targets) {
    if (purpose_of(target) == clock.purpose) continue;
    draft.reader.report(node.error_at(target.place, "mixed-purposes",
                                      "the rows of one clock must all be limits, all `not before` or all `valid`",
                                      "make two clocks of it"));
    return;
  }
  const bool stops_by_event = std::all_of(clock.stop.begin(), clock.stop.end(), [](const ClockCondition& each) {
    return std::holds_alternative<EventAccepted>(each);
  });
  if (clock.purpose == Budget::Purpose::not_before && !stops_by_event)
    draft.reader.report(key.error("not-an-event",
                                  "the minimum wait " + backticked(clock.name) + " must be stopped by events only",
                                  "the events under `stop` are refused until it is over: `stop: { event: … }`"));
}

// `carry`, or { policy: carry, never_shorten: true, grace: 30m }
void read_retarget(Draft& draft, const yaml::Node& node, ClockRules& clock) {
  const std::vector<std::string> policies = {"carry", "carry_percent", "restart", "keep_due"};
  const auto read_policy = [&](const yaml::Node& word) {
    clock.retarget = static_cast<Retarget>(draft.reader.word(word, policies, "`retarget`").value_or(0));
  };
  if (!node.is_map()) return read_policy(node);
  draft.reader.check_keys(node, {"policy", "never_shorten", "grace"}, "`retarget`");
  if (const auto policy = node.find("policy")) read_policy(*policy);
  if (const auto never = node.find("never_shorten"))
    clock.never_shorten = draft.reader.boolean(*never, "`never_shorten`").value_or(false);
  if (const auto grace = node.find("grace")) clock.grace = read_elapsed(draft, *grace, "`grace`").value_or(Elapsed{0});
}

ClockRules read_clock(Draft& draft, const yaml::Node& key, const yaml::Node& node) {
  ClockRules clock;
  clock.name = key.text();
  clock.place = key.span();
  if (!draft.reader.is_map(node, "a clock")) return clock;
  clock.overlay = overlay_of(draft, node);
  draft.reader.check_keys(node,
                          {"title", "start", "stop", "pause", "cancel", "acknowledge", "calendar", "notice_calendar",
                           "target", "retarget", "reopen", "warn", "escalate"},
                          "a clock");
  if (const auto title = node.find("title")) clock.title = draft.reader.localized(*title, "`title`");
  clock.start = read_conditions(draft, node, "start");
  clock.stop = read_conditions(draft, node, "stop");
  clock.pause = read_pauses(draft, node);
  clock.cancel = read_conditions(draft, node, "cancel");
  clock.acknowledge = read_acknowledgements(draft, node);
  if (!node.find("start") && !draft.started.contains(clock.name))
    draft.reader.report(key.error("missing-key", "the clock " + backticked(clock.name) + " never starts",
                                  "add `start`, or an action `start: " + clock.name + "`"));
  if (!node.find("stop") && !draft.stopped.contains(clock.name))
    draft.reader.report(key.error("missing-key", "the clock " + backticked(clock.name) + " never stops",
                                  "add `stop`, or an action `stop: " + clock.name + "`"));
  read_targets(draft, node, key, clock);
  plan_ways(clock);
  read_purpose(draft, node, key, clock);
  if (const auto policy = node.find("retarget")) read_retarget(draft, *policy, clock);
  if (const auto reopen = node.find("reopen"))
    clock.reopen_new_cycle = draft.reader.word(*reopen, {"same_cycle", "new_cycle"}, "`reopen`").value_or(0) == 1;
  read_rungs(draft, node, clock);
  return clock;
}

}  // namespace

Holder read_holder(Draft& draft, const yaml::Node& node) {
  const std::vector<std::string> words = {"us", "customer", "contractor", "developer", "authority", "other"};
  const auto word = draft.reader.word(node, words, "`holder`");
  return static_cast<Holder>(word.value_or(static_cast<std::size_t>(Holder::other)));
}

void read_clocks(Draft& draft, const yaml::Node& root) {
  const auto sla = root.find("sla");
  if (!sla || !sla->is_map()) return;
  for (const auto& entry : sla->entries()) {
    if (is_identifier(entry.key.text())) draft.workflow.clocks.push_back(read_clock(draft, entry.key, entry.value));
  }
}

}  // namespace docket
