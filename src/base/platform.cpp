// What this library takes for granted about the machine, checked where it is compiled.
#include <bit>
#include <climits>
#include <cstdint>

static_assert(std::endian::native == std::endian::little && sizeof(void*) == 8 && CHAR_BIT == 8,
              "docket is written for 64-bit little-endian machines, such as x86-64 and ARM64: binary snapshots are "
              "written in that order, and the bounds of limits.hpp were chosen for that size");
static_assert(sizeof(double) == 8 && static_cast<std::int64_t>(0x1p62) == 0x4000'0000'0000'0000,
              "CEL's numbers are 64-bit integers and IEEE 754 doubles");
