// What may happen to a case now, why something may not, and what would have to happen first.
//
//   allowed(rules, kase, {"li", {"receptionist"}}, now)     one Possibility for each button on a screen
//   why(rules, kase, event, now)                            what `step` would answer, and where it would lead
//   nearest(rules, kase, {.event = "archive"}, now)         the shortest way to where `archive` may happen
//
// Nothing is changed or recorded: everything happens to copies.  What is due by `now` fires there first,
// as it would in `step`.  Reasons are those of a refusal, word for word, because `step` makes them.
//
// Threads: functions are pure.
// Errors: invalid_argument when `now` lies before the case's last_at().
// Requires: `rules` is the rule set the case is pinned to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "docket/type.hpp"

namespace docket {

enum class Answer : std::uint8_t {
  yes,      // as soon as the inputs are there, whatever they are
  no,       // whatever the inputs are; `reasons` says why
  depends,  // on what `depends_on` names
};

const char* name_of(Answer answer) noexcept;

// What a form has to ask for.
struct InputWanted {
  std::string name;
  LocalizedText title;
  Type type;  // with the words of an enumeration
  bool is_required = true;
};

// One event and a case.
struct Possibility {
  std::string event;
  LocalizedText title;  // that of the transitions which hear it in the present states; else the first it is given
  Answer answer = Answer::no;
  bool is_known_here = true;       // an active state handles it
  bool comes_from_inside = false;  // the rules raise or send it themselves; seldom a button
  std::vector<InputWanted> inputs;
  std::vector<std::string> targets;     // paths of the states it may lead to; empty: the case stays where it is
  std::vector<Reason> reasons;          // of `no`: all of them
  std::vector<std::string> depends_on;  // of `depends`: `input.severity`, `actor.id`
  std::vector<std::string> roles;       // when nobody in particular asks: those for which the answer is not `no`
};

enum class Scope : std::uint8_t {
  here,        // the events that the active states know
  everywhere,  // all of the workflow's events; the others are refused, and say where they are known
};

// For an actor, by document order.  An actor without an id is anybody with these roles: what turns on who
// they are stays open.  Without an actor: what anybody could do, and in which roles.
// Cost: like one refused step for each event, and for each role when there is no actor.
Result<std::vector<Possibility>> allowed(const RuleBook& rules, const Case& kase, const std::optional<Actor>& actor,
                                         Instant now, Scope scope = Scope::here);

// What would become of an event.
struct Foreseen {
  Outcome outcome;
  std::vector<std::string> states;  // afterwards
};

// Errors: those of `step`.
Result<Foreseen> why(const RuleBook& rules, const Case& kase, const Event& event, Instant now);

// --- The way there -----------------------------------------------------------------------------------

struct Wanted {
  std::string event;
  std::optional<Actor> actor;  // nullopt: anybody whose role would do
  std::optional<Value> input;  // nullopt: any that would do
};

struct Move {
  enum class Kind : std::uint8_t { event, wait };
  Kind kind = Kind::event;
  Instant at;           // of a wait: until then
  std::string event;    // of an event …
  LocalizedText title;  // … as it is called where it happens
  Actor actor;          // … with somebody in a role that will do; the id stands for a person
  Value input = Value::map({});
  std::vector<std::string> states;  // afterwards
};

// What of a search was left untried.
enum class Untried : std::uint8_t {
  longer_ways,   // a bound was reached: moves, cases, or what may be tried in all
  other_inputs,  // a rule asks for more of an input than whether it is on this or that side of something fixed
  other_people,  // a rule asks who it is, or for their roles
  other_times,   // a rule asks for the time, or for a clock
};
const char* name_of(Untried untried) noexcept;

// The shortest way found, ending with the wanted event itself: one move means that it may happen now.
// Every way was played before it is told.
struct Way {
  bool is_found = false;
  bool is_searched_out = false;  // of none: everything that could make a difference was tried; there is no way
  std::vector<Untried> untried;  // of none that is not searched out: what else might have led there
  std::vector<Move> moves;
  std::size_t cases_seen = 0;
};

// Inputs, people and times are worked out from what the rules compare them with, as the case stands: numbers, money,
// texts, lists, moments, whether something is there, one input against another or against the record, arithmetic
// backwards. Where that may miss something, `untried` says so, and no promise is made that there is no way. Cost: one
// refused or accepted step for each event, actor and input tried, bounded by limits::kNearest…
Result<Way> nearest(const RuleBook& rules, const Case& kase, const Wanted& wanted, Instant now);

}  // namespace docket
