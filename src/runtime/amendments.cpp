// Changes of the clocks of stored cases from outside their rules.
// Tested by tests/unit/engine/amendment_test.cpp
#include "base/try.hpp"
#include "runtime/runtime_impl.hpp"

namespace docket {

namespace {

constexpr std::size_t kAmendPage = 500;

}  // namespace

// An amendment fires what is due before it.  Of a case that slept, all but the last batch is stored beforehand.
Status Runtime::Impl::catch_up(const std::string& case_id, Instant now) {
  for (;;) {
    DOCKET_TRY(kase, load(case_id));
    const auto due = docket::next_deadline(kase);
    if (!due || *due > now || now < kase.last_at()) return Done{};
    const auto version = kase.sequence();
    Effects journal;
    DOCKET_TRY(next, advance(rules, kase, now, journal, deadlines_per_step_max));
    if (!next || *next > now) return Done{};
    DOCKET_CHECK(store_step(commit_of(kase, journal, version)));
  }
}

Result<std::vector<MovedDue>> Runtime::Impl::amend_once(const std::string& case_id, std::optional<Instant> now,
                                                        const Runtime::Amendment& amendment) {
  if (now) DOCKET_CHECK(catch_up(case_id, *now));
  DOCKET_TRY(kase, load(case_id));
  const auto version = kase.sequence();
  Effects journal;
  DOCKET_TRY(moved, amendment(kase, journal));
  if (!journal.empty()) DOCKET_CHECK(store_step(commit_of(kase, journal, version)));
  return moved;
}

Result<std::vector<MovedDue>> Runtime::amend_case(const std::string& case_id, std::optional<Instant> now,
                                                  const Amendment& amendment) {
  return impl_->retried([&] { return impl_->amend_once(case_id, now, amendment); });
}

Result<AmendReport> Runtime::amend_all(CaseQuery query, std::optional<Instant> now, const Amendment& amendment) {
  AmendReport report;
  query.closed = false;
  query.after.clear();
  query.limit = kAmendPage;
  for (;;) {
    DOCKET_TRY(page, impl_->store->find(query));
    for (const auto& each : page) {
      auto moved = amend_case(each.id, now, amendment);
      if (moved && !moved->empty()) report.cases.push_back({each.id, std::move(*moved)});
      if (moved) continue;
      if (moved.error().code == ErrorCode::unavailable) return moved.error();
      report.failures.push_back({each.id, moved.error()});
    }
    if (page.size() < query.limit) return report;
    query.after = page.back().id;
  }
}

Result<AmendReport> Runtime::apply_calendars(const CaseQuery& query, const Actor& who, Instant now) {
  return impl_->begun(now, [&] {
    return amend_all(query, now, [&](Case& kase, Effects& journal) {
      return docket::apply_calendars(impl_->rules, kase, who, now, journal);
    });
  });
}

Result<AmendReport> Runtime::preview_calendars(const CaseQuery& query, Instant now) {
  return impl_->guarded([&] {
    return amend_all(query, {},
                     [&](Case& kase, Effects&) { return docket::preview_calendars(impl_->rules, kase, now); });
  });
}

Result<AmendReport> Runtime::relieve(const CaseQuery& query, const Relief& relief, const Actor& who, Instant now) {
  return impl_->begun(now, [&] {
    return amend_all(query, now,
                     [&](Case& kase, Effects& journal) { return docket::relieve(kase, relief, who, now, journal); });
  });
}

Result<AmendReport> Runtime::undo_relief(const CaseQuery& query, std::string_view id, const Actor& who, Instant now) {
  return impl_->begun(now, [&] {
    return amend_all(query, now, [&](Case& kase, Effects& journal) -> Result<std::vector<MovedDue>> {
      auto moved = docket::undo_relief(kase, id, who, now, journal);
      if (!moved && moved.error().code == ErrorCode::not_found) return std::vector<MovedDue>{};
      return moved;
    });
  });
}

}  // namespace docket
