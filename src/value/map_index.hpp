// Finding keys in the entries of a map, which keep the order in which they were written.
// Tested by tests/unit/value/value_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "docket/value.hpp"

namespace docket {

// Positions of the entries, sorted by key; empty for maps small enough to be searched in a row.
using MapIndex = std::vector<std::uint32_t>;

MapIndex index_of(std::span<const MapEntry> entries);
const Value* find_key(std::span<const MapEntry> entries, const MapIndex& index, const Value& key) noexcept;
const Value* find_key(std::span<const MapEntry> entries, const MapIndex& index, std::string_view key) noexcept;
// Of equal keys the first stays.
void remove_repeated_keys(std::vector<MapEntry>& entries);

}  // namespace docket
