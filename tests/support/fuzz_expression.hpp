// Any text, compiled and run in every way there is: nothing may crash, hang or disagree.
#pragma once

#include <string_view>

namespace docket::testing {

// Aborts when something is wrong, so that a fuzzer notices.
void fuzz_expression(std::string_view text);

}  // namespace docket::testing
