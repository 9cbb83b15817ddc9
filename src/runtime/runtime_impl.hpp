// What a Runtime consists of.  Its parts stand in files of their own: rule_sets.cpp, delivery.cpp, due_run.cpp,
// duties.cpp, amendments.cpp, and runtime.cpp, which calls them.
// Tested by tests/unit/runtime/runtime_test.cpp
#pragma once

#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "docket/runtime.hpp"
#include "runtime/commits.hpp"
#include "runtime/delivery.hpp"
#include "runtime/due_run.hpp"
#include "runtime/duties.hpp"
#include "runtime/earlier_rules.hpp"
#include "runtime/waiting_cases.hpp"

namespace docket {

// Puts the rules into the store, with what tells later whether they are still the same.
Status keep_rules(Store& store, const RuleBook& rules);

struct Runtime::Impl {
  Impl(RuleBook present, std::unique_ptr<Store> opened, Sink sink)
      : rules(std::move(present)), store(std::move(opened)), delivery(std::move(sink)) {}

  RuleBook rules;
  std::unique_ptr<Store> store;
  Delivery delivery;
  EarlierRules earlier;    // rule sets that older cases are pinned to
  bool has_cases = false;  // some case was opened or loaded under `rules`
  WaitingCases waiting;
  std::map<std::string, Instant> duty_moments;  // of each duty's row, the last one that was done
  DutySpans duty_spans;
  DueRun* due_run = nullptr;  // while one is under way
  int deadlines_per_step_max = limits::kDeadlinesPerStep;

  // Rules that another thread has brought, until the next call takes them.
  struct Brought {
    std::atomic<bool> is_there{false};
    std::mutex mutex;
    std::optional<RuleBook> rules;
  };
  Brought brought;

  // rule_sets.cpp
  // At the beginning of a call.
  Status take_brought();
  Status use(RuleBook next);
  Result<RuleBook> rules_with(const std::string& fingerprint);
  Result<Case> revive(const StoredCase& stored);

  // amendments.cpp
  // Fires what is due in a case by then, batch by batch, each stored for itself.
  // What is left is at most one batch.
  Status catch_up(const std::string& case_id, Instant now);
  // Stores what was amended, and what fired before; nothing when there was nothing.
  // Without `now` nothing is caught up: the amendment only asks.
  Result<std::vector<MovedDue>> amend_once(const std::string& case_id, std::optional<Instant> now,
                                           const Runtime::Amendment& amendment);

  // runtime.cpp
  // Stores a step, then tells the host; what a sink has taken by then is forgotten in the same transaction.
  Status store_step(Commit commit);
  Result<std::optional<Outcome>> first_outcome(std::string_view case_id, const Event& event);
  // Under `book`, which is `rules` but for a duty that was asked for by earlier ones.
  Result<Outcome> open_once(const RuleBook& book, const NewCase& what, const Event& event, Instant now);
  Result<Outcome> fire_once(std::string_view case_id, const Event& event, Instant now);
  // The event, or only a batch of what was due before it: then the outcome is `behind`.
  Result<Outcome> fire_batch(std::string_view case_id, const Event& event, Instant now);
  Result<Case> load(std::string_view case_id);
  // Fires one batch of a case's deadlines.
  Result<DueRun::Fired> advance_once(const std::string& case_id, Instant until, int max);
  DutyDesk desk();
  Result<DueRun::Fired> run_duty_once(const DueCase& row);
  Result<DueReport> run_due(Instant now, int limit);
  // judged_duties.cpp
  Result<std::vector<JudgedDuty>> duties(std::string_view project, Instant from, Instant until, Instant now);
  // runtime.cpp
  Result<std::optional<Instant>> next_deadline();

  // Every public function goes through here: none is called by the sink, and nothing that is thrown leaves one.
  template <class Call>
  auto guarded(Call call) -> decltype(call()) {
    if (delivery.is_telling())
      return Error{ErrorCode::busy, "the runtime is telling its sink; call it when the sink has returned"};
    try {
      return call();
    } catch (const std::exception& thrown) {
      return Error{ErrorCode::internal, std::string("something was thrown: ") + thrown.what()};
    } catch (...) {
      return Error{ErrorCode::internal, "something was thrown that is no std::exception"};
    }
  }
  // … and a call that changes something begins with what other threads have brought, at a time of its own.
  template <class Call>
  auto begun(std::optional<Instant> now, Call call) -> decltype(call()) {
    return guarded([&]() -> decltype(call()) {
      delivery.begin_call(now);
      if (auto taken = take_brought(); !taken) return std::move(taken).error();
      return call();
    });
  }

  // A lost race is repeated from the load on; more often than this it is no race.
  static constexpr int kAttempts = 3;
  static bool is_lost_race(const Error& error) { return error.code == ErrorCode::conflict; }

  template <class Attempt>
  auto retried(Attempt attempt) -> decltype(attempt()) {
    for (int left = kAttempts;; --left) {
      auto result = attempt();
      if (result || !is_lost_race(result.error()) || left == 1) return result;
    }
  }
};

}  // namespace docket
