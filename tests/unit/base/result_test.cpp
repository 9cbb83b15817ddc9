#include "docket/result.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

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

namespace {

// What is said on the standard error stream by a process of its own that ends as `end` does; empty when it goes on.
std::string last_words(void (*end)()) {
  int pipe[2] = {};
  REQUIRE(::pipe(pipe) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);
    ::dup2(pipe[1], STDERR_FILENO);
    end();
    ::_exit(0);
  }
  ::close(pipe[1]);
  std::string words;
  char piece[256];
  for (auto size = ::read(pipe[0], piece, sizeof piece); size > 0; size = ::read(pipe[0], piece, sizeof piece))
    words.append(piece, static_cast<std::size_t>(size));
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? words : "";
}

}  // namespace

TEST_CASE("result: whoever takes what is not there ends the process with the error that was overlooked") {
  const std::string said =
      "docket: the value of a Result was taken, which holds an error instead: invalid_argument: odd\n";
  CHECK(last_words([] { static_cast<void>(*half(3)); }) == said);
  CHECK(last_words([] {
          const auto result = half(3);
          static_cast<void>(*result);
        }) == said);
  CHECK(last_words([] { static_cast<void>(half(3).value()); }) == said);
  CHECK(last_words([] {
          static_cast<void>(Result<std::string>(Error{ErrorCode::invalid_argument, "odd"})->size());
        }) == said);
  CHECK(last_words([] { static_cast<void>(half(4).error()); }) ==
        "docket: the error of a Result was taken, which holds a value instead\n");
  CHECK(last_words([] { static_cast<void>(*half(4)); }).empty());
}

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
