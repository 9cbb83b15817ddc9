// A store that several Runtimes share, as several workers share one database; something may come in between.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "docket/stores.hpp"

namespace docket::testing {

class PassingStore final : public Store {
 public:
  explicit PassingStore(std::shared_ptr<Store> store) : store_(std::move(store)) {}

  std::function<void()> before_commit;  // once, and never again
  int rules_asked = 0;
  int outbox_asked = 0;         // how often
  std::size_t outbox_read = 0;  // events

  Result<std::vector<std::int64_t>> commit(const Commit& commit) override {
    if (auto intrude = std::exchange(before_commit, nullptr)) intrude();
    return store_->commit(commit);
  }
  Result<std::optional<StoredCase>> load(std::string_view id) override { return store_->load(id); }
  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    return store_->due_before(now, limit);
  }
  Result<std::optional<Instant>> next_deadline() override { return store_->next_deadline(); }
  Result<std::optional<StoredOutcome>> find_event(std::string_view kase, std::string_view event) override {
    return store_->find_event(kase, event);
  }
  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override { return store_->find(query); }
  Result<std::vector<StoredEntry>> journal(std::string_view id) override { return store_->journal(id); }
  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override {
    ++outbox_asked;
    auto events = store_->outbox(limit);
    if (events) outbox_read += events->size();
    return events;
  }
  Status acknowledge(const std::vector<std::int64_t>& positions) override { return store_->acknowledge(positions); }
  Status put_rules(std::string_view name, const StoredRules& rules) override { return store_->put_rules(name, rules); }
  Result<std::optional<StoredRules>> get_rules(std::string_view name) override {
    ++rules_asked;
    return store_->get_rules(name);
  }

 private:
  std::shared_ptr<Store> store_;
};

}  // namespace docket::testing
