// What is printed with its places reads as the same tree again.
#include "yaml/annotated.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

yaml::Node parsed(const std::string& text) {
  Diagnostics diagnostics;
  auto root = yaml::parse("rules.yaml", text, diagnostics);
  for (const auto& diagnostic : diagnostics) FAIL(render(diagnostic));
  return *root;
}

// The tree without its places; quotes say what is not plain.
std::string shape_of(const yaml::Node& node) {
  switch (node.kind()) {
    case yaml::Kind::null: return "null";
    case yaml::Kind::scalar: return node.is_plain() ? node.text() : "\"" + node.text() + "\"";
    case yaml::Kind::sequence: {
      std::string text = "[";
      for (const auto& item : node.items()) text += shape_of(item) + ";";
      return text + "]";
    }
    case yaml::Kind::map: {
      std::string text = "{";
      for (const auto& entry : node.entries()) text += shape_of(entry.key) + "=" + shape_of(entry.value) + ";";
      return text + "}";
    }
  }
  return {};
}

}  // namespace

TEST_CASE("annotated: each value has its file and line behind it") {
  CHECK(yaml::annotated(parsed("a: 1\nb: { c: [x, y], d: }\ne: []\n")) ==
        "a: 1  # rules.yaml:1\n"
        "b:  # rules.yaml:2\n"
        "  c:  # rules.yaml:2\n"
        "    - x  # rules.yaml:2\n"
        "    - y  # rules.yaml:2\n"
        "  d: null  # rules.yaml:2\n"
        "e: []  # rules.yaml:3\n");
}

TEST_CASE("annotated: it reads as the same tree, whatever was quoted, nested or of several lines") {
  for (const std::string text :
       {"a: 'it''s # no comment'\n", "a: \"tab\\t and \\\\ and \\\" and 中文\"\n", "a: >-\n  one\n  two\n",
        "a: |\n  one\n\n  two\n", "a: plain text\n  on two lines\n", "a: '!input.valid'\n", "\"*\": { b: '' }\n",
        "a: [[1, 2], [], { b: [{ c: d, e: f }, {}] }]\n", "a: \"12:00\"\nb: 12:00\n", "a: '- x'\nb: -x\nc: a:b\n",
        "a: \"\\x01\\x7f\"\n", "a: '中文：标点'\nb: ',[]{}'\n"}) {
    CAPTURE(text);
    const auto root = parsed(text);
    CHECK(shape_of(parsed(yaml::annotated(root))) == shape_of(root));
  }
}
