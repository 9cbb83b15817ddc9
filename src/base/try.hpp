// DOCKET_TRY(name, expression): bind the value, or hand the error up unchanged.
// DOCKET_CHECK(expression): the same for a Status, whose value nobody needs.
#pragma once

#define DOCKET_TRY(name, expression)                               \
  auto name##_or_error = (expression);                             \
  if (!name##_or_error) return std::move(name##_or_error).error(); \
  auto name = std::move(*name##_or_error)

#define DOCKET_CHECK(expression)                                     \
  do {                                                               \
    auto status_or_error = (expression);                             \
    if (!status_or_error) return std::move(status_or_error).error(); \
  } while (false)
