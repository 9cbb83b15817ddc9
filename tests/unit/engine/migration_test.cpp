// One case under later rules: where it comes to be, what its clocks keep, and when it needs a person.
#include "docket/migration.hpp"

#include <doctest/doctest.h>

#include "docket/clock_explanation.hpp"
#include "docket/limits.hpp"
#include "docket/runtime.hpp"
#include "docket/snapshot.hpp"
#include "engine/case_data.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"
#include "support/versions.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const Actor kChen = {"chen", {"admin"}};

// `text` with one piece of it replaced.
std::string with(std::string text, const std::string& piece, const std::string& by) {
  const auto at = text.find(piece);
  REQUIRE(at != std::string::npos);
  return text.replace(at, piece.size(), by);
}

struct Story {
  RuleBook old_rules = rules_with(repair_v1());
  RuleBook new_rules = rules_with(repair_v2());
  std::optional<Case> kase;
  Effects journal;

  explicit Story(const char* at = "2026-03-09 09:00", Value input = Value::map({})) {  // a Monday
    auto opened =
        open_case(old_rules, {.id = "c", .workflow = "repair"},
                  {.name = "report", .actor = {"li", {"clerk"}}, .input = std::move(input)}, china(at), journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    kase = std::move(opened->opened);
  }
  void fire(const char* event, const char* now) {
    const auto outcome = step(new_rules, *kase, {.name = event}, china(now), journal);
    REQUIRE(outcome);
    REQUIRE_MESSAGE(outcome->accepted(), event);
  }
  std::vector<PastEvent> past() const {
    std::vector<PastEvent> events;
    for (const auto& entry : journal) {
      const bool is_event = entry.kind == EntryKind::opened || entry.kind == EntryKind::accepted;
      PastEvent event{is_event ? entry.event : "", entry.at, entry.actor, entry.input, {}};
      for (const auto& effect : entry.effects) {
        if (const auto* taken = std::get_if<TransitionTaken>(&effect)) event.entered = taken->to;
      }
      events.push_back(event);
    }
    return events;
  }
  CaseMigration move(const char* now, const std::string& text = repair_mapping()) {
    const auto mapping = mapping_between(text, old_rules, new_rules);
    const auto told = past();
    auto moved = migrate_case(
        mapping, new_rules, *kase, [&] { return Result(told); }, kChen, china(now), journal);
    REQUIRE_MESSAGE(moved, (moved ? "" : moved.error().message));
    return *std::move(moved);
  }
  ClockView clock(const char* name, const char* now) const { return *kase->clock(name, china(now)); }
};

std::string reasons_of(const CaseMigration& migration) {
  std::string all;
  for (const auto& reason : migration.reasons) all += reason.en + "\n";
  return all;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("migration: states come to their new places, and a new region begins where it begins") {
  Story story;
  story.fire("dispatch", "2026-03-09 09:30");
  const auto moved = story.move("2026-03-09 10:00");
  CHECK(reasons_of(moved) == "");
  CHECK(moved.from_states == Paths{"work.job.plan", "work.talk.waiting"});
  CHECK(moved.to_states == Paths{"work.job.measures", "work.talk.waiting", "work.safety.unchecked"});
  CHECK(story.kase->states() == moved.to_states);
  CHECK(story.kase->rules() == story.new_rules.fingerprint());
  // And it goes on under the new rules: `agree` asks for what the old rules never remembered.
  story.fire("agree", "2026-03-09 10:05");
  CHECK(story.kase->states() == Paths{"work.job.fix", "work.talk.waiting", "work.safety.unchecked"});
}

TEST_CASE("migration: the journal says from where to where, and holds the mapping itself") {
  Story story;
  const auto moved = story.move("2026-03-09 09:10");
  const auto& entry = story.journal.back();
  CHECK(entry.kind == EntryKind::amended);
  CHECK(entry.event == "migrate");
  CHECK(entry.actor.id == "chen");
  CHECK(entry.input.find("text")->as_string() == repair_mapping());
  const auto* effect = std::get_if<CaseMigrated>(&entry.effects.front());
  REQUIRE(effect);
  CHECK(effect->mapping == "with_safety");
  CHECK(effect->from_version == 1);
  CHECK(effect->to_version == 2);
  CHECK(effect->from_rules == story.old_rules.fingerprint());
  CHECK(effect->to_rules == story.new_rules.fingerprint());
  CHECK(story.kase->sequence() == 2);
  CHECK(moved.needs_person() == false);
}

TEST_CASE("migration: time spent is kept against the new budget, the due instant stays, or it begins again") {
  struct Row {
    const char *keep, *due;
  };
  // 2h from 09:00; at 09:20 twenty minutes are spent; the new budget is 1h.
  for (const auto& row :
       {Row{"budget", "2026-03-09 10:00"}, Row{"due", "2026-03-09 11:00"}, Row{"restart", "2026-03-09 10:20"}}) {
    CAPTURE(row.keep);
    Story story;
    const auto text =
        with(repair_mapping(), "reply: first_reply", std::string("reply: { to: first_reply, keep: ") + row.keep + " }");
    const auto moved = story.move("2026-03-09 09:20", text);
    REQUIRE(reasons_of(moved) == "");
    const auto clock = story.clock("first_reply", "2026-03-09 09:20");
    CHECK(clock.due == china(row.due));
    CHECK(clock.status == ClockStatus::running);
    REQUIRE(moved.deadlines.size() == 2);
    CHECK(moved.deadlines[1] == MigratedDeadline{"reply", "first_reply", china("2026-03-09 11:00"), china(row.due)});
    // The rungs went along: the breach comes when the clock says so, and not earlier.
    REQUIRE(advance(story.new_rules, *story.kase, china(row.due), story.journal));
    CHECK_FALSE(story.clock("first_reply", row.due).breached_at);
    REQUIRE(advance(story.new_rules, *story.kase, china(row.due) + 1ms, story.journal));
    CHECK(story.clock("first_reply", row.due).breached_at == china(row.due));
  }
}

TEST_CASE("migration: more was spent than there is now, so it is missed at the migration and never before") {
  Story story;
  const auto moved = story.move("2026-03-09 10:30");  // 90 minutes of what is 1h now
  REQUIRE(reasons_of(moved) == "");
  CHECK(story.clock("first_reply", "2026-03-09 10:30").breached_at == china("2026-03-09 10:30"));
  const auto& effects = story.journal.back().effects;
  const auto* breach = std::get_if<DeadlineBreached>(&effects.back());
  REQUIRE(breach);
  CHECK(breach->cause == "retarget");
  CHECK(breach->to == "manager");
}

TEST_CASE("migration: what was missed before stays missed, with its own due instant") {
  Story story;
  const auto moved = story.move("2026-03-09 12:00");
  REQUIRE(reasons_of(moved) == "");
  CHECK(story.clock("first_reply", "2026-03-09 12:00").breached_at == china("2026-03-09 11:00"));
  int breaches = 0;
  for (const auto& entry : story.journal) {
    for (const auto& effect : entry.effects) breaches += std::holds_alternative<DeadlineBreached>(effect) ? 1 : 0;
  }
  CHECK(breaches == 1);
}

TEST_CASE("migration: a clock that stands still stands still, and a clock with the same terms is the same to the bit") {
  Story story;
  story.fire("dispatch", "2026-03-09 09:15");
  story.fire("hold", "2026-03-09 09:20");
  const auto before = story.clock("finish", "2026-03-10 09:00");
  const auto moved = story.move("2026-03-10 09:00");
  REQUIRE(reasons_of(moved) == "");
  const auto after = story.clock("finish", "2026-03-10 09:00");
  CHECK(after.status == ClockStatus::paused);
  CHECK(after.projected_due == before.projected_due);
  CHECK(after.segments.size() == before.segments.size());
  CHECK(story.clock("first_reply", "2026-03-10 09:00").status == ClockStatus::paused);
  // Twenty minutes were spent; forty are left when it goes on.
  CHECK(story.clock("first_reply", "2026-03-10 09:00").projected_due == china("2026-03-10 09:40"));
}

TEST_CASE("migration: a history leads to the new place of where the case was") {
  Story story;
  story.fire("dispatch", "2026-03-09 09:15");
  story.fire("told", "2026-03-09 09:16");
  story.fire("hold", "2026-03-09 09:20");
  REQUIRE(reasons_of(story.move("2026-03-09 10:00")) == "");
  story.fire("resume", "2026-03-09 10:10");
  CHECK(story.kase->states() == Paths{"work.job.measures", "work.talk.heard", "work.safety.unchecked"});
}

TEST_CASE("migration: an `after` waits as long as the new rules say, from when its state was entered") {
  Story story;
  const auto moved = story.move("2026-03-10 09:00");
  REQUIRE(moved.deadlines.size() >= 1);
  CHECK(moved.deadlines.front() == MigratedDeadline{"after reported.forgotten", "after reported.forgotten",
                                                    china("2026-03-16 17:00"), china("2026-03-19 17:00")});
  Story kept;
  const auto same = kept.move("2026-03-10 09:00", repair_mapping() + "after: { reported.forgotten: { keep: due } }\n");
  CHECK(same.deadlines.front().from == "reply");
  Story renamed;
  renamed.fire("dispatch", "2026-03-09 09:00");
  const auto again =
      renamed.move("2026-03-09 13:00",
                   repair_mapping() + "after: { work.job.plan.slow: { to: work.job.measures.slow, keep: restart } }\n");
  // 16 hours from 13:00 on Monday: four on Monday, eight on Tuesday, four on Wednesday.
  CHECK(again.deadlines.front().now == china("2026-03-11 13:00"));
}

TEST_CASE("migration: a case needs a person, with every reason, and stays as it was to the byte") {
  Story story("2026-03-09 09:00", Value::object({{"handler", Value::string("wu")}, {"grade", Value::string("c")}}));
  story.fire("dispatch", "2026-03-09 09:30");
  const auto before = snapshot(*story.kase);
  const auto entries = story.journal.size();
  const auto moved = story.move("2026-03-09 12:00", "migration: repair\nfrom: 1\nto: 2\nenter: [work.safety]\n");
  CHECK(reasons_of(moved) ==
        "its field `handler` does not exist any more\n"
        "its field `grade` does not fit: `grade` must be one of `a`, `b`, not `c`; did you mean `a`?\n"
        "it is in `work.job.plan`, which does not exist in version 2\n");
  CHECK(moved.to_states.empty());
  CHECK(snapshot(*story.kase) == before);
  CHECK(story.journal.size() == entries);
}

TEST_CASE("migration: what is let go is let go: fields, clocks and regions") {
  Story story("2026-03-09 09:00", Value::object({{"handler", Value::string("wu")}, {"note", Value::string("lift")}}));
  const auto text =
      with(with(repair_mapping(), "reply: first_reply", "reply: null"), "handler: owner", "handler: null");
  const auto moved = story.move("2026-03-09 09:20", text);
  REQUIRE(reasons_of(moved) == "");
  REQUIRE(moved.fields.size() == 1);
  CHECK(moved.fields[0].from == "handler");
  CHECK(moved.fields[0].to == "");
  CHECK_FALSE(story.kase->field("owner"));
  CHECK(story.kase->field("note") == Value::string("lift"));
  CHECK(story.clock("first_reply", "2026-03-09 09:20").status == ClockStatus::idle);
  CHECK(std::holds_alternative<ClockCancelled>(story.journal.back().effects.back()));
}

TEST_CASE("migration: a clock that only the new rules have starts when the mapping says so") {
  Story story;
  const auto text = with(repair_mapping(), "reply: first_reply", "reply: null") + "start: [first_reply]\n";
  REQUIRE(reasons_of(story.move("2026-03-09 12:00", text)) == "");
  CHECK(story.clock("first_reply", "2026-03-09 12:00").due == china("2026-03-09 13:00"));
}

TEST_CASE("migration: reliefs go along with the clocks they speak of") {
  Story story;
  REQUIRE(relieve(*story.kase,
                  {.id = "rain",
                   .percent = 50,
                   .from = china("2026-03-09 09:00"),
                   .to = china("2026-03-10 09:00"),
                   .clocks = {"reply"},
                   .evidence = "a red alert"},
                  kChen, china("2026-03-09 09:10"), story.journal));
  CHECK(story.clock("reply", "2026-03-09 09:10").due == china("2026-03-09 12:00"));
  REQUIRE(reasons_of(story.move("2026-03-09 09:20")) == "");
  CHECK(story.clock("first_reply", "2026-03-09 09:20").due == china("2026-03-09 10:30"));
  REQUIRE(undo_relief(*story.kase, "rain", kChen, china("2026-03-09 09:30"), story.journal));
  CHECK(story.clock("first_reply", "2026-03-09 09:30").due == china("2026-03-09 10:00"));
}

TEST_CASE("migration: a stop that is recorded late takes back a breach of before the migration") {
  Story story;
  REQUIRE(reasons_of(story.move("2026-03-09 12:00")) == "");
  story.fire("dispatch", "2026-03-09 12:10");
  const auto outcome = step(story.new_rules, *story.kase, {.name = "told", .at = china("2026-03-09 10:00")},
                            china("2026-03-09 12:20"), story.journal);
  REQUIRE(outcome);
  REQUIRE(outcome->accepted());
  int corrections = 0;
  for (const auto& effect : story.journal.back().effects)
    corrections += std::holds_alternative<Corrected>(effect) ? 1 : 0;
  CHECK(corrections == 1);
  CHECK(story.clock("first_reply", "2026-03-09 12:20").status == ClockStatus::met);
  CHECK_FALSE(story.clock("first_reply", "2026-03-09 12:20").breached_at);
}

TEST_CASE("migration: a migrated case is stored and read back the same, and goes on the same") {
  Story story;
  story.fire("dispatch", "2026-03-09 09:15");
  story.fire("hold", "2026-03-09 09:20");
  REQUIRE(reasons_of(story.move("2026-03-09 12:00")) == "");
  const auto text = snapshot(*story.kase);
  auto again = read_snapshot(text, story.kase->data().workflow);
  REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
  CHECK(snapshot(*again) == text);
  const auto binary = restore(binary_snapshot(*story.kase), story.new_rules);
  REQUIRE_MESSAGE(binary, (binary ? "" : binary.error().message));
  CHECK(snapshot(*binary) == text);
  Effects here, there;
  for (auto* each : {&*again, &*story.kase}) {
    auto& journal = each == &*again ? here : there;
    REQUIRE(step(story.new_rules, *each, {.name = "resume"}, china("2026-03-09 13:00"), journal));
    REQUIRE(advance(story.new_rules, *each, china("2026-04-09 13:00"), journal));
  }
  CHECK(snapshot(*again) == snapshot(*story.kase));
  CHECK(here.size() == there.size());
}

TEST_CASE("migration: a journal holds all that is needed to live through a migration once more") {
  Story story("2026-03-09 09:00", Value::object({{"handler", Value::string("wu")}}));
  story.fire("dispatch", "2026-03-09 09:15");
  REQUIRE(reasons_of(story.move("2026-03-09 10:00")) == "");
  story.fire("told", "2026-03-09 10:10");
  Effects journal;
  std::optional<Case> kase;
  std::vector<PastEvent> past;
  for (const auto& entry : story.journal) {
    const Event event{.name = entry.event, .actor = entry.actor, .input = entry.input};
    if (entry.kind == EntryKind::opened) {
      kase = open_case(story.old_rules, {.id = "c", .workflow = "repair"}, event, entry.now, journal)->opened;
    } else if (entry.event == "migrate") {
      const auto text = std::string(entry.input.find("text")->as_string());
      const auto file = std::string(entry.input.find("file")->as_string());
      const auto read = read_mapping(file, text, {story.old_rules}, story.new_rules);
      REQUIRE(read.mapping);
      REQUIRE(migrate_case(
          *read.mapping, story.new_rules, *kase, [&] { return Result(past); }, entry.actor, entry.now, journal));
    } else if (entry.kind == EntryKind::accepted) {
      REQUIRE(step(story.new_rules, *kase, event, entry.now, journal));
    }
    PastEvent each{entry.event, entry.at, entry.actor, entry.input, {}};
    for (const auto& effect : entry.effects) {
      if (const auto* taken = std::get_if<TransitionTaken>(&effect)) each.entered = taken->to;
    }
    past.push_back(each);
  }
  CHECK(snapshot(*kase) == snapshot(*story.kase));
  REQUIRE(journal.size() == story.journal.size());
  for (std::size_t i = 0; i < journal.size(); ++i)
    CHECK(to_json(entry_value(journal[i])) == to_json(entry_value(story.journal[i])));
}

TEST_CASE("migration: a case that is over, of other rules, or moved already is not spoken of") {
  Story story;
  const auto mapping = mapping_between(repair_mapping(), story.old_rules, story.new_rules);
  CHECK(mapping.concerns(*story.kase));
  REQUIRE(reasons_of(story.move("2026-03-09 10:00")) == "");
  CHECK_FALSE(mapping.concerns(*story.kase));
  const auto again =
      migrate_case(mapping, story.new_rules, *story.kase, {}, kChen, china("2026-03-09 11:00"), story.journal);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("migration: words of an enumeration are led to others, and an expression works a field out") {
  Story story("2026-03-09 09:00", Value::object({{"grade", Value::string("c")}, {"note", Value::string("leak")}}));
  const auto text = with(repair_mapping(), "record: { handler: owner }",
                         "record: { handler: owner, grade: { values: { c: b } }, note: { set: \"record.note + ' (' + "
                         "record.grade + ')'\" } }");
  const auto moved = story.move("2026-03-09 10:00", text);
  CHECK(reasons_of(moved) == "");
  CHECK(to_text(story.kase->record()) == "{'note': 'leak (c)', 'grade': 'b'}");
  REQUIRE(moved.fields.size() == 2);
  CHECK(moved.fields[0].from == "grade");
  CHECK(moved.fields[0].now == Value::string("b"));
}

TEST_CASE("migration: a field that only the new rules have is worked out from the old record") {
  Story story("2026-03-09 09:00", Value::object({{"handler", Value::string("li")}, {"grade", Value::string("a")}}));
  const auto moved = story.move("2026-03-09 10:00", with(repair_mapping(), "record: { handler: owner }",
                                                         "record: { handler: null, owner: { set: \"'team of ' + "
                                                         "record.handler\" } }"));
  CHECK(reasons_of(moved) == "");
  CHECK(to_text(story.kase->record()) == "{'owner': 'team of li', 'grade': 'a'}");
}

TEST_CASE("migration: a value that cannot be worked out, and a word that nobody leads elsewhere, need a person") {
  Story story("2026-03-09 09:00", Value::object({{"grade", Value::string("c")}}));
  const auto moved = story.move("2026-03-09 10:00", with(repair_mapping(), "record: { handler: owner }",
                                                         "record: { handler: null, owner: { set: record.handler } }"));
  CHECK(moved.needs_person());
  CHECK(reasons_of(moved).find("its field `owner` does not fit: ") != std::string::npos);
  CHECK(reasons_of(moved).find("its field `grade` does not fit: ") != std::string::npos);
}

TEST_CASE("migration: a word that the new rules lack is no value, whatever an expression makes of it") {
  Story story("2026-03-09 09:00", Value::object({{"note", Value::string("z")}, {"grade", Value::string("a")}}));
  const auto moved =
      story.move("2026-03-09 10:00", with(repair_mapping(), "record: { handler: owner }",
                                          "record: { handler: owner, grade: { set: \"record.grade(record.note)\" } }"));
  CHECK(moved.needs_person());
  CHECK_MESSAGE(reasons_of(moved).find("its field `grade` does not fit: ") != std::string::npos, reasons_of(moved));
}

TEST_CASE("migration: a case that would keep more than can be read again needs a person, and keeps what it has") {
  const std::string text =
      with(repair_mapping(), "record: { handler: owner }",
           "record: { handler: owner, note: { set: \"record.note + record.note + record.note\" } }");
  // Three times as much is still within the bound, or beyond it.
  for (const bool fits : {true, false}) {
    CAPTURE(fits);
    const auto bytes = fits ? limits::kMigratedBytes / 3 - 2'000 : limits::kMigratedBytes / 3 + 2'000;
    Story story("2026-03-09 09:00", Value::object({{"note", Value::string(std::string(bytes, 'x'))}}));
    const auto before = snapshot(*story.kase);
    const auto moved = story.move("2026-03-09 10:00", text);
    CHECK(moved.needs_person() == !fits);
    if (fits) {
      const auto again = restore(snapshot(*story.kase), story.new_rules);
      REQUIRE(again);
      CHECK(again->record() == story.kase->record());
    } else {
      CHECK(reasons_of(moved).find("bytes, and at most ") != std::string::npos);
      CHECK(snapshot(*story.kase) == before);
    }
  }
}

TEST_CASE("migration: a clock that was met before goes on saying what it was measured by") {
  Story story;
  story.fire("dispatch", "2026-03-09 09:30");
  story.fire("told", "2026-03-09 09:40");
  const auto before = story.clock("reply", "2026-03-09 10:00");
  const auto told_before = explain_clock(*story.kase, "reply", china("2026-03-09 10:00"));
  REQUIRE(told_before);
  story.move("2026-03-09 10:00");
  const auto after = story.clock("first_reply", "2026-03-09 10:00");
  CHECK(after.status == ClockStatus::met);
  CHECK(before.budget == "2h");
  CHECK(after.budget == before.budget);
  CHECK(after.calendar == before.calendar);
  CHECK(after.due == before.due);
  // Its whole explanation, too, and after it was stored in either form.
  REQUIRE_FALSE(story.kase->data().rest().measures.empty());
  const auto as_text = restore(snapshot(*story.kase), story.new_rules);
  const auto as_bytes = restore(binary_snapshot(*story.kase), story.new_rules);
  REQUIRE(as_text);
  REQUIRE(as_bytes);
  const Case* const cases[] = {&*story.kase, &*as_text, &*as_bytes};
  for (const auto* kase : cases) {
    CHECK(kase->data().rest().measures == story.kase->data().rest().measures);
    const auto told = explain_clock(*kase, "first_reply", china("2026-03-09 10:00"));
    REQUIRE(told);
    CHECK(told->target == told_before->target);
    CHECK(told->budget == told_before->budget);
    CHECK(told->due == told_before->due);
    CHECK(kase->clock("first_reply", china("2026-03-09 10:00"))->budget == before.budget);
  }
}
