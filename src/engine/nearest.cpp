// The nearest way to an event: breadth first over copies of the case, with `step` itself as the judge of
// every move, so that a way which is told can be gone.
// Tested by tests/unit/engine/nearest_test.cpp
#include <algorithm>
#include <deque>
#include <set>

#include "base/try.hpp"
#include "docket/allowed.hpp"
#include "docket/limits.hpp"
#include "engine/clock_changes.hpp"
#include "engine/inside_events.hpp"
#include "engine/judgement.hpp"
#include "engine/samples.hpp"
#include "engine/solved_inputs.hpp"
#include "engine/time_gates.hpp"
#include "engine/what_if.hpp"
#include "model/event_title.hpp"

namespace docket {
namespace {

constexpr std::size_t kNoParent = static_cast<std::size_t>(-1);

// A case that was reached, and how.
struct Place {
  Case kase;
  Instant now;
  std::size_t parent = kNoParent;
  int moves = 0;
  Move move;  // that led here; meaningless for the first
};

class Search {
 public:
  Search(const RuleBook& rules, const Wanted& wanted, const Case& start, Instant now)
      : rules_(rules),
        wanted_(wanted),
        workflow_(*start.data().workflow),
        relevance_(workflow_),
        inside_(inside_events(workflow_)) {
    if (relevance_.asks_who() || relevance_.asks_roles()) untried_.insert(Untried::other_people);
    if (relevance_.asks_time() || relevance_.asks_clocks()) untried_.insert(Untried::other_times);
    visit({.kase = start, .now = now});
  }

  Way run() {
    const auto event = workflow_.find_event(wanted_.event);
    for (std::size_t next = 0; event && next < places_.size() && !is_over_; ++next) {
      if (auto last = may_fire(next, *event)) return way_to(next, *std::move(last));
      if (places_[next].moves >= limits::kNearestMoves)
        untried_.insert(Untried::longer_ways);
      else
        expand(next);
    }
    Way none;
    none.is_searched_out = untried_.empty();
    none.untried.assign(untried_.begin(), untried_.end());
    none.cases_seen = places_.size();
    return none;
  }

 private:
  const CaseData& data(std::size_t place) const { return places_[place].kase.data(); }

  // The event with the first actor and input that would do.
  std::optional<Move> may_fire(std::size_t place, EventIndex event) {
    const auto candidates = candidates_for(data(place), event);
    if (candidates.empty()) return std::nullopt;
    std::optional<Move> found;
    const auto actors = wanted_.actor ? std::vector{*wanted_.actor} : actors_for(place, candidates);
    each_way(place, candidates, actors, wanted_.input, [&](const Actor& actor, const Value& input) {
      if (auto move = tried(place, event, actor, input)) found = std::move(move->second);
      return !found;
    });
    return found;
  }

  void expand(std::size_t place) {
    for (std::size_t i = 0; i < workflow_.events.size() && !is_over_; ++i) {
      const auto event = static_cast<EventIndex>(i);
      // What the rules bring about themselves is nobody's move.
      if (std::find(inside_.begin(), inside_.end(), event) != inside_.end()) continue;
      const auto candidates = candidates_for(data(place), event);
      if (!candidates.empty()) fire_in_every_way(place, event, candidates);
    }
    wait(place);
  }

  void fire_in_every_way(std::size_t place, EventIndex event, const std::vector<TransitionIndex>& candidates) {
    each_way(place, candidates, actors_for(place, candidates), std::nullopt,
             [&](const Actor& actor, const Value& input) {
               if (auto reached = tried(place, event, actor, input)) {
                 auto& [kase, move] = *reached;
                 visit({.kase = std::move(kase),
                        .now = places_[place].now,
                        .parent = place,
                        .moves = places_[place].moves + 1,
                        .move = std::move(move)});
               }
               return !is_over_;
             });
  }

  std::vector<Actor> actors_for(std::size_t place, const std::vector<TransitionIndex>& candidates) const {
    return sample_actors(data(place), relevance_, candidates, places_[place].now);
  }

  // With each actor, what is sampled first, then what the rules' comparisons come to; until `see` has enough.
  template <class See>
  void each_way(std::size_t place, const std::vector<TransitionIndex>& candidates, const std::vector<Actor>& actors,
                const std::optional<Value>& given, See see) {
    const auto now = places_[place].now;
    const auto samples = given ? Samples{.inputs = {*given}} : sample_inputs(workflow_, relevance_, candidates, now);
    if (!samples.is_complete) untried_.insert(Untried::other_inputs);
    for (const auto& actor : actors) {
      for (const auto& input : samples.inputs) {
        if (!see(actor, input)) return;
      }
      if (samples.is_complete) continue;
      const Wish wish{
          .kase = data(place), .relevance = relevance_, .candidates = candidates, .actor = actor, .now = now};
      for (const auto& input : solved_inputs(wish, samples.inputs, trials_left_)) {
        if (!see(actor, input)) return;
      }
    }
  }

  std::optional<std::pair<Case, Move>> tried(std::size_t place, EventIndex event, const Actor& actor,
                                             const Value& input) {
    if (++tries_ > limits::kNearestTries) {
      is_over_ = true;
      untried_.insert(Untried::longer_ways);
      return std::nullopt;
    }
    Case copy = places_[place].kase;
    const auto now = places_[place].now;
    Effects journal;
    const auto& name = workflow_.events[at(event)];
    const auto outcome = step(rules_, copy, {.name = name, .actor = actor, .input = input}, now, journal);
    if (!outcome || !outcome->accepted()) return std::nullopt;
    Move move{.kind = Move::Kind::event,
              .at = now,
              .event = name,
              .title = title_of_event(workflow_, event, candidates_for(data(place), event)),
              .actor = actor,
              .input = input,
              .states = copy.states()};
    return std::pair(std::move(copy), std::move(move));
  }

  // Until something that may change what is possible: a timer of the chart, the end of a minimum wait, and
  // where rules ask for them the clocks and the time of day; and until a condition that asks for the time turns.
  void wait(std::size_t place) {
    std::set<Instant> turns;
    if (const auto change = next_change(place)) turns.insert(*change);
    if (relevance_.asks_time() || relevance_.asks_clocks()) {
      for (const auto turn : next_turns(data(place), places_[place].now)) turns.insert(turn);
    }
    for (const auto turn : turns) {
      if (!is_over_) wait_until(place, turn);
    }
  }

  void wait_until(std::size_t place, Instant until) {
    auto later = caught_up(rules_, places_[place].kase, until);
    if (!later) {
      untried_.insert(Untried::longer_ways);
      return;
    }
    Move move{.kind = Move::Kind::wait, .at = until, .event = {}, .title = {}, .actor = {}, .states = later->states()};
    visit({.kase = *std::move(later),
           .now = until,
           .parent = place,
           .moves = places_[place].moves + 1,
           .move = std::move(move)});
  }

  std::optional<Instant> next_change(std::size_t place) const {
    const auto& kase = data(place);
    const auto now = places_[place].now;
    std::optional<Instant> earliest;
    const auto consider = [&](std::optional<Instant> instant) {
      if (instant && *instant > now && (!earliest || *instant < *earliest)) earliest = instant;
    };
    for (const auto& timer : kase.rest().timers) consider(timer.due);
    for (std::size_t i = 0; i < kase.clock_count(); ++i) {
      const bool is_wait = workflow_.clocks[i].purpose == Budget::Purpose::not_before;
      if (is_wait && kase.slot(i).is_ticking()) consider(kase.clock(i).fold.due);
    }
    if (relevance_.asks_clocks() || has_rung_that_raises()) consider(next_deadline(places_[place].kase));
    if (relevance_.asks_time() && !workflow_.calendars.empty()) {
      const auto& calendar = kase.calendar(CalendarIndex{0});
      consider(calendar.is_open(now) ? calendar.next_close(now) : calendar.next_open(now));
    }
    return earliest;
  }

  bool has_rung_that_raises() const {
    return std::any_of(workflow_.clocks.begin(), workflow_.clocks.end(), [](const ClockRules& clock) {
      return std::any_of(clock.rungs.begin(), clock.rungs.end(),
                         [](const Rung& rung) { return rung.raise.has_value(); });
    });
  }

  void visit(Place place) {
    if (!seen_.insert(relevance_.likeness(place.kase.data(), place.now)).second) return;
    if (places_.size() == limits::kNearestCases) {
      untried_.insert(Untried::longer_ways);
      return;
    }
    places_.push_back(std::move(place));
  }

  Way way_to(std::size_t place, Move last) const {
    Way way{.is_found = true,
            .is_searched_out = false,
            .untried = {},
            .moves = {std::move(last)},
            .cases_seen = places_.size()};
    for (; places_[place].parent != kNoParent; place = places_[place].parent) way.moves.push_back(places_[place].move);
    std::reverse(way.moves.begin(), way.moves.end());
    return way;
  }

  const RuleBook& rules_;
  const Wanted& wanted_;
  const Workflow& workflow_;
  Relevance relevance_;
  std::vector<EventIndex> inside_;
  std::deque<Place> places_;  // in the order in which they were reached: nearer ones first
  std::set<std::string> seen_;
  std::size_t tries_ = 0;
  std::size_t trials_left_ = limits::kNearestTrials;
  bool is_over_ = false;
  std::set<Untried> untried_;
};

// A way is told only after it was gone from beginning to end.
bool can_be_gone(const RuleBook& rules, Case kase, const std::vector<Move>& moves) {
  for (const auto& move : moves) {
    if (move.kind == Move::Kind::wait) {
      auto later = caught_up(rules, kase, move.at);
      if (!later) return false;
      kase = *std::move(later);
      continue;
    }
    Effects journal;
    const Event event{.name = move.event, .actor = move.actor, .input = move.input};
    const auto outcome = step(rules, kase, event, move.at, journal);
    if (!outcome || !outcome->accepted()) return false;
  }
  return true;
}

}  // namespace

const char* name_of(Untried untried) noexcept {
  switch (untried) {
    case Untried::longer_ways: return "longer_ways";
    case Untried::other_inputs: return "other_inputs";
    case Untried::other_people: return "other_people";
    case Untried::other_times: return "other_times";
  }
  return "";
}

Result<Way> nearest(const RuleBook& rules, const Case& kase, const Wanted& wanted, Instant now) {
  DOCKET_TRY(start, caught_up(rules, kase, now));
  auto way = Search(rules, wanted, start, now).run();
  if (way.is_found && !can_be_gone(rules, start, way.moves))
    return Error{ErrorCode::internal, "a way that was found cannot be gone"};
  return way;
}

}  // namespace docket
