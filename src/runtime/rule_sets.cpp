// The rules of new cases, those that older cases are pinned to, and those that another thread brings.
// Tested by tests/unit/runtime/runtime_test.cpp
#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/calendar_sets.hpp"
#include "runtime/runtime_impl.hpp"
#include "store/codec.hpp"

namespace docket {

using CalendarsOf = std::shared_ptr<const CalendarSet>;

// One relaxed look costs nothing; the mutex orders the rest.
Status Runtime::Impl::take_brought() {
  if (!brought.is_there.load(std::memory_order_relaxed)) return Done{};
  const std::lock_guard lock(brought.mutex);
  if (brought.rules) DOCKET_CHECK(use(*brought.rules));
  brought.rules.reset();
  brought.is_there.store(false, std::memory_order_relaxed);
  return Done{};
}

Status Runtime::Impl::use(RuleBook next) {
  DOCKET_CHECK(store->put_rules(next.fingerprint(), {next.files(), next.zones()}));
  earlier.insert_or_assign(rules.fingerprint(), std::move(rules));
  rules = std::move(next);
  return Done{};
}

Result<RuleBook> Runtime::Impl::rules_with(const std::string& fingerprint) {
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
    return Error{ErrorCode::invalid_rules, "the stored rule set " + fingerprint + " does not load: " +
                                               (report.diagnostics.empty() ? "" : report.diagnostics.front().message)};
  return earlier.emplace(fingerprint, *report.rules).first->second;
}

Result<Case> Runtime::Impl::revive(const StoredCase& stored) {
  DOCKET_TRY(book, rules_with(stored.rules));
  const auto workflow = book.workflow(stored.workflow, stored.project);
  if (!workflow) return Error{ErrorCode::internal, "its rule set lacks the workflow " + backticked(stored.workflow)};
  return read_snapshot(stored.snapshot, workflow,
                       [this](const std::string& fingerprint, const Workflow& of) -> Result<CalendarsOf> {
                         DOCKET_TRY(later, rules_with(fingerprint));
                         return calendars_for(later, of);
                       });
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
