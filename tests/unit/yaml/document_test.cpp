#include "yaml/document.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

yaml::Node read(const std::string& text) {
  Diagnostics diagnostics;
  const auto root = yaml::parse("t.yaml", text, diagnostics);
  for (const auto& d : diagnostics) MESSAGE(render(d));
  REQUIRE(root);
  return *root;
}

std::string complaint_about(const std::string& text) {
  Diagnostics diagnostics;
  CHECK_FALSE(yaml::parse("t.yaml", text, diagnostics));
  return diagnostics.empty() ? "none" : render(diagnostics.front());
}

// Where the word stands in the file, by way of the scalar under `key`.
SourceSpan place_of(const std::string& word, const std::string& text) {
  const auto scalar = *read(text).find("key");
  const auto begin = scalar.text().find(word);
  REQUIRE(begin != std::string::npos);
  return scalar.span_within(begin, begin + word.size());
}

}  // namespace

TEST_CASE("yaml: maps keep their order, and plain scalars stay what the author typed") {
  const auto root = read("b: no\na: 1.10\nday: 2026-02-13\nnone:\n");
  CHECK(root.keys() == std::vector<std::string>{"b", "a", "day", "none"});
  CHECK(root.find("b")->text() == "no");
  CHECK(root.find("a")->text() == "1.10");
  CHECK(root.find("none")->is_null());
}

TEST_CASE("yaml: a word inside a scalar of any style is found at its own line and column") {
  struct Row {
    const char* text;
    std::uint32_t line, column;
  };
  for (const auto& row :
       {Row{"key: aa bad cc", 1, 9}, Row{"key: 'aa ''q'' bad'", 1, 16}, Row{"key: \"a\\tq\\\"x bad\"", 1, 15},
        Row{"key: |\n  one\n  two bad\n", 3, 7}, Row{"key: >-\n   one\n   bad two\n", 3, 4},
        Row{"key: one\n  two\n  bad", 3, 3}, Row{"key: '投诉 bad'", 1, 10},
        Row{"key: |\n  one\n\n    in\n  two bad\n", 5, 7}, Row{"key: \"a \\u4e2d bad\"", 1, 16}}) {
    CAPTURE(row.text);
    const auto span = place_of("bad", row.text);
    CHECK(span.line == row.line);
    CHECK(span.column == row.column);
    CHECK(span.end_column == row.column + 3);
  }
}

TEST_CASE("yaml: anchors, aliases, tags, duplicate keys, odd keys and second documents are refused in their place") {
  CHECK(complaint_about("a: &x 1\nb: *x\n").find("t.yaml:1:4: error: anchors") == 0);
  CHECK(complaint_about("b: *x\n").find("t.yaml:1:") == 0);
  CHECK(complaint_about("a: !!int 3\n").find("yaml-tag") != std::string::npos);
  CHECK(complaint_about("a: 1\nb: 2\na: 3\n").find("t.yaml:3:1: error: duplicate key `a`") == 0);
  CHECK(complaint_about("[a]: 1\n").find("a key must be text, not a list") != std::string::npos);
  CHECK(complaint_about("a: 1\n---\nb: 1\n").find("second-document") != std::string::npos);
}

TEST_CASE("yaml: broken syntax, bytes that are not UTF-8, an empty file and endless nesting are refused") {
  CHECK(complaint_about("a: b: c\n").find("t.yaml:1:") == 0);
  CHECK(complaint_about("a:\n\t- x\n").find("indent with spaces, not with tabs") != std::string::npos);
  CHECK(complaint_about("a: 1\nb: \xFF\n").find("t.yaml:2:1: error: the file is not UTF-8 text") == 0);
  CHECK(complaint_about("").find("the file is empty") != std::string::npos);
  CHECK(complaint_about("# only a comment\n").find("the file holds only comments") != std::string::npos);
  CHECK(complaint_about("a: " + std::string(100, '[') + std::string(100, ']')).find("yaml-depth") != std::string::npos);
  CHECK(complaint_about("a: &b [1, 2]\nc: [*b, *b]\n").find("yaml-anchor") != std::string::npos);
  CHECK(complaint_about(std::string(100'000, '[')).find("t.yaml") == 0);
}

TEST_CASE("yaml: the caret stands under the word behind Chinese text, which takes two columns") {
  const auto text = complaint_about("{投诉: 1, 投诉: 2}\n");
  CHECK(text ==
        "t.yaml:1:9: error: duplicate key `投诉` [duplicate-key]\n"
        "   | {投诉: 1, 投诉: 2}\n"
        "   |           ^^^^ the first one is on line 1");
}

TEST_CASE("yaml: what became an error with a later meaning is a warning for a file that was stored before") {
  const auto severities = [](int meaning) {
    Diagnostics ignored;
    const auto root = yaml::parse("t.yaml", "a: x\nb: { c: y }\n", ignored, meaning);
    REQUIRE(root);
    const auto since = root->since(kRulesMeaning);
    return std::vector<Severity>{root->error("e", "m").severity, since.error("e", "m").severity,
                                 since.find("a")->since(kRulesMeaning).error_within(0, 1, "e", "m").severity,
                                 since.error_at(root->find("b")->span(), "e", "m").severity,
                                 since.find("b")->error("e", "m").severity};
  };
  constexpr auto kError = Severity::error, kWarning = Severity::warning;
  // The last: a check inside names its own number.
  CHECK(severities(kRulesMeaning) == std::vector{kError, kError, kError, kError, kError});
  CHECK(severities(kRulesMeaning - 1) == std::vector{kError, kWarning, kWarning, kWarning, kError});
}
