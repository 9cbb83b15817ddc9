// Clocks against a minute-by-minute reference: random calendars in zones with summer time, pauses, new
// targets under every policy, facts that come late.  The laws of sla.md are in clock_laws_test.cpp.
// The reference (below) counts minutes and knows nothing of how the engine folds its facts.
#include <doctest/doctest.h>

#include <algorithm>

#include "docket/clock_explanation.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
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
  std::vector<Millis> missed;
  bool runs = true;
  bool is_known = true;  // false: the answer lies beyond the minutes counted
};

// Semantics.md 30 and 31 as they are written, over lists of pauses; every answer is worked out anew.
class Reference {
 public:
  explicit Reference(const Trial& trial)
      : trial_(trial),
        calendars_{ReferenceCalendar(trial.calendars[0], trial.first, kDays * 1440),
                   ReferenceCalendar(trial.calendars[1], trial.first, kDays * 1440)} {}

  Standing stand(const std::vector<Fact>& facts, Minute now) {
    now_ = {};
    pauses_.clear();
    row_ = facts.front().row;
    begun_ = facts.front().at;
    carried_.reset();
    fixed_.reset();
    changed_ = begun_;
    work_out(begun_);
    for (std::size_t i = 1; i < facts.size() && now_.is_known; ++i) {
      look(facts[i].at);
      take(facts[i]);
    }
    look(now);
    now_.used = used(now);
    if (!now_.runs && !now_.breached && now_.is_known) now_.size = size(now);
    return now_;
  }

 private:
  struct Pause {
    Minute from = 0, to = 0;
  };
  struct Then {
    Minute at = 0;
    Millis value = 0;
  };
  static constexpr Minute kOpenEnd = 1'000'000'000;

  const Row& row() const { return trial_.rows[row_]; }
  const ReferenceCalendar& calendar() const { return calendars_[row().calendar]; }
  bool is_instant() const { return row().kind == Row::Kind::at; }
  bool in_clock_time() const { return row().kind == Row::Kind::wall || is_instant(); }

  Millis open_between(Millis from, Millis to) const {
    if (to <= from) return 0;
    const auto a = calendar().open_before(from), b = calendar().open_before(to);
    return a && b ? *b - *a : 0;
  }
  Millis measure(Millis from, Millis to) const {
    return in_clock_time() ? std::max<Millis>(0, to - from) : open_between(from, to);
  }
  std::int64_t date_of(Minute minute) const {
    const auto wall = minute + offset_at(trial_.calendars[row().calendar].zone, minute);
    return (wall - (wall % 1440 + 1440) % 1440) / 1440;
  }

  // What it stood still for from some minute on: of [from, now).
  struct Sums {
    Millis open = 0, wall = 0;
    std::int64_t dates = 0;
  };
  Sums paused(Minute from, Minute now) const { return paused_until(from, now * kMinuteMs); }
  Sums paused_until(Minute from, Millis now) const {
    Sums sums;
    for (const auto& pause : pauses_) {
      const Millis a = std::max(pause.from, from) * kMinuteMs, b = std::min(pause.to * kMinuteMs, now);
      if (b <= a) continue;
      sums.open += open_between(a, b);
      sums.wall += b - a;
      sums.dates += date_of(b / kMinuteMs) - date_of(a / kMinuteMs);
    }
    return sums;
  }

  void look(Minute minute) {
    if (now_.runs && !now_.breached && now_.due && minute * kMinuteMs > *now_.due && minute > changed_)
      now_.breached = now_.due;
  }

  std::optional<Millis> known(std::optional<Millis> instant) {
    if (!instant) now_.is_known = false;
    return instant;
  }
  std::optional<Millis> in_days(ReferenceCount::Of of, std::int64_t count) {
    return known(calendar().due(begun_ * kMinuteMs, {.of = of, .count = static_cast<int>(count)}));
  }

  // The due instant by the row alone, if it counts from `at` on.
  std::optional<Millis> by_row(Minute at) {
    const auto sums = paused(begun_, at);
    const Millis start = begun_ * kMinuteMs, budget = row().budget * kMinuteMs;
    switch (row().kind) {
      case Row::Kind::open: return known(calendar().add(start, budget + sums.open));
      case Row::Kind::wall: return start + budget + sums.wall;
      case Row::Kind::workdays: {
        const auto due = in_days(ReferenceCount::Of::workdays, row().days);
        return due && sums.open > 0 ? known(calendar().add(*due, sums.open)) : due;
      }
      case Row::Kind::days: return in_days(ReferenceCount::Of::days, row().days + sums.dates);
      case Row::Kind::first_of: {
        const auto open = known(calendar().add(start, budget + sums.open));
        const auto days = in_days(ReferenceCount::Of::days, row().days + sums.dates);
        if (!open || !days) return std::nullopt;
        return std::min(*open, *days);
      }
      case Row::Kind::then: return by_turns(at, budget);
      case Row::Kind::at: return (trial_.first + row().budget * 5) * kMinuteMs;
    }
    return std::nullopt;
  }

  // Two parts of the same length: a pause belongs to the part that it begins in.
  std::optional<Millis> by_turns(Minute at, Millis budget) {
    Millis first = 0, second = 0;
    for (const auto& pause : pauses_) {
      const Minute from = std::max(pause.from, begun_), to = std::min(pause.to, at);
      if (to <= from) continue;
      const auto end = known(calendar().add(begun_ * kMinuteMs, budget + first));
      if (!end) return std::nullopt;
      (from * kMinuteMs < *end ? first : second) += open_between(from * kMinuteMs, to * kMinuteMs);
    }
    const auto middle = known(calendar().add(begun_ * kMinuteMs, budget + first));
    return middle ? known(calendar().add(*middle, budget + second)) : std::nullopt;
  }

  std::optional<Millis> moved_by_dates(Millis due, std::int64_t dates) {
    if (dates == 0) return due;
    return known(calendar().due(due - 1, {.of = ReferenceCount::Of::days, .count = static_cast<int>(dates)}));
  }
  std::optional<Millis> moved(Millis due, Minute from, Minute at) {
    const auto sums = paused(from, at);
    switch (row().kind) {
      case Row::Kind::wall: return due + sums.wall;
      case Row::Kind::at: return due;
      case Row::Kind::days: return moved_by_dates(due, sums.dates);
      case Row::Kind::first_of: {
        const auto open = sums.open > 0 ? known(calendar().add(due, sums.open)) : due;
        const auto days = moved_by_dates(due, sums.dates);
        if (!open || !days) return std::nullopt;
        return std::min(*open, *days);
      }
      case Row::Kind::open:
      case Row::Kind::workdays:
      case Row::Kind::then: break;
    }
    return sums.open > 0 ? known(calendar().add(due, sums.open)) : due;
  }

  std::optional<Millis> unopened_end(Minute at) {
    if (fixed_) return moved(fixed_->value, fixed_->at, at);
    if (!carried_) return by_row(at);
    const auto sums = paused(carried_->at, at);
    const Millis left = std::max<Millis>(0, row().budget * kMinuteMs - carried_->value);
    const Millis from = carried_->at * kMinuteMs;
    if (row().kind == Row::Kind::wall) return from + left + sums.wall;
    // Nothing left of it: the next opening.
    if (left + sums.open == 0) return known(calendar().next_open(from));
    return known(calendar().add(from, left + sums.open));
  }

  std::optional<Millis> end_from(Minute at) {
    const auto end = unopened_end(at);
    if (!end || *end >= at * kMinuteMs || is_instant() || at == begun_) return end;
    return row().kind == Row::Kind::wall ? at * kMinuteMs : known(calendar().next_open(at * kMinuteMs));
  }

  Millis paused_in_measure(Minute from, Millis to) const {
    const auto sums = paused_until(from, to);
    return in_clock_time() ? sums.wall : sums.open;
  }
  Minute counted_from() const { return carried_ ? carried_->at : begun_; }
  Millis used(Minute at) const {
    const Minute from = counted_from();
    return (carried_ ? carried_->value : 0) + measure(from * kMinuteMs, at * kMinuteMs) -
           paused_in_measure(from, at * kMinuteMs);
  }
  // The whole budget, as time to be spent.
  Millis size(Minute at) {
    const auto end = unopened_end(at);
    if (!end) return 0;
    if (carried_ && !fixed_) return row().budget * kMinuteMs;
    const bool in_parts = row().kind == Row::Kind::first_of || row().kind == Row::Kind::then;
    const bool by_dates = row().kind == Row::Kind::days || is_instant() || in_parts;
    const Minute from = counted_from();
    // What of the last pause lies after the end takes nothing from it.
    const Millis stood = std::max(*end, last_hold() * kMinuteMs);
    const Millis until = by_dates ? std::min(at * kMinuteMs, stood) : at * kMinuteMs;
    return std::max<Millis>(
        0, (carried_ ? carried_->value : 0) + measure(from * kMinuteMs, *end) - paused_in_measure(from, until));
  }
  Minute last_hold() const { return pauses_.empty() ? 0 : pauses_.back().from; }

  void work_out(Minute at) {
    if (now_.breached) return;
    now_.size = size(at);
    now_.due = now_.runs ? end_from(at) : std::nullopt;
    changed_ = at;
  }

  void take(const Fact& fact) {
    switch (fact.what) {
      case What::start: return;
      case What::hold:
        if (!now_.runs) return;  // it stands still already
        now_.runs = false;
        if (!pauses_.empty() && pauses_.back().to == fact.at)
          pauses_.back().to = kOpenEnd;  // the same pause goes on
        else
          pauses_.push_back({fact.at, kOpenEnd});
        return work_out(fact.at);
      case What::go_on:
        now_.runs = true;
        pauses_.back().to = fact.at;
        work_out(fact.at);
        // Nothing is left at the least, whatever dates say.
        if (!now_.breached) now_.size = std::max(now_.size, used(fact.at));
        return;
      case What::target: return change(fact);
    }
  }

  void change(const Fact& fact) {
    const Minute at = fact.at;
    const std::string policy = trial_.policy;
    const auto missed = now_.breached;
    const auto old_end = missed ? missed : end_from(at);
    const auto old_size = missed ? now_.size : size(at);
    const auto old_used = used(at);
    const auto old_row = row();
    row_ = fact.row;
    if (!now_.is_known) return;
    now_.breached.reset();
    const bool was_carried = carried_ && !fixed_;
    carried_.reset();
    fixed_.reset();
    if (policy == "restart") {
      begun_ = at;
    } else if (policy == "carry") {
      const auto is_wall = [](const Row& each) { return each.kind == Row::Kind::wall; };
      const bool in_hours = is_wall(row()) || row().kind == Row::Kind::open;
      const bool is_other = old_row.calendar != row().calendar || is_wall(old_row) != is_wall(row());
      if (in_hours && (is_other || was_carried)) carried_ = Then{at, old_used};
    } else if (policy == "carry_percent" && !is_instant() && old_size > 0) {
      __extension__ using Wide = __int128;
      const auto whole = size(at);
      if (now_.is_known) {
        const auto share = static_cast<Millis>(static_cast<Wide>(old_used) * whole / old_size);
        const auto end = after(at, whole - share);
        if (end) fixed_ = Then{at, *end};
        left_ = whole - share;
      }
    } else if (policy == "keep_due" && old_end) {
      fixed_ = Then{at, *old_end};
    }
    if (!now_.is_known) return;
    if (missed && !comes_back(at, policy)) {
      now_.breached = now_.due = missed;
      now_.size = old_size;
      return;
    }
    if (missed) now_.missed.push_back(*missed);
    promise(at, policy, old_end);
    work_out(at);
    if (!now_.is_known) return;
    const auto end = end_from(at);
    if (used(at) <= now_.size && end && *end >= at * kMinuteMs) return;
    now_.breached = now_.due = at * kMinuteMs;
    if (used(at) > now_.size) now_.size = used(at);
  }

  std::optional<Millis> after(Minute at, Millis length) {
    if (in_clock_time()) return at * kMinuteMs + std::max<Millis>(0, length);
    if (length <= 0) return known(calendar().next_open(at * kMinuteMs));
    return known(calendar().add(at * kMinuteMs, length));
  }
  bool comes_back(Minute at, const std::string& policy) {
    if (policy == "keep_due") return false;
    // With nothing left of the new budget the next opening is no more time.
    if (fixed_) return left_ > 0;
    if (carried_) return row().budget * kMinuteMs > carried_->value;
    const auto end = unopened_end(at);
    return end && *end > at * kMinuteMs;
  }
  void promise(Minute at, const std::string& policy, std::optional<Millis> old_end) {
    if (policy == "keep_due") return;
    const auto end = end_from(at);
    if (!end) return;
    auto floor = *end;
    if (trial_.never_shorten && old_end) floor = std::max(floor, *old_end);
    if (trial_.grace > 0) floor = std::max(floor, after(at, trial_.grace * kMinuteMs).value_or(floor));
    if (floor > *end) fixed_ = Then{at, floor};
  }

  const Trial& trial_;
  ReferenceCalendar calendars_[2];
  Standing now_;
  std::vector<Pause> pauses_;
  std::optional<Then> carried_, fixed_;
  Millis left_ = 0;  // of a part of the new budget, at the change
  Minute begun_ = 0, changed_ = 0;
  int row_ = 0;
};

// --- A story, told to both ----------------------------------------------------------------------

class Story {
 public:
  Story(const Trial& trial, const RuleBook& rules, Reference& reference, Random& random)
      : trial_(trial), random_(random), rules_(rules), reference_(reference) {}

  struct Length {
    std::int64_t moves_min = 2, moves_max = 8;
    Minute gap_max = 900;
    bool is_late_at_times = true;
    int compare_every = 1;
  };

  int run() { return run({}); }
  int run(const Length& length) {
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
    may_be_late_ = length.is_late_at_times;
    const auto moves = random_.between(length.moves_min, length.moves_max);
    for (std::int64_t made = 1; made <= moves && is_known_; ++made) {
      now_ += random_.between(0, length.gap_max);
      move();
      if (made % length.compare_every == 0) compare();
    }
    return asked_;
  }

 private:
  static Event event(const char* name, int row) {
    const std::string level(1, static_cast<char>('a' + row));
    return {.name = name, .input = Value::object({{"level", Value::string(level)}})};
  }

  void move() {
    const bool is_late = may_be_late_ && random_.one_in(4);
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
    const auto time_of = [](std::optional<Millis> at) { return at ? to_string(instant(*at)) : std::string("none"); };
    const auto missed_at = view.breached_at ? std::optional(millis(*view.breached_at)) : std::nullopt;
    CHECK(time_of(missed_at) == time_of(wanted.breached));
    std::vector<Millis> missed;
    for (const auto& each : view.was_late) missed.push_back(millis(each));
    // Of very many only the first and the latest are kept.
    auto kept = wanted.missed;
    while (kept.size() > limits::kMissedPerClock) kept.erase(kept.begin() + 1);
    CHECK(missed == kept);
    if (view.left) CHECK(view.left->length().count() == wanted.size - wanted.used);
    const auto due = view.due ? std::optional(millis(*view.due)) : std::nullopt;
    if (wanted.runs) CHECK(time_of(due) == time_of(wanted.due));
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
    CHECK(why->due == (view.status == ClockStatus::paused && !view.breached_at ? std::nullopt
                       : view.breached_at                                      ? view.breached_at
                                                                               : view.due));
    if (why->whole) CHECK(why->whole->due.at == why->due);
    if (view.status == ClockStatus::running && !view.breached_at) {
      CHECK(sum.length() == why->size.length());
      CHECK(why->due == view.due);
      // An instant that does not move may lie in a pause: then the clock went on after it.
      if (!why->stretches.empty() && why->stretches.back().counts && *view.due >= why->stretches.back().from)
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
  bool may_be_late_ = true;
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
  MESSAGE("DOCKET_SEED=" << seed() << ": " << asked << " answers about clocks");
  CHECK(asked > trials * 40 * 6);
}

TEST_CASE("clock: what has settled into sums answers as if every fact were still there") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  int asked = 0;
  const int trials = std::getenv("DOCKET_SLOW") ? 200 : 8;
  for (int i = 0; i < trials; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    Reference reference(trial);
    asked +=
        Story(trial, rules, reference, random)
            .run({.moves_min = 500, .moves_max = 700, .gap_max = 20, .is_late_at_times = false, .compare_every = 40});
  }
  CHECK(asked > trials);
}
