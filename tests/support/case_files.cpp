#include "support/case_files.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

namespace docket::testing {

std::optional<std::string> case_folder(const std::string& subfolder) {
  const char* given = std::getenv("DOCKET_CASES");
  const std::string root = given != nullptr ? given : std::string(DOCKET_SOURCE_DIR) + "/../shared/cases";
  const auto folder = root + "/" + subfolder;
  if (std::filesystem::is_directory(folder)) return folder;
  MESSAGE("SKIPPED: there are no cases in " << folder << "; set DOCKET_CASES to run them");
  return std::nullopt;
}

}  // namespace docket::testing
