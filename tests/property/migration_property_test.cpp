// A migration that changes nothing changes nothing: whenever a case moves to the same workflow in another
// rule set, it decides the same and tells the same from then on, and is due at the same instants.
#include <doctest/doctest.h>

#include <random>

#include "docket/runtime.hpp"
#include "engine/case_data.hpp"
#include "engine/migrated_states.hpp"
#include "store/codec.hpp"
#include "support/complaint_walk.hpp"
#include "support/rules.hpp"
#include "support/versions.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

// The project's rules with one more comment: another fingerprint, the same meaning.
const RuleBook& commented_rules() {
  static const RuleBook rules = [] {
    auto files = project_rules().files();
    files.at("workflows/complaint/workflow.yaml") += "# the same\n";
    auto report = load_rules({.files = std::move(files), .zone_bytes = system_zone});
    REQUIRE(report.rules);
    return *report.rules;
  }();
  return rules;
}

// What happened, without the numbers that one entry more has shifted.
std::string told(const JournalEntry& entry) {
  std::string text = std::string(name_of(entry.kind)) + " " + entry.event + " " + to_string(entry.at) + " " +
                     to_string(entry.now) + "\n";
  for (const auto& effect : entry.effects) {
    auto same = effect;
    if (auto* corrected = std::get_if<Corrected>(&same)) corrected->of.clear();
    text += std::string("  ") + type_of(effect) + " " + to_json(effect_data(same)) + "\n";
  }
  return text;
}

std::string dues_of(const Case& kase, Instant now) {
  std::string text;
  for (const auto& clock : kase.clocks(now)) {
    const auto show = [](const std::optional<Instant>& instant) { return instant ? to_string(*instant) : "-"; };
    text += clock.name + " " + name_of(clock.status) + " " + show(clock.due) + " " + show(clock.projected_due) + " " +
            show(clock.breached_at) + " " + std::to_string(clock.consumed.length().count()) + "\n";
  }
  return text + (next_deadline(kase) ? to_string(*next_deadline(kase)) : "-");
}

struct Life {
  std::string told;
  std::vector<std::string> dues;
};

// Lives through the moves; before the one called `moves_at` the case moves to the other rules.
Life live(const std::vector<Tried>& moves, Instant start, std::size_t moves_at, const Mapping& mapping) {
  Effects journal;
  Case kase = opened_complaint(project_rules(), start, &journal);
  Life life;
  std::int64_t migrated = 0;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (i == moves_at && mapping.concerns(kase)) {
      const auto moved = migrate_case(mapping, commented_rules(), kase, {}, {"chen", {}}, moves[i].now, journal);
      REQUIRE_MESSAGE(moved, (moved ? "" : moved.error().message));
      for (const auto& reason : moved->reasons) MESSAGE(reason.en);
      REQUIRE_FALSE(moved->needs_person());
      CHECK(moved->deadlines.empty());
      if (!moved->is_over) {
        migrated = kase.sequence();
        CHECK(breach_of_law(*kase.data().workflow, kase.data().configuration()) == "");
      }
    }
    REQUIRE(step(project_rules(), kase, moves[i].event, moves[i].now, journal));
    if (i >= moves_at) life.dues.push_back(dues_of(kase, moves[i].now));
  }
  REQUIRE(advance(project_rules(), kase, moves.back().now + 24h * 60, journal));
  for (const auto& entry : journal) {
    if (entry.sequence != migrated) life.told += told(entry);
  }
  return life;
}

}  // namespace

TEST_CASE(
    "migration: to the same workflow, at any instant of a case's life, it changes no decision and no due instant") {
  const auto seed = walk_seed();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto version = std::to_string(project_rules().workflow("complaint")->version);
  const auto mapping = mapping_between("migration: complaint\nfrom: " + version + "\nto: " + version + "\n",
                                       project_rules(), commented_rules());
  for (int trial = 0; trial < 60; ++trial) {
    CAPTURE(trial);
    const auto start = china("2026-02-11 10:00") + std::chrono::hours(24) * (trial % 2);
    const auto moves = random_walk(random, start);
    const auto moves_at = random() % moves.size();
    CAPTURE(moves_at);
    const auto moved = live(moves, start, moves_at, mapping);
    auto untouched = [&] {
      Effects journal;
      Case kase = opened_complaint(project_rules(), start, &journal);
      Life life;
      for (std::size_t i = 0; i < moves.size(); ++i) {
        REQUIRE(step(project_rules(), kase, moves[i].event, moves[i].now, journal));
        if (i >= moves_at) life.dues.push_back(dues_of(kase, moves[i].now));
      }
      REQUIRE(advance(project_rules(), kase, moves.back().now + 24h * 60, journal));
      for (const auto& entry : journal) life.told += told(entry);
      return life;
    }();
    CHECK(moved.told == untouched.told);
    CHECK(moved.dues == untouched.dues);
    if (moved.told != untouched.told || moved.dues != untouched.dues) break;
  }
}
