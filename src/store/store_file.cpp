// Tested by tests/store_contract/store_file_test.cpp
#include "store/store_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace docket {
namespace {

using FileId = std::pair<dev_t, ino_t>;

// Far behind every byte that SQLite locks: the two never meet.
constexpr off_t kLockedByte = 0x7FFF'FFFF'FFFF'0000;

bool set_lock(int descriptor, short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockedByte;
  lock.l_len = 1;
  return ::fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
}

std::filesystem::path real_path(const std::string& path) {
  std::error_code failed;
  auto real = std::filesystem::weakly_canonical(path, failed);
  return failed ? std::filesystem::path(path) : real;
}

std::string folder_of(const std::string& path) {
  const auto folder = real_path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Error cannot_open(const std::string& path, const std::string& why) {
  return {ErrorCode::unavailable, "cannot open " + backticked(path) + ": " + why};
}

Error cannot_write(const std::string& path, int reason) {
  const bool is_read_only = reason == EROFS || StoreFile::lies_on_read_only_medium(path);
  if (is_read_only) return cannot_open(path, "it lies on a read-only medium; open the store read-only");
  switch (reason) {
    case ENOENT: return cannot_open(path, "there is no such folder");
    case EACCES:
    case EPERM: return cannot_open(path, "the file, or the folder it lies in, may not be written");
    default: return cannot_open(path, std::generic_category().message(reason));
  }
}

Error in_use(const std::string& path) {
  return cannot_open(path, "the file is in use by another process; stop that, or open the store read-only");
}

}  // namespace

// Of one file, by all that use it in this process.
struct StoreFile::Descriptors {
  std::mutex mutex;
  std::vector<int> idle;

  ~Descriptors() {
    for (const int each : idle) ::close(each);
  }

  // One that a use before this left; -1: none.
  int take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return -1;
    const int descriptor = idle.back();
    idle.pop_back();
    return descriptor;
  }

  void keep(int descriptor) {
    const std::lock_guard lock(mutex);
    idle.push_back(descriptor);
  }

  static std::shared_ptr<Descriptors> of(FileId file) {
    static std::mutex all_mutex;
    static std::map<FileId, std::weak_ptr<Descriptors>> all;
    const std::lock_guard lock(all_mutex);
    std::erase_if(all, [](const auto& each) { return each.second.expired(); });
    auto& known = all[file];
    auto descriptors = known.lock();
    if (!descriptors) known = descriptors = std::make_shared<Descriptors>();
    return descriptors;
  }
};

StoreFile StoreFile::to_read(const std::string& path) {
  StoreFile file;
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) file.descriptors_ = Descriptors::of({about.st_dev, about.st_ino});
  return file;
}

Result<StoreFile> StoreFile::to_write(const std::string& path) {
  auto file = to_read(path);
  int descriptor = file.descriptors_ ? file.descriptors_->take() : -1;
  if (descriptor < 0) descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return cannot_write(path, errno);
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) {
    const int reason = errno;
    ::close(descriptor);
    return cannot_write(path, reason);
  }
  file.descriptors_ = Descriptors::of({about.st_dev, about.st_ino});
  if (!set_lock(descriptor, F_WRLCK)) {
    file.descriptors_->keep(descriptor);
    return in_use(path);
  }
  file.locked_ = descriptor;
  // SQLite writes beside the file.
  if (::access(folder_of(path).c_str(), W_OK) != 0) return cannot_write(path, errno);
  // An earlier docket that still runs holds another lock.
  const auto earlier = real_path(path).string() + "-lock";
  file.earlier_locked_ = ::open(earlier.c_str(), O_RDWR | O_CLOEXEC);
  if (file.earlier_locked_ >= 0 && ::flock(file.earlier_locked_, LOCK_EX | LOCK_NB) != 0) return in_use(path);
  return file;
}

StoreFile::StoreFile(StoreFile&& other) noexcept
    : descriptors_(std::move(other.descriptors_)),
      locked_(std::exchange(other.locked_, -1)),
      earlier_locked_(std::exchange(other.earlier_locked_, -1)) {}

StoreFile& StoreFile::operator=(StoreFile&& other) noexcept {
  std::swap(descriptors_, other.descriptors_);
  std::swap(locked_, other.locked_);
  std::swap(earlier_locked_, other.earlier_locked_);
  return *this;
}

StoreFile::~StoreFile() {
  if (earlier_locked_ >= 0) ::close(earlier_locked_);
  if (locked_ < 0) return;
  static_cast<void>(set_lock(locked_, F_UNLCK));
  descriptors_->keep(locked_);
}

bool StoreFile::was_left_open(const std::string& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(real_path(path).string() + "-wal", missing);
  return !missing && size > 0;
}

bool StoreFile::lies_on_read_only_medium(const std::string& path) {
  struct statvfs about {};
  return ::statvfs(folder_of(path).c_str(), &about) == 0 && (about.f_flag & ST_RDONLY) != 0;
}

}  // namespace docket
