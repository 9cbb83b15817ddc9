// Clocks against a minute-by-minute reference: random calendars in zones with summer time, pauses, new
// targets under every policy, facts that come late.  The laws of sla.md are in clock_laws_test.cpp.
// The reference (below) counts minutes and knows nothing of how the engine folds its facts.
#include <doctest/doctest.h>

#include <algorithm>

#include "docket/clock_explanation.hpp"
#include "docket/engine.hpp"
#include "property/clock_trial.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"
#include "support/seed.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

constexpr Minute kDays = 24;

Instant instant(Millis ms) { return Instant{std::chrono::milliseconds{ms}}; }
Millis millis(Instant at) { return at.time_since_epoch().count(); }

// --- The reference ---------------------------------------------------------------------------------

enum class What { start, hold, go_on, target };

struct Fact {
  Minute at = 0;
  What what = What::start;
  int row = 0;
};

struct Standing {
  Millis used = 0, size = 0;
  std::optional<Millis> due, breached;
  bool runs = true;
  bool is_known = true;  // false: the answer lies beyond the minutes counted
};

class Reference {
 public:
  explicit Reference(const Trial& trial)
      : trial_(trial),
        calendars_{ReferenceCalendar(trial.calendars[0], trial.first, kDays * 1440),
                   ReferenceCalendar(trial.calendars[1], trial.first, kDays * 1440)} {}

  // Walks every minute from the start to `now`.
  Standing stand(const std::vector<Fact>& facts, Minute now) {
    now_ = {};
    row_ = facts.front().row;
    now_.size = budget(row_);
    now_.due = end_from(facts.front().at, now_.size);
    std::size_t next = 1;
    for (Minute minute = facts.front().at;; ++minute) {
      for (; next < facts.size() && facts[next].at == minute; ++next) {
        look(minute);
        take(facts[next]);
      }
      if (minute == now) break;
      if (now_.runs && is_open(row_, minute)) now_.used += kMinuteMs;
    }
    look(now);
    return now_;
  }

 private:
  Millis budget(int row) const { return trial_.rows[row].budget * kMinuteMs; }
  bool is_open(int row, Minute minute) const {
    const auto& rules = trial_.rows[row];
    return rules.is_wall || calendars_[rules.calendar].is_open(minute * kMinuteMs);
  }
  void look(Minute minute) {
    if (now_.runs && !now_.breached && now_.due && minute * kMinuteMs > *now_.due) now_.breached = now_.due;
  }
  // When so much more time has passed, minute by minute.
  std::optional<Millis> end_from(Minute minute, Millis left) {
    if (left <= 0) return minute * kMinuteMs;
    for (; minute < trial_.first + kDays * 1440; ++minute) {
      if (!is_open(row_, minute)) continue;
      if (left <= kMinuteMs) return minute * kMinuteMs + left;
      left -= kMinuteMs;
    }
    now_.is_known = false;
    return std::nullopt;
  }
  Millis open_until(Minute from, Millis end) {
    Millis sum = 0;
    for (Minute minute = from; minute * kMinuteMs < end; ++minute) {
      if (is_open(row_, minute)) sum += std::min(kMinuteMs, end - minute * kMinuteMs);
    }
    return sum;
  }

  void take(const Fact& fact) {
    switch (fact.what) {
      case What::start: return;
      case What::hold: now_.runs = false; return;
      case What::go_on:
        now_.runs = true;
        if (!now_.breached) now_.due = end_from(fact.at, now_.size - now_.used);
        return;
      case What::target: return change(fact);
    }
  }
  void change(const Fact& fact) {
    const std::string policy = trial_.policy;
    const auto old_end = now_.runs ? now_.due : end_from(fact.at, now_.size - now_.used);
    const auto old_size = now_.size;
    row_ = fact.row;
    if (now_.breached || !now_.is_known) return;
    now_.size = budget(row_);
    if (policy == "restart") now_.used = 0;
    if (policy == "carry_percent") {
      __extension__ using Wide = __int128;
      now_.used = static_cast<Millis>(static_cast<Wide>(now_.used) * now_.size / old_size);
    }
    auto end = policy == "keep_due" ? old_end : end_from(fact.at, now_.size - now_.used);
    if (policy == "keep_due") now_.size = now_.used + open_until(fact.at, *end);
    auto floor = *end;
    if (trial_.never_shorten) floor = std::max(floor, *old_end);
    if (trial_.grace > 0) floor = std::max(floor, end_from(fact.at, trial_.grace * kMinuteMs).value_or(floor));
    if (floor > *end) {
      end = floor;
      now_.size = now_.used + open_until(fact.at, floor);
    }
    now_.due = end;
    if (now_.used > now_.size) {
      now_.breached = fact.at * kMinuteMs;
      now_.due = now_.breached;
      now_.size = now_.used;
    }
  }

  const Trial& trial_;
  ReferenceCalendar calendars_[2];
  Standing now_;
  int row_ = 0;
};

// --- A story, told to both ----------------------------------------------------------------------

class Story {
 public:
  Story(const Trial& trial, const RuleBook& rules, Reference& reference, Random& random)
      : trial_(trial), random_(random), rules_(rules), reference_(reference) {}

  int run() {
    now_ = trial_.first + random_.between(0, 3 * 1440);
    const int row = static_cast<int>(random_.between(0, 2));
    auto opened =
        open_case(rules_, {.id = "c", .workflow = "w"}, event("open", row), instant(now_ * kMinuteMs), journal_);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    kase_ = std::move(opened->opened);
    facts_ = {{now_, What::start, row}};
    row_ = row;
    compare();
    for (int moves = static_cast<int>(random_.between(2, 8)); moves > 0 && is_known_; --moves) {
      now_ += random_.between(0, 900);
      move();
      compare();
    }
    return asked_;
  }

 private:
  static Event event(const char* name, int row) {
    const std::string level(1, static_cast<char>('a' + row));
    return {.name = name, .input = Value::object({{"level", Value::string(level)}})};
  }

  void move() {
    const bool is_late = random_.one_in(4);
    const Minute at = is_late ? std::max(facts_.front().at, now_ - random_.between(0, 600)) : now_;
    if (random_.one_in(2)) {
      const int row = static_cast<int>(random_.between(0, 2));
      fire(event("raise_it", row), at);
      // Without a change there is nothing to record.
      if (row != row_) add({at, What::target, row});
      row_ = row;
    } else {
      const bool runs = kase_->is_in("run");
      fire({.name = runs ? "hold" : "go_on"}, at);
      // A clock cannot go on before it stood still.
      add({runs ? at : std::max(at, last_hold()), runs ? What::hold : What::go_on, 0});
    }
  }

  Minute last_hold() const {
    Minute last = 0;
    for (const auto& fact : facts_) {
      if (fact.what == What::hold) last = std::max(last, fact.at);
    }
    return last;
  }

  void fire(const Event& what, Minute at) {
    auto late = what;
    late.at = instant(at * kMinuteMs);
    const auto outcome = step(rules_, *kase_, late, instant(now_ * kMinuteMs), journal_);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }

  // A fact overrules what was said of later times about the same thing.
  void add(const Fact& fact) {
    const auto is_move = [](What what) { return what == What::hold || what == What::go_on; };
    std::erase_if(facts_, [&](const Fact& other) {
      return other.at > fact.at && ((is_move(fact.what) && is_move(other.what)) || fact.what == other.what);
    });
    const auto place =
        std::find_if(facts_.begin(), facts_.end(), [&](const Fact& other) { return other.at > fact.at; });
    facts_.insert(place, fact);
  }

  std::string story() const {
    std::string text =
        workflow_yaml(trial_) + calendar_yaml("one", trial_.calendars[0]) + calendar_yaml("two", trial_.calendars[1]);
    constexpr const char* kWords[] = {"start", "hold", "go_on", "target"};
    for (const auto& fact : facts_)
      text += to_string(instant(fact.at * kMinuteMs)) + " " + kWords[static_cast<int>(fact.what)] + " " +
              std::to_string(fact.row) + "\n";
    return text + "now " + to_string(instant(now_ * kMinuteMs));
  }

  void compare() {
    const auto now = instant(now_ * kMinuteMs);
    REQUIRE(advance(rules_, *kase_, now, journal_));
    const auto view = *kase_->clock("c", now);
    const auto wanted = reference_.stand(facts_, now_);
    is_known_ = wanted.is_known;
    if (!is_known_) return;
    INFO("DOCKET_SEED=" << seed());
    INFO(story());
    CHECK(view.consumed.length().count() == wanted.used);
    CHECK((view.breached_at ? std::optional(millis(*view.breached_at)) : std::nullopt) == wanted.breached);
    if (wanted.runs) CHECK((view.due ? std::optional(millis(*view.due)) : std::nullopt) == wanted.due);
    if (!wanted.runs) CHECK(!view.due);
    asked_ += 3;
    check_laws(view, now);
  }

  void check_laws(const ClockView& view, Instant now) {
    // What is explained adds up to the due instant.
    const auto why = explain_clock(*kase_, "c", now);
    REQUIRE(why);
    WorkingTime sum{};
    for (const auto& stretch : why->stretches) sum = WorkingTime{sum.length() + stretch.subtotal.length()};
    for (const auto& each : why->adjustments) sum = WorkingTime{sum.length() + each.spent.length()};
    if (view.status == ClockStatus::running && !view.breached_at) {
      CHECK(sum.length() == why->size.length());
      CHECK(why->due == view.due);
      if (!why->stretches.empty() && why->stretches.back().to > why->stretches.back().from)
        CHECK(why->stretches.back().to == *view.due);
    }
    if (view.status == ClockStatus::paused) CHECK(sum.length() == view.consumed.length());
    // Stored and read back, it is the same clock.
    const auto again = read_snapshot(snapshot(*kase_), rules_.workflow("w"));
    REQUIRE(again);
    CHECK(snapshot(*again) == snapshot(*kase_));
    const auto same = *again->clock("c", now);
    CHECK(same.due == view.due);
    CHECK(same.consumed.length() == view.consumed.length());
    CHECK(next_deadline(*again) == next_deadline(*kase_));
    const auto unpacked = restore(binary_snapshot(*kase_), rules_);
    REQUIRE(unpacked);
    CHECK(snapshot(*unpacked) == snapshot(*kase_));
    CHECK(next_deadline(*unpacked) == next_deadline(*kase_));
  }

  const Trial& trial_;
  Random& random_;
  const RuleBook& rules_;
  Reference& reference_;
  std::optional<Case> kase_;
  Effects journal_;
  std::vector<Fact> facts_;
  Minute now_ = 0;
  int row_ = 0;
  int asked_ = 0;
  bool is_known_ = true;
};

}  // namespace

TEST_CASE("clock: pauses, new targets and late facts give what counting every minute gives") {
  Random random(seed());
  int asked = 0;
  const int trials = std::getenv("DOCKET_SLOW") ? 2'000 : 60;
  for (int i = 0; i < trials; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    Reference reference(trial);
    for (int story = 0; story < 40; ++story) asked += Story(trial, rules, reference, random).run();
  }
  MESSAGE(asked << " answers about clocks");
  CHECK(asked > trials * 40 * 6);
}
