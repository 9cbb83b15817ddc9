// Snapshots of earlier versions (tests/golden/snapshots/) are read, and mean what they meant.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "docket/runtime.hpp"
#include "docket/stored_rules.hpp"
#include "engine/case_data.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const std::string kFolder = DOCKET_SOURCE_DIR "/tests/golden/snapshots/v1/";

const RuleBook& rules_v1() {
  static const RuleBook rules = *read_rules(kFolder + "rules").rules;
  return rules;
}

Case read_v1(const std::string& name) {
  std::ifstream file(kFolder + name + ".json", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  auto kase = read_snapshot(text.str(), rules_v1().workflow("repair"));
  REQUIRE_MESSAGE(kase, (kase ? "" : kase.error().message));
  // Written again it is of the present version, and still the same case.
  const auto again = read_snapshot(snapshot(*kase), rules_v1().workflow("repair"));
  REQUIRE(again);
  CHECK(snapshot(*again) == snapshot(*kase));
  return *again;
}

ClockView clock(const Case& kase, const char* name, const char* now) { return *kase.clock(name, china(now)); }

}  // namespace

// What docket 0.1 said of each of them stands beside it.
TEST_CASE("snapshot: version 1, a running clock and one that was late") {
  auto kase = read_v1("running");
  const auto finish = clock(kase, "finish", "2026-03-10 18:00");
  CHECK(finish.due == china("2026-03-11 18:00"));
  CHECK(finish.consumed.length() == 15h);  // from 2026-03-09 10:00 on, eight hours a day
  const auto answer = clock(kase, "answer", "2026-03-10 18:00");
  CHECK(answer.breached_at == china("2026-03-09 12:00"));
  // It goes on where it was: the next deadline is a delayed event, the warning was sent before.
  CHECK(next_deadline(kase) == china("2026-03-11 17:00"));
  Effects journal;
  REQUIRE(advance(rules_v1(), kase, china("2026-03-11 18:01"), journal));
  REQUIRE(journal.size() == 3);
  CHECK(journal[0].event == kSemantics);
  CHECK(journal[1].event == "finish.late");
  CHECK(journal[2].event == "finish.breach");
  CHECK(kase.sequence() == 9);
}

TEST_CASE("snapshot: version 1, a paused clock goes on with what it had left") {
  auto kase = read_v1("paused");
  auto finish = clock(kase, "finish", "2026-03-09 11:00");
  CHECK(finish.status == ClockStatus::paused);
  CHECK(finish.consumed.length() == 1h);
  CHECK(finish.projected_due == china("2026-03-11 18:00"));
  REQUIRE(finish.segments.size() == 2);
  CHECK(finish.segments[1].reason == "waiting");
  Effects journal;
  const auto outcome = step(rules_v1(), kase, {.name = "resume"}, china("2026-03-10 11:00"), journal);
  REQUIRE(outcome);
  REQUIRE(outcome->accepted());
  // Eight hours of work were spent waiting.
  CHECK(clock(kase, "finish", "2026-03-10 11:00").due == china("2026-03-12 18:00"));
  CHECK(clock(kase, "answer", "2026-03-10 11:00").due == china("2026-03-10 12:00"));
}

TEST_CASE("snapshot: version 1, a clock that a new target made late keeps the due instant it missed") {
  auto kase = read_v1("raised");
  const auto finish = clock(kase, "finish", "2026-03-10 20:00");
  CHECK(finish.due == china("2026-03-10 16:00"));
  CHECK(finish.breached_at == china("2026-03-10 16:00"));
  CHECK(finish.consumed.length() == 17h);
  CHECK_FALSE(next_deadline(kase));  // all four reminders were sent
  // A late fact corrects what version 1 had sent, by the ids it had then.
  Effects journal;
  const auto outcome =
      step(rules_v1(), kase, {.name = "call", .at = china("2026-03-09 11:00")}, china("2026-03-10 20:30"), journal);
  REQUIRE(outcome);
}

TEST_CASE("snapshot: version 1, a closed case keeps its ends, and reopening goes on from there") {
  auto kase = read_v1("closed");
  const auto finish = clock(kase, "finish", "2026-03-09 16:00");
  CHECK(finish.status == ClockStatus::met);
  CHECK(finish.ended_at == china("2026-03-09 15:10"));
  CHECK(finish.breached_at == china("2026-03-09 14:00"));
  CHECK(finish.consumed.length() == 5h + 10min);
  CHECK(clock(kase, "answer", "2026-03-09 16:00").consumed.length() == 1h + 30min);
  CHECK(kase.is_closed());
  CHECK(kase.field("fee").has_value());
  Effects journal;
  const auto outcome = step(rules_v1(), kase, {.name = "reopen"}, china("2026-03-09 16:10"), journal);
  REQUIRE(outcome);
  REQUIRE(outcome->accepted());
  CHECK(clock(kase, "finish", "2026-03-09 16:10").consumed.length() == 5h + 10min);
}

TEST_CASE("snapshot: version 1, two pauses and a reopening keep their stretches") {
  const auto kase = read_v1("reopened");
  const auto finish = clock(kase, "finish", "2026-03-11 09:30");
  CHECK(finish.due == china("2026-03-12 15:10"));
  CHECK(finish.consumed.length() == 10h + 20min);
  CHECK(finish.segments.size() == 5);
  CHECK(clock(kase, "answer", "2026-03-11 09:30").cycle == 2);
  // Half of the 23 hours is 11:30; 10:20 of them are spent.
  CHECK(next_deadline(kase) == china("2026-03-11 10:40"));
}

// --- Version 2, and the binary version 1 ---------------------------------------------------------------

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("snapshot: version 2 and the binary version 1 are the same cases, and are written as version 3") {
  const std::string folder = DOCKET_SOURCE_DIR "/tests/golden/snapshots/v2/";
  const auto from_disk = *read_rules(folder + "rules").rules;
  const auto stored_by = rules_of_snapshot(bytes_of(folder + "running.json")).value();
  const auto loaded =
      load_stored_rules({.files = from_disk.files(), .zone_bytes = system_zone, .meaning = kFirstMeaning}, stored_by);
  REQUIRE(loaded.rules);
  const auto& rules = *loaded.rules;
  CHECK(rules.fingerprint() == stored_by);
  // The same texts from disk have a new name, and know the old one.
  CHECK(restore(bytes_of(folder + "running.json"), from_disk));
  CHECK(restore(bytes_of(folder + "running.bin"), from_disk));
  for (const std::string name : {"running", "paused", "raised", "closed", "reopened", "regions", "history"}) {
    CAPTURE(name);
    const auto kase = restore(bytes_of(folder + name + ".json"), rules);
    REQUIRE_MESSAGE(kase, (kase ? "" : kase.error().message));
    const auto packed = restore(bytes_of(folder + name + ".bin"), rules);
    REQUIRE_MESSAGE(packed, (packed ? "" : packed.error().message));
    CHECK(snapshot(*packed) == snapshot(*kase));
    CHECK(snapshot(*kase).starts_with("{\"docket\":3,"));
    CHECK(snapshot(*restore(snapshot(*kase), rules)) == snapshot(*kase));
    CHECK(snapshot(*restore(binary_snapshot(*kase), rules)) == snapshot(*kase));
  }
}

TEST_CASE("snapshot: version 3 and the binary version 2 are the same cases, and are written again as they were") {
  const std::string folder = DOCKET_SOURCE_DIR "/tests/golden/snapshots/v3/";
  const auto rules = *read_rules(folder + "rules").rules;
  for (const std::string name : {"running", "paused", "raised", "closed", "reopened", "regions", "history"}) {
    CAPTURE(name);
    const auto readable = bytes_of(folder + name + ".json");
    const auto kase = restore(readable, rules);
    REQUIRE_MESSAGE(kase, (kase ? "" : kase.error().message));
    CHECK(snapshot(*kase) == readable);
    // Only for a new form: what was written once is never written again.
    if (std::getenv("DOCKET_UPDATE_GOLDEN") != nullptr && bytes_of(folder + name + ".bin").empty())
      std::ofstream(folder + name + ".bin", std::ios::binary) << binary_snapshot(*kase);
    const auto binary = bytes_of(folder + name + ".bin");
    const auto packed = restore(binary, rules);
    REQUIRE_MESSAGE(packed, (packed ? "" : packed.error().message));
    CHECK(snapshot(*packed) == readable);
    CHECK(binary_snapshot(*packed) == binary);
  }
}

TEST_CASE("snapshot: a clock that runs in no cycle is damaged, as text and as bytes") {
  const auto& rules = rules_v1();
  const auto text = snapshot(read_v1("running"));
  auto damaged = text;
  const auto place = damaged.find("\"cycle\":1");
  REQUIRE(place != std::string::npos);
  damaged[place + 8] = '0';
  const auto kase = read_snapshot(damaged, rules.workflow("repair"));
  REQUIRE_FALSE(kase);
  CHECK(kase.error().message.find("in the cycle 0") != std::string::npos);
  damaged = text;
  damaged.replace(place, 9, "\"cycle\":99999999");
  CHECK_FALSE(read_snapshot(damaged, rules.workflow("repair")));
}

namespace {

// A case whose clock was paused so often that most of it is kept in sums.
Case settled_case(const RuleBook& rules, int pauses) {
  Effects journal;
  auto now = china("2026-03-09 09:00");
  auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  Case kase = *opened->opened;
  for (int i = 0; i < pauses; ++i) {
    for (const char* event : {"hold", "go_on"}) {
      const auto outcome = step(rules, kase, {.name = event}, now += 1min, journal);
      REQUIRE(outcome);
      REQUIRE(outcome->accepted());
      journal.clear();
    }
  }
  return kase;
}

RuleBook pausing_rules() {
  return rules_with(
      "workflow: w\nversion: 1\ncalendar: office\n"
      "states: { run: { on: { hold: hold, stop: end } }, end: { type: final }, hold: { on: { go_on: run } } }\n"
      "sla: { c: { start: run, stop: end, pause: hold, target: { any: { within: 3000h } } } }\n");
}

}  // namespace

TEST_CASE("snapshot: every number of what settled has a bound, and one beyond it is damage, not another clock") {
  const auto rules = pausing_rules();
  const auto kase = settled_case(rules, 200);
  REQUIRE(kase.clock("c", kase.last_at())->settled);
  const auto text = snapshot(kase);
  REQUIRE(restore(text, rules));
  const auto begin = text.find("\"settled\":{");
  REQUIRE(begin != std::string::npos);
  const auto end = text.find("\"facts\"", begin);
  int numbers = 0;
  for (auto at = begin; (at = text.find(':', at + 1)) < end;) {
    const auto first = at + 1;
    auto last = first;
    while (last < text.size() && (text[last] == '-' || (text[last] >= '0' && text[last] <= '9'))) ++last;
    if (last == first) continue;
    ++numbers;
    for (const char* number : {"9223372036854775807", "-9223372036854775808"}) {
      auto damaged = text;
      damaged.replace(first, last - first, number);
      CAPTURE(damaged.substr(at - 15, 45));
      CHECK_FALSE(restore(damaged, rules));
    }
  }
  CHECK(numbers > 8);
  auto damaged = text;
  damaged.insert(begin + 11, "\"fixed_reliefs\":1,");
  const auto refused = restore(damaged, rules);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("reliefs") != std::string::npos);
}

TEST_CASE("snapshot: a clock that moved, or began again, more often than a short number counts is read as it was") {
  const auto rules = pausing_rules();
  auto kase = settled_case(rules, 1);
  auto& clock = kase.data().full_clock(ClockIndex{0});
  clock.cycle = 70'000;
  REQUIRE_FALSE(clock.rungs.empty());
  clock.rungs.front().generation = 100'000;
  const auto again = restore(snapshot(kase), rules);
  REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
  CHECK(snapshot(*again) == snapshot(kase));
  const auto packed = restore(binary_snapshot(kase), rules);
  REQUIRE_MESSAGE(packed, (packed ? "" : packed.error().message));
  CHECK(snapshot(*packed) == snapshot(kase));
}
