// A tree as YAML, each value followed by a comment with the file and line it came from.
// Tested by tests/unit/yaml/annotated_test.cpp
#pragma once

#include <string>

#include "yaml/document.hpp"

namespace docket::yaml {

// In blocks, one value a line.  parse() reads the same tree from it: plain scalars stay plain, quoted ones
// quoted.
std::string annotated(const Node& root);

}  // namespace docket::yaml
