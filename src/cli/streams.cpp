// Tested by tests/cli/hard_times.sh and tests/cli/transcript.sh
#include "cli/streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>

#include "cli/commands.hpp"

namespace docket::cli {

void keep_streams_apart() {
  for (const int stream : {0, 1, 2}) {
    if (::fcntl(stream, F_GETFD) == -1 && ::open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY) != stream)
      std::_Exit(kUnusable);
  }
}

void survive_closed_output() { std::signal(SIGPIPE, SIG_IGN); }

bool is_output_a_terminal() { return ::isatty(STDOUT_FILENO) != 0; }

std::optional<LineReader> LineReader::open(const std::string& path, std::size_t longest) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  return LineReader(descriptor, longest);
}

LineReader::LineReader(LineReader&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      longest_(other.longest_),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      is_at_end_(other.is_at_end_),
      has_failed_(other.has_failed_),
      is_too_long_(other.is_too_long_) {}

LineReader::~LineReader() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

LineReader::Next LineReader::next(std::string& line, std::optional<Elapsed> patience) {
  for (;;) {
    const auto newline = buffer_.find('\n', begin_);
    if (newline != std::string::npos) return take(line, newline, newline + 1);
    if (has_failed_) return Next::failed;
    if (buffer_.size() - begin_ > longest_) {
      // The rest of it is passed over unread.
      is_too_long_ = true;
      begin_ = buffer_.size();
    }
    if (is_at_end_)
      return begin_ < buffer_.size() || is_too_long_ ? take(line, buffer_.size(), buffer_.size()) : Next::end;
    pollfd waiting{descriptor_, POLLIN, 0};
    const int timeout = patience ? static_cast<int>(std::clamp<std::int64_t>(patience->count(), 0, 60'000)) : -1;
    const int ready = ::poll(&waiting, 1, timeout);
    if (ready == 0) return Next::waited;
    if (ready > 0) fill();
  }
}

LineReader::Next LineReader::take(std::string& line, std::size_t end, std::size_t next) {
  line.assign(buffer_, begin_, end - begin_);
  begin_ = next;
  return std::exchange(is_too_long_, false) ? Next::too_long : Next::line;
}

void LineReader::fill() {
  buffer_.erase(0, std::exchange(begin_, 0));
  char block[65536];
  const auto count = ::read(descriptor_, block, sizeof block);
  if (count > 0)
    buffer_.append(block, static_cast<std::size_t>(count));
  else if (count == 0)
    is_at_end_ = true;
  else if (errno != EINTR)
    has_failed_ = true;
}

}  // namespace docket::cli
