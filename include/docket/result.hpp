// Result<T>: a value, or the Error that says why there is none.
//
// Every function of this library that can fail in production returns a Result; no exception leaves
// a public function.  Member names follow std::expected (C++23), so that Result can become an alias
// for it one day.
//
// Whoever takes the value of a Result that has none, or the error of one that has a value, has made a mistake that
// nothing can be built upon: the process ends there (std::abort), in every kind of build, with a line on the standard
// error stream that says which error was overlooked.
//
// Threads: as safe as T.  Cost: the size of T plus one word; no allocation of its own.
#pragma once

#include <iterator>
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
  busy = 8,              // called from within a sink: call again when the sink has returned
};

// The code's name as written above, for messages and JSON.
const char* name_of(ErrorCode code) noexcept;

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  // one line, lower case, no full stop, the user's words in backticks
};

namespace detail {

[[noreturn]] void no_value(const Error& error) noexcept;
[[noreturn]] void no_error() noexcept;

// What `for (x : *f())` would run over after it is gone.
template <class T>
concept Iterable = requires(T& value) {
  std::begin(value);
  std::end(value);
};

}  // namespace detail

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  // Requires: has_value()
  const T& operator*() const& noexcept { return checked(); }
  T& operator*() & noexcept { return checked(); }
  T&& operator*() && noexcept requires(!detail::Iterable<T>) { return std::move(checked()); }
  // `for (x : *f())` would run over what is gone by then: name the Result first, or take value() of it.
  void operator*() && requires detail::Iterable<T>
  = delete;
  const T* operator->() const noexcept { return &checked(); }
  T* operator->() noexcept { return &checked(); }

  // The same; of a Result that nobody has named the value itself, which lives on.
  const T& value() const& noexcept { return checked(); }
  T& value() & noexcept { return checked(); }
  T value() && { return std::move(checked()); }

  // Requires: !has_value()
  const Error& error() const& noexcept { return checked_error(); }
  Error&& error() && noexcept { return std::move(checked_error()); }

 private:
  const T& checked() const noexcept {
    if (const auto* value = std::get_if<0>(&state_)) [[likely]]
      return *value;
    detail::no_value(*std::get_if<1>(&state_));
  }
  T& checked() noexcept { return const_cast<T&>(std::as_const(*this).checked()); }
  const Error& checked_error() const noexcept {
    if (const auto* error = std::get_if<1>(&state_)) [[likely]]
      return *error;
    detail::no_error();
  }
  Error& checked_error() noexcept { return const_cast<Error&>(std::as_const(*this).checked_error()); }

  std::variant<T, Error> state_;
};

// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace docket
