# Our own warnings, on a target that is never exported: a consumer's build is not judged by them.
add_library(docket_warnings INTERFACE)
target_compile_options(docket_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  # GCC asks for every member in a designated initialiser; leaving out what has a default is the point.
  -Wno-missing-field-initializers
  # GCC 12 sees overlaps in std::string and unset optionals that are not there once it inlines (its bugs
  # 105651 and 105562); Debug builds keep both warnings.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-restrict>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-maybe-uninitialized>
  $<$<BOOL:${DOCKET_WERROR}>:-Werror>)
