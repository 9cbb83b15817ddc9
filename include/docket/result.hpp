// Result<T>: a value, or the Error that says why there is none.
//
// Every function of this library that can fail in production returns a Result; no exception leaves
// a public function.  Member names follow std::expected (C++23), so that Result can become an alias
// for it one day.
//
// Threads: as safe as T.  Cost: the size of T plus one word; no allocation of its own.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace docket {

// What a caller can do about a failure.  Append only, never renumber: the numbers are stored and
// cross the C ABI.
enum class ErrorCode : int {
  invalid_argument = 1,  // the call is wrong: fix the calling code
  invalid_rules = 2,     // the YAML is wrong: show the Diagnostics to its author
  not_found = 3,         // no such case, workflow, calendar or file
  conflict = 4,          // another writer won the race: reload and try again
  unavailable = 5,       // the store cannot be reached or written: try again later
  limit_exceeded = 6,    // a bound of limits.hpp was hit: shrink the input
  internal = 7,          // a defect of this library: please report it
};

// The code's name as written above, for messages and JSON.
const char* name_of(ErrorCode code) noexcept;

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  // one line, lower case, no full stop, the user's words in backticks
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  // Requires: has_value()
  const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  const T* operator->() const noexcept { return std::get_if<0>(&state_); }
  T* operator->() noexcept { return std::get_if<0>(&state_); }

  // Requires: !has_value()
  const Error& error() const& noexcept { return *std::get_if<1>(&state_); }
  Error&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace docket
