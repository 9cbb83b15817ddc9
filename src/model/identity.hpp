// What a compact snapshot is written against: the rule set, and the places that a workflow's names have in its lists.
// Tested by tests/unit/store/binary_snapshot_test.cpp
#pragma once

#include <cstddef>
#include <string>

namespace docket {

class Workflow;

// 16 bytes of the rule set's fingerprint, then 8 bytes over the order of all names.  A docket that put the names
// in another order would notice, and not read one thing as another.
inline constexpr std::size_t kIdentityBytes = 24;
std::string identity_of(const Workflow& workflow);

}  // namespace docket
