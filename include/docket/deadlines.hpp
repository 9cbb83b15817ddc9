// Deadlines: the next deadline of each of many cases, in one structure, for a host that keeps its cases in
// memory and drives the pure engine itself.  (Runtime has a store, and a store keeps its own order.)
//
//   docket::Deadlines deadlines({.begin = now});
//   deadlines.arm(key, *next_deadline(kase));                 // again: it moves
//   deadlines.pop_due(now, 1'000, due);                       // what is due, in order, each once
//   for (const auto& each : due) { ... advance(rules, kase_of(each.key), now, journal) ... arm again ... }
//
// A key stands for a case: a small number that the caller gives out, from 0 up, and may use again.  It has
// one deadline or none.
//
// Order is total: by due instant, to the millisecond; at one instant by `before`, as a rule the order of case
// ids; without it by key.  After an outage of any length a backlog is handed out in that order, in batches.
//
// Any instant will do: in the past, a thousand years ahead, Instant::min().  Only Instant::max() is no
// instant at which something is due, but "never": who arms a key with it cancels it.
//
// Threads: used by one thread at a time.
// Lifetime: owns what it holds; `before` must stay callable as long.
// Errors: limit_exceeded for a key at or beyond limits::kDeadlineKeys; nothing is changed then.
// Cost: 12 to 24 bytes a deadline when keys are dense, 80 KB in any case.  cancel is O(1); arm and pop_due are
//       amortised so for deadlines ahead of what was handed out, and O(log n) for those behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "docket/result.hpp"
#include "docket/time.hpp"

namespace docket {

enum class DeadlineKey : std::uint32_t {};

struct DueKey {
  DeadlineKey key{};
  Instant due;
  Elapsed late_by{0};  // how long before `now` it was due

  friend bool operator==(const DueKey&, const DueKey&) = default;
};

struct DeadlineOptions {
  // Where most deadlines are yet to come: the present, as a rule.  Only speed depends on it.
  Instant begin;
  // Which of two keys that are due at one instant comes first; asked only about keys that are armed.
  // Requires: a strict total order of those, which lasts as long as they are.
  std::function<bool(DeadlineKey, DeadlineKey)> before = nullptr;
};

class Deadlines {
 public:
  explicit Deadlines(DeadlineOptions options = {});
  Deadlines(Deadlines&&) noexcept;
  Deadlines& operator=(Deadlines&&) noexcept;
  ~Deadlines();

  // The key is due at `due` and at no other time.
  Status arm(DeadlineKey key, Instant due);
  // Answers whether there was something to cancel.
  bool cancel(DeadlineKey key);

  std::optional<Instant> due_of(DeadlineKey key) const;
  std::size_t size() const;  // keys that are armed

  // The first in order; nullopt when nothing is armed.  Not const: it sorts what it comes upon.
  std::optional<DueKey> next();

  // Takes out what is due by `now`, in order, at most `limit` of it, and appends it to `due`.  Answers whether
  // that was all.  What is armed meanwhile takes its place in the order, also before what was handed out.
  enum class Popped : std::uint8_t { all, some };
  Popped pop_due(Instant now, std::size_t limit, std::vector<DueKey>& due);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace docket
