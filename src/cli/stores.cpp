// Tested by tests/cli/transcript.sh
#include "cli/stores.hpp"

#include <filesystem>

#include "base/text.hpp"

namespace docket::cli {

Result<std::unique_ptr<Store>> open_existing_store(const std::string& path, bool is_read_only) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    return Error{ErrorCode::unavailable, "there is no store " + backticked(path)};
  auto store = open_sqlite_store({.path = path, .is_read_only = is_read_only});
  if (store) return store;
  return Error{ErrorCode::unavailable, store.error().message};
}

}  // namespace docket::cli
