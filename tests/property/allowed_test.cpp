// Asking and doing agree: over random walks of the complaint workflow `why` says what `step` then does, word
// for word, and `allowed` never promises what is refused, nor refuses what is accepted.
#include "docket/allowed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "store/codec.hpp"
#include "support/complaint_walk.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

bool contains(const std::vector<Reason>& all, const Reason& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// A `no` names reasons that the refusal has, too; a `yes` is accepted, once its inputs are good.
void check_agreement(const Possibility& said, const Outcome& done) {
  CAPTURE(said.event);
  const bool has_bad_input = std::any_of(done.reasons().begin(), done.reasons().end(), [](const Reason& reason) {
    return reason.kind == ReasonKind::input_missing || reason.kind == ReasonKind::input_invalid;
  });
  if (said.answer == Answer::no) {
    CHECK(!done.accepted());
    if (!has_bad_input)
      for (const auto& reason : said.reasons) CHECK_MESSAGE(contains(done.reasons(), reason), reason.message.en);
  }
  if (said.answer == Answer::yes && !has_bad_input) CHECK(done.accepted());
  if (said.inputs.empty() && !has_bad_input) CHECK(said.reasons == done.reasons());
}

}  // namespace

TEST_CASE("asking and doing agree: why says what step does, and allowed agrees, in 60 random walks of 40 events") {
  std::mt19937 random(walk_seed());
  MESSAGE("seed ", walk_seed(), " (DOCKET_SEED chooses another)");
  const auto& rules = project_rules();
  int accepted = 0, refused = 0;
  for (int round = 0; round < (std::getenv("DOCKET_SLOW") ? 600 : 60); ++round) {
    const Instant start = china("2026-02-09 09:00") + std::chrono::hours(24 * (round % 5));
    auto kase = opened_complaint(rules, start);
    for (const auto& move : random_walk(random, start)) {
      const auto before = snapshot(kase);
      auto event = move.event;
      // Some without what they need, and from people who may not.
      if (random() % 4 == 0) event.actor.roles = {"steward"};
      if (random() % 8 == 0) event.input = Value::map({});
      if (random() % 20 == 0) event.name += "x";
      const auto foreseen = why(rules, kase, event, move.now);
      const auto all = allowed(rules, kase, event.actor, move.now);
      REQUIRE(foreseen);
      REQUIRE(all);
      CHECK(snapshot(kase) == before);
      Effects journal;
      const auto done = step(rules, kase, event, move.now, journal);
      REQUIRE(done);
      (done->accepted() ? accepted : refused) += 1;
      CAPTURE(event.name);
      CHECK(foreseen->outcome.kind == done->kind);
      CHECK(foreseen->outcome.reasons() == done->reasons());
      CHECK(foreseen->outcome.sequence == done->sequence);
      CHECK(foreseen->states == kase.states());
      const auto said =
          std::find_if(all->begin(), all->end(), [&](const auto& each) { return each.event == event.name; });
      const bool is_late_fact = event.at && *event.at != move.now;
      if (said != all->end() && !is_late_fact) check_agreement(*said, *done);
      if (said == all->end()) CHECK(!done->accepted());
    }
  }
  CHECK(accepted > 300);
  CHECK(refused > 300);
}
