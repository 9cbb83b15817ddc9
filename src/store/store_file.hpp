// StoreFile: this process's use of a store's file, as a writer or a reader.
//
// One process at a time writes to a store.  The lock is on the file itself, not on its name: it holds for every link to
// it, needs no second file that somebody might clean away, and is released by the system however the process ends.
//
// SQLite keeps POSIX locks of its own on the file, which the system takes from a process as soon as it closes *any*
// descriptor of that file.  So a descriptor that was opened for the lock stays open until the last use of the file in
// this process is over.
//
// Threads: any.
// Tested by tests/store_contract/store_file_test.cpp
#pragma once

#include <memory>
#include <string>

#include "docket/result.hpp"

namespace docket {

class StoreFile {
 public:
  // Makes an empty file where there is none.
  // Errors: unavailable when another process, or another store of this one, writes to it; when it cannot be written,
  // and why.
  static Result<StoreFile> to_write(const std::string& path);
  // Requires: the file exists.
  static StoreFile to_read(const std::string& path);

  StoreFile(StoreFile&& other) noexcept;
  StoreFile& operator=(StoreFile&& other) noexcept;
  ~StoreFile();

  // Whether what was written last may stand beside the file only: nobody closed it.
  static bool was_left_open(const std::string& path);
  // Whether nobody can write to where it lies, whatever the rights.
  static bool lies_on_read_only_medium(const std::string& path);

 private:
  struct Descriptors;
  StoreFile() = default;

  std::shared_ptr<Descriptors> descriptors_;
  int locked_ = -1;          // the descriptor that holds the lock
  int earlier_locked_ = -1;  // of the lock file of dockets before December 2026, where there is one
};

}  // namespace docket
