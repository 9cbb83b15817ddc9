// The small world: every chart of up to three states (a sample of those of three, unless DOCKET_SLOW), with every way a
// transition on either of two events can go, and every eventless one beside it.  Whatever a chart means, some things
// hold after each step of each case in it; what is wrong with an algorithm of statecharts is wrong in a chart of three
// states.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>

#include "engine/case_data.hpp"
#include "engine/selection.hpp"
#include "store/codec.hpp"
#include "support/chart_run.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

using Kind = ChartState::Kind;
constexpr Instant kNow{Elapsed{1'767'225'600'000}};

// --- Charts --------------------------------------------------------------------------------------------

// A tree of states and what kind each is; transitions come later.  Parents before children, -1: the top.
struct Skeleton {
  std::vector<int> parents;
  std::vector<Kind> kinds;

  bool has_inside(std::size_t state) const {
    return std::find(parents.begin(), parents.end(), static_cast<int>(state)) != parents.end();
  }
};

const std::vector<std::vector<int>> kTrees = {{-1},        {-1, -1},    {-1, 0},    {-1, -1, -1},
                                              {-1, -1, 1}, {-1, 0, -1}, {-1, 0, 0}, {-1, 0, 1}};

std::vector<Skeleton> all_skeletons() {
  std::vector<Skeleton> all;
  for (const auto& parents : kTrees) {
    for (std::size_t choice = 0; choice < (std::size_t{1} << parents.size()); ++choice) {
      Skeleton skeleton{.parents = parents, .kinds = {}};
      for (std::size_t i = 0; i < parents.size(); ++i) {
        const auto special = skeleton.has_inside(i) ? Kind::parallel : Kind::final;
        skeleton.kinds.push_back((choice >> i & 1U) != 0 ? special : Kind::state);
      }
      all.push_back(std::move(skeleton));
    }
  }
  return all;
}

std::string name_of(std::size_t state) { return std::string(1, static_cast<char>('a' + state)); }

ChartState state_of(const Skeleton& skeleton, std::size_t index) {
  ChartState state{.id = name_of(index), .kind = skeleton.kinds[index]};
  std::string last;
  for (std::size_t i = index + 1; i < skeleton.parents.size(); ++i) {
    if (skeleton.parents[i] != static_cast<int>(index)) continue;
    state.children.push_back(state_of(skeleton, i));
    last = name_of(i);
  }
  if (last.empty()) return state;
  // Where it was never inside, the shallow history leads to the last child, not to the first.
  state.children.push_back({.id = state.id + "_deep", .kind = Kind::history_deep, .initial = {last}});
  state.children.push_back({.id = state.id + "_shallow", .kind = Kind::history_shallow, .initial = {last}});
  return state;
}

// Before the chart there is `outside`.  Its transitions are patterns: an event that counts from 0 again, and
// an eventless one that is taken at most twice for each event.
Chart chart_of(const Skeleton& skeleton) {
  const ChartAction again{.kind = ChartAction::Kind::assign, .name = "n", .value = "0"};
  const ChartAction count{.kind = ChartAction::Kind::assign, .name = "n", .value = "n + 1"};
  Chart chart;
  chart.data = {{"n", "0"}};
  chart.root.children.push_back({.id = "outside"});
  auto& outside = chart.root.children.front();
  outside.transitions.push_back({.events = {"begin"}, .targets = {"a"}, .actions = {again}});
  outside.transitions.push_back({.condition = "n < 2", .actions = {count}});
  for (std::size_t i = 0; i < skeleton.parents.size(); ++i) {
    if (skeleton.parents[i] < 0) chart.root.children.push_back(state_of(skeleton, i));
  }
  return chart;
}

// --- Transitions ---------------------------------------------------------------------------------------

// What may be added to a skeleton: from where to where.
struct Way {
  StateIndex source{};
  std::vector<StateIndex> targets;
  bool is_internal = false;
};

std::vector<Way> all_ways(const Workflow& workflow, std::size_t states) {
  const auto state = [&](std::size_t i) { return workflow.find_state(name_of(i)).value(); };
  std::vector<Way> ways;
  for (std::size_t i = 0; i < states; ++i) {
    const auto source = state(i);
    ways.push_back({.source = source});
    for (std::size_t j = 0; j < states; ++j) {
      const auto target = state(j);
      ways.push_back({.source = source, .targets = {target}});
      if (workflow.is_descendant(target, source))
        ways.push_back({.source = source, .targets = {target}, .is_internal = true});
      const auto& there = workflow.state(target);
      for (const auto& history : {there.deep_history, there.shallow_history}) {
        if (history) ways.push_back({.source = source, .targets = {*history}});
      }
    }
  }
  return ways;
}

class Plan {
 public:
  explicit Plan(const Workflow& skeleton)
      : skeleton_(skeleton),
        outside_(skeleton.find_state("outside").value()),
        on_event_(skeleton.transition(skeleton.state(outside_).transitions.at(0))),
        always_(skeleton.transition(skeleton.state(outside_).transitions.at(1))),
        workflow_(std::make_shared<Workflow>(skeleton)) {}

  Plan& on(const char* event, const Way& way) {
    auto transition = on_event_;
    transition.event = skeleton_.find_event(event).value();
    return add(std::move(transition), way);
  }
  Plan& always(const Way& way) { return add(always_, way); }
  std::shared_ptr<const Workflow> workflow() const {
    workflow_->chart = ChartIndex(*workflow_);
    return workflow_;
  }

 private:
  Plan& add(Transition transition, const Way& way) {
    transition.source = way.source;
    transition.branches.front().targets = way.targets;
    transition.branches.front().is_internal = way.is_internal;
    workflow_->states[at(way.source)].transitions.push_back(
        static_cast<TransitionIndex>(workflow_->transitions.size()));
    workflow_->transitions.push_back(std::move(transition));
    return *this;
  }

  const Workflow& skeleton_;
  StateIndex outside_;
  const Transition &on_event_, &always_;
  std::shared_ptr<Workflow> workflow_;
};

// --- What always holds -----------------------------------------------------------------------------------

// SCXML, 3.11: what a legal configuration is.
std::string illegal(const CaseData& kase) {
  const auto& workflow = *kase.workflow;
  for (const auto index : kase.configuration()) {
    const auto& state = workflow.state(index);
    if (state.type == StateType::history_deep || state.type == StateType::history_shallow) return "in a history";
    if (at(index) != 0 && !kase.is_active(state.parent)) return state.path + " without its parent";
    const auto active = std::count_if(state.children.begin(), state.children.end(),
                                      [&](StateIndex child) { return kase.is_active(child); });
    if (state.type == StateType::compound && active != 1) return state.path + " without exactly one child";
    if (state.type == StateType::parallel && active != std::ssize(state.children)) return state.path + " in part";
  }
  return kase.is_active(StateIndex{0}) ? "" : "nowhere";
}

bool is_at_rest(const CaseData& kase) {
  StepMemory memory;
  return kase.is_closed || Selection(kase, kNow, nullptr, nullptr, memory).select({.trigger = Trigger::always}).empty();
}

bool are_the_same(const CaseData& one, const CaseData& other) {
  return one.configuration() == other.configuration() && one.rest().history == other.rest().history &&
         std::ranges::equal(one.record(), other.record()) && one.is_closed == other.is_closed &&
         one.rest().timers == other.rest().timers;
}

std::string text_of(const Effects& journal) {
  std::string text;
  for (const auto& entry : journal) text += to_json(entry_value(entry)) + "\n";
  return text;
}

struct Stepped {
  Case kase;
  Outcome outcome;
  Effects journal;
};

Stepped stepped(const RuleBook& rules, const Case& before, const char* event) {
  Stepped after{before, {}, {}};
  const auto outcome = step(rules, after.kase, {.name = event}, kNow, after.journal);
  REQUIRE(outcome);
  after.outcome = *outcome;
  return after;
}

// The same step again, and in a case that was stored and read in between.
void check_repeats(const RuleBook& rules, const Case& before, const char* event, const Stepped& after) {
  const auto again = stepped(rules, before, event);
  const auto stored = read_snapshot(snapshot(before), before.data().workflow);
  REQUIRE(stored);
  const auto restored = stepped(rules, *stored, event);
  const auto bytes = binary_snapshot(before);
  const auto packed = read_binary_snapshot(*read_binary_head(bytes), before.data().workflow);
  REQUIRE(packed);
  const auto unpacked = stepped(rules, *packed, event);
  for (const auto* other : {&again, &restored, &unpacked}) {
    CHECK(snapshot(other->kase) == snapshot(after.kase));
    CHECK(text_of(other->journal) == text_of(after.journal));
  }
}

using Key = std::pair<std::vector<StateIndex>, std::string>;

Key key_of(const CaseData& kase) {
  std::string past = kase.is_closed ? "closed" : "";
  for (const auto& record : kase.rest().history) {
    past += " " + std::to_string(at(record.state)) + (record.is_deep ? "d" : "s");
    for (const auto state : record.states) past += "," + std::to_string(at(state));
  }
  return {{kase.configuration().begin(), kase.configuration().end()}, past};
}

// Every situation that a case of the chart can come to.
class Walk {
 public:
  Walk(const RuleBook& rules, std::set<Key>& repeated) : rules_(rules), repeated_(repeated) {}

  int run(const Case& outside, const std::shared_ptr<const Workflow>& workflow) {
    Case kase = outside;
    kase.data().workflow = workflow;
    std::vector<Case> open;
    std::set<Key> seen;
    take(kase, "begin", open, seen);
    while (!open.empty()) {
      REQUIRE_MESSAGE(steps_ < 10'000, "so small a chart has no end of situations");
      const auto next = std::move(open.back());
      open.pop_back();
      for (const char* event : {"e", "f"}) take(next, event, open, seen);
    }
    return steps_;
  }

 private:
  void take(const Case& before, const char* event, std::vector<Case>& open, std::set<Key>& seen) {
    ++steps_;
    auto after = stepped(rules_, before, event);
    const auto& data = after.kase.data();
    const auto wrong = illegal(data);
    const bool is_right = wrong.empty() && is_at_rest(data) && after.journal.size() == 1 &&
                          (after.outcome.accepted() || are_the_same(before.data(), data));
    // One check for each step: millions of passed ones cost more than the steps themselves.
    if (!is_right) {
      CAPTURE(event);
      CHECK_MESSAGE(wrong.empty(), wrong);
      CHECK(is_at_rest(data));
      CHECK_MESSAGE((after.outcome.accepted() || are_the_same(before.data(), data)), "a refusal changed the case");
      CHECK(after.journal.size() == 1);
    }
    const auto key = key_of(data);
    if (repeated_.insert(key).second) check_repeats(rules_, before, event, after);
    if (seen.insert(key).second) open.push_back(std::move(after.kase));
  }

  const RuleBook& rules_;
  std::set<Key>& repeated_;  // situations of this skeleton whose step was repeated already
  int steps_ = 0;
};

}  // namespace

// Of the charts of three states the ordinary suite takes one in so many, the slow one all.  A prime, so
// that every kind of transition is among them.
constexpr int kStride = 97;

TEST_CASE(
    "small world: in every chart of up to 3 states, every step ends in a legal configuration at rest, and repeats") {
  const bool is_slow = std::getenv("DOCKET_SLOW") != nullptr;
  int made = 0, charts = 0, steps = 0;
  for (const auto& skeleton : all_skeletons()) {
    const auto translated = translate(chart_of(skeleton), {"begin", "e", "f"});
    CAPTURE(translated.workflow);
    std::string mistakes;
    const auto rules = rules_of(translated, &mistakes);
    REQUIRE_MESSAGE(rules, mistakes);
    const Case outside = ChartRun(translated, *rules).kase();
    const auto& workflow = *outside.data().workflow;
    const auto ways = all_ways(workflow, skeleton.parents.size());
    std::set<Key> repeated;
    const auto stride = skeleton.parents.size() < 3 || is_slow ? 1 : kStride;
    const auto walk = [&](auto plan) {
      if (++made % stride != 0) return;
      ++charts;
      steps += Walk(*rules, repeated).run(outside, plan().workflow());
    };
    for (std::size_t i = 0; i < ways.size(); ++i) {
      CAPTURE(i);
      for (std::size_t j = 0; j < ways.size(); ++j) {
        CAPTURE(j);
        if (j >= i) walk([&] { return Plan(workflow).on("e", ways[i]).on("f", ways[j]); });
        walk([&] { return Plan(workflow).on("e", ways[i]).always(ways[j]); });
      }
    }
  }
  MESSAGE(charts, " charts, ", steps, " steps");
}
