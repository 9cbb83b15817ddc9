// Random numbers for property tests: the same on every machine, from a seed that a failure prints.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace docket::testing {

// DOCKET_SEED, or the one that the suite always runs with.
inline std::uint64_t seed() {
  const char* given = std::getenv("DOCKET_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20260213;
}

// splitmix64
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  // A number in [from, to].
  std::int64_t between(std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(to - from + 1));
  }
  bool one_in(std::int64_t n) { return between(1, n) == 1; }

 private:
  std::uint64_t state_;
};

}  // namespace docket::testing
