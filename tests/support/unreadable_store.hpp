// A store in which some cases cannot be read, or which knows of deadlines that their cases do not.
#pragma once

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "docket/stores.hpp"

namespace docket::testing {

struct Breakage {
  std::set<std::string> unreadable;
  std::vector<DueCase> phantoms;          // rows that stay whatever happens
  std::vector<DueCase> passing_phantoms;  // rows that are seen once
  int loads = 0;
  std::size_t rows = 0;  // of deadlines that were handed out
};

class UnreadableStore final : public Store {
 public:
  UnreadableStore(std::unique_ptr<Store> store, std::shared_ptr<Breakage> breakage)
      : store_(std::move(store)), breakage_(std::move(breakage)) {}

  Result<std::optional<StoredCase>> load(std::string_view id) override {
    ++breakage_->loads;
    auto stored = store_->load(id);
    if (stored && *stored && breakage_->unreadable.contains(std::string(id))) (*stored)->snapshot = "{}";
    return stored;
  }
  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    auto due = store_->due_before(now, limit);
    if (!due) return due;
    for (const auto* list : {&breakage_->phantoms, &breakage_->passing_phantoms}) {
      for (const auto& each : *list) {
        if (each.deadline <= now) due->push_back(each);
      }
    }
    breakage_->passing_phantoms.clear();
    std::sort(due->begin(), due->end(), [](const DueCase& a, const DueCase& b) {
      return std::pair(a.deadline, a.id) < std::pair(b.deadline, b.id);
    });
    if (due->size() > limit) due->resize(limit);
    breakage_->rows += due->size();
    return due;
  }
  Result<std::vector<std::int64_t>> commit(const Commit& commit) override { return store_->commit(commit); }
  Result<std::optional<Instant>> next_deadline() override { return store_->next_deadline(); }
  Result<std::optional<StoredOutcome>> find_event(std::string_view kase, std::string_view event) override {
    return store_->find_event(kase, event);
  }
  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override { return store_->find(query); }
  Result<std::vector<StoredEntry>> journal(std::string_view id) override { return store_->journal(id); }
  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override { return store_->outbox(limit); }
  Status acknowledge(const std::vector<std::int64_t>& positions) override { return store_->acknowledge(positions); }
  Status put_rules(std::string_view name, const StoredRules& rules) override { return store_->put_rules(name, rules); }
  Result<std::optional<StoredRules>> get_rules(std::string_view name) override { return store_->get_rules(name); }

 private:
  std::unique_ptr<Store> store_;
  std::shared_ptr<Breakage> breakage_;
};

}  // namespace docket::testing
