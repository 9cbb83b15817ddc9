// Ends of parallel states: whatever the order of the events and of the writing, a chart of nested parallel states comes
// to its end with the last event, not before, and everything in it that has an end is told of it once.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "docket/engine.hpp"
#include "support/rules.hpp"
#include "support/seed.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

constexpr Instant kNow{Elapsed{1'767'225'600'000}};
constexpr int kCharts = 150, kOrders = 6;

// A region: nothing but final, states that events lead to an end, a parallel state, or one around a parallel state.
struct Region {
  enum class Kind { final, chain, parallel, wrapped } kind = Kind::final;
  std::string name;
  std::vector<std::string> events;  // of a chain, in order
  std::vector<Region> regions;
};

template <class Item>
void shuffle(std::vector<Item>& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(i) - 1))]);
}

class Growing {
 public:
  explicit Growing(Random& random) : random_(random) {}

  Region region(int depth) {
    Region grown{.name = "s" + std::to_string(states_++)};
    const auto choice = random_.between(0, 9);
    if (depth < 4 && (depth == 0 || choice < 4)) {
      grown.kind = depth > 0 && choice == 0 ? Region::Kind::wrapped : Region::Kind::parallel;
      const auto count = random_.between(1, 3);
      for (int i = 0; i < count; ++i) grown.regions.push_back(region(depth + 1));
    } else if (choice < 9) {
      grown.kind = Region::Kind::chain;
      const auto count = random_.between(1, 2);
      for (int i = 0; i < count; ++i) grown.events.push_back("e" + std::to_string(events_++));
    }
    return grown;
  }

 private:
  Random& random_;
  int states_ = 0, events_ = 0;
};

void shuffle_all(Region& region, Random& random) {
  shuffle(region.regions, random);
  for (auto& each : region.regions) shuffle_all(each, random);
}

std::string yaml_of(const Region& region, const std::string& done) {
  const auto told = "onDone: { do: [{ emit: " + region.name + "_done }]" + done + " }";
  std::string inside;
  switch (region.kind) {
    case Region::Kind::final: return region.name + ": { type: final }";
    case Region::Kind::chain:
      for (std::size_t i = 0; i < region.events.size(); ++i)
        inside += region.name + "_" + std::to_string(i) + ": { on: { " + region.events[i] + ": " + region.name + "_" +
                  std::to_string(i + 1) + " } }, ";
      return region.name + ": { initial: " + region.name + "_0, states: { " + inside + region.name + "_" +
             std::to_string(region.events.size()) + ": { type: final } }, " + told + " }";
    case Region::Kind::wrapped:
    case Region::Kind::parallel: break;
  }
  for (const auto& each : region.regions) inside += (inside.empty() ? "" : ", ") + yaml_of(each, "");
  if (region.kind == Region::Kind::parallel)
    return region.name + ": { type: parallel, states: { " + inside + " }, " + told + " }";
  return region.name + ": { initial: " + region.name + "_in, states: { " + region.name +
         "_in: { type: parallel, states: { " + inside + " }, onDone: { do: [{ emit: " + region.name +
         "_in_done }], target: " + region.name + "_end } }, " + region.name + "_end: { type: final } }, " + told + " }";
}

void collect(const Region& region, std::map<std::string, int>& ends, std::vector<std::vector<std::string>>& chains) {
  if (region.kind != Region::Kind::final) ends[region.name + "_done"] = 1;
  if (region.kind == Region::Kind::wrapped) ends[region.name + "_in_done"] = 1;
  if (!region.events.empty()) chains.push_back(region.events);
  for (const auto& each : region.regions) collect(each, ends, chains);
}

// All events, those of each chain in their order.
std::vector<std::string> merged(std::vector<std::vector<std::string>> chains, Random& random) {
  std::vector<std::string> story;
  std::erase_if(chains, [](const auto& chain) { return chain.empty(); });
  while (!chains.empty()) {
    auto& chain = chains[static_cast<std::size_t>(random.between(0, std::ssize(chains) - 1))];
    story.push_back(chain.front());
    chain.erase(chain.begin());
    std::erase_if(chains, [](const auto& each) { return each.empty(); });
  }
  return story;
}

std::map<std::string, int> told_in(const Effects& journal) {
  std::map<std::string, int> told;
  for (const auto& entry : journal) {
    for (const auto& effect : entry.effects) {
      if (const auto* emit = std::get_if<Emitted>(&effect)) told[emit->name] += 1;
    }
  }
  return told;
}

}  // namespace

TEST_CASE("parallel ends: 150 random charts end with their last event in six orders, and tell each end once") {
  CAPTURE(seed());
  Random random(seed());
  for (int chart = 0; chart < kCharts; ++chart) {
    auto top = Growing(random).region(0);
    std::map<std::string, int> ends;
    std::vector<std::vector<std::string>> chains;
    collect(top, ends, chains);
    if (chains.empty()) continue;
    for (int order = 0; order < kOrders; ++order) {
      shuffle_all(top, random);
      const auto text = "workflow: w\nversion: 1\ninitial: " + top.name + "\nstates: { " + yaml_of(top, ", target: z") +
                        ", z: { type: final } }\n";
      CAPTURE(text);
      const auto rules = rules_with(text);
      Effects journal;
      auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, kNow, journal);
      REQUIRE(opened);
      REQUIRE(opened->opened);
      auto kase = *opened->opened;
      std::string fired;
      for (const auto& event : merged(chains, random)) {
        REQUIRE_MESSAGE(!kase.is_closed(), "closed after" << fired);
        const auto outcome = step(rules, kase, {.name = event}, kNow, journal);
        REQUIRE(outcome);
        REQUIRE(outcome->accepted());
        fired += " " + event;
      }
      CAPTURE(fired);
      CHECK(kase.states() == std::vector<std::string>{"z"});
      CHECK(told_in(journal) == ends);
    }
  }
}
