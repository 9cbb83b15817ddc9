// Deadlines beside a std::map and a std::set that do the same, over random operations.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <utility>

#include "docket/deadlines.hpp"
#include "support/seed.hpp"

using namespace docket;
using docket::testing::Random;
using docket::testing::seed;

namespace {

// Ranks keys in an order that is neither theirs nor its reverse.
std::uint32_t rank_of(DeadlineKey key) { return static_cast<std::uint32_t>(key) * 2'654'435'761U; }

class Oracle {
 public:
  explicit Oracle(bool is_ranked) : is_ranked_(is_ranked) {}

  void arm(DeadlineKey key, Instant due) {
    cancel(key);
    if (due == Instant::max()) return;
    due_[key] = due;
    order_.insert({{due, rank(key)}, key});
  }
  bool cancel(DeadlineKey key) {
    const auto found = due_.find(key);
    if (found == due_.end()) return false;
    order_.erase({{found->second, rank(key)}, key});
    due_.erase(found);
    return true;
  }
  std::optional<DueKey> first() const {
    if (order_.empty()) return std::nullopt;
    return DueKey{.key = order_.begin()->second, .due = order_.begin()->first.first};
  }
  std::size_t size() const { return due_.size(); }
  std::optional<Instant> due_of(DeadlineKey key) const {
    const auto found = due_.find(key);
    return found == due_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::uint32_t rank(DeadlineKey key) const { return is_ranked_ ? rank_of(key) : static_cast<std::uint32_t>(key); }

  bool is_ranked_;
  std::map<DeadlineKey, Instant> due_;
  std::set<std::pair<std::pair<Instant, std::uint32_t>, DeadlineKey>> order_;
};

// One life of an index: how far apart its deadlines lie, how many keys it has, how often it is asked.
struct World {
  Elapsed reach{0};
  std::int64_t keys = 1;
  bool is_ranked = false;
  bool asks_ahead = false;
};

constexpr Instant kFirst{-Elapsed{1'000'000'000'000'000}}, kLast{Elapsed{1'000'000'000'000'000}};

class Trial {
 public:
  Trial(World world, Random& random) : world_(world), random_(random), oracle_(world.is_ranked) {
    DeadlineOptions options{.begin = now_};
    if (random_.one_in(4)) options.begin = Instant{};
    if (world_.is_ranked) options.before = [](DeadlineKey a, DeadlineKey b) { return rank_of(a) < rank_of(b); };
    deadlines_ = Deadlines(std::move(options));
  }

  void run(int operations) {
    for (int i = 0; i < operations; ++i) turn();
    pop(Instant::max(), 1'000'000);
    CHECK(deadlines_.size() == 0);
  }

 private:
  DeadlineKey some_key() { return DeadlineKey{static_cast<std::uint32_t>(random_.between(0, world_.keys - 1))}; }

  Instant some_due() {
    const auto odd = random_.between(1, 200);
    if (odd == 1) return Instant::min();
    if (odd == 2) return Instant::max() - Elapsed{random_.between(0, 2)};
    if (odd == 3) return Instant{Elapsed{static_cast<std::int64_t>(random_.next())}};
    const auto length = Elapsed{random_.between(0, world_.reach.count())};
    if (odd < 20) return now_ - length;
    return now_ + length;
  }

  void turn() {
    const auto what = random_.between(1, 100);
    const auto key = some_key();
    if (what <= 55) {
      const auto due = some_due();
      REQUIRE(deadlines_.arm(key, due));
      oracle_.arm(key, due);
    } else if (what <= 80) {
      CHECK(deadlines_.cancel(key) == oracle_.cancel(key));
    } else if (what <= 90) {
      now_ += Elapsed{random_.between(0, world_.reach.count() / 20)};
      pop(now_, static_cast<std::size_t>(random_.between(0, 40)));
    } else if (world_.asks_ahead) {
      CHECK(deadlines_.next() == oracle_.first());
    }
    CHECK(deadlines_.size() == oracle_.size());
    CHECK(deadlines_.due_of(key) == oracle_.due_of(key));
  }

  void pop(Instant now, std::size_t limit) {
    std::vector<DueKey> due;
    const auto popped = deadlines_.pop_due(now, limit, due);
    for (auto each : due) {
      // What is centuries late is another test's subject: here the difference might overflow.
      if (each.due > kFirst && now < kLast) CHECK(now - each.due == each.late_by);
      each.late_by = Elapsed{0};
      REQUIRE(oracle_.first() == each);
      oracle_.cancel(each.key);
    }
    const bool is_more_due = oracle_.first() && oracle_.first()->due <= now;
    CHECK((popped == Deadlines::Popped::some) == is_more_due);
    CHECK((due.size() == limit || !is_more_due));
  }

  World world_;
  Random& random_;
  Oracle oracle_;
  Instant now_{Elapsed{1'767'225'600'000}};
  Deadlines deadlines_;
};

}  // namespace

TEST_CASE("deadlines: 150 random lives of 2,000 operations go as in a sorted set") {
  INFO("DOCKET_SEED=" << seed());
  Random random(seed());
  constexpr std::int64_t kReaches[] = {3, 1'000, 200'000, 86'400'000, 2'592'000'000, 3'000'000'000'000};
  for (int life = 0; life < 150; ++life) {
    CAPTURE(life);
    const World world{.reach = Elapsed{kReaches[random.between(0, 5)]},
                      .keys = random.one_in(3) ? 10'000 : random.between(1, 60),
                      .is_ranked = random.one_in(2),
                      .asks_ahead = random.one_in(2)};
    Trial(world, random).run(2'000);
  }
}
