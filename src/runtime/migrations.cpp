// A store's cases under later rules: all are looked at, then moved one by one.
// Tested by tests/unit/runtime/migration_test.cpp
#include <set>

#include "base/try.hpp"
#include "docket/runtime.hpp"
#include "runtime/runtime_impl.hpp"

namespace docket {
namespace {

constexpr std::size_t kPage = 500;

std::string text_at(const Value& map, std::string_view key) {
  const auto* value = map.find(key);
  return value ? std::string(value->as_string()) : std::string();
}

std::vector<std::string> texts_at(const Value& map, std::string_view key) {
  std::vector<std::string> texts;
  const auto* list = map.find(key);
  for (const auto& item : list ? list->as_list() : std::span<const Value>{}) texts.emplace_back(item.as_string());
  return texts;
}

}  // namespace

Result<PastEvent> past_event(const StoredEntry& stored) {
  DOCKET_TRY(entry, parse_json(stored.entry));
  PastEvent past{.name = {}, .at = stored.at, .actor = {}, .input = Value::map({}), .entered = {}};
  past.recorded = stored.at;
  if (const auto now = parse_instant(text_at(entry, "now"))) past.recorded = *now;
  const auto kind = text_at(entry, "kind");
  if (kind == name_of(EntryKind::opened) || kind == name_of(EntryKind::accepted)) past.name = stored.event;
  if (const auto* actor = entry.find("actor")) past.actor = {text_at(*actor, "id"), texts_at(*actor, "roles")};
  if (const auto* input = entry.find("input")) past.input = *input;
  const auto* effects = entry.find("effects");
  for (const auto& effect : effects ? effects->as_list() : std::span<const Value>{}) {
    const auto* data = effect.find("data");
    past.closes = past.closes || text_at(effect, "type") == type_of(CaseClosed{});
    if (!data || text_at(effect, "type") != type_of(TransitionTaken{})) continue;
    past.left_in = texts_at(*data, "to");
    past.entered.insert(past.entered.end(), past.left_in.begin(), past.left_in.end());
  }
  return past;
}

namespace {

// Every open case of the workflow, page by page.
template <class See>
Status each_open_case(Runtime& runtime, const std::string& workflow, See see) {
  CaseQuery query;
  query.workflow = workflow;
  query.closed = false;
  query.limit = kPage;
  for (;;) {
    DOCKET_TRY(page, runtime.find(query));
    for (const auto& each : page) DOCKET_CHECK(see(each));
    if (page.size() < query.limit) return Done{};
    query.after = page.back().id;
  }
}

Past past_of(Runtime& runtime, const std::string& case_id) {
  return [&runtime, case_id]() -> Result<std::vector<PastEvent>> {
    DOCKET_TRY(journal, runtime.journal(case_id));
    std::vector<PastEvent> past;
    for (const auto& stored : journal) {
      DOCKET_TRY(event, past_event(stored));
      past.push_back(std::move(event));
    }
    return past;
  };
}

Result<RuleBook> rules_behind(Runtime& runtime, const std::string& case_id) {
  DOCKET_TRY(kase, runtime.load(case_id));
  return runtime.rules_of(kase);
}

// False when the whole store is in trouble, and not this case alone.
bool note_failure(MigrationReport& report, const std::string& case_id, const Error& error) {
  if (error.code == ErrorCode::unavailable) return false;
  report.failures.push_back({case_id, error});
  return true;
}

}  // namespace

Result<MappingReport> Runtime::read_mapping(const std::string& file, const std::string& text) {
  return impl_->guarded([&]() -> Result<MappingReport> {
    auto alone = docket::read_mapping(file, text, {}, rules());
    if (!alone.mapping) return alone;
    std::set<std::string> fingerprints = {rules().fingerprint()};
    std::vector<RuleBook> from;
    DOCKET_CHECK(each_open_case(*this, alone.mapping->workflow(), [&](const CaseSummary& each) -> Status {
      if (fingerprints.contains(each.rules)) return Done{};
      auto book = rules_behind(*this, each.id);
      if (!book && book.error().code == ErrorCode::unavailable) return book.error();
      // One that cannot be read is reported with the others' migration; another case may show the rules.
      if (!book) return Done{};
      fingerprints.insert(each.rules);
      from.push_back(*std::move(book));
      return Done{};
    }));
    return docket::read_mapping(file, text, from, rules());
  });
}

Result<MigrationReport> Runtime::preview_migration(const Mapping& mapping, Instant now) {
  return impl_->guarded([&] { return look_at_all(mapping, now); });
}

Result<MigrationReport> Runtime::look_at_all(const Mapping& mapping, Instant now) {
  MigrationReport report;
  DOCKET_CHECK(each_open_case(*this, mapping.workflow(), [&](const CaseSummary& each) -> Status {
    if (each.rules == rules().fingerprint()) return Done{};
    auto kase = load(each.id);
    if (!kase) return note_failure(report, each.id, kase.error()) ? Status(Done{}) : Status(kase.error());
    if (!mapping.concerns(*kase)) return Done{};
    auto migration = docket::preview_migration(mapping, rules(), *kase, past_of(*this, each.id), now);
    if (!migration)
      return note_failure(report, each.id, migration.error()) ? Status(Done{}) : Status(migration.error());
    if (migration->is_over) return Done{};
    report.ready += migration->needs_person() ? 0 : 1;
    report.cases.push_back(*std::move(migration));
    return Done{};
  }));
  return report;
}

Result<MigrationReport> Runtime::migrate(const Mapping& mapping, const MigrationOptions& options, Instant now) {
  return impl_->begun(now, [&] { return move_all(mapping, options, now); });
}

Result<MigrationReport> Runtime::move_all(const Mapping& mapping, const MigrationOptions& options, Instant now) {
  DOCKET_TRY(report, look_at_all(mapping, now));
  const bool is_whole = report.ready == report.cases.size() && report.failures.empty();
  if (!is_whole && !options.only_ready) return report;
  report.ready = 0;
  for (auto& each : report.cases) {
    if (each.needs_person()) continue;
    CaseMigration done = each;
    auto moved = amend_case(each.case_id, now, [&](Case& kase, Effects& journal) -> Result<std::vector<MovedDue>> {
      // Another worker may have been faster: with an event, or with this very migration.
      done.is_over = !mapping.concerns(kase) || kase.rules() == rules().fingerprint();
      if (done.is_over) return std::vector<MovedDue>{};
      DOCKET_TRY(migration, migrate_case(mapping, rules(), kase, past_of(*this, done.case_id), options.who,
                                         std::max(now, kase.last_at()), journal));
      done = std::move(migration);
      return std::vector<MovedDue>{};
    });
    if (!moved) {
      if (!note_failure(report, each.case_id, moved.error())) return moved.error();
      continue;
    }
    report.ready += done.needs_person() ? 0 : 1;
    report.moved += done.needs_person() || done.is_over ? 0 : 1;
    each = std::move(done);
  }
  return report;
}

}  // namespace docket
