# find_package(docket) and pkg-config for consumers; the rules go along as data.
include(CMakePackageConfigHelpers)

set(docket_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/docket)
install(TARGETS docket EXPORT docket-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/docket DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_BINARY_DIR}/include/docket/version.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/docket)
# Scenarios test the rules here; a host that changes a rule writes its own.
install(DIRECTORY rules DESTINATION ${CMAKE_INSTALL_DATADIR}/docket
        PATTERN "*.scenario.yaml" EXCLUDE PATTERN "TRACEABILITY.md" EXCLUDE)
if(TARGET docket_cli)
  install(TARGETS docket_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(EXPORT docket-targets NAMESPACE docket:: DESTINATION ${docket_cmake_dir})
configure_package_config_file(cmake/docket-config.cmake.in ${PROJECT_BINARY_DIR}/docket-config.cmake
                              INSTALL_DESTINATION ${docket_cmake_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/docket-config-version.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/docket-config.cmake ${PROJECT_BINARY_DIR}/docket-config-version.cmake
              cmake/docket-dependencies.cmake DESTINATION ${docket_cmake_dir})

# From where docket.pc lies to the prefix, so that an installed tree can be moved.
file(RELATIVE_PATH DOCKET_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
set(DOCKET_PC_SQLITE "")
if(DOCKET_WITH_SQLITE)
  set(DOCKET_PC_SQLITE "sqlite3")
endif()
configure_file(cmake/docket.pc.in ${PROJECT_BINARY_DIR}/docket.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/docket.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
