// What the command line asks of the operating system beyond C++: waiting for a line, and standard streams that may be
// closed.  The only file of src/cli that needs POSIX.
//
// Threads: one.
// Tested by tests/cli/hard_times.sh and tests/cli/transcript.sh
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "docket/time.hpp"

namespace docket::cli {

// A closed stream leaves its number to the next file that is opened: what is meant for standard output would go into
// the store.  In its place stands something that cannot be written, or read.  Ends the program where that is not
// possible.
void keep_streams_apart();

// A reader that goes away is noticed by the write that fails, not by a signal that ends the program.
void survive_closed_output();

bool is_output_a_terminal();

// Lines from a file, or from standard input, with a wait that can end before the next line is there.
class LineReader {
 public:
  // `-` is standard input.  nullopt: it cannot be opened.  A line of more than `longest` bytes is passed over.
  static std::optional<LineReader> open(const std::string& path, std::size_t longest);
  LineReader(LineReader&& other) noexcept;
  ~LineReader();

  enum class Next { line, too_long, end, failed, waited };
  // Waits at most that long; nullopt: as long as it takes.
  Next next(std::string& line, std::optional<Elapsed> patience);

 private:
  LineReader(int descriptor, std::size_t longest) : descriptor_(descriptor), longest_(longest) {}
  Next take(std::string& line, std::size_t end, std::size_t next);
  void fill();

  int descriptor_;
  std::size_t longest_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool is_at_end_ = false, has_failed_ = false;
  bool is_too_long_ = false;  // the line that is being read
};

}  // namespace docket::cli
