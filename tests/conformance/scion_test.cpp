// Random charts: docket and SCION are in the same states after every event.
#include "scion.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

#include "scxml_reader.hpp"
#include "support/chart_run.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string shown(const std::set<std::string>& states) {
  std::string text;
  for (const auto& state : states) text += (text.empty() ? "" : " ") + state;
  return text;
}

// By way of SCXML text, as other people's charts come; `moves` counts events that changed something.
std::string difference(const RandomChart& random, const Course& expected, int& moves) {
  const auto document = to_scxml(random.chart);
  const auto translated = translate(read_scxml(document), random.story);
  std::string mistakes;
  const auto rules = rules_of(translated, &mistakes);
  if (!rules) return "docket refuses its rules: " + mistakes + translated.workflow;
  ChartRun run(translated, *rules);
  if (!run.is_open()) return "it never comes to rest\n" + document;
  std::string story = "at first";
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i > 0) {
      const auto& event = random.story[i - 1];
      story += i == 1 ? "; after " + event : " " + event;
      run.fire(event);
      if (expected[i] != expected[i - 1]) ++moves;
    }
    if (run.states() != expected[i])
      return story + ": docket is in " + shown(run.states()) + ", SCION in " + shown(expected[i]) + "\n" + document +
             translated.workflow;
  }
  return run.was_bounded() ? "an event never came to rest\n" + document : "";
}

void compare(int count) {
  INFO("DOCKET_SEED=" << seed());
  Random random(seed());
  std::vector<RandomChart> charts;
  for (int i = 0; i < count; ++i) charts.push_back(random_chart(random));
  const auto courses = run_by_scion(charts);
  int moves = 0, different = 0;
  for (std::size_t i = 0; i < charts.size() && different < 3; ++i) {
    const auto wrong = difference(charts[i], courses[i], moves);
    CHECK_MESSAGE(wrong.empty(), "chart ", i, ": ", wrong);
    if (!wrong.empty()) ++different;
  }
  std::printf("%d random charts beside SCION (DOCKET_SEED=%llu): %d of %d events led elsewhere, %d charts differ\n",
              count, static_cast<unsigned long long>(seed()), moves, 16 * count, different);
  // Stories in which nothing happens compare nothing.
  CHECK(moves > 4 * count);
}

}  // namespace

TEST_CASE("conformance: 60 random charts, or 5,000 with DOCKET_SLOW, are where SCION is after each of 16 events") {
  compare(std::getenv("DOCKET_SLOW") != nullptr ? 5'000 : 60);
}
