// Tested by tests/unit/calendar/budget_test.cpp
#include "calendar/counting_words.hpp"

#include "base/text.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

std::string quoted(std::chrono::seconds wall_time) { return '"' + civil::to_wall_time(wall_time) + '"'; }

}  // namespace

std::string to_string(const Received& received) {
  if (received == Received::by_date()) return "by_date";
  if (received == Received::next_opening()) return "next_opening";
  std::vector<std::string> parts;
  const auto add = [&](const char* key, Received::As as) {
    if (as != Received::As::as_is) parts.push_back(std::string(key) + ": " + word_of(kReceivedAsWords, as));
  };
  add("before_opening", received.before_opening);
  add("after_closing", received.after_closing);
  add("day_off", received.day_off);
  return "{" + join(parts, ", ") + "}";
}

std::vector<std::string> counting_options(const CountingChanges& changes) {
  std::vector<std::string> options;
  if (changes.start) options.push_back("start: " + word_of(kStartWords, *changes.start));
  if (changes.end == Counting::End::at_time) {
    options.push_back("end: " + quoted(changes.end_at.value_or(std::chrono::seconds{0})));
  } else if (changes.end) {
    options.push_back("end: " + word_of(kEndWords, *changes.end));
  }
  if (changes.received) options.push_back("received: " + to_string(*changes.received));
  if (changes.cut_off) options.push_back("cut_off: " + quoted(*changes.cut_off));
  if (changes.roll) options.push_back("roll: " + word_of(kRollWords, *changes.roll));
  return options;
}

}  // namespace docket
