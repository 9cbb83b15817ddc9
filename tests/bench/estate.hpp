// The work of bench_estate: a complaint machine of 10 states, 14 transitions and 5 guards over 8 fields, and a
// million events for 100,000 of its cases, drawn by a generator of our own so that every run has the same ones.
// Beside the rules in YAML the same decisions as a switch written by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "docket/rule_book.hpp"

namespace docket::bench {

// With or without a clock that starts and stops on a working calendar in each case.
enum class Clocks : std::uint8_t { none, one };
RuleBook estate_rules(Clocks clocks);

enum class Name : std::uint8_t {
  file,
  contact,
  classify,
  plan,
  quote,
  approve,
  decline,
  reply,
  finish,
  fail_check,
  pass_check,
  call_back,
  give_up,
  archive,
};
inline constexpr std::size_t kNames = 14;
enum class Role : std::uint8_t { desk, supervisor, head, manager };
enum class Severity : std::uint8_t { major, important, minor, unset };

// One event as the hand-written machine sees it: everything is a number already.
struct PlainEvent {
  std::uint32_t kase = 0;
  Name name = Name::file;
  Role role = Role::desk;
  Severity severity = Severity::minor;  // of classify
  bool flag = false;                    // `valid` of classify, `satisfied` of call_back
  std::uint8_t amount = 0;              // `fee` of quote and `hours` of plan, in eights
};

enum class Order : std::uint8_t { case_by_case, random };
std::vector<PlainEvent> estate_events(std::size_t cases, std::size_t events, Order order);

// What a host would hand over: one Event for each kind of PlainEvent.
std::vector<Event> event_table();
std::size_t place_in_table(const PlainEvent& event);

// By hand: the state and the eight fields of one case.
enum class State : std::uint8_t {
  none,
  registered,
  contacted,
  planning,
  quoting,
  quoted,
  working,
  checking,
  callback,
  closing,
  closed,
};
struct PlainCase {
  State state = State::none;
  Severity severity = Severity::unset;
  bool valid = false, is_valid_set = false, replied = false, satisfied = false;
  std::uint8_t redone = 0;
  std::int16_t fee = -1, hours = -1;
};
// Whether it is accepted.
bool decide_by_hand(PlainCase& kase, const PlainEvent& event);
const char* name_of(State state);

}  // namespace docket::bench
