// Clock: what time it is, for hosts and tools that do not bring the time themselves.
//
// Nothing in the engine asks a Clock: `now` is an argument of every call.
//
// Threads: SystemClock is thread-safe, ManualClock is used by one thread at a time.
#pragma once

#include "docket/time.hpp"

namespace docket {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

}  // namespace docket
