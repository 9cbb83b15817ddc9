// When each key of a Deadlines is due, by key.  In pages, so that growing never copies and a single high key costs
// one page.
// Tested by tests/unit/engine/deadlines_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "docket/time.hpp"

namespace docket {

// An Instant as a number from 1 up, in the same order; Instant::max() wraps to 0, which says "not armed".
using Ordinal = std::uint64_t;
inline constexpr Ordinal kUnarmed = 0;
inline constexpr Ordinal kSign = Ordinal{1} << 63U;

inline Ordinal ordinal_of(Instant at) { return (static_cast<Ordinal>(at.time_since_epoch().count()) ^ kSign) + 1; }
inline Instant instant_of(Ordinal ordinal) {
  return Instant{Elapsed{static_cast<std::int64_t>((ordinal - 1) ^ kSign)}};
}

class DueTable {
 public:
  // Requires: the key has a place.
  Ordinal at(std::uint32_t key) const { return pages_[key / kKeysPerPage][key % kKeysPerPage]; }

  // Null where the key has no place yet.
  Ordinal* find(std::uint32_t key) const {
    const auto page = key / kKeysPerPage;
    return page >= pages_.size() || !pages_[page] ? nullptr : &pages_[page][key % kKeysPerPage];
  }

  // Makes one, not armed, where there is none.
  Ordinal& place(std::uint32_t key) {
    const auto page = key / kKeysPerPage;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) {
      pages_[page].reset(new Ordinal[kKeysPerPage]());
      size_ += kKeysPerPage;
    }
    return pages_[page][key % kKeysPerPage];
  }

  std::size_t size() const { return size_; }  // keys that have a place

  template <class Visit>
  void for_each_armed(Visit visit) const {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (!pages_[page]) continue;
      for (std::uint32_t i = 0; i < kKeysPerPage; ++i) {
        const auto due = pages_[page][i];
        if (due != kUnarmed) visit(static_cast<std::uint32_t>(page * kKeysPerPage) + i, due);
      }
    }
  }

 private:
  static constexpr std::uint32_t kKeysPerPage = 4'096;

  std::vector<std::unique_ptr<Ordinal[]>> pages_;  // null where nobody was ever armed
  std::size_t size_ = 0;
};

}  // namespace docket
