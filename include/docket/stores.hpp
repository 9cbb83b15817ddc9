// The stores that come with docket.
#pragma once

#include <memory>
#include <string>

#include "docket/result.hpp"
#include "docket/store.hpp"

namespace docket {

// Everything in memory, for tests and for hosts that need no more.
std::unique_ptr<Store> open_memory_store();

struct SqliteOptions {
  std::string path;           // created when missing
  bool is_read_only = false;  // to look into a store, also while another process runs on it
  // What survives when the machine loses power (not when the process dies: then everything does).
  enum class Durability { full, normal } durability = Durability::full;
};

// A SQLite file in WAL mode.  One process writes to it at a time: a second one is told so.
// Errors: unavailable when it is in use or cannot be opened; invalid_argument when the file is
//         damaged, belongs to another program or was written by a later docket.
Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options);

}  // namespace docket
