// When something that failed is tried again: a pure function of how often it failed and of when.
// Tested by tests/unit/runtime/failing_cases_test.cpp
#pragma once

#include <algorithm>

#include "docket/time.hpp"

namespace docket {

// 1, 2, 4 … minutes later, and never more than an hour.
inline Instant next_try_after(int tries, Instant now) {
  constexpr int kDoublings = 6;  // 64 minutes are more than the hour
  const Elapsed wait =
      std::min<Elapsed>(std::chrono::minutes(1 << std::clamp(tries - 1, 0, kDoublings)), std::chrono::hours(1));
  return now > Instant::max() - wait ? Instant::max() : now + wait;
}

}  // namespace docket
