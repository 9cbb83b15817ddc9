// Counts every allocation of a benchmark program.
#pragma once

#include <cstddef>

namespace docket::bench {

std::size_t allocations();

}  // namespace docket::bench
