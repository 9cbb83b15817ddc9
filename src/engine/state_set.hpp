// A set of states as one bit each: a configuration, or the states a case has been in.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <span>

#include "model/indices.hpp"

namespace docket {

// A look at a set that lies elsewhere.  Goes through its states in document order.
class StateSet {
 public:
  class Iterator {
   public:
    using value_type = StateIndex;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    using pointer = const StateIndex*;
    using reference = StateIndex;

    Iterator() = default;
    Iterator(std::span<const std::uint64_t> words, std::size_t word) : words_(words), word_(word) {
      if (word_ < words_.size()) rest_ = words_[word_];
      settle();
    }
    StateIndex operator*() const {
      return static_cast<StateIndex>(word_ * 64 + static_cast<unsigned>(std::countr_zero(rest_)));
    }
    Iterator& operator++() {
      rest_ &= rest_ - 1;
      settle();
      return *this;
    }
    Iterator operator++(int) {
      auto before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.word_ == b.word_ && a.rest_ == b.rest_; }

   private:
    void settle() {
      while (rest_ == 0 && word_ < words_.size()) rest_ = ++word_ < words_.size() ? words_[word_] : 0;
    }
    std::span<const std::uint64_t> words_;
    std::size_t word_ = 0;
    std::uint64_t rest_ = 0;
  };

  explicit StateSet(std::span<const std::uint64_t> words) : words_(words) {}

  bool contains(StateIndex state) const { return (words_[at(state) / 64] >> (at(state) % 64) & 1U) != 0; }
  bool meets(std::span<const std::uint64_t> mask) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & mask[i]) != 0) return true;
    }
    return false;
  }
  // Those in (after, last], from the last to the first; `see` may take them out.
  template <class See>
  void each_back(StateIndex after, StateIndex last, See see) const {
    const auto first = at(after) + 1;
    for (auto word = at(last) / 64 + 1; word-- > first / 64;) {
      auto rest = words_[word];
      if (word == at(last) / 64 && at(last) % 64 != 63) rest &= (std::uint64_t{2} << (at(last) % 64)) - 1;
      if (word == first / 64) rest &= ~std::uint64_t{0} << (first % 64);
      while (rest != 0) {
        const auto bit = 63U - static_cast<unsigned>(std::countl_zero(rest));
        rest &= ~(std::uint64_t{1} << bit);
        see(static_cast<StateIndex>(word * 64 + bit));
      }
    }
  }
  bool empty() const { return begin() == end(); }
  std::size_t size() const { return static_cast<std::size_t>(std::distance(begin(), end())); }
  Iterator begin() const { return {words_, 0}; }
  Iterator end() const { return {words_, words_.size()}; }
  std::span<const std::uint64_t> words() const { return words_; }

  friend bool operator==(const StateSet& a, const StateSet& b) { return std::ranges::equal(a.words_, b.words_); }

 private:
  std::span<const std::uint64_t> words_;
};

}  // namespace docket
