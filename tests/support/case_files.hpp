// The cases that other projects wrote (DOCKET_CASES, default ../shared/cases), read at run time.
#pragma once

#include <optional>
#include <string>

namespace docket::testing {

// The folder, or nullopt after a visible line that says what is skipped for want of it.
std::optional<std::string> case_folder(const std::string& subfolder);

}  // namespace docket::testing
