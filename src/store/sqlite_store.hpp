// The store over a file that was opened and looked at (sqlite_opening.cpp).
#pragma once

#include <cstdint>
#include <memory>

#include "docket/store.hpp"
#include "store/sqlite_statement.hpp"
#include "store/store_file.hpp"

namespace docket {

// `format` is the file's, `user_version` of schema.sql; an earlier one can only be read.
Result<std::unique_ptr<Store>> make_sqlite_store(SqliteConnection connection, StoreFile file, std::int64_t format);

}  // namespace docket
