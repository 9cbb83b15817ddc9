// WriterLock: one process at a time writes to a store.  Held through a file beside it, and released
// by the system however the process ends.
// Tested by tests/store_contract/sqlite_store_test.cpp
#pragma once

#include <string>

#include "docket/result.hpp"

namespace docket {

class WriterLock {
 public:
  // Errors: unavailable when another process, or another store of this one, holds it.
  static Result<WriterLock> take(const std::string& store_path);

  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  ~WriterLock();

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace docket
