// The stored form of a clock, and the pieces that reading and writing a case share.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/case_data.hpp"

namespace docket::stored {

// --- Writing -----------------------------------------------------------------------------------------

inline Value text(std::string_view text) { return Value::string(text); }
inline Value time(Instant instant) { return Value::integer(instant.time_since_epoch().count()); }
inline Value length(Elapsed length) { return Value::integer(length.count()); }

class Writer {
 public:
  Writer& add(std::string_view name, Value value) {
    entries_.push_back({Value::string(name), std::move(value)});
    return *this;
  }
  Writer& add(std::string_view name, const std::optional<Instant>& instant) {
    return instant ? add(name, time(*instant)) : *this;
  }
  Writer& add_count(std::string_view name, std::int64_t count) {
    return count == 0 ? *this : add(name, Value::integer(count));
  }
  Writer& add_if(std::string_view name, bool fact) { return fact ? add(name, Value::boolean(true)) : *this; }
  Value take() { return Value::map(std::move(entries_)); }

 private:
  std::vector<MapEntry> entries_;
};

template <class Items, class Write>
Value list_of(const Items& items, Write write) {
  std::vector<Value> values;
  for (const auto& item : items) values.push_back(write(item));
  return Value::list(std::move(values));
}

template <class States>
Value states(const Workflow& workflow, const States& indices) {
  return list_of(indices, [&](StateIndex index) { return text(workflow.state(index).path); });
}

// --- Reading -----------------------------------------------------------------------------------------

// The first thing that does not fit; everything after it is read as harmless nothing.
class Reading {
 public:
  explicit Reading(const Workflow& workflow) : workflow_(workflow) {}
  const std::string& problem() const { return problem_; }

  const Value& at_key(const Value& map, std::string_view key) {
    static const Value nothing;
    const auto* value = map.find(key);
    if (!value) fail("lacks `" + std::string(key) + "`");
    return value ? *value : nothing;
  }
  std::string text_at(const Value& map, std::string_view key) { return std::string(at_key(map, key).as_string()); }
  std::uint32_t count_at(const Value& map, std::string_view key) {
    const auto count = at_key(map, key).as_int();
    if (count < 0 || count > 0xFFFF'FFFF) fail("has an impossible `" + std::string(key) + "`");
    return static_cast<std::uint32_t>(count);
  }
  // A number that its field can hold; nothing is 0.
  template <class Number>
  Number number_at(const Value& map, std::string_view key, Number from = std::numeric_limits<Number>::min(),
                   Number to = std::numeric_limits<Number>::max()) {
    const auto* value = map.find(key);
    if (!value) return Number{0};
    if (value->as_int() >= from && value->as_int() <= to) return static_cast<Number>(value->as_int());
    fail("has an impossible `" + std::string(key) + "`");
    return from;
  }
  Instant time_at(const Value& map, std::string_view key) { return Instant{bounded(at_key(map, key).as_int(), key)}; }
  std::optional<Instant> maybe_time(const Value& map, std::string_view key) {
    const auto* value = map.find(key);
    if (!value) return std::nullopt;
    return Instant{bounded(value->as_int(), key)};
  }
  Elapsed length_at(const Value& map, std::string_view key) { return bounded(at_key(map, key).as_int(), key); }
  Instant time_of(const Value& value, std::string_view what) { return Instant{bounded(value.as_int(), what)}; }
  Elapsed length_or_zero(const Value& map, std::string_view key) {
    const auto* value = map.find(key);
    return value ? bounded(value->as_int(), key) : Elapsed{0};
  }
  static bool is_set(const Value& map, std::string_view key) { return map.find(key) != nullptr; }

  StateIndex state(std::string_view path) {
    const auto& states = workflow_.states;
    const auto place =
        std::find_if(states.begin(), states.end(), [&](const State& state) { return state.path == path; });
    if (place == states.end()) fail("names the state `" + std::string(path) + "`, which its workflow does not have");
    return static_cast<StateIndex>(place == states.end() ? 0 : place - states.begin());
  }
  std::vector<StateIndex> states(const Value& list) {
    std::vector<StateIndex> indices;
    for (const auto& item : list.as_list()) indices.push_back(state(item.as_string()));
    return indices;
  }
  EventIndex event(const std::string& name) {
    const auto index = workflow_.find_event(name);
    if (!index) fail("names the event `" + name + "`, which its workflow does not have");
    return index.value_or(EventIndex{0});
  }
  template <class Items>
  int index_by_name(const Items& items, const std::string& name) {
    const auto place = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
    if (place == items.end()) fail("names `" + name + "`, which its workflow does not have");
    return place == items.end() ? 0 : static_cast<int>(place - items.begin());
  }
  void fail(std::string what) {
    if (problem_.empty()) problem_ = "a stored case " + std::move(what);
  }

 private:
  // Sums and differences of what is so far apart still fit; the calendar's years are a fraction of it.
  static constexpr std::int64_t kMillisecondsMax = std::int64_t{1} << 53;
  Elapsed bounded(std::int64_t milliseconds, std::string_view key) {
    if (milliseconds >= -kMillisecondsMax && milliseconds <= kMillisecondsMax) return Elapsed{milliseconds};
    fail("has an impossible `" + std::string(key) + "`");
    return Elapsed{0};
  }

  const Workflow& workflow_;
  std::string problem_;
};

// --- Words ---------------------------------------------------------------------------------------------

inline constexpr std::array<const char*, 5> kCauseNames = {"action", "event", "state", "condition", "closed"};

template <class Enum, std::size_t N>
Enum enum_of(Reading& in, const std::array<const char*, N>& names, const std::string& name, const char* what) {
  const auto place = std::find(names.begin(), names.end(), name);
  if (place == names.end()) in.fail("has a clock with the " + std::string(what) + " `" + name + "`");
  return static_cast<Enum>(place == names.end() ? 0 : place - names.begin());
}

template <class Enum, std::size_t N>
const char* word_of(const std::array<const char*, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

Holder holder_of(Reading& in, const std::string& name);
std::uint16_t calendars_at(Reading& in, const CaseData& kase, const Value& value);
std::uint16_t relief_of(Reading& in, const CaseData& kase, const std::string& id);

}  // namespace docket::stored

namespace docket {

// The sums of what settled.
Value write_fold(const CaseData& kase, const ClockRules& rules, const ClockFold& fold);
ClockFold read_fold(stored::Reading& in, const CaseData& kase, const ClockRules& rules, const Value& value);

Value write_clock(const CaseData& kase, const ClockRules& rules, const ClockState& clock);

// Requires: the case has its calendars and reliefs already.
void read_clock(stored::Reading& in, CaseData& kase, ClockIndex clock, const Value& value, std::int64_t version);

// A clock as version 1 kept it: stretches of time instead of facts.
void read_clock_v1(stored::Reading& in, CaseData& kase, ClockIndex clock, const Value& value);

}  // namespace docket
