// Tested by tests/store_contract/sqlite_store_test.cpp
#include "store/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "base/text.hpp"

namespace docket {

Result<WriterLock> WriterLock::take(const std::string& store_path) {
  const int descriptor = ::open((store_path + "-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return Error{ErrorCode::unavailable, "cannot open " + backticked(store_path) + ": the folder cannot be written"};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ErrorCode::unavailable,
                 "cannot open " + backticked(store_path) +
                     ": the file is in use by another process; stop that, or open the store read-only"};
  }
  return WriterLock(descriptor);
}

WriterLock::WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace docket
