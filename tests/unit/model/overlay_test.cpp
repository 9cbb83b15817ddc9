#include "model/overlay.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

yaml::Node read(const std::string& file, const std::string& text) {
  Diagnostics diagnostics;
  const auto root = yaml::parse(file, text, diagnostics);
  REQUIRE(root);
  return *root;
}

std::string text_of(const yaml::Node& node) {
  if (node.is_null()) return "~";
  if (node.is_scalar()) return node.text();
  std::string text;
  for (const auto& entry : node.entries()) text += (text.empty() ? "" : ", ") + entry.key.text() + ": " + text_of(entry.value);
  for (const auto& item : node.items()) text += (text.empty() ? "" : ", ") + text_of(item);
  return node.is_map() ? "{" + text + "}" : "[" + text + "]";
}

std::string merged(const std::string& base, const std::string& patch, Diagnostics* diagnostics = nullptr) {
  Diagnostics found;
  const auto result = merge_patch(read("base.yaml", base), read("patch.yaml", patch), found);
  if (diagnostics) *diagnostics = found;
  else CHECK(found.empty());
  return text_of(result);
}

}  // namespace

TEST_CASE("overlay: maps merge in place, lists and texts are replaced, null removes, what is new comes last") {
  CHECK(merged("a: 1\nb: { x: 1, y: 2 }\nc: [1, 2]\n", "d: 4\nb: { y: 3 }\nc: [9]\n") == "{a: 1, b: {x: 1, y: 3}, c: [9], d: 4}");
  CHECK(merged("a: 1\nb: 2\n", "a: null\n") == "{b: 2}");
}

TEST_CASE("overlay: what is new is taken as it is written, its nulls included") {
  CHECK(merged("on: { a: x }\n", "on: { go: { set: { fee: null } } }\nnew: { on: { reply: } }\n") ==
        "{on: {a: x, go: {set: {fee: ~}}}, new: {on: {reply: ~}}}");
}

TEST_CASE("overlay: removing what is not there is a mistake in the overlay's file") {
  Diagnostics diagnostics;
  merged("escalate: { breach: 1, again: 2 }\n", "escalate: { agian: null, x: 1 }\n", &diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(render(diagnostics[0]).find("patch.yaml:1:13: error: there is no `agian` here to remove") == 0);
}

TEST_CASE("overlay: every node still knows the file and line it came from") {
  Diagnostics diagnostics;
  const auto result = merge_patch(read("base.yaml", "a: { x: 1 }\n"), read("patch.yaml", "# why\na: { y: 2 }\n"), diagnostics);
  CHECK(result.find("a")->find("x")->span().file == "base.yaml");
  CHECK(result.find("a")->find("y")->span().file == "patch.yaml");
  CHECK(result.find("a")->find("y")->span().line == 2);
}
