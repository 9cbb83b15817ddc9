// libFuzzer's entry for expressions and JSON: clang++ -fsanitize=fuzzer,address,undefined.
// tests/unit/expr/fuzz_corpus_test.cpp replays the corpus as an ordinary test.
#include "support/fuzz_expression.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  docket::testing::fuzz_expression({reinterpret_cast<const char*>(data), size});
  return 0;
}
