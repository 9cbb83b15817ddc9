// The files below a folder, links to folders included.
// Tested by tests/unit/runtime/folder_walk_test.cpp
#pragma once

#include <filesystem>
#include <system_error>
#include <vector>

namespace docket {

// Sorted.  A link to a folder is gone into, unless it leads back to one that it lies in.
// Errors: `failure`, when the folder itself cannot be read; what lies below it and cannot be is passed over.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder, std::error_code& failure);

}  // namespace docket
