// Everybody's turns stand in one Deadlines, what is due in another: the estate lives through its year in order.
// Used by tests/estate_digest/main.cpp
#include "estate.hpp"

#include <cstdio>
#include <cstdlib>

#include "base/fingerprint.hpp"
#include "docket/deadlines.hpp"
#include "store/codec.hpp"
#include "visitor.hpp"

namespace docket::testing {
namespace {

constexpr Elapsed kDay{86'400'000};
constexpr int kTurns = 20;  // of one case: who has not come to an end by then is left to its clocks

template <class T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::abort();
}

class SimulatedCase {
 public:
  SimulatedCase(const RuleBook& rules, const Estate& estate, std::uint32_t number)
      : rules_(rules),
        what_{.id = "E-" + std::to_string(10'000 + number),
              .workflow = estate.workflow,
              .project = estate.projects[number % estate.projects.size()]},
        visitor_(rules.workflow(what_.workflow, what_.project), estate.seed * 1'000'003 + number) {}

  // One event; answers when the next one comes, or that none does.
  std::optional<Instant> turn(Instant now) {
    if (!kase_) {
      open(now);
    } else {
      // What may happen is chosen from the case as it is at `now`, whether or not the host called before.
      auto present = *kase_;
      Effects ignored;
      catch_up(present, now, ignored);
      const auto event = visitor_.next(present, now);
      while (must(step(rules_, *kase_, event, now, journal_)).kind == OutcomeKind::behind) {
      }
    }
    ++turns_;
    if (turns_ == kTurns || (kase_ && kase_->is_closed())) return std::nullopt;
    return now + visitor_.pause();
  }

  void call(Instant now) {
    if (kase_) catch_up(*kase_, now, journal_);
  }
  Instant next() const {
    const auto due = kase_ ? next_deadline(*kase_) : std::nullopt;
    return due ? *due : Instant::max();
  }

  CaseRecord record() {
    CaseRecord record{.id = what_.id, .fingerprint = {}, .journal = {}, .is_closed = kase_ && kase_->is_closed()};
    Fingerprinter fingerprint;
    for (auto entry : journal_) {
      // A comment in a rule file changes the fingerprint of the rules, and nothing else should change with it.
      for (auto& effect : entry.effects) {
        if (auto* opened = std::get_if<CaseOpened>(&effect)) opened->rules.clear();
      }
      const auto line = to_json(entry_value(entry));
      fingerprint.add(line);
      record.journal += line + "\n";
      ++record.entries;
      record.accepted += entry.kind == EntryKind::accepted ? 1 : 0;
      record.refused += entry.kind == EntryKind::refused ? 1 : 0;
      record.deadlines += entry.kind == EntryKind::deadline ? 1 : 0;
    }
    record.fingerprint = fingerprint.quick_hex();
    return record;
  }

 private:
  void open(Instant now) {
    auto opened = must(open_case(rules_, what_, visitor_.opening(now), now, journal_));
    kase_ = std::move(opened.opened);
    if (!kase_) ++what_.refusals;
  }

  void catch_up(Case& kase, Instant now, Effects& journal) const {
    for (auto due = next_deadline(kase); due && *due <= now;) due = must(advance(rules_, kase, now, journal));
  }

  const RuleBook& rules_;
  NewCase what_;
  Visitor visitor_;
  std::optional<Case> kase_;
  Effects journal_;
  int turns_ = 0;
};

class Year {
 public:
  Year(const RuleBook& rules, const Estate& estate, Calls calls)
      : estate_(estate), calls_(calls), turns_({.begin = estate.begin}), due_({.begin = estate.begin}) {
    Random random(estate.seed);
    for (std::uint32_t number = 0; number < estate.cases; ++number) {
      cases_.emplace_back(rules, estate, number);
      const auto opening = estate.begin + Elapsed{random.between(0, (estate.end - estate.begin).count())};
      arm(turns_, DeadlineKey{number}, opening);
    }
  }

  std::vector<CaseRecord> live() {
    auto day = estate_.begin;
    std::vector<DueKey> next;
    while (turns_.pop_due(estate_.end, 1, next) == Deadlines::Popped::some || !next.empty()) {
      const auto key = next.front().key;
      const auto now = next.front().due;
      next.clear();
      if (calls_ == Calls::often) {
        for (; day <= now; day += kDay) call_all(day);
        call_due(now);
      }
      if (const auto again = of(key).turn(now)) arm(turns_, key, *again);
      arm(due_, key, of(key).next());
    }
    if (calls_ == Calls::often) call_due(estate_.end);
    call_all(estate_.end);
    std::vector<CaseRecord> records;
    for (auto& each : cases_) records.push_back(each.record());
    return records;
  }

 private:
  SimulatedCase& of(DeadlineKey key) { return cases_[static_cast<std::size_t>(key)]; }
  static void arm(Deadlines& deadlines, DeadlineKey key, Instant due) { must(deadlines.arm(key, due)); }

  void call_all(Instant now) {
    for (auto& each : cases_) each.call(now);
  }

  // Each deadline at its own instant: what a host does that is never late.
  void call_due(Instant until) {
    std::vector<DueKey> due;
    while (due_.pop_due(until, 1, due) == Deadlines::Popped::some || !due.empty()) {
      for (const auto& each : due) {
        of(each.key).call(each.due);
        arm(due_, each.key, of(each.key).next());
      }
      due.clear();
    }
  }

  const Estate& estate_;
  Calls calls_;
  std::vector<SimulatedCase> cases_;
  Deadlines turns_, due_;
};

}  // namespace

std::vector<CaseRecord> live_through(const RuleBook& rules, const Estate& estate, Calls calls) {
  return Year(rules, estate, calls).live();
}

}  // namespace docket::testing
