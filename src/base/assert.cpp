// Tested by tests/unit/base/text_test.cpp (it must link), and by every test that does not abort.
#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

#ifndef NDEBUG
namespace docket {
void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: docket has a defect: %s\n", file, line, condition);
  std::abort();
}
}  // namespace docket
#endif
