// Tested by tests/unit/calendar/budget_test.cpp
#include "calendar/counting_words.hpp"

#include "time/civil_text.hpp"

namespace docket {
namespace {

std::string quoted(std::chrono::seconds wall_time) { return '"' + civil::to_wall_time(wall_time) + '"'; }

}  // namespace

std::vector<std::string> counting_options(const CountingChanges& changes) {
  std::vector<std::string> options;
  if (changes.start) options.push_back("start: " + word_of(kStartWords, *changes.start));
  if (changes.end == Counting::End::at_time) {
    options.push_back("end: " + quoted(changes.end_at.value_or(std::chrono::seconds{0})));
  } else if (changes.end) {
    options.push_back("end: " + word_of(kEndWords, *changes.end));
  }
  if (changes.cut_off) options.push_back("cut_off: " + quoted(*changes.cut_off));
  if (changes.roll) options.push_back("roll: " + word_of(kRollWords, *changes.roll));
  return options;
}

}  // namespace docket
