// load -> step -> commit -> deliver.
// Tested by tests/fault/failing_store_test.cpp, tests/fault/ and tests/property/
#include "docket/runtime.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"
#include "engine/calendar_sets.hpp"
#include "runtime/commits.hpp"
#include "store/codec.hpp"

namespace docket {
namespace {

// A lost race is repeated from the load on; more often than this it is no race.
constexpr int kAttempts = 3;
constexpr std::size_t kAmendPage = 500;
constexpr std::size_t kDeliverBatch = 256;

bool is_lost_race(const Error& error) { return error.code == ErrorCode::conflict; }

}  // namespace

using CalendarsOf = std::shared_ptr<const CalendarSet>;

struct Runtime::Impl {
  RuleBook rules;
  std::unique_ptr<Store> store;
  Sink sink;
  std::map<std::string, RuleBook> earlier;  // rule sets that older cases are pinned to
  std::vector<std::int64_t> delivered;      // handed over, to be forgotten with the next commit
  bool has_backlog = true;                  // the outbox may hold what an earlier delivery left

  // Rules that another thread has brought, until the next call takes them.
  struct Brought {
    std::atomic<bool> is_there{false};
    std::mutex mutex;
    std::optional<RuleBook> rules;
  };
  Brought brought;

  // At the beginning of a call.  One relaxed look costs nothing; the mutex orders the rest.
  Status take_brought() {
    if (!brought.is_there.load(std::memory_order_relaxed)) return Done{};
    const std::lock_guard lock(brought.mutex);
    if (brought.rules) DOCKET_CHECK(use(*brought.rules));
    brought.rules.reset();
    brought.is_there.store(false, std::memory_order_relaxed);
    return Done{};
  }

  Status use(RuleBook next) {
    DOCKET_CHECK(store->put_rules(next.fingerprint(), {next.files(), next.zones()}));
    earlier.insert_or_assign(rules.fingerprint(), std::move(rules));
    rules = std::move(next);
    return Done{};
  }

  Result<RuleBook> rules_with(const std::string& fingerprint) {
    if (fingerprint == rules.fingerprint()) return rules;
    if (const auto known = earlier.find(fingerprint); known != earlier.end()) return known->second;
    DOCKET_TRY(stored, store->get_rules(fingerprint));
    if (!stored) return Error{ErrorCode::not_found, "the rule set " + fingerprint + " is not in the store"};
    const auto zones = stored->zones;
    auto report =
        load_rules({.files = stored->files, .zone_bytes = [zones](std::string_view name) -> std::optional<std::string> {
                      const auto found = zones.find(std::string(name));
                      return found == zones.end() ? std::nullopt : std::optional(found->second);
                    }});
    if (!report.rules)
      return Error{ErrorCode::invalid_rules,
                   "the stored rule set " + fingerprint +
                       " does not load: " + (report.diagnostics.empty() ? "" : report.diagnostics.front().message)};
    return earlier.emplace(fingerprint, *report.rules).first->second;
  }

  Result<Case> revive(const StoredCase& stored) {
    DOCKET_TRY(book, rules_with(stored.rules));
    const auto workflow = book.workflow(stored.workflow, stored.project);
    if (!workflow) return Error{ErrorCode::internal, "its rule set lacks the workflow " + backticked(stored.workflow)};
    return read_snapshot(stored.snapshot, workflow,
                         [this](const std::string& fingerprint, const Workflow& of) -> Result<CalendarsOf> {
                           DOCKET_TRY(later, rules_with(fingerprint));
                           return calendars_for(later, of);
                         });
  }

  Result<std::optional<Outcome>> first_outcome(std::string_view case_id, const Event& event) {
    if (event.id.empty()) return std::optional<Outcome>();
    DOCKET_TRY(stored, store->find_event(case_id, event.id));
    if (!stored) return std::optional<Outcome>();
    if (stored->digest != digest_of(event))
      return Error{ErrorCode::invalid_argument,
                   "the event id " + backticked(event.id) + " was used before for another event of this case"};
    DOCKET_TRY(outcome, read_outcome(stored->outcome));
    outcome.repeated = true;
    return std::optional(std::move(outcome));
  }

  // Stores a step; what a sink has taken by then is forgotten in the same transaction.
  Status store_step(Commit commit) {
    commit.delivered = delivered;
    auto stored = store->commit(commit);
    if (!stored) {
      // Perhaps only the answer was lost: then the outbox holds what nobody has handed over yet.
      has_backlog = true;
      return stored.error();
    }
    const auto positions = *std::move(stored);
    delivered.clear();
    if (!sink) return Done{};
    if (has_backlog) return deliver();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      commit.outbox[i].position = positions[i];
      // A sink that fails now is asked again later: the step itself is stored and stands.
      if (!sink(commit.outbox[i])) {
        has_backlog = true;
        break;
      }
      delivered.push_back(positions[i]);
    }
    return Done{};
  }

  Status deliver() {
    if (!sink) return Done{};
    if (!delivered.empty()) {
      DOCKET_CHECK(store->acknowledge(delivered));
      delivered.clear();
    }
    for (;;) {
      DOCKET_TRY(events, store->outbox(kDeliverBatch));
      std::vector<std::int64_t> taken;
      bool failed = false;
      for (const auto& event : events) {
        failed = !sink(event);
        if (failed) break;
        taken.push_back(event.position);
      }
      DOCKET_CHECK(store->acknowledge(taken));
      has_backlog = failed;
      if (failed || events.size() < kDeliverBatch) return Done{};
    }
  }

  Result<Outcome> open_once(const NewCase& what, const Event& event, Instant now) {
    DOCKET_TRY(repeat, first_outcome(what.id, event));
    if (repeat) return *repeat;
    DOCKET_TRY(stored, store->load(what.id));
    if (stored && !stored->snapshot.empty())
      return Error{ErrorCode::invalid_argument, "the case " + backticked(what.id) + " exists already"};
    Effects journal;
    auto numbered = what;
    numbered.refusals = stored ? stored->version : 0;
    DOCKET_TRY(opened, docket::open_case(rules, numbered, event, now, journal));
    Commit commit;
    if (opened.opened) {
      commit = commit_of(*opened.opened, journal, numbered.refusals);
    } else {
      // Only the refusal is kept: its journal entry and a row that numbers the next attempt.
      commit.summary = {.id = what.id,
                        .workflow = what.workflow,
                        .project = what.project,
                        .rules = rules.fingerprint(),
                        .version = opened.outcome.sequence};
      commit.expected_version = numbered.refusals;
      add_journal(commit, journal);
    }
    add_event_id(commit, event, opened.outcome);
    DOCKET_CHECK(store_step(std::move(commit)));
    return opened.outcome;
  }

  Result<Outcome> fire_once(std::string_view case_id, const Event& event, Instant now) {
    DOCKET_TRY(repeat, first_outcome(case_id, event));
    if (repeat) return *repeat;
    for (;;) {
      DOCKET_TRY(kase, load(case_id));
      const auto version = kase.sequence();
      Effects journal;
      auto outcome = step(rules, kase, event, now, journal);
      if (!outcome) return outcome;
      auto commit = commit_of(kase, journal, version);
      if (outcome->kind != OutcomeKind::behind) add_event_id(commit, event, *outcome);
      DOCKET_CHECK(store_step(std::move(commit)));
      if (outcome->kind != OutcomeKind::behind) return outcome;
    }
  }

  Result<Case> load(std::string_view case_id) {
    DOCKET_TRY(stored, store->load(case_id));
    if (!stored || stored->snapshot.empty())
      return Error{ErrorCode::not_found, "there is no case " + backticked(case_id)};
    auto kase = revive(*stored);
    if (!kase) return Error{kase.error().code, "the case " + backticked(case_id) + ": " + kase.error().message};
    return kase;
  }

  // Fires one batch of a case's deadlines; answers how many.
  Result<int> advance_once(const std::string& case_id, Instant now) {
    DOCKET_TRY(kase, load(case_id));
    const auto version = kase.sequence();
    Effects journal;
    DOCKET_TRY(next, advance(rules, kase, now, journal));
    static_cast<void>(next);
    const int fired = static_cast<int>(journal.size());
    DOCKET_CHECK(store_step(commit_of(kase, journal, version)));
    return fired;
  }

  // Stores what was amended, and what fired before; nothing when there was nothing.
  Result<std::vector<MovedDue>> amend_once(const std::string& case_id, const Runtime::Amendment& amendment) {
    DOCKET_TRY(kase, load(case_id));
    const auto version = kase.sequence();
    Effects journal;
    DOCKET_TRY(moved, amendment(kase, journal));
    if (!journal.empty()) DOCKET_CHECK(store_step(commit_of(kase, journal, version)));
    return moved;
  }

  template <class Attempt>
  auto retried(Attempt attempt) -> decltype(attempt()) {
    for (int left = kAttempts;; --left) {
      auto result = attempt();
      if (result || !is_lost_race(result.error()) || left == 1) return result;
    }
  }
};

Runtime::Runtime(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Runtime::Runtime(Runtime&&) noexcept = default;
Runtime& Runtime::operator=(Runtime&&) noexcept = default;
Runtime::~Runtime() {
  // What was handed over need not be handed over again; if this fails, it will be, with the same ids.
  if (impl_ && impl_->store && !impl_->delivered.empty())
    static_cast<void>(impl_->store->acknowledge(impl_->delivered));
}

Result<Runtime> Runtime::open(RuntimeOptions options) {
  if (!options.store) return Error{ErrorCode::invalid_argument, "a runtime needs a store"};
  DOCKET_CHECK(options.store->put_rules(options.rules.fingerprint(), {options.rules.files(), options.rules.zones()}));
  auto impl = std::unique_ptr<Impl>(
      new Impl{std::move(options.rules), std::move(options.store), std::move(options.sink), {}, {}, true});
  return Runtime(std::move(impl));
}

Result<Runtime> Runtime::inspect(std::unique_ptr<Store> store, RuleBook rules) {
  if (!store) return Error{ErrorCode::invalid_argument, "a runtime needs a store"};
  return Runtime(std::unique_ptr<Impl>(new Impl{std::move(rules), std::move(store), {}, {}, {}, false}));
}

Result<Outcome> Runtime::open_case(const NewCase& what, const Event& event, Instant now) {
  DOCKET_CHECK(impl_->take_brought());
  return impl_->retried([&] { return impl_->open_once(what, event, now); });
}

Result<Outcome> Runtime::fire(std::string_view case_id, const Event& event, Instant now) {
  DOCKET_CHECK(impl_->take_brought());
  return impl_->retried([&] { return impl_->fire_once(case_id, event, now); });
}

Result<DueReport> Runtime::run_due(Instant now, int limit) {
  DOCKET_CHECK(impl_->take_brought());
  DueReport report;
  std::vector<std::string> failed;
  while (report.fired < limit) {
    // One case at a time in the order of deadlines, and no further than the next case's: (due, case id)
    // is the order across cases, too.  Failed cases keep their place at the front, so look past them.
    DOCKET_TRY(due, impl_->store->due_before(now, failed.size() + 2));
    std::erase_if(
        due, [&](const DueCase& each) { return std::find(failed.begin(), failed.end(), each.id) != failed.end(); });
    if (due.empty()) break;
    const auto* next = &due.front();
    const Instant until = due.size() > 1 ? due[1].deadline : now;
    auto fired = impl_->retried([&] { return impl_->advance_once(next->id, until); });
    if (fired) {
      report.fired += *fired;
      continue;
    }
    // A store that fails fails for all; anything else is this case's own trouble.
    if (fired.error().code == ErrorCode::unavailable) return fired.error();
    failed.push_back(next->id);
    report.failures.push_back({next->id, fired.error()});
  }
  DOCKET_TRY(next, impl_->store->next_deadline());
  report.next = next;
  return report;
}

Result<std::vector<MovedDue>> Runtime::amend_case(const std::string& case_id, const Amendment& amendment) {
  return impl_->retried([&] { return impl_->amend_once(case_id, amendment); });
}

Result<AmendReport> Runtime::amend_all(CaseQuery query, const Amendment& amendment) {
  AmendReport report;
  query.closed = false;
  query.after.clear();
  query.limit = kAmendPage;
  for (;;) {
    DOCKET_TRY(page, impl_->store->find(query));
    for (const auto& each : page) {
      auto moved = amend_case(each.id, amendment);
      if (moved && !moved->empty()) report.cases.push_back({each.id, *std::move(moved)});
      if (moved) continue;
      if (moved.error().code == ErrorCode::unavailable) return moved.error();
      report.failures.push_back({each.id, moved.error()});
    }
    if (page.size() < query.limit) return report;
    query.after = page.back().id;
  }
}

Result<AmendReport> Runtime::apply_calendars(const CaseQuery& query, const Actor& who, Instant now) {
  return amend_all(query, [&](Case& kase, Effects& journal) {
    return docket::apply_calendars(impl_->rules, kase, who, now, journal);
  });
}

Result<AmendReport> Runtime::preview_calendars(const CaseQuery& query, Instant now) {
  return amend_all(query, [&](Case& kase, Effects&) { return docket::preview_calendars(impl_->rules, kase, now); });
}

Result<AmendReport> Runtime::relieve(const CaseQuery& query, const Relief& relief, const Actor& who, Instant now) {
  return amend_all(query,
                   [&](Case& kase, Effects& journal) { return docket::relieve(kase, relief, who, now, journal); });
}

Result<AmendReport> Runtime::undo_relief(const CaseQuery& query, std::string_view id, const Actor& who, Instant now) {
  return amend_all(query, [&](Case& kase, Effects& journal) -> Result<std::vector<MovedDue>> {
    auto moved = docket::undo_relief(kase, id, who, now, journal);
    if (!moved && moved.error().code == ErrorCode::not_found) return std::vector<MovedDue>{};
    return moved;
  });
}

Result<std::optional<Instant>> Runtime::next_deadline() { return impl_->store->next_deadline(); }
Result<std::vector<CaseSummary>> Runtime::find(const CaseQuery& query) { return impl_->store->find(query); }
Result<Case> Runtime::load(std::string_view case_id) { return impl_->load(case_id); }
Result<std::vector<StoredEntry>> Runtime::journal(std::string_view case_id) { return impl_->store->journal(case_id); }
Status Runtime::deliver() { return impl_->deliver(); }
Result<std::vector<OutboxEvent>> Runtime::events(std::size_t limit) { return impl_->store->outbox(limit); }

Status Runtime::take_events(const std::vector<OutboxEvent>& events) {
  std::vector<std::int64_t> positions;
  for (const auto& event : events) positions.push_back(event.position);
  return impl_->store->acknowledge(positions);
}

const RuleBook& Runtime::rules() const { return impl_->rules; }

Status Runtime::use_rules(RuleBook rules) { return impl_->use(std::move(rules)); }

void Runtime::reload(RuleBook rules) {
  auto& brought = impl_->brought;
  const std::lock_guard lock(brought.mutex);
  brought.rules = std::move(rules);
  brought.is_there.store(true, std::memory_order_relaxed);
}

Diagnostics Runtime::reload(RuleSources sources) {
  auto report = load_rules(std::move(sources));
  if (report.rules) reload(*std::move(report.rules));
  return std::move(report.diagnostics);
}

Result<RuleBook> Runtime::rules_of(const Case& kase) { return impl_->rules_with(kase.rules()); }

}  // namespace docket
