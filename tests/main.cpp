// doctest's runner, compiled once for all test programs: it costs more than most of our sources.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
