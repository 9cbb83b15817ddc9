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
  // Reads the whole file for damage first: three seconds for 600 MB.  Done in any case where nobody closed the file
  // after the last writing.
  bool checks_whole_file = false;
};

// A SQLite file in WAL mode.  One process writes to it at a time, by whichever name or link: a second one is told so.
// A writer brings a file of an earlier docket up to the present format; earlier dockets refuse it from then on.
// Errors: unavailable when it is in use, cannot be opened or lies on a read-only medium; invalid_argument when the file
//         is damaged, belongs to another program or was written by a later docket.
Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options);

}  // namespace docket
