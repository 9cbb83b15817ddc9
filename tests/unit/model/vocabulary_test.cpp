#include "model/vocabulary.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

Schema schema() {
  static const std::vector<Input> inputs = {{"severity", {}, Type::enumeration({"major", "minor"}), true}};
  return make_schema({{.name = "note", .title = {}, .type = Type::string()}},
                     {{"reply_within", Value::duration(std::chrono::hours{2})}, {"facts_min", Value::integer(6)}},
                     {.states = {"open", "closed"}, .events = {"close"}, .clocks = {"reply"}}, inputs);
}

std::string type_of(const std::string& text) {
  const auto compiled = compile(text, schema(), Type::dyn());
  if (!compiled.expression) return compiled.problems.front().message;
  return to_string(compiled.expression->type());
}

std::string forbidden_words(const std::string& text, Forbidden forbidden) {
  const auto compiled = compile(text, schema(), Type::dyn());
  REQUIRE(compiled.expression);
  std::string words;
  for (const auto& reference : offences(*compiled.expression, forbidden)) {
    if (reference.kind != Reference::Kind::field)
      words += text.substr(reference.begin, reference.end - reference.begin) + " ";
  }
  return words;
}

}  // namespace

TEST_CASE("vocabulary: what a guard sees has the types that the rules declare") {
  CHECK(type_of("record.note") == "string");
  CHECK(type_of("input.severity") == "enum(major, minor)");
  CHECK(type_of("actor.roles") == "list(string)");
  CHECK(type_of("params.facts_min") == "int");
  CHECK(type_of("params.reply_within") == "duration");
  CHECK(type_of("case.opened_at") == "timestamp");
  CHECK(type_of("last('close').actor.id") == "string");
  CHECK(type_of("clock('reply').left") == "duration");
  CHECK(type_of("count('close') > 1 && in_state('open') && !visited('closed') && is_working(now)") == "bool");
}

TEST_CASE("vocabulary: a state, event or clock is named as a text, and must exist") {
  CHECK(type_of("in_state('opne')") == "state `opne` does not exist");
  CHECK(type_of("count('clsoe')") == "event `clsoe` does not exist");
  CHECK(type_of("clock('rply').due") == "clock `rply` does not exist");
  CHECK_FALSE(compile("in_state(record.note)", schema(), Type::dyn()).expression);
}

TEST_CASE("vocabulary: the present and the event are found where they may not be used") {
  const auto* const text =
      "now > case.opened_at && is_working(now) && clock('reply').overdue && actor.id == input.severity";
  CHECK(forbidden_words(text, {.present = true}) == "now now is_working clock ");
  CHECK(forbidden_words(text, {.event = true}) == "actor input ");
  CHECK(forbidden_words("workdays(3) > case.opened_at", {.present = true}) == "workdays ");
  CHECK(forbidden_words("workdays(3, case.opened_at) > case.opened_at", {.present = true}).empty());
  CHECK(forbidden_words("in_state('open') && count('close') > 1", {.present = true, .event = true}).empty());
}
