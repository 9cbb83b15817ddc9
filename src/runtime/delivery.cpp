// A step is stored, and then the host is told, at least once.
// Tested by tests/fault/failing_store_test.cpp and tests/unit/runtime/delivery_test.cpp
#include "runtime/delivery.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <set>

#include "base/try.hpp"
#include "docket/limits.hpp"
#include "runtime/retries.hpp"

namespace docket {

namespace {

constexpr std::size_t kDeliverBatch = 256;
// A broker that is away rarely says so in our words; one or two events that it never takes are no reason to stop.
constexpr int kFailuresInARow = 16;

// True while the sink runs, whichever way it ends.
class Telling {
 public:
  explicit Telling(bool& flag) : flag_(flag) { flag_ = true; }
  ~Telling() { flag_ = false; }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;

 private:
  bool& flag_;
};

}  // namespace

struct Delivery::Round {
  bool with_all = false;
  std::set<std::string, std::less<>> passed_over;                // cases of which an event stays in this round
  std::size_t staying = 0;                                       // events of those, at the front of the outbox
  std::int64_t seen = std::numeric_limits<std::int64_t>::min();  // position of the last event looked at
  std::size_t window = kDeliverBatch;
  bool is_over = false, is_broken_off = false;
};

void Delivery::begin_call(std::optional<Instant> now) {
  if (now) now_ = now;
  told_ = 0;
}

void Delivery::doubt() {
  has_backlog_ = true;
  pending_.reset();
}

Status Delivery::tell(const OutboxEvent& event) {
  const Telling telling(is_telling_);
  try {
    return sink_(event);
  } catch (const std::exception& thrown) {
    return Error{ErrorCode::internal, std::string("the sink threw: ") + thrown.what()};
  } catch (...) {
    return Error{ErrorCode::internal, "the sink threw something that is no std::exception"};
  }
}

void Delivery::note(Trouble& trouble, const Error& error, const OutboxEvent& event) {
  trouble.error = error;
  ++trouble.tries;
  trouble.event_id = event.id;
  trouble.next_try = now_ ? std::optional(next_try_after(trouble.tries, *now_)) : std::nullopt;
  last_error_ = error;
}

Delivery::Told Delivery::hand_over(const OutboxEvent& event) {
  const auto told = tell(event);
  if (told) {
    delivered_.push_back(event.position);
    ++told_;
    if (pending_ && *pending_ > 0) --*pending_;
    down_.reset();
    failures_in_a_row_ = 0;
    held_.erase(event.case_id);
    return Told::taken;
  }
  if (told.error().code == ErrorCode::unavailable) {
    if (!down_) down_ = Trouble{};
    note(*down_, told.error(), event);
    return Told::sink_failed;
  }
  const bool is_first = !held_.contains(event.case_id);
  auto& trouble = held_[event.case_id];
  note(trouble, told.error(), event);
  first_try_ = std::min(first_try_, trouble.next_try.value_or(Instant::min()));
  if (!is_first || ++failures_in_a_row_ < kFailuresInARow) return Told::case_failed;
  // Each round that ends like this knows so many cases more: its wait need not grow.
  failures_in_a_row_ = 0;
  down_ = Trouble{};
  note(*down_, told.error(), event);
  return Told::sink_failed;
}

bool Delivery::is_round_due() const {
  if (held_.empty()) return false;
  if (!now_) return true;
  // A round reads all that stays in the outbox: one for many cases, not one for each.
  const bool is_soon = last_round_ && *now_ >= *last_round_ && *now_ < next_try_after(1, *last_round_);
  return first_try_ <= *now_ && !is_soon;
}

void Delivery::committed(Store& store, Commit& commit, const std::vector<std::int64_t>& positions) {
  delivered_.clear();
  if (!sink_) return;
  if (pending_) *pending_ += commit.outbox.size();
  if (positions.size() != commit.outbox.size()) doubt();
  if (down_ && !is_due(*down_)) {
    has_backlog_ = true;
    return;
  }
  if (has_backlog_ || is_round_due()) {
    if (auto over = round(store, false); !over) last_error_ = over.error();
    return;
  }
  if (held_.contains(commit.summary.id)) return;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    commit.outbox[i].position = positions[i];
    const auto told = hand_over(commit.outbox[i]);
    has_backlog_ = told == Told::sink_failed;
    if (told != Told::taken) return;
  }
}

// Events are looked at in windows, because only taken ones leave the outbox: what stays is read again with the next
// window, which grows with it, so that the whole stays linear.
Status Delivery::round(Store& store, bool with_all) {
  DOCKET_CHECK(acknowledge(store));
  Round round{.with_all = with_all, .passed_over = {}};
  has_backlog_ = true;
  failures_in_a_row_ = 0;
  last_round_ = now_;
  while (!round.is_over) DOCKET_CHECK(read_window(store, round));
  first_try_ = Instant::max();
  for (const auto& [case_id, trouble] : held_)
    first_try_ = std::min(first_try_, trouble.next_try.value_or(Instant::min()));
  if (round.is_broken_off) return Done{};
  has_backlog_ = false;
  // Every case was told or waits for a try of its own: nothing waits for the sink as a whole, whatever it seemed.
  down_.reset();
  pending_ = round.staying;
  is_floor_ = false;
  if (round.staying == 0) last_error_.reset();
  return Done{};
}

Status Delivery::read_window(Store& store, Round& round) {
  DOCKET_TRY(events, store.outbox(round.window));
  const bool is_last = events.size() < round.window;
  hand_over_window(events, round);
  round.is_over = round.is_broken_off || is_last;
  round.window = kDeliverBatch + 2 * round.staying;
  return acknowledge(store);
}

void Delivery::hand_over_window(const std::vector<OutboxEvent>& events, Round& round) {
  for (const auto& event : events) {
    if (event.position <= round.seen) continue;
    round.seen = event.position;
    const auto held = held_.find(event.case_id);
    const bool waits = held != held_.end() && !round.with_all && !is_due(held->second);
    if (waits || round.passed_over.contains(event.case_id)) {
      round.passed_over.insert(event.case_id);
      ++round.staying;
      continue;
    }
    switch (hand_over(event)) {
      case Told::taken: break;
      case Told::case_failed:
        round.passed_over.insert(event.case_id);
        ++round.staying;
        break;
      case Told::sink_failed: round.is_broken_off = true; return;
    }
  }
}

Status Delivery::deliver_all(Store& store) {
  if (!sink_ || (!has_backlog_ && held_.empty())) return Done{};
  auto over = round(store, true);
  if (!over) last_error_ = over.error();
  return over;
}

Status Delivery::acknowledge(Store& store) {
  if (delivered_.empty()) return Done{};
  DOCKET_CHECK(store.acknowledge(delivered_));
  delivered_.clear();
  return Done{};
}

void Delivery::count(Store& store) {
  const auto left = store.outbox(limits::kPendingCounted + delivered_.size());
  if (!left) {
    last_error_ = left.error();
    return;
  }
  // What was handed over goes with the next commit.
  const std::set<std::int64_t> gone(delivered_.begin(), delivered_.end());
  const auto stays = [&](const OutboxEvent& each) { return !gone.contains(each.position); };
  pending_ = static_cast<std::size_t>(std::count_if(left->begin(), left->end(), stays));
  is_floor_ = *pending_ >= limits::kPendingCounted;
}

DeliveryReport Delivery::report(Store& store) {
  DeliveryReport report{.delivered = told_};
  if (!sink_) return report;
  if (!pending_ || (is_floor_ && *pending_ < limits::kPendingCounted)) count(store);
  report.pending = pending_.value_or(0);
  if (report.pending > 0 || !pending_) report.last_error = last_error_;
  if (down_) report.next_try = down_->next_try;
  for (const auto& [case_id, trouble] : held_) {
    report.held.push_back({case_id, trouble.event_id, trouble.error, trouble.tries, trouble.next_try});
    if (trouble.next_try && (!report.next_try || *trouble.next_try < *report.next_try))
      report.next_try = trouble.next_try;
  }
  return report;
}

Result<std::optional<Instant>> Delivery::next_try(Store& store) {
  std::optional<Instant> next;
  if (!sink_) return next;
  for (const auto& [case_id, trouble] : held_) {
    if (trouble.next_try && (!next || *trouble.next_try < *next)) next = trouble.next_try;
  }
  // Whatever else there is waits for a sink that is down, too.
  if (down_ && down_->next_try) return down_->next_try;
  if (!has_backlog_) return next;
  // Nobody has looked since the process began, or since an answer was lost.
  DOCKET_TRY(first, store.outbox(delivered_.size() + 1));
  for (const auto& event : first) {
    const bool is_taken = std::find(delivered_.begin(), delivered_.end(), event.position) != delivered_.end();
    if (!is_taken && !held_.contains(event.case_id)) return std::optional(event.at);
  }
  return next;
}

}  // namespace docket
