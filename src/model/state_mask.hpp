// Sets of states, or of events, as one bit each, in document order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace docket {

using StateMask = std::vector<std::uint64_t>;

inline std::size_t words_for(std::size_t bits) { return std::max<std::size_t>(1, (bits + 63) / 64); }

inline bool has_bit(std::span<const std::uint64_t> mask, std::size_t bit) {
  return (mask[bit / 64] >> (bit % 64) & 1U) != 0;
}

inline void set_bit(std::vector<std::uint64_t>& mask, std::size_t bit) {
  if (mask.size() <= bit / 64) mask.resize(bit / 64 + 1);
  mask[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

}  // namespace docket
