#include "docket/diagnostic.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

Diagnostic diagnostic(std::uint32_t line, std::uint32_t column, std::uint32_t end, std::string source_line) {
  return {Severity::error,        "unknown-state",       {"a.yaml", line, column, end}, "state `opne` does not exist",
          "did you mean `open`?", std::move(source_line)};
}

}  // namespace

TEST_CASE("diagnostic: place, message and code on the first line, then the source with carets under the word") {
  CHECK(render(diagnostic(3, 11, 15, "  target: opne")) ==
        "a.yaml:3:11: error: state `opne` does not exist [unknown-state]\n   |   target: opne\n   |           ^^^^ did "
        "you mean `open`?");
}

TEST_CASE("diagnostic: a Chinese character before the word counts for two columns, a tab stays a tab") {
  CHECK(render(diagnostic(1, 4, 5, "投诉 x")).ends_with("| 投诉 x\n   |      ^ did you mean `open`?"));
  CHECK(render(diagnostic(1, 2, 3, "\tx")).ends_with("| \tx\n   | \t^ did you mean `open`?"));
  CHECK(render(diagnostic(1, 1, 3, "投诉")).ends_with("| 投诉\n   | ^^^^ did you mean `open`?"));
}

TEST_CASE("diagnostic: of a whole file, and without a source line, there is no caret") {
  CHECK(render({Severity::warning, "w", {"a.yaml", 0, 0, 0}, "m", "", ""}) == "a.yaml: warning: m [w]");
  CHECK(render({Severity::error, "not-utf8", {"a.yaml", 2, 1, 1}, "m", "save it as UTF-8", ""}) ==
        "a.yaml:2:1: error: m [not-utf8]\n   | save it as UTF-8");
}

TEST_CASE("diagnostic: sorted by file, line and column, repeats removed") {
  Diagnostics all = {diagnostic(2, 9, 10, ""), diagnostic(2, 1, 2, ""), diagnostic(1, 5, 6, ""),
                     diagnostic(2, 1, 2, "")};
  sort_by_place(all);
  REQUIRE(all.size() == 3);
  CHECK(all[0].span.line == 1);
  CHECK(all[1].span.column == 1);
  CHECK(all[2].span.column == 9);
}
