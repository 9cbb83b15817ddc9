// Mistakes that are told once though they show at several places.
// Tested by tests/unit/verify/repeats_test.cpp
#pragma once

#include "docket/diagnostic.hpp"

namespace docket {

// One name that is missing, such as a state that was taken away, is one mistake however often it is mentioned: what
// is told of it again in the same file goes into the hint of the first, as the places of the others.
// `diagnostics` are sorted by place.
void tell_once(Diagnostics& diagnostics);

}  // namespace docket
