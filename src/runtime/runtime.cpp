// load -> step -> commit -> deliver.
// Tested by tests/fault/failing_store_test.cpp, tests/fault/ and tests/property/
#include "docket/runtime.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/event_bounds.hpp"
#include "runtime/runtime_impl.hpp"
#include "store/codec.hpp"

namespace docket {

Result<std::optional<Outcome>> Runtime::Impl::first_outcome(std::string_view case_id, const Event& event) {
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

Result<Outcome> Runtime::Impl::open_once(const NewCase& what, const Event& event, Instant now) {
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
    has_cases = true;
    commit = commit_of(*opened.opened, journal, numbered.refusals, event.id);
  } else {
    // Only the refusal is kept: its journal entry and a row that numbers the next attempt.
    commit.summary = {.id = what.id,
                      .workflow = what.workflow,
                      .project = what.project,
                      .rules = rules.fingerprint(),
                      .version = opened.outcome.sequence};
    commit.expected_version = numbered.refusals;
    add_journal(commit, journal, event.id);
  }
  add_event_id(commit, event, opened.outcome);
  DOCKET_CHECK(store_step(std::move(commit)));
  return opened.outcome;
}

Result<Outcome> Runtime::Impl::fire_once(std::string_view case_id, const Event& event, Instant now) {
  DOCKET_TRY(repeat, first_outcome(case_id, event));
  if (repeat) return *repeat;
  for (;;) {
    DOCKET_TRY(kase, load(case_id));
    const auto version = kase.sequence();
    Effects journal;
    auto outcome = step(rules, kase, event, now, journal);
    if (!outcome) return outcome;
    auto commit = commit_of(kase, journal, version, event.id);
    if (outcome->kind != OutcomeKind::behind) add_event_id(commit, event, *outcome);
    DOCKET_CHECK(store_step(std::move(commit)));
    if (outcome->kind != OutcomeKind::behind) return outcome;
  }
}

Result<Case> Runtime::Impl::load(std::string_view case_id) {
  DOCKET_TRY(stored, store->load(case_id));
  if (!stored) return Error{ErrorCode::not_found, "there is no case " + backticked(case_id)};
  if (stored->snapshot.empty()) {
    // Its journal holds nothing but refused openings.
    DOCKET_TRY(entries, store->journal(case_id));
    const auto opening = entries.empty() ? std::string() : " by " + backticked(entries.back().event);
    return Error{ErrorCode::not_found,
                 "there is no case " + backticked(case_id) + ": its opening" + opening + " was refused"};
  }
  auto kase = revive(*stored);
  if (!kase) return Error{kase.error().code, "the case " + backticked(case_id) + ": " + kase.error().message};
  return kase;
}

Result<int> Runtime::Impl::advance_once(const std::string& case_id, Instant now) {
  DOCKET_TRY(kase, load(case_id));
  const auto version = kase.sequence();
  Effects journal;
  DOCKET_TRY(next, advance(rules, kase, now, journal));
  static_cast<void>(next);
  const int fired = static_cast<int>(journal.size());
  DOCKET_CHECK(store_step(commit_of(kase, journal, version)));
  return fired;
}

DutyDesk Runtime::Impl::desk() {
  return {.rules = rules,
          .store = *store,
          .rules_of = [this](const std::string& fingerprint) { return rules_with(fingerprint); },
          .open = [this](const NewCase& what, const Event& event, Instant now) { return open_once(what, event, now); },
          .commit = [this](Commit commit) { return store_step(std::move(commit)); }};
}

Result<int> Runtime::Impl::run_duty_once(const std::string& row, Instant moment) {
  DOCKET_CHECK(run_duty(desk(), row, moment));
  return 1;
}

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
  DOCKET_CHECK(keep_rules(*options.store, options.rules));
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
  if (is_duty_row(what.id))
    return Error{ErrorCode::invalid_argument, "ids that begin with `duty:` are kept for the duties themselves"};
  DOCKET_CHECK(check_new_case(what));
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
    auto fired = impl_->retried([&] {
      return is_duty_row(next->id) ? impl_->run_duty_once(next->id, next->deadline)
                                   : impl_->advance_once(next->id, until);
    });
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

Status Runtime::start_duties(Instant now) {
  DOCKET_CHECK(impl_->take_brought());
  return arm_duties(impl_->desk(), now);
}

Result<std::optional<Instant>> Runtime::next_deadline() { return impl_->store->next_deadline(); }
Result<std::vector<CaseSummary>> Runtime::find(const CaseQuery& query) { return impl_->store->find(query); }
Result<Case> Runtime::load(std::string_view case_id) { return impl_->load(case_id); }
Result<std::vector<StoredEntry>> Runtime::journal(std::string_view case_id) { return impl_->store->journal(case_id); }
}  // namespace docket
