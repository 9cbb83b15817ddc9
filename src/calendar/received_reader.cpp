// Tested by tests/unit/calendar/received_test.cpp
#include "calendar/received_reader.hpp"

#include "base/text.hpp"
#include "calendar/counting_words.hpp"
#include "calendar/reading.hpp"

namespace docket {
namespace {

const std::vector<std::string> kParts = {"before_opening", "after_closing", "day_off"};
const std::vector<std::string> kWords = {"by_date", "next_opening"};

std::optional<Received> read_by_part(const yaml::Node& map, bool has_cut_off, Diagnostics& diagnostics) {
  if (!expect_map(map, kParts, diagnostics)) return std::nullopt;
  if (map.size() == 0) {
    diagnostics.push_back(map.error("missing-key", "`received` names no part of the day",
                                    "such as `received: { after_closing: next_opening }`, or `received: by_date`"));
    return std::nullopt;
  }
  Received received;
  const auto read = [&](const char* key, Received::As& as) {
    if (const auto word = map.find(key)) as = read_word(*word, kReceivedAsWords, diagnostics).value_or(as);
  };
  read("before_opening", received.before_opening);
  read("day_off", received.day_off);
  if (has_cut_off) received.after_closing = Received::As::next_opening;
  read("after_closing", received.after_closing);
  return received;
}

}  // namespace

std::optional<Received> read_received(const yaml::Node& map, Diagnostics& diagnostics) {
  const auto written = map.find("received");
  if (!written) return std::nullopt;
  const bool has_cut_off = map.find("cut_off").has_value();
  std::optional<Received> received;
  if (written->is_map()) {
    received = read_by_part(*written, has_cut_off, diagnostics);
  } else if (!written->is_scalar()) {
    diagnostics.push_back(
        written->error("wrong-type", "`received` is a word or a map, not " + describe(written->kind()),
                       "`by_date`, `next_opening` or `{ after_closing: next_opening, day_off: same_time }`"));
  } else if (const auto word = read_choice(*written, kWords, diagnostics)) {
    received = *word == 0 ? Received::by_date() : Received::next_opening();
  }
  // A late start would count on its own date and on the next working day.
  if (has_cut_off && received && received->after_closing == Received::As::as_is) {
    diagnostics.push_back(written->error("contradiction",
                                         "`received` lets a late start count on its own date, `cut_off` does not",
                                         "leave out one of them; `cut_off` alone counts what comes after it from "
                                         "the next opening"));
  }
  return received;
}

}  // namespace docket
