// The store of a command that looks at cases: one that is there already.
#pragma once

#include <memory>
#include <string>

#include "docket/stores.hpp"

namespace docket::cli {

// Errors: unavailable, whatever keeps it from being used, so that every command ends with the same code.
Result<std::unique_ptr<Store>> open_existing_store(const std::string& path, bool is_read_only);

}  // namespace docket::cli
