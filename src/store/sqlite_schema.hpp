// The text of schema.sql, put into the library by CMake.
#pragma once

namespace docket {

extern const char kSqliteSchema[];

}  // namespace docket
