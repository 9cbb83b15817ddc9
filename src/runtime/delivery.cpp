// A step is stored, and then the host is told, at least once.
// Tested by tests/fault/failing_store_test.cpp
#include "base/try.hpp"
#include "runtime/runtime_impl.hpp"

namespace docket {

namespace {

constexpr std::size_t kDeliverBatch = 256;

}  // namespace

Status Runtime::Impl::store_step(Commit commit) {
  DOCKET_CHECK(check_commit(commit));
  commit.delivered = delivered;
  auto stored = store->commit(commit);
  if (!stored) {
    // Perhaps only the answer was lost: then the outbox holds what nobody has handed over yet.
    has_backlog = true;
    return stored.error();
  }
  const auto positions = std::move(*stored);
  delivered.clear();
  if (!sink) return Done{};
  if (has_backlog) return deliver();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    commit.outbox[i].position = positions[i];
    // A sink that fails now is asked again later: the step itself is stored and stands.
    if (!sink(commit.outbox[i])) {
      has_backlog = true;
      break;
    }
    delivered.push_back(positions[i]);
  }
  return Done{};
}

Status Runtime::Impl::deliver() {
  if (!sink) return Done{};
  if (!delivered.empty()) {
    DOCKET_CHECK(store->acknowledge(delivered));
    delivered.clear();
  }
  for (;;) {
    DOCKET_TRY(events, store->outbox(kDeliverBatch));
    std::vector<std::int64_t> taken;
    bool failed = false;
    for (const auto& event : events) {
      failed = !sink(event);
      if (failed) break;
      taken.push_back(event.position);
    }
    DOCKET_CHECK(store->acknowledge(taken));
    has_backlog = failed;
    if (failed || events.size() < kDeliverBatch) return Done{};
  }
}

Status Runtime::deliver() { return impl_->deliver(); }
Result<std::vector<OutboxEvent>> Runtime::events(std::size_t limit) { return impl_->store->outbox(limit); }

Status Runtime::take_events(const std::vector<OutboxEvent>& events) {
  std::vector<std::int64_t> positions;
  for (const auto& event : events) positions.push_back(event.position);
  return impl_->store->acknowledge(positions);
}

}  // namespace docket
