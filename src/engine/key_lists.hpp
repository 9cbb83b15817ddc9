// Lists of 32-bit keys that are only ever appended to and emptied, in chunks from one pool: adding streams
// into one cache line of the list, reading streams through its chunks, and an emptied chunk serves the next list.
// Tested by tests/unit/engine/deadlines_test.cpp
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace docket {

class KeyLists {
 public:
  static constexpr std::uint32_t kKeysPerChunk = 127;  // 512 bytes with its link
  struct List {
    std::uint32_t last = kNone;  // chunk that is being filled; full ones hang behind it
    std::uint32_t used = 0;      // of that chunk
    bool is_empty() const { return last == kNone; }
  };

  void add(List& list, std::uint32_t key) {
    if (list.last == kNone || list.used == kKeysPerChunk) {
      const auto fresh = take();
      chunk(fresh).previous = list.last;
      list = {.last = fresh, .used = 0};
    }
    chunk(list.last).keys[list.used++] = key;
  }

  // Empties the list; `read(keys, count)` gets it chunk by chunk, in no particular order.  It may add to other
  // lists meanwhile.
  template <class Read>
  void drain(List& list, Read read) {
    auto each = list.last;
    auto used = list.used;
    list = {};
    while (each != kNone) {
      const auto& full = chunk(each);
      read(full.keys.data(), used);
      const auto previous = full.previous;
      free_.push_back(each);
      each = previous;
      used = kKeysPerChunk;
    }
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  static constexpr std::uint32_t kChunksPerBlock = 64;
  struct Chunk {
    std::array<std::uint32_t, kKeysPerChunk> keys;
    std::uint32_t previous;
  };

  // Blocks stay where they are, so that growing never copies.
  Chunk& chunk(std::uint32_t index) { return blocks_[index / kChunksPerBlock][index % kChunksPerBlock]; }

  std::uint32_t take() {
    if (free_.empty()) {
      const auto first = static_cast<std::uint32_t>(blocks_.size()) * kChunksPerBlock;
      blocks_.emplace_back(new Chunk[kChunksPerBlock]);
      for (auto i = kChunksPerBlock; i > 0; --i) free_.push_back(first + i - 1);
    }
    const auto index = free_.back();
    free_.pop_back();
    return index;
  }

  std::vector<std::unique_ptr<Chunk[]>> blocks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace docket
