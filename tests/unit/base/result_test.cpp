#include "docket/result.hpp"

#include <doctest/doctest.h>

#include "base/try.hpp"

using namespace docket;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::invalid_argument, std::to_string(number) + " is odd"};
  return number / 2;
}

Result<int> quarter(int number) {
  DOCKET_TRY(once, half(number));
  DOCKET_TRY(twice, half(once));
  return twice;
}

}  // namespace

TEST_CASE("result: the first error goes up unchanged") {
  CHECK(*quarter(8) == 2);
  CHECK(quarter(6).error().message == "3 is odd");
  CHECK(quarter(5).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("result: every code has the name that is written in its header") {
  CHECK(std::string(name_of(ErrorCode::invalid_rules)) == "invalid_rules");
  CHECK(std::string(name_of(ErrorCode::unavailable)) == "unavailable");
  CHECK(static_cast<int>(ErrorCode::internal) == 7);
}
