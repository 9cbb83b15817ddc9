#include "docket/diagnostic.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

Diagnostic at(std::uint32_t line, std::uint32_t column, std::string message) {
  Diagnostic diagnostic{.code = "c", .message = std::move(message)};
  diagnostic.span = {"a.yaml", line, column, column + 4};
  return diagnostic;
}

}  // namespace

TEST_CASE("diagnostic: the caret stands under the word, behind tabs and Chinese text alike") {
  auto diagnostic = at(3, 5, "state `opne` does not exist");
  diagnostic.source_line = "\t投诉 opne";
  diagnostic.hint = "did you mean `open`?";
  CHECK(render(diagnostic) ==
        "a.yaml:3:5: error: state `opne` does not exist [c]\n"
        "   | \t投诉 opne\n"
        "   | \t     ^^^^ did you mean `open`?");
}

TEST_CASE("diagnostic: a whole file is named without a line, and its hint stands below") {
  Diagnostic diagnostic{.severity = Severity::warning, .code = "empty", .message = "nothing here", .hint = "write rules"};
  diagnostic.span.file = "a.yaml";
  CHECK(render(diagnostic) == "a.yaml: warning: nothing here [empty]\n   | write rules");
}

TEST_CASE("diagnostic: sorting goes by place and drops what is said twice") {
  Diagnostics all = {at(2, 1, "b"), at(1, 9, "z"), at(2, 1, "b"), at(1, 2, "a")};
  sort_by_place(all);
  REQUIRE(all.size() == 3);
  CHECK(all[0].message == "a");
  CHECK(all[2].message == "b");
  CHECK(has_errors(all));
}
