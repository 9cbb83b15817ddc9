// YAML as plain values: what an event's input looks like before it is checked.
// Tested by tests/unit/model/language_examples_test.cpp
#pragma once

#include "docket/value.hpp"
#include "yaml/document.hpp"

namespace docket {

// Unquoted `true`, `false`, whole numbers and decimals are what they look like, all else is text.
Value plain_value(const yaml::Node& node);

}  // namespace docket
