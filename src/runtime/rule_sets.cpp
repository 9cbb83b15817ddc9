// The rules of new cases, those that older cases are pinned to, and those that another thread brings.
// Tested by tests/unit/runtime/runtime_test.cpp
#include <map>
#include <optional>

#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/stored_rules.hpp"
#include "engine/calendar_sets.hpp"
#include "runtime/runtime_impl.hpp"
#include "store/codec.hpp"

namespace docket {

using CalendarsOf = std::shared_ptr<const CalendarSet>;

namespace {

using Texts = std::map<std::string, std::string>;

Texts digests_of(const Texts& texts) {
  Texts digests;
  for (const auto& [name, text] : texts) digests.emplace(name, fingerprint(text));
  return digests;
}

std::vector<std::string> names_in(const Texts& texts) {
  std::vector<std::string> names;
  for (const auto& [name, text] : texts) names.push_back(name);
  return names;
}

// What differs from what was stored, as far as the digests tell: "the file `x.yaml` was changed".
std::optional<std::string> difference(const std::string& kind, const Texts& texts, const Texts& digests) {
  for (const auto& [name, digest] : digests) {
    const auto text = texts.find(name);
    if (text == texts.end()) return "the " + kind + " " + backticked(name) + " is missing";
    if (fingerprint(text->second) != digest) return "the " + kind + " " + backticked(name) + " was changed";
  }
  for (const auto& [name, text] : texts) {
    if (!digests.empty() && !digests.contains(name)) return "the " + kind + " " + backticked(name) + " was added";
  }
  return std::nullopt;
}

Error unreadable(const std::string& fingerprint, const std::string& why) {
  return {ErrorCode::invalid_rules, "the stored rule set " + fingerprint + " " + why};
}

// No other rules are ever taken in the place of those that a case is pinned to.
Result<RuleBook> load_stored(const std::string& fingerprint, const StoredRules& stored, const RulesOrigin& origin) {
  auto changed = difference("file", stored.files, origin.file_digests);
  if (!changed) changed = difference("zone", stored.zones, origin.zone_digests);
  if (changed) return unreadable(fingerprint, "is not what it was: " + *changed);
  const auto zone_bytes = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = stored.zones.find(std::string(name));
    return found == stored.zones.end() ? std::nullopt : std::optional(found->second);
  };
  auto report =
      load_stored_rules({.files = stored.files, .zone_bytes = zone_bytes, .meaning = origin.meaning}, fingerprint);
  if (report.rules) return *std::move(report.rules);
  for (const auto& each : report.diagnostics) {
    if (each.code == kOtherTexts)
      return unreadable(fingerprint,
                        "is not what it was: one of its files or zones was changed, added or taken away: " +
                            listed(names_in(stored.files)));
  }
  for (const auto& each : report.diagnostics) {
    if (each.severity == Severity::error) return unreadable(fingerprint, "does not load: " + render(each));
  }
  return unreadable(fingerprint, "does not load");
}

}  // namespace

Status keep_rules(Store& store, const RuleBook& rules) {
  DOCKET_CHECK(store.put_rules(rules.fingerprint(), {.files = rules.files(), .zones = rules.zones()}));
  auto* origins = dynamic_cast<RulesOrigins*>(&store);
  if (!origins) return Done{};
  return origins->put_origin(rules.fingerprint(), {.meaning = rules.meaning(),
                                                   .file_digests = digests_of(rules.files()),
                                                   .zone_digests = digests_of(rules.zones())});
}

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
  DOCKET_CHECK(keep_rules(*store, next));
  earlier.let_go_of_unused();
  if (has_cases) earlier.keep(std::move(rules));
  has_cases = false;
  rules = std::move(next);
  return Done{};
}

Result<RuleBook> Runtime::Impl::rules_with(const std::string& fingerprint) {
  if (fingerprint == rules.fingerprint()) {
    has_cases = true;
    return rules;
  }
  if (const auto known = earlier.find(fingerprint)) return *known;
  DOCKET_TRY(stored, store->get_rules(fingerprint));
  if (!stored) return Error{ErrorCode::not_found, "the rule set " + fingerprint + " is not in the store"};
  RulesOrigin origin;
  if (auto* origins = dynamic_cast<RulesOrigins*>(store.get())) {
    DOCKET_TRY(known, origins->get_origin(fingerprint));
    origin = std::move(known);
  }
  auto loaded = load_stored(fingerprint, *stored, origin);
  if (!loaded) {
    earlier.note_failure(fingerprint, loaded.error());
    return loaded.error();
  }
  return earlier.keep(*std::move(loaded));
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

Status Runtime::use_rules(RuleBook rules) {
  return impl_->guarded([&] { return impl_->use(std::move(rules)); });
}

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

Result<RuleBook> Runtime::rules_of(const Case& kase) {
  return impl_->guarded([&] { return impl_->rules_with(kase.rules()); });
}

}  // namespace docket
