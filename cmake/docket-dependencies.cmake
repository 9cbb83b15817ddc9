# The libraries that docket links, found the same way in our build and in a consumer's.
# cctz and RE2 come without CMake files in some distributions, so they get imported targets here.
include(CMakeFindDependencyMacro)

function(docket_import_library target library header)
  if(TARGET ${target})
    return()
  endif()
  string(MAKE_C_IDENTIFIER ${library} id)
  find_library(DOCKET_${id}_LIBRARY NAMES ${library} REQUIRED)
  find_path(DOCKET_${id}_INCLUDE_DIR NAMES ${header} REQUIRED)
  mark_as_advanced(DOCKET_${id}_LIBRARY DOCKET_${id}_INCLUDE_DIR)
  add_library(${target} UNKNOWN IMPORTED)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION "${DOCKET_${id}_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${DOCKET_${id}_INCLUDE_DIR}")
endfunction()

# Debian's yaml-cpp is a plain target; newer ones have a namespace.
find_dependency(yaml-cpp)
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
  target_link_libraries(yaml-cpp::yaml-cpp INTERFACE yaml-cpp)
endif()
docket_import_library(docket::cctz cctz cctz/time_zone.h)
docket_import_library(docket::re2 re2 re2/re2.h)
docket_import_library(docket::md md sha2.h)
if(DOCKET_WITH_SQLITE)
  find_dependency(SQLite3)
endif()
