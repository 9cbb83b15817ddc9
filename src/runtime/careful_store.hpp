// The host's store as the Runtime calls it: one that throws has failed, like one that answers `unavailable`, so that
// what follows a failure follows it, too, and nothing that a store throws leaves the library.
// Tested by tests/fault/throwing_host_test.cpp
#pragma once

#include <memory>

#include "docket/store.hpp"

namespace docket {

std::unique_ptr<Store> careful(std::unique_ptr<Store> store);

}  // namespace docket
