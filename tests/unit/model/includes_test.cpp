// What a workflow gets of the files that it includes.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "docket/runtime.hpp"
#include "support/rules.hpp"

using namespace docket;

namespace {

LoadReport load(std::map<std::string, std::string> files) {
  files["repair.yaml"] =
      "workflow: repair\ninclude: house\nversion: 1\ncalendar: always\nrecord: { note: string }\nroles: [clerk]\n"
      "states:\n  open: { on: { close: { by: clerk, require: [noted], target: closed } } }\n  closed: { type: final "
      "}\n";
  return load_rules({.files = std::move(files), .zone_bytes = system_zone});
}

const char* const kGuard =
    "guards: { noted: { check: size(record.note) > params.least, message: Write a note first } }\n";

}  // namespace

TEST_CASE("include: guards and parameters come along, roles only where they are named, and keep their places") {
  const auto loaded = load({{"house.yaml", std::string("shared: house\ninclude: [figures]\nroles: { clerk: Desk, cook: "
                                                       "Kitchen }\n") +
                                               kGuard},
                            {"figures.yaml", "shared: figures\nparams: { least: 3 }\n"}});
  for (const auto& diagnostic : loaded.diagnostics) FAIL(render(diagnostic));
  const auto summaries = loaded.rules->workflows();
  REQUIRE(summaries.size() == 1);
  CHECK(summaries.front().roles == std::vector<std::string>{"clerk"});
  CHECK(summaries.front().titles.at("role.clerk").en == "Desk");

  const auto now = testing::china("2026-03-09 09:00");
  Effects journal;
  auto opened = open_case(*loaded.rules, {.id = "C-1", .workflow = "repair"},
                          {.name = "open", .input = Value::object({{"note", Value::string("ab")}})}, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  const auto outcome =
      step(*loaded.rules, *opened->opened, {.name = "close", .actor = {"li", {"clerk"}}}, now, journal);
  REQUIRE(outcome);
  REQUIRE(outcome->reasons().size() == 1);
  CHECK(outcome->reasons().front().subject == "noted");
  CHECK(outcome->reasons().front().place.file == "house.yaml");
  CHECK(outcome->reasons().front().place.line == 4);
  CHECK(outcome->reasons().front().overlay.empty());
}

TEST_CASE("include: what is offered and not used is no mistake, and one file may come along two ways") {
  const auto loaded = load(
      {{"house.yaml", std::string("shared: house\ninclude: [figures, more]\n") + kGuard},
       {"more.yaml", "shared: more\ninclude: figures\nguards: { spare: { check: input.x > 1, message: Spare } }\n"},
       {"figures.yaml", "shared: figures\nparams: { least: 3 }\n"}});
  for (const auto& diagnostic : loaded.diagnostics) FAIL(render(diagnostic));
  CHECK(loaded.rules);
}
