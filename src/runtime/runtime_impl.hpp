// What a Runtime consists of.  Its parts stand in files of their own: rule_sets.cpp, delivery.cpp, amendments.cpp,
// and runtime.cpp, which calls them.
// Tested by tests/unit/runtime/runtime_test.cpp
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "docket/runtime.hpp"
#include "runtime/commits.hpp"
#include "runtime/duties.hpp"
#include "runtime/earlier_rules.hpp"

namespace docket {

// Puts the rules into the store, with what tells later whether they are still the same.
Status keep_rules(Store& store, const RuleBook& rules);

struct Runtime::Impl {
  RuleBook rules;
  std::unique_ptr<Store> store;
  Sink sink;
  EarlierRules earlier;                 // rule sets that older cases are pinned to
  std::vector<std::int64_t> delivered;  // handed over, to be forgotten with the next commit
  bool has_backlog = true;              // the outbox may hold what an earlier delivery left
  bool has_cases = false;               // some case was opened or loaded under `rules`

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

  // delivery.cpp
  // Stores a step; what a sink has taken by then is forgotten in the same transaction.
  Status store_step(Commit commit);
  Status deliver();

  // amendments.cpp
  // Stores what was amended, and what fired before; nothing when there was nothing.
  Result<std::vector<MovedDue>> amend_once(const std::string& case_id, const Runtime::Amendment& amendment);

  // runtime.cpp
  Result<std::optional<Outcome>> first_outcome(std::string_view case_id, const Event& event);
  Result<Outcome> open_once(const NewCase& what, const Event& event, Instant now);
  Result<Outcome> fire_once(std::string_view case_id, const Event& event, Instant now);
  Result<Case> load(std::string_view case_id);
  // Fires one batch of a case's deadlines; answers how many.
  Result<int> advance_once(const std::string& case_id, Instant now);
  DutyDesk desk();
  Result<int> run_duty_once(const std::string& row, Instant moment);

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
