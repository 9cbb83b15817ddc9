#include "model/overlay.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

std::string text_of(const yaml::Node& node) {
  if (node.is_null()) return "null";
  if (node.is_scalar()) return node.text();
  std::string text;
  for (const auto& item : node.items()) text += (text.empty() ? "" : ", ") + text_of(item);
  if (node.is_sequence()) return "[" + text + "]";
  for (const auto& entry : node.entries())
    text += (text.empty() ? "" : ", ") + entry.key.text() + ": " + text_of(entry.value);
  return "{" + text + "}";
}

yaml::Node parsed(const std::string& file, const std::string& text) {
  Diagnostics diagnostics;
  auto node = yaml::parse(file, text, diagnostics);
  REQUIRE(node);
  return *node;
}

std::string merged(const std::string& base, const std::string& patch) {
  Diagnostics diagnostics;
  const auto node = merge_patch(parsed("base.yaml", base), parsed("patch.yaml", patch), diagnostics);
  return text_of(node) + (diagnostics.empty() ? "" : " " + diagnostics.front().message);
}

}  // namespace

TEST_CASE("overlay: a patched key keeps its place, a new one comes last, null removes, a list is replaced as a whole") {
  CHECK(merged("{ a: 1, b: 2, c: 3 }", "{ b: 5 }") == "{a: 1, b: 5, c: 3}");
  CHECK(merged("{ a: 1 }", "{ b: 2, c: { d: 3 } }") == "{a: 1, b: 2, c: {d: 3}}");
  CHECK(merged("{ a: 1, b: 2 }", "{ a: }") == "{b: 2}");
  CHECK(merged("{ a: { x: 1, y: 2 }, b: 2 }", "{ a: { x: null, z: 3 } }") == "{a: {y: 2, z: 3}, b: 2}");
  CHECK(merged("{ a: [1, 2, 3] }", "{ a: [4] }") == "{a: [4]}");
  CHECK(merged("{ a: { x: 1 } }", "{ a: text }") == "{a: text}");
  CHECK(merged("{ a: text }", "{ a: { x: 1 } }") == "{a: {x: 1}}");
  CHECK(merged("{ a: 1 }", "{}") == "{a: 1}");
}

TEST_CASE("overlay: removing what is not there is a mistake of the overlay") {
  CHECK(merged("{ open: 1 }", "{ opne: }") == "{open: 1} there is no `opne` here to remove");
}

TEST_CASE("overlay: each part of the result knows the file and line it was written in") {
  Diagnostics diagnostics;
  const auto node = merge_patch(parsed("base.yaml", "a: 1\nb: { x: 1, y: 2 }\n"),
                                parsed("patch.yaml", "# ours\nb:\n  y: 7\n"), diagnostics);
  CHECK(node.find("a")->span().file == "base.yaml");
  CHECK(node.find("b")->find("x")->span().file == "base.yaml");
  const auto changed = node.find("b")->find("y")->span();
  CHECK(changed.file == "patch.yaml");
  CHECK(changed.line == 3);
}

TEST_CASE("overlay: a new name that is nearly one that is there is no addition") {
  CHECK(merged("{ working: { on: 1 }, waiting: 2 }", "{ workin: { on: 3 } }") ==
        "{working: {on: 1}, waiting: 2} there is no `workin` here to change");
  CHECK(merged("{ working: 1 }", "{ wanting: 2 }") == "{working: 1, wanting: 2}");
  CHECK(merged("{ a: 1 }", "{ b: 2 }") == "{a: 1, b: 2}");                  // too short to tell
  CHECK(merged("{ state: 1 }", "{ start: 2 }") == "{state: 1, start: 2}");  // a key of the language
  CHECK(merged("{ params: { fee_max: 1 } }", "{ params: { fee_min: 2 } }") == "{params: {fee_max: 1, fee_min: 2}}");
}
