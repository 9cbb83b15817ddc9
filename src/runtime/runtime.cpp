// load -> step -> commit -> deliver.
// Tested by tests/fault/failing_store_test.cpp, tests/fault/ and tests/property/
#include "docket/runtime.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/event_bounds.hpp"
#include "runtime/careful_store.hpp"
#include "runtime/runtime_impl.hpp"
#include "store/codec.hpp"

namespace docket {

Status Runtime::Impl::store_step(Commit commit) {
  DOCKET_CHECK(check_commit(commit));
  commit.delivered = delivery.delivered();
  const auto positions = store->commit(commit);
  if (!positions) {
    // Perhaps only the answer was lost: then the outbox holds what nobody has handed over yet.
    delivery.doubt();
    return positions.error();
  }
  waiting.forget(commit.summary.id);
  if (due_run) due_run->stored(commit.summary.id, commit.summary.deadline);
  delivery.committed(*store, commit, *positions);
  return Done{};
}

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

Result<Outcome> Runtime::Impl::open_once(const RuleBook& book, const NewCase& what, const Event& event, Instant now) {
  DOCKET_TRY(repeat, first_outcome(what.id, event));
  if (repeat) return *repeat;
  DOCKET_TRY(stored, store->load(what.id));
  if (stored && !stored->snapshot.empty())
    return Error{ErrorCode::invalid_argument, "the case " + backticked(what.id) + " exists already"};
  Effects journal;
  auto numbered = what;
  numbered.refusals = stored ? stored->version : 0;
  DOCKET_TRY(opened, docket::open_case(book, numbered, event, now, journal));
  Commit commit;
  if (opened.opened) {
    has_cases = true;
    commit = commit_of(*opened.opened, journal, numbered.refusals, event.id);
  } else {
    // Only the refusal is kept: its journal entry and a row that numbers the next attempt.
    commit.summary = {.id = what.id,
                      .workflow = what.workflow,
                      .project = what.project,
                      .rules = book.fingerprint(),
                      .version = opened.outcome.sequence};
    commit.expected_version = numbered.refusals;
    add_journal(commit, journal, event.id);
  }
  add_event_id(commit, event, opened.outcome);
  DOCKET_CHECK(store_step(std::move(commit)));
  return opened.outcome;
}

Result<Outcome> Runtime::Impl::fire_once(std::string_view case_id, const Event& event, Instant now) {
  // A case that slept is caught up batch by batch; a race that one batch loses says nothing of the others.
  for (;;) {
    auto outcome = retried([&] { return fire_batch(case_id, event, now); });
    if (!outcome || outcome->kind != OutcomeKind::behind) return outcome;
  }
}

Result<Outcome> Runtime::Impl::fire_batch(std::string_view case_id, const Event& event, Instant now) {
  DOCKET_TRY(repeat, first_outcome(case_id, event));
  if (repeat) return *repeat;
  DOCKET_TRY(kase, load(case_id));
  const auto version = kase.sequence();
  Effects journal;
  auto outcome = step(rules, kase, event, now, journal, deadlines_per_step_max);
  if (!outcome) return outcome;
  auto commit = commit_of(kase, journal, version, event.id);
  if (outcome->kind != OutcomeKind::behind) add_event_id(commit, event, *outcome);
  DOCKET_CHECK(store_step(std::move(commit)));
  return outcome;
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

Result<DueRun::Fired> Runtime::Impl::advance_once(const std::string& case_id, Instant until, int max) {
  DOCKET_TRY(kase, load(case_id));
  const auto version = kase.sequence();
  Effects journal;
  DOCKET_TRY(next, advance(rules, kase, until, journal, std::min(max, deadlines_per_step_max)));
  if (journal.empty()) return DueRun::Fired{.count = 0, .deadline = next};
  const int fired = static_cast<int>(journal.size());
  DOCKET_CHECK(store_step(commit_of(kase, journal, version)));
  return DueRun::Fired{.count = fired, .deadline = next};
}

DutyDesk Runtime::Impl::desk() {
  return {.rules = rules,
          .store = *store,
          .spans = duty_spans,
          .rules_of = [this](const std::string& fingerprint) { return rules_with(fingerprint); },
          .open = [this](const RuleBook& book, const NewCase& what, const Event& event,
                         Instant now) { return open_once(book, what, event, now); },
          .commit = [this](Commit commit) { return store_step(std::move(commit)); }};
}

Result<DueRun::Fired> Runtime::Impl::run_duty_once(const DueCase& row) {
  const auto known = duty_moments.find(row.id);
  if (known != duty_moments.end() && row.deadline <= known->second)
    return Error{ErrorCode::internal,
                 "the store still has the moment " + to_string(row.deadline) + " of this duty, which was done already"};
  DOCKET_TRY(done, run_duty(desk(), row.id, row.deadline));
  if (done == DutyRun::done)
    duty_moments[row.id] = row.deadline;
  else
    duty_moments.erase(row.id);
  return DueRun::Fired{.count = 1, .deadline = {}};
}

namespace {

// What is stored meanwhile takes its place in the order.
class UnderWay {
 public:
  UnderWay(DueRun*& place, DueRun& run) : place_(place) { place_ = &run; }
  ~UnderWay() { place_ = nullptr; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  DueRun*& place_;
};

}  // namespace

Result<DueReport> Runtime::Impl::run_due(Instant now, int limit) {
  // Whether or not it can be handed over: what is due fires.  What failed stands in the report.
  static_cast<void>(delivery.deliver_all(*store));
  const auto fire = [this](const DueCase& row, Instant until, int max) {
    return retried([&] { return is_duty_row(row.id) ? run_duty_once(row) : advance_once(row.id, until, max); });
  };
  DueRun run({.store = *store, .waiting = waiting, .fire = fire}, now, limit);
  auto report = [&] {
    const UnderWay registered(due_run, run);
    return run.run();
  }();
  if (!report) return report;
  report->waiting = waiting.report();
  report->delivery = delivery.report(*store);
  DOCKET_TRY(next, next_deadline());
  report->next = next ? std::optional(std::max(*next, now)) : std::nullopt;
  return report;
}

Result<std::optional<Instant>> Runtime::Impl::next_deadline() {
  DOCKET_TRY(due, next_due(*store, waiting));
  DOCKET_TRY(told, delivery.next_try(*store));
  return !due || (told && *told < *due) ? told : due;
}

Runtime::Runtime(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Runtime::Runtime(Runtime&&) noexcept = default;
Runtime& Runtime::operator=(Runtime&&) noexcept = default;
Runtime::~Runtime() {
  // What was handed over need not be handed over again; if this fails, it will be, with the same ids.
  if (impl_ && impl_->store) static_cast<void>(impl_->delivery.acknowledge(*impl_->store));
}

Result<Runtime> Runtime::open(RuntimeOptions options) {
  if (!options.store) return Error{ErrorCode::invalid_argument, "a runtime needs a store"};
  if (options.deadlines_per_step_max < 1 || options.deadlines_per_step_max > limits::kDeadlinesPerStepMax)
    return Error{ErrorCode::invalid_argument,
                 "`deadlines_per_step_max` must lie between 1 and " + std::to_string(limits::kDeadlinesPerStepMax)};
  auto store = careful(std::move(options.store));
  DOCKET_CHECK(keep_rules(*store, options.rules));
  auto impl = std::make_unique<Impl>(std::move(options.rules), std::move(store), std::move(options.sink));
  impl->deadlines_per_step_max = options.deadlines_per_step_max;
  return Runtime(std::move(impl));
}

Result<Runtime> Runtime::inspect(std::unique_ptr<Store> store, RuleBook rules) {
  if (!store) return Error{ErrorCode::invalid_argument, "a runtime needs a store"};
  return Runtime(std::make_unique<Impl>(std::move(rules), careful(std::move(store)), Sink()));
}

Result<Outcome> Runtime::open_case(const NewCase& what, const Event& event, Instant now) {
  return impl_->begun(now, [&]() -> Result<Outcome> {
    if (is_duty_row(what.id))
      return Error{ErrorCode::invalid_argument, "ids that begin with `duty:` are kept for the duties themselves"};
    DOCKET_CHECK(check_new_case(what));
    return impl_->retried([&] { return impl_->open_once(impl_->rules, what, event, now); });
  });
}

Result<Outcome> Runtime::fire(std::string_view case_id, const Event& event, Instant now) {
  return impl_->begun(now, [&] { return impl_->fire_once(case_id, event, now); });
}

Result<DueReport> Runtime::run_due(Instant now, int limit) {
  return impl_->begun(now, [&] { return impl_->run_due(now, limit); });
}

Status Runtime::start_duties(Instant now) {
  return impl_->begun(now, [&] { return arm_duties(impl_->desk(), now); });
}

Result<std::optional<Instant>> Runtime::next_deadline() {
  return impl_->guarded([&] { return impl_->next_deadline(); });
}

Result<std::vector<CaseSummary>> Runtime::find(const CaseQuery& query) {
  return impl_->guarded([&] { return impl_->store->find(query); });
}

Result<Case> Runtime::load(std::string_view case_id) {
  return impl_->guarded([&] { return impl_->load(case_id); });
}

Result<std::vector<StoredEntry>> Runtime::journal(std::string_view case_id) {
  return impl_->guarded([&] { return impl_->store->journal(case_id); });
}

Result<DeliveryReport> Runtime::deliver() {
  return impl_->guarded([&]() -> Result<DeliveryReport> {
    impl_->delivery.begin_call({});
    DOCKET_CHECK(impl_->delivery.deliver_all(*impl_->store));
    DOCKET_CHECK(impl_->delivery.acknowledge(*impl_->store));
    return impl_->delivery.report(*impl_->store);
  });
}

Result<std::vector<OutboxEvent>> Runtime::events(std::size_t limit) {
  return impl_->guarded([&] { return impl_->store->outbox(limit); });
}

Status Runtime::take_events(const std::vector<OutboxEvent>& events) {
  return impl_->guarded([&] {
    std::vector<std::int64_t> positions;
    for (const auto& event : events) positions.push_back(event.position);
    return impl_->store->acknowledge(positions);
  });
}

}  // namespace docket
