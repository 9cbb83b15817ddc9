// What the host has still to be told, and who waits after a failure.
//
// A step is stored, and then its events are handed to the sink.  A sink that answers `unavailable` is down: nothing is
// handed over until its next try.  One that answers another error, or throws, does not take this event: its case is
// held back, and the others go on, because order is promised within a case only.  After kFailuresInARow cases of
// which none had failed before, the sink is taken to be down, too.
//
// All of this is remembered here, and nothing of it in the store: after a restart everything is tried at once.
// Tested by tests/fault/failing_store_test.cpp and tests/unit/runtime/delivery_test.cpp
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "docket/runtime.hpp"

namespace docket {

class Delivery {
 public:
  explicit Delivery(Sink sink) : sink_(std::move(sink)) {}

  // At the beginning of a call; nullopt: the call has no time of its own, the last one counts.
  void begin_call(std::optional<Instant> now);
  // While the sink is told something the Runtime must not be called.
  bool is_telling() const { return is_telling_; }

  // Positions that were handed over; they go with the next commit.
  const std::vector<std::int64_t>& delivered() const { return delivered_; }
  // A commit whose answer was lost may be stored or not.
  void doubt();
  // A commit went through, with what it had under `delivered`: its events are handed over.  The step stands whatever
  // comes of it.
  void committed(Store& store, Commit& commit, const std::vector<std::int64_t>& positions);

  // Hands over all that is left, whatever failed before.
  // Errors: those of the store.  What the sink does not take is no error of this call; see report().
  Status deliver_all(Store& store);
  // Forgets what was handed over.
  Status acknowledge(Store& store);

  DeliveryReport report(Store& store);
  // When to try again; nullopt: nothing waits for that.
  Result<std::optional<Instant>> next_try(Store& store);

 private:
  struct Trouble {
    Error error;
    int tries = 0;
    std::optional<Instant> next_try;
    std::string event_id;
  };
  enum class Told : std::uint8_t { taken, case_failed, sink_failed };
  // Of one round: who is passed over, and how it went.
  struct Round;

  Status tell(const OutboxEvent& event);
  Told hand_over(const OutboxEvent& event);
  void note(Trouble& trouble, const Error& error, const OutboxEvent& event);
  Status round(Store& store, bool with_all);
  Status read_window(Store& store, Round& round);
  void hand_over_window(const std::vector<OutboxEvent>& events, Round& round);
  bool is_due(const Trouble& trouble) const { return !now_ || !trouble.next_try || *trouble.next_try <= *now_; }
  // Whether an event of any case is to try again what waits.
  bool is_round_due() const;
  void count(Store& store);

  Sink sink_;
  std::optional<Instant> now_;
  std::vector<std::int64_t> delivered_;
  bool has_backlog_ = true;             // the outbox may hold events of cases that are not held back
  std::optional<std::size_t> pending_;  // nullopt: not counted since something was in doubt
  bool is_floor_ = false;               // there are at least so many
  std::size_t told_ = 0;                // in this call
  std::map<std::string, Trouble, std::less<>> held_;
  Instant first_try_ = Instant::max();  // of all in held_; perhaps of one that is there no longer
  std::optional<Instant> last_round_;   // at which time the outbox was last gone through
  int failures_in_a_row_ = 0;           // of cases that had not failed before
  std::optional<Trouble> down_;
  std::optional<Error> last_error_;
  bool is_telling_ = false;
};

}  // namespace docket
