// A store of which one call, chosen beforehand, fails.
#pragma once

#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "docket/stores.hpp"

namespace docket::testing {

enum class Moment : std::uint8_t { before, after };  // the call does nothing, or only its answer is lost

// What outlives a Runtime: the store itself, and what goes wrong with it.
struct World {
  std::unique_ptr<Store> store = open_memory_store();
  int calls = 0, fails_at = 0;  // 0: never
  Moment moment = Moment::before;
  bool throws = false;  // instead of answering `unavailable`
  int deliveries = 0, sink_fails_at = 0;
  std::set<std::string> snapshots;     // every one that was committed
  std::vector<std::string> delivered;  // ids, as the host took them

  bool fails_now() { return ++calls == fails_at; }
};

inline Error down() { return {ErrorCode::unavailable, "the store is down"}; }

class FailingStore final : public Store {
 public:
  explicit FailingStore(World& world) : world_(world) {}

  Result<std::optional<StoredCase>> load(std::string_view id) override {
    return once([&] { return world_.store->load(id); });
  }
  Result<std::vector<std::int64_t>> commit(const Commit& commit) override {
    return once([&] {
      auto result = world_.store->commit(commit);
      if (result) world_.snapshots.insert(commit.snapshot);
      return result;
    });
  }
  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    return once([&] { return world_.store->due_before(now, limit); });
  }
  Result<std::optional<Instant>> next_deadline() override {
    return once([&] { return world_.store->next_deadline(); });
  }
  Result<std::optional<StoredOutcome>> find_event(std::string_view kase, std::string_view event) override {
    return once([&] { return world_.store->find_event(kase, event); });
  }
  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override {
    return once([&] { return world_.store->find(query); });
  }
  Result<std::vector<StoredEntry>> journal(std::string_view id) override {
    return once([&] { return world_.store->journal(id); });
  }
  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override {
    return once([&] { return world_.store->outbox(limit); });
  }
  Status acknowledge(const std::vector<std::int64_t>& positions) override {
    return once([&] { return world_.store->acknowledge(positions); });
  }
  Status put_rules(std::string_view name, const StoredRules& rules) override {
    return once([&] { return world_.store->put_rules(name, rules); });
  }
  Result<std::optional<StoredRules>> get_rules(std::string_view name) override {
    return once([&] { return world_.store->get_rules(name); });
  }

 private:
  template <class Call>
  auto once(Call call) -> decltype(call()) {
    if (!world_.fails_now()) return call();
    if (world_.moment == Moment::after) static_cast<void>(call());
    if (world_.throws) throw std::runtime_error(down().message);
    return down();
  }

  World& world_;
};

}  // namespace docket::testing
