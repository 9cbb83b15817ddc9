// Clocks that docket answered wrongly: pause_days/, within_at/, distances/, no_target/, toggle/, wall_warning/.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "docket/clock_explanation.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "docket/runtime.hpp"
#include "docket/snapshot.hpp"
#include "engine/case_data.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const std::string kFolder = DOCKET_SOURCE_DIR "/tests/regressions/";

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE(in);
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

RuleBook rules_in(const std::vector<std::string>& files) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  for (const auto& file : files) sources.files[file] = text_of(kFolder + file);
  const auto report = load_rules(std::move(sources));
  for (const auto& each : report.diagnostics) INFO(render(each));
  REQUIRE(report.rules);
  return *report.rules;
}

// A case, and what it told.
struct Story {
  RuleBook rules;
  Effects journal;
  Case kase;

  Story(const RuleBook& book, const std::string& workflow, const std::string& event, Instant now,
        const Value& input = Value::map({}))
      : rules(book), kase(open(book, workflow, event, now, input)) {}

  void fire(const std::string& event, Instant now) {
    const auto outcome = step(rules, kase, {.name = event, .actor = {"a", {"guard", "a"}}}, now, journal);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }
  void until(Instant now) { REQUIRE(advance(rules, kase, now, journal)); }
  ClockView clock(const std::string& name, Instant now) const { return *kase.clock(name, now); }

 private:
  Case open(const RuleBook& book, const std::string& workflow, const std::string& event, Instant now,
            const Value& input) {
    auto opened = open_case(book, {.id = "c", .workflow = workflow},
                            {.name = event, .actor = {"a", {"guard", "a"}}, .input = input}, now, journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    return *opened->opened;
  }
};

Instant utc(const char* text) { return *parse_instant(text); }

// Whether the rung is sent at that instant, and not a millisecond before.
bool is_sent_at(Story& story, const std::string& rung, Instant at) {
  const auto count = [&] {
    int sent = 0;
    for (const auto& entry : story.journal) {
      for (const auto& effect : entry.effects) {
        const auto* warning = std::get_if<DeadlineWarning>(&effect);
        const auto* escalated = std::get_if<Escalated>(&effect);
        sent += (warning && warning->rung == rung) || (escalated && escalated->rung == rung) ? 1 : 0;
      }
    }
    return sent;
  };
  story.until(at - 1ms);
  const auto before = count();
  story.until(at);
  return before == 0 && count() == 1;
}

}  // namespace

TEST_CASE("pause_days: two hours of one day move no limit of days, three dates move it by three, and it rolls") {
  const auto rules = rules_in({"pause_days/rules/w.yaml", "pause_days/rules/c.yaml"});
  Story same_day(rules, "t", "open", china("2026-03-02 10:00"));
  CHECK(same_day.clock("reply", china("2026-03-02 10:00")).due == china("2026-03-12 17:30"));
  same_day.fire("hold", china("2026-03-03 10:00"));
  same_day.fire("resume", china("2026-03-03 12:00"));
  CHECK(same_day.clock("reply", china("2026-03-03 12:00")).due == china("2026-03-12 17:30"));
  Story weekend(rules, "t", "open", china("2026-03-02 10:00"));
  weekend.fire("hold", china("2026-03-06 10:00"));
  weekend.fire("resume", china("2026-03-09 10:00"));
  CHECK(weekend.clock("reply", china("2026-03-09 10:00")).due == china("2026-03-16 17:30"));
}

TEST_CASE("within_at: an instant in a rule or in the record does not move, however long the clock stands still") {
  const auto rules = rules_in({"within_at/rules/w.yaml"});
  const auto due = utc("2026-03-04T10:00:00Z");
  Story story(rules, "t", "open", due - 1h, Value::object({{"due_at", Value::string("2026-03-04T10:00:00Z")}}));
  story.fire("hold", due - 50min);
  story.fire("resume", due - 45min);
  for (const auto* clock : {"manual", "paused", "keep"}) CHECK(story.clock(clock, due - 45min).due == due);
  story.fire("hold", due - 10min);
  story.fire("resume", due + 30min);
  for (const auto* clock : {"manual", "paused", "keep"}) {
    CAPTURE(clock);
    CHECK(story.clock(clock, due + 30min).due == due);
  }
  story.fire("solve", due + 1h);
  for (const auto* clock : {"manual", "paused", "keep"}) CHECK(story.clock(clock, due + 1h).breached_at == due);
}

TEST_CASE("distances: 24h before is 24 open hours of the office for every budget, and clock time for an instant") {
  const auto rules = rules_in({"distances/w.yaml", "distances/office.yaml", "distances/h.yaml"});
  const auto previews = preview(rules, {.workflow = "w", .start = china("2026-05-11 09:00")});
  REQUIRE(previews);
  const auto office = *rules.calendar("office");
  for (const auto& each : *previews) {
    CAPTURE(each.clock);
    REQUIRE(each.due);
    for (const auto& rung : each.rungs) {
      CAPTURE(rung.rung);
      const bool is_clock_time = each.clock == "at_";
      if (rung.rung == "soon" && is_clock_time) CHECK(rung.at == *each.due - 24h);
      if (rung.rung == "later" && is_clock_time) CHECK(rung.at == *each.due + 24h);
      if (rung.rung == "soon" && !is_clock_time)
        CHECK(office.open_time_between(rung.at, *each.due).length() == Elapsed(24h));
      if (rung.rung == "later" && !is_clock_time)
        CHECK(office.open_time_between(*each.due, rung.at).length() == Elapsed(24h));
    }
  }
}

TEST_CASE("wall_warning: a warning of 24 hours on the clock comes the day before, and is previewed so") {
  const auto rules = rules_in({"wall_warning/workflow.yaml", "distances/office.yaml", "distances/h.yaml"});
  Story story(rules, "w", "go", china("2026-03-02 09:00"));
  CHECK(story.clock("reply", china("2026-03-02 09:00")).due == china("2026-03-04 17:30"));
  CHECK(is_sent_at(story, "day_before", china("2026-03-03 17:30")));
  const auto previews = preview(rules, {.workflow = "w", .start = china("2026-03-02 09:00")});
  REQUIRE(previews);
  REQUIRE(!previews->front().rungs.empty());
  CHECK(previews->front().rungs.front().at == china("2026-03-03 17:30"));
}

TEST_CASE("no_target: a clock whose rows all fail is never met, ends as ended, and says why it has no limit") {
  const auto rules = rules_in({"no_target/w.yaml"});
  const auto opened = utc("2015-01-09T18:34:56Z"), closed = utc("2025-01-20T18:34:56Z");
  Story story(rules, "w", "open", opened, Value::object({{"kind", Value::string("c")}}));
  CHECK(story.clock("k", opened).untargeted);
  CHECK_FALSE(story.clock("k", opened).due);
  story.journal.clear();
  story.fire("close", closed);
  CHECK(story.clock("k", closed).status == ClockStatus::ended);
  int ended = 0;
  for (const auto& effect : story.journal.back().effects) {
    CHECK_FALSE(std::holds_alternative<ClockMet>(effect));
    if (!std::holds_alternative<ClockEnded>(effect)) continue;
    ++ended;
    CHECK(std::string(type_of(effect)) == "docket.clock.ended.v1");
  }
  CHECK(ended == 1);
  const auto why = explain_clock(story.kase, "k", closed);
  REQUIRE(why);
  CHECK(to_text(*why, Language::en).find("no row of its target holds") != std::string::npos);
  CHECK(to_text(*why, Language::zh).find("没有一行目标适用") != std::string::npos);
}

namespace {

// Pauses a clock so often: neither its facts nor its bytes grow, and it answers what its whole story comes to.
void toggle(int times) {
  const auto rules = rules_in({"toggle/t.yaml"});
  Instant now = utc("2026-01-05T00:00:00Z");
  Story story(rules, "toggle", "report", now);
  std::size_t bytes = 0, packed = 0;
  Elapsed paused{0};
  for (int i = 1; i <= times; ++i) {
    story.fire("hold", now += 1min);
    story.fire("go", now += 1min);
    paused += 1min;
    story.journal.clear();
    if (i == 200) bytes = snapshot(story.kase).size(), packed = binary_snapshot(story.kase).size();
  }
  CHECK(snapshot(story.kase).size() < bytes + 1'000);
  CHECK(binary_snapshot(story.kase).size() < packed + 500);
  const auto view = story.clock("completion", now);
  CHECK(view.due == utc("2026-01-05T00:00:00Z") + 3000h + paused);
  CHECK(view.consumed.length() == paused);
  CHECK(view.settled);
  const auto again = restore(snapshot(story.kase), rules);
  REQUIRE(again);
  CHECK(again->clock("completion", now)->due == view.due);
  CHECK(story.kase.data().clock(ClockIndex{0}).facts.size() <= limits::kFactsPerClock + 1);
  CHECK(snapshot(*again) == snapshot(story.kase));
  // What reaches behind the sums comes too late, and says how far back a fact may reach.
  const auto refused = step(story.rules, story.kase,
                            {.name = "note", .actor = {"a", {"guard"}}, .at = *view.settled - 1ms}, now, story.journal);
  REQUIRE(refused);
  CHECK_FALSE(refused->accepted());
  REQUIRE(refused->reasons().size() == 1);
  CHECK(refused->reasons().front().kind == ReasonKind::too_late);
  CHECK(refused->reasons().front().detail.en.find(to_string(*view.settled).substr(0, 10)) != std::string::npos);
}

}  // namespace

TEST_CASE("toggle: a clock paused 5,000 times is as large as one paused 200 times, and answers the same") {
  toggle(5'000);
}

TEST_CASE("toggle: and one paused 100,000 times, too" * doctest::skip(std::getenv("DOCKET_SLOW") == nullptr)) {
  toggle(100'000);
}
