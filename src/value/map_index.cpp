// Tested by tests/unit/value/value_test.cpp
#include "value/map_index.hpp"

#include <algorithm>
#include <numeric>

#include "base/short_text.hpp"
#include "value/compare.hpp"

namespace docket {
namespace {

// Up to this size a walk over the entries is quicker than a binary search.
constexpr std::size_t kSearchedInARow = 8;

MapIndex sorted_positions(std::span<const MapEntry> entries) {
  MapIndex index(entries.size());
  std::iota(index.begin(), index.end(), 0U);
  std::stable_sort(index.begin(), index.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key_order(entries[a].key, entries[b].key) < 0; });
  return index;
}

}  // namespace

MapIndex index_of(std::span<const MapEntry> entries) {
  return entries.size() <= kSearchedInARow ? MapIndex() : sorted_positions(entries);
}

const Value* find_key(std::span<const MapEntry> entries, const MapIndex& index, const Value& key) noexcept {
  if (index.empty()) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const MapEntry& entry) { return key_order(entry.key, key) == 0; });
    return found == entries.end() ? nullptr : &found->value;
  }
  const auto found = std::lower_bound(index.begin(), index.end(), key, [&](std::uint32_t at, const Value& wanted) {
    return key_order(entries[at].key, wanted) < 0;
  });
  if (found == index.end() || key_order(entries[*found].key, key) != 0) return nullptr;
  return &entries[*found].value;
}

const Value* find_key(std::span<const MapEntry> entries, const MapIndex& index, std::string_view key) noexcept {
  if (index.empty()) {
    for (const auto& entry : entries) {
      if (entry.key.kind() == Value::Kind::string && is_same_text(entry.key.as_string(), key)) return &entry.value;
    }
    return nullptr;
  }
  const auto found = std::lower_bound(index.begin(), index.end(), key, [&](std::uint32_t at, std::string_view wanted) {
    return key_order(entries[at].key, wanted) < 0;
  });
  if (found == index.end() || key_order(entries[*found].key, key) != 0) return nullptr;
  return &entries[*found].value;
}

void remove_repeated_keys(std::vector<MapEntry>& entries) {
  const MapIndex sorted = sorted_positions(entries);
  std::vector<bool> is_repeated(entries.size());
  bool any = false;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (key_order(entries[sorted[i - 1]].key, entries[sorted[i]].key) != 0) continue;
    is_repeated[sorted[i]] = any = true;
  }
  if (!any) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_repeated[i]) continue;
    if (kept != i) entries[kept] = std::move(entries[i]);
    ++kept;
  }
  entries.resize(kept);
}

}  // namespace docket
