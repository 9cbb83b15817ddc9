#include "docket/deadlines.hpp"

#include <doctest/doctest.h>

#include "docket/limits.hpp"

using namespace docket;
using namespace std::chrono_literals;

namespace {

using Popped = Deadlines::Popped;

constexpr Instant kBegin{Elapsed{1'767'225'600'000}};  // 2026-01-01

DeadlineKey key(std::uint32_t number) { return DeadlineKey{number}; }

void arm(Deadlines& deadlines, std::uint32_t number, Instant due) { REQUIRE(deadlines.arm(key(number), due)); }

std::vector<DueKey> pop(Deadlines& deadlines, Instant now, std::size_t limit = 1'000'000) {
  std::vector<DueKey> due;
  deadlines.pop_due(now, limit, due);
  return due;
}

std::vector<std::uint32_t> keys_of(const std::vector<DueKey>& due) {
  std::vector<std::uint32_t> keys;
  for (const auto& each : due) keys.push_back(static_cast<std::uint32_t>(each.key));
  return keys;
}

using Keys = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("deadlines: a key is handed out once, at its millisecond and not before, with how late that is") {
  Deadlines deadlines({.begin = kBegin});
  arm(deadlines, 7, kBegin + 2h);
  CHECK(pop(deadlines, kBegin + 2h - 1ms).empty());
  CHECK(pop(deadlines, kBegin + 3h) == std::vector{DueKey{.key = key(7), .due = kBegin + 2h, .late_by = 1h}});
  CHECK(pop(deadlines, kBegin + 3h).empty());
  CHECK(deadlines.size() == 0);
}

TEST_CASE("deadlines: keys armed in any order come out by millisecond, over seconds, days and centuries") {
  Deadlines deadlines({.begin = kBegin});
  const std::vector<Instant> in_order = {kBegin - 24h * 365 * 100,
                                         kBegin - 1ms,
                                         kBegin,
                                         kBegin + 1ms,
                                         kBegin + 65'535ms,
                                         kBegin + 65'536ms,
                                         kBegin + 65'537ms,
                                         kBegin + 4h,
                                         kBegin + 5h,
                                         kBegin + 24h * 50,
                                         kBegin + 24h * 50 + 1ms,
                                         kBegin + 24h * 365 * 10,
                                         kBegin + 24h * 365 * 300,
                                         kBegin + 24h * 365 * 30'000};
  const auto count = static_cast<std::uint32_t>(in_order.size());
  for (std::uint32_t i = 0; i < count; ++i) arm(deadlines, i * 5 % count, in_order[i * 5 % count]);
  Keys expected;
  for (std::uint32_t i = 0; i < count; ++i) expected.push_back(i);
  CHECK(keys_of(pop(deadlines, in_order.back())) == expected);
}

TEST_CASE("deadlines: the ends of time are instants like others, but for the last, which is never") {
  Deadlines deadlines;
  arm(deadlines, 1, Instant::max() - 1ms);
  arm(deadlines, 2, Instant::min());
  arm(deadlines, 3, Instant::max());
  CHECK(deadlines.size() == 2);
  CHECK(deadlines.due_of(key(3)) == std::nullopt);
  CHECK(deadlines.next()->key == key(2));
  const auto due = pop(deadlines, Instant::max());
  CHECK(keys_of(due) == Keys{2, 1});
  CHECK(due[0].due == Instant::min());
  CHECK(due[0].late_by == Elapsed::max());  // as long as an Elapsed gets
  CHECK(due[1].late_by == 1ms);
}

TEST_CASE("deadlines: arming again moves, and arming with Instant::max() cancels") {
  Deadlines deadlines({.begin = kBegin});
  arm(deadlines, 1, kBegin + 1h);
  arm(deadlines, 1, kBegin + 3h);
  CHECK(deadlines.size() == 1);
  CHECK(deadlines.due_of(key(1)) == kBegin + 3h);
  CHECK(pop(deadlines, kBegin + 2h).empty());
  arm(deadlines, 1, kBegin + 1h);
  CHECK(keys_of(pop(deadlines, kBegin + 2h)) == Keys{1});
  arm(deadlines, 1, kBegin + 4h);
  arm(deadlines, 1, Instant::max());
  CHECK(deadlines.next() == std::nullopt);
}

TEST_CASE("deadlines: a cancelled key stays away, and comes once when it is armed again for the same instant") {
  Deadlines deadlines({.begin = kBegin});
  arm(deadlines, 1, kBegin + 1h);
  CHECK(deadlines.cancel(key(1)));
  CHECK_FALSE(deadlines.cancel(key(1)));
  CHECK_FALSE(deadlines.cancel(key(4'000'000)));
  CHECK(pop(deadlines, kBegin + 1h - 1ms).empty());
  arm(deadlines, 1, kBegin + 1h);
  CHECK(keys_of(pop(deadlines, kBegin + 2h)) == Keys{1});
}

TEST_CASE("deadlines: at one instant keys come in the order of their numbers, or as `before` says") {
  Deadlines by_key({.begin = kBegin});
  Deadlines backwards({.begin = kBegin, .before = [](DeadlineKey a, DeadlineKey b) { return a > b; }});
  for (const std::uint32_t number : {3U, 1U, 2U}) {
    arm(by_key, number, kBegin + 1h);
    arm(backwards, number, kBegin + 1h);
  }
  CHECK(keys_of(pop(by_key, kBegin + 1h)) == Keys{1, 2, 3});
  CHECK(keys_of(pop(backwards, kBegin + 1h)) == Keys{3, 2, 1});
}

TEST_CASE("deadlines: `before` is asked about armed keys only, so that a key may stand for another case later") {
  std::vector<int> rank = {0, 1, 2, 3};
  std::vector<bool> exists(4, true);
  bool only_existing = true;
  Deadlines deadlines({.begin = kBegin, .before = [&](DeadlineKey a, DeadlineKey b) {
                         const auto x = static_cast<std::size_t>(a), y = static_cast<std::size_t>(b);
                         only_existing = only_existing && exists[x] && exists[y];
                         return rank[x] < rank[y];
                       }});
  for (std::uint32_t number = 0; number < 4; ++number) arm(deadlines, number, kBegin + 1h);
  CHECK(keys_of(pop(deadlines, kBegin + 1h, 1)) == Keys{0});
  deadlines.cancel(key(1));
  exists[1] = false;
  arm(deadlines, 0, kBegin + 1h);
  CHECK(keys_of(pop(deadlines, kBegin + 1h, 1)) == Keys{0});
  exists[1] = true;
  rank[1] = 9;
  arm(deadlines, 1, kBegin + 1h);
  CHECK(keys_of(pop(deadlines, kBegin + 1h)) == Keys{2, 3, 1});
  CHECK(only_existing);
}

TEST_CASE("deadlines: what is armed between two batches of a backlog takes its place in it") {
  Deadlines deadlines({.begin = kBegin});
  for (std::uint32_t number = 0; number < 5; ++number) arm(deadlines, number, kBegin + 1h * (number + 1));
  std::vector<DueKey> due;
  CHECK(deadlines.pop_due(kBegin + 24h, 2, due) == Popped::some);
  arm(deadlines, 10, kBegin + 30min);       // before those handed out
  arm(deadlines, 11, kBegin + 3h + 30min);  // between those to come
  arm(deadlines, 12, kBegin + 24h + 1ms);   // not due
  CHECK(deadlines.pop_due(kBegin + 24h, 2, due) == Popped::some);
  CHECK(deadlines.pop_due(kBegin + 24h, 3, due) == Popped::all);
  CHECK(keys_of(due) == Keys{0, 1, 10, 2, 11, 3, 4});
}

TEST_CASE("deadlines: asking for the next one, far ahead, takes nothing from what is armed before it") {
  Deadlines deadlines({.begin = kBegin});
  arm(deadlines, 1, kBegin + 24h * 365);
  CHECK(deadlines.next() == DueKey{.key = key(1), .due = kBegin + 24h * 365});
  for (std::uint32_t number = 2; number < 5'000; ++number) arm(deadlines, number, kBegin + 1min * number);
  CHECK(deadlines.next() == DueKey{.key = key(2), .due = kBegin + 2min});
  CHECK(pop(deadlines, kBegin + 24h * 300).size() == 4'998);
  CHECK(deadlines.size() == 1);
}

TEST_CASE("deadlines: a key moved 100,000 times within an hour is due once, where it was moved to last") {
  Deadlines deadlines({.begin = kBegin});
  for (int i = 0; i < 100'000; ++i) arm(deadlines, 1, kBegin + Elapsed{(i * 7'919LL) % 3'600'000});
  arm(deadlines, 1, kBegin + 1h);
  CHECK(keys_of(pop(deadlines, kBegin + 2h)) == Keys{1});
}

TEST_CASE("deadlines: the last key within bounds is taken, the first beyond is refused and changes nothing") {
  Deadlines deadlines;
  arm(deadlines, limits::kDeadlineKeys - 1, kBegin);
  const auto refused = deadlines.arm(key(limits::kDeadlineKeys), kBegin);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::limit_exceeded);
  CHECK(refused.error().message == "the deadline key 134217728 is not below 134217728");
  CHECK(keys_of(pop(deadlines, kBegin)) == Keys{limits::kDeadlineKeys - 1});
}
