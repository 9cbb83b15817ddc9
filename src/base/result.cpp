// Tested by tests/unit/base/result_test.cpp
#include "docket/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace docket {

namespace detail {

void no_value(const Error& error) noexcept {
  std::fprintf(stderr, "docket: the value of a Result was taken, which holds an error instead: %s: %s\n",
               name_of(error.code), error.message.c_str());
  std::abort();
}

void no_error() noexcept {
  std::fprintf(stderr, "docket: the error of a Result was taken, which holds a value instead\n");
  std::abort();
}

}  // namespace detail

const char* name_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::invalid_rules: return "invalid_rules";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::limit_exceeded: return "limit_exceeded";
    case ErrorCode::internal: return "internal";
    case ErrorCode::busy: return "busy";
  }
  return "unknown";
}

}  // namespace docket
