// Tested by tests/fault/throwing_host_test.cpp
#include "runtime/careful_store.hpp"

#include <exception>
#include <string>
#include <utility>

#include "docket/stored_rules.hpp"

namespace docket {
namespace {

// The answer of a call, or what was thrown as an error.
template <class Call>
auto answered(Call call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& thrown) {
    return Error{ErrorCode::unavailable, std::string("the store threw: ") + thrown.what()};
  } catch (...) {
    return Error{ErrorCode::unavailable, "the store threw something that is no std::exception"};
  }
}

// It keeps origins where the store does; of any other it answers what such a store stands for.
class CarefulStore final : public Store, public RulesOrigins {
 public:
  explicit CarefulStore(std::unique_ptr<Store> store)
      : store_(std::move(store)), origins_(dynamic_cast<RulesOrigins*>(store_.get())) {}

  Result<std::optional<StoredCase>> load(std::string_view case_id) override {
    return answered([&] { return store_->load(case_id); });
  }
  Result<std::vector<std::int64_t>> commit(const Commit& commit) override {
    return answered([&] { return store_->commit(commit); });
  }
  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    return answered([&] { return store_->due_before(now, limit); });
  }
  Result<std::optional<Instant>> next_deadline() override {
    return answered([&] { return store_->next_deadline(); });
  }
  Result<std::optional<StoredOutcome>> find_event(std::string_view case_id, std::string_view event_id) override {
    return answered([&] { return store_->find_event(case_id, event_id); });
  }
  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override {
    return answered([&] { return store_->find(query); });
  }
  Result<std::vector<StoredEntry>> journal(std::string_view case_id) override {
    return answered([&] { return store_->journal(case_id); });
  }
  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override {
    return answered([&] { return store_->outbox(limit); });
  }
  Status acknowledge(const std::vector<std::int64_t>& positions) override {
    return answered([&] { return store_->acknowledge(positions); });
  }
  Status put_rules(std::string_view fingerprint, const StoredRules& rules) override {
    return answered([&] { return store_->put_rules(fingerprint, rules); });
  }
  Result<std::optional<StoredRules>> get_rules(std::string_view fingerprint) override {
    return answered([&] { return store_->get_rules(fingerprint); });
  }
  Status put_origin(std::string_view fingerprint, const RulesOrigin& origin) override {
    if (!origins_) return Done{};
    return answered([&] { return origins_->put_origin(fingerprint, origin); });
  }
  Result<RulesOrigin> get_origin(std::string_view fingerprint) override {
    if (!origins_) return RulesOrigin{};
    return answered([&] { return origins_->get_origin(fingerprint); });
  }

 private:
  std::unique_ptr<Store> store_;
  RulesOrigins* origins_;  // the same store, where it is one
};

}  // namespace

std::unique_ptr<Store> careful(std::unique_ptr<Store> store) {
  return std::make_unique<CarefulStore>(std::move(store));
}

}  // namespace docket
