# DOCKET_SANITIZE=address,undefined instruments everything built here.
if(DOCKET_SANITIZE)
  add_compile_options(-fsanitize=${DOCKET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DOCKET_SANITIZE})
endif()

# Quick tools where they are installed; nothing depends on them.
if(PROJECT_IS_TOP_LEVEL)
  find_program(DOCKET_CCACHE ccache)
  if(DOCKET_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${DOCKET_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${DOCKET_CCACHE})
  endif()
  find_program(DOCKET_MOLD mold)
  if(DOCKET_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
