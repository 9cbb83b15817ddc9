#include "docket/result.hpp"

#include <doctest/doctest.h>

#include "base/try.hpp"

using namespace docket;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::invalid_argument, "odd"};
  return number / 2;
}

Result<int> quarter(int number) {
  DOCKET_TRY(once, half(number));
  return half(once);
}

}  // namespace

TEST_CASE("result: holds a value or an error, and the first error goes up unchanged") {
  REQUIRE(quarter(12));
  CHECK(*quarter(12) == 3);
  CHECK_FALSE(quarter(6));
  CHECK(quarter(6).error().message == "odd");
  CHECK(quarter(7).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("result: every error code has its name") {
  CHECK(std::string(name_of(ErrorCode::invalid_argument)) == "invalid_argument");
  CHECK(std::string(name_of(ErrorCode::invalid_rules)) == "invalid_rules");
  CHECK(std::string(name_of(ErrorCode::not_found)) == "not_found");
  CHECK(std::string(name_of(ErrorCode::conflict)) == "conflict");
  CHECK(std::string(name_of(ErrorCode::unavailable)) == "unavailable");
  CHECK(std::string(name_of(ErrorCode::limit_exceeded)) == "limit_exceeded");
  CHECK(std::string(name_of(ErrorCode::internal)) == "internal");
}
