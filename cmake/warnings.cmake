# Our own warnings, on a target that is never exported: a consumer's build is not judged by them.
add_library(docket_warnings INTERFACE)
target_compile_options(docket_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  # GCC asks for every member in a designated initialiser; leaving out what has a default is the point.
  -Wno-missing-field-initializers
  $<$<BOOL:${DOCKET_WERROR}>:-Werror>)
