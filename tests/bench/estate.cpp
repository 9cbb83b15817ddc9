#include "bench/estate.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "docket/runtime.hpp"

namespace docket::bench {
namespace {

constexpr const char* kCalendar = R"(calendar: office
timezone: Asia/Shanghai
week: { mon-fri: ["08:30-12:00", "13:30-17:30"] }
)";

constexpr const char* kRules = R"yaml(docket: 1
workflow: estate
version: 1
calendar: office
roles: [desk, supervisor, head, manager]
record:
  severity:  { type: enum, values: [major, important, minor] }
  valid:     bool
  hours:     int
  fee:       int
  replied:   bool
  satisfied: bool
  redone:    int
  answered:  bool
guards:
  valid_case:   { check: "record.valid && record.severity in ['major', 'important', 'minor']", message: the complaint is not valid }
  sound_plan:   { check: "input.hours > 0 && input.hours <= 48 || record.severity == 'major'", message: the plan takes too long }
  within_means: { check: "has(record.hours) && input.fee <= 40 && (record.severity != 'minor' || input.fee <= 24)", message: too dear }
  answer_given: { check: has(record.replied) && record.replied && has(record.fee) && record.fee >= 0, message: answer first }
  may_redo:     { check: "has(record.redone) && record.redone < 2 && record.severity in ['major', 'important'] && record.valid && has(record.replied)", message: not again }
open:
  file: { by: desk, set: { redone: 0 }, target: registered }
states:
  registered:
    on: { contact: { by: desk, target: contacted } }
  contacted:
    on:
      classify:
        by: [supervisor, head]
        input: { severity: required, valid: required }
        set: [severity, valid]
        choose:
          no: { when: '!input.valid', target: closing }
          yes: { target: planning }
  planning:
    on:
      plan: { by: head, input: { hours: required }, require: [valid_case, sound_plan], set: [hours], target: quoting }
  quoting:
    on:
      quote: { by: head, input: { fee: required }, require: [within_means], set: [fee], target: quoted }
  quoted:
    on:
      approve: { by: manager, target: working }
      decline: { by: manager, target: planning }
  working:
    on:
      reply: { by: head, set: { replied: true } }
      finish: { by: head, require: [answer_given], target: checking }
  checking:
    on:
      fail_check: { by: supervisor, require: [may_redo], set: { redone: record.redone + 1 }, target: working }
      pass_check: { by: supervisor, target: callback }
  callback:
    entry: [{ emit: to_be_called }]
    on:
      call_back: { by: desk, input: { satisfied: required }, set: [satisfied], target: closing }
      give_up: { by: manager, target: closing }
  closing:
    on: { archive: { by: desk, target: closed } }
  closed: { type: final }
)yaml";

constexpr const char* kClock = R"(sla:
  finish:
    start: planning
    stop: [callback, closing]
    target: { any: { within: 3 workdays } }
    escalate: { breach: { at: breach, to: manager } }
)";

// The state's number is all the randomness there is.
class Random {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>((state_ >> 33U) % bound);
  }

 private:
  std::uint64_t state_ = 20260213;
};

// The event that a case in that state would see next, nine times out of ten; else one that is refused.
PlainEvent likely(const PlainCase& kase, Random& random) {
  PlainEvent event;
  event.severity = static_cast<Severity>(random.below(3));
  event.flag = random.below(8) != 0;
  event.amount = static_cast<std::uint8_t>(random.below(8));
  const auto say = [&](Name name, Role role) {
    event.name = name;
    event.role = role;
  };
  switch (kase.state) {
    case State::none: say(Name::file, Role::desk); return event;
    case State::registered: say(Name::contact, Role::desk); break;
    case State::contacted: say(Name::classify, Role::supervisor); break;
    case State::planning: say(Name::plan, Role::head); break;
    case State::quoting: say(Name::quote, Role::head); break;
    case State::quoted: say(random.below(6) == 0 ? Name::decline : Name::approve, Role::manager); break;
    case State::working: say(kase.replied ? Name::finish : Name::reply, Role::head); break;
    case State::checking: say(random.below(3) == 0 ? Name::fail_check : Name::pass_check, Role::supervisor); break;
    case State::callback:
      if (random.below(8) == 0)
        say(Name::give_up, Role::manager);
      else
        say(Name::call_back, Role::desk);
      break;
    case State::closing: say(Name::archive, Role::desk); break;
    case State::closed: say(Name::archive, Role::desk); break;
  }
  if (random.below(10) == 0) {
    if (random.below(2) == 0)
      event.role = static_cast<Role>(random.below(4));
    else
      event.name = static_cast<Name>(1 + random.below(kNames - 1));
  }
  return event;
}

constexpr const char* kEventNames[] = {"file",       "contact",   "classify", "plan",   "quote",
                                       "approve",    "decline",   "reply",    "finish", "fail_check",
                                       "pass_check", "call_back", "give_up",  "archive"};
constexpr const char* kRoleNames[] = {"desk", "supervisor", "head", "manager"};
constexpr const char* kSeverities[] = {"major", "important", "minor"};

Event event_of(const PlainEvent& plain) {
  Event event{.name = kEventNames[static_cast<std::size_t>(plain.name)],
              .actor = {"li", {kRoleNames[static_cast<std::size_t>(plain.role)]}}};
  const auto eights = Value::integer(plain.amount * 8);
  if (plain.name == Name::classify)
    event.input = Value::object({{"severity", Value::string(kSeverities[static_cast<std::size_t>(plain.severity)])},
                                 {"valid", Value::boolean(plain.flag)}});
  if (plain.name == Name::plan) event.input = Value::object({{"hours", eights}});
  if (plain.name == Name::quote) event.input = Value::object({{"fee", eights}});
  if (plain.name == Name::call_back) event.input = Value::object({{"satisfied", Value::boolean(plain.flag)}});
  return event;
}

bool answer_given(const PlainCase& kase) { return kase.replied && kase.fee >= 0; }

bool may_redo(const PlainCase& kase) {
  return kase.redone < 2 && (kase.severity == Severity::major || kase.severity == Severity::important) && kase.valid &&
         kase.replied;
}

}  // namespace

RuleBook estate_rules(Clocks clocks) {
  const auto text = std::string(kRules) + (clocks == Clocks::one ? kClock : "");
  auto report = load_rules({.files = {{"estate.yaml", text}, {"office.yaml", kCalendar}}, .zone_bytes = system_zone});
  for (const auto& each : report.diagnostics) std::fprintf(stderr, "%s\n", render(each).c_str());
  if (!report.rules) std::abort();
  return *report.rules;
}

std::vector<PlainEvent> estate_events(std::size_t cases, std::size_t events, Order order) {
  Random random;
  std::vector<PlainEvent> all;
  std::vector<PlainCase> estate(cases);
  const auto add = [&](std::size_t kase) {
    auto event = likely(estate[kase], random);
    event.kase = static_cast<std::uint32_t>(kase);
    decide_by_hand(estate[kase], event);
    all.push_back(event);
  };
  for (std::size_t kase = 0; kase < cases; ++kase) {
    const auto here = order == Order::random ? 1 : events / cases;
    for (std::size_t i = 0; i < here; ++i) add(kase);
  }
  while (all.size() < events) add(random.below(static_cast<std::uint32_t>(cases)));
  return all;
}

std::size_t place_in_table(const PlainEvent& event) {
  // What an event does not say makes no other event of it.
  const bool has_flag = event.name == Name::classify || event.name == Name::call_back;
  const bool has_amount = event.name == Name::plan || event.name == Name::quote;
  auto place = static_cast<std::size_t>(event.name);
  place = place * 4 + static_cast<std::size_t>(event.role);
  place = place * 3 + (event.name == Name::classify ? static_cast<std::size_t>(event.severity) : 0U);
  place = place * 2 + (has_flag && event.flag ? 1U : 0U);
  return place * 8 + (has_amount ? event.amount : 0U);
}

std::vector<Event> event_table() {
  std::vector<Event> table(kNames * 4 * 3 * 2 * 8);
  for (std::size_t name = 0; name < kNames; ++name) {
    for (std::size_t role = 0; role < 4; ++role) {
      for (std::size_t severity = 0; severity < 3; ++severity) {
        for (const bool flag : {false, true}) {
          for (std::uint8_t amount = 0; amount < 8; ++amount) {
            const PlainEvent event{.name = static_cast<Name>(name),
                                   .role = static_cast<Role>(role),
                                   .severity = static_cast<Severity>(severity),
                                   .flag = flag,
                                   .amount = amount};
            table[place_in_table(event)] = event_of(event);
          }
        }
      }
    }
  }
  return table;
}

bool decide_by_hand(PlainCase& kase, const PlainEvent& event) {
  const auto go = [&](State state) {
    kase.state = state;
    return true;
  };
  const int amount = event.amount * 8;
  switch (kase.state) {
    case State::none:
      if (event.name != Name::file || event.role != Role::desk) return false;
      return go(State::registered);
    case State::registered:
      if (event.name != Name::contact || event.role != Role::desk) return false;
      return go(State::contacted);
    case State::contacted:
      if (event.name != Name::classify || (event.role != Role::supervisor && event.role != Role::head)) return false;
      kase.severity = event.severity;
      kase.valid = event.flag;
      kase.is_valid_set = true;
      return go(event.flag ? State::planning : State::closing);
    case State::planning:
      if (event.name != Name::plan || event.role != Role::head) return false;
      if (!kase.valid || kase.severity == Severity::unset) return false;
      if (!((amount > 0 && amount <= 48) || kase.severity == Severity::major)) return false;
      kase.hours = static_cast<std::int16_t>(amount);
      return go(State::quoting);
    case State::quoting:
      if (event.name != Name::quote || event.role != Role::head) return false;
      if (kase.hours < 0 || amount > 40 || (kase.severity == Severity::minor && amount > 24)) return false;
      kase.fee = static_cast<std::int16_t>(amount);
      return go(State::quoted);
    case State::quoted:
      if (event.role != Role::manager) return false;
      if (event.name == Name::approve) return go(State::working);
      if (event.name == Name::decline) return go(State::planning);
      return false;
    case State::working:
      if (event.role != Role::head) return false;
      if (event.name == Name::reply) {
        kase.replied = true;
        return true;
      }
      if (event.name != Name::finish || !answer_given(kase)) return false;
      return go(State::checking);
    case State::checking:
      if (event.role != Role::supervisor) return false;
      if (event.name == Name::pass_check) return go(State::callback);
      if (event.name != Name::fail_check || !may_redo(kase)) return false;
      ++kase.redone;
      return go(State::working);
    case State::callback:
      if (event.name == Name::give_up && event.role == Role::manager) return go(State::closing);
      if (event.name != Name::call_back || event.role != Role::desk) return false;
      kase.satisfied = event.flag;
      return go(State::closing);
    case State::closing:
      if (event.name != Name::archive || event.role != Role::desk) return false;
      return go(State::closed);
    case State::closed: return false;
  }
  return false;
}

const char* name_of(State state) {
  constexpr const char* kStateNames[] = {"",        "registered", "contacted", "planning", "quoting", "quoted",
                                         "working", "checking",   "callback",  "closing",  "closed"};
  return kStateNames[static_cast<std::size_t>(state)];
}

}  // namespace docket::bench
