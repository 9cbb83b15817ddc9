// A Value as bytes.
// Tested by tests/unit/store/binary_snapshot_test.cpp
#pragma once

#include "docket/value.hpp"
#include "store/bytes.hpp"

namespace docket::stored {

void write_value(ByteWriter& out, const Value& value);
// Fails the reader on anything that write_value would not have written.
Value read_value(ByteReader& in);

}  // namespace docket::stored
