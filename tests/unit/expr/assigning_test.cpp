// What a field will not take is told when rules are loaded, as far as it can be known.
#include "expr/assigning.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "docket/meaning.hpp"
#include "docket/runtime.hpp"
#include "support/rules.hpp"

using namespace docket;

namespace {

const std::string kBefore = R"yaml(workflow: repair
version: 1
calendar: office
record:
  level: { type: enum, values: [minor, major] }
  other: { type: enum, values: [minor, major, fatal] }
  tags: { type: list, of: { type: enum, values: [wet, dark] } }
  note: string
  fee: { type: money, currency: CNY }
params: { first: minor, wrong: middle, free: "some text" }
tables:
  text_of: { given: { note: record }, gives: string, rows: { all: { gives: minor } } }
  level_of: { given: { note: record }, gives: { type: enum, values: [minor, major] }, rows: { all: { gives: minor } } }
open: { report: { target: open } }
states:
  open:
    on:
      write:
        input: { text: { type: string }, texts: { type: list, of: string }, level: optional }
        set: { )yaml";
const std::string kAfter = R"yaml( }
      close: { when: "text_of(record.note) != level_of(record.note)", target: closed }
  closed: { type: final }
)yaml";

// What is said of the expression, without its place.
std::string told(const std::string& field, const std::string& expression) {
  auto text = testing::mistakes_in(kBefore + field + ": \"" + expression + "\"" + kAfter);
  std::string lines;
  for (const std::string key : {"error[", "hint: "}) {
    if (const auto at = text.find(key); at != std::string::npos)
      lines += text.substr(at, text.find('\n', at) - at) + "\n";
  }
  return lines.empty() ? text : lines;
}

}  // namespace

TEST_CASE("assigning: what may be a value of the enumeration is taken") {
  for (const auto* right :
       {"'major'", "input.level", "has(input.level) ? input.level : 'minor'", "record.level(input.text)",
        "params.first", "level_of(record.note)", "size(input.text) > 3 ? 'major' : record.level(text_of(record.note))",
        "record.?level.orValue('minor')", "cel.bind(x, input.text, size(x) > 3 ? 'major' : 'minor')", "dyn(input.text)",
        "record.other == 'fatal' ? 'major' : record.level(string(record.other))"}) {
    CAPTURE(right);
    CHECK(told("level", right).empty());
  }
  CHECK(told("other", "record.level").empty());  // all of its values are values of the other, too
  for (const auto* right :
       {"['wet']", "record.tags + ['dark']", "record.tags.filter(x, x != 'wet')", "input.texts.map(x, record.tags(x))",
        "[record.tags(input.text)]", "[]", "input.texts.map(x, x == 'a' ? 'wet' : 'dark')"}) {
    CAPTURE(right);
    CHECK(told("tags", right).empty());
  }
  CHECK(told("note", "input.text + record.level").empty());
}

TEST_CASE("assigning: a word that the enumeration does not have is named with the nearest that it has") {
  for (const auto* wrong :
       {"'majr'", "size(input.text) > 3 ? 'majr' : 'minor'", "record.level('majr')",
        "cel.bind(x, input.text, size(x) > 3 ? 'minor' : 'majr')", "record.?level.orValue('majr')"}) {
    CAPTURE(wrong);
    CHECK(told("level", wrong).find("`level` has no value `majr`") != std::string::npos);
    CHECK(told("level", wrong).find("did you mean `major`?") != std::string::npos);
  }
  CHECK(told("level", "params.wrong").find("`level` has no value `middle`") != std::string::npos);
  CHECK(told("tags", "record.tags + ['wed']").find("`tags` has no value `wed`") != std::string::npos);
  CHECK(told("tags", "['wed']").find("`tags` has no value `wed`") != std::string::npos);
  CHECK(told("level", "record.other").find("`record.other` may be `fatal`, which `level` has not") !=
        std::string::npos);
}

TEST_CASE("assigning: text from somewhere needs the conversion, which is named") {
  for (const auto* wrong :
       {"input.text", "text_of(record.note)", "'maj' + 'or' + input.text", "params.free + input.text",
        "size(input.text) > 3 ? input.text : 'minor'", "input.texts[0]"}) {
    CAPTURE(wrong);
    const auto said = told("level", wrong);
    CHECK(said.find("`level` is one of `minor` and `major`, and any text may stand here") != std::string::npos);
    CHECK(said.find("write `record.level(") != std::string::npos);
  }
  CHECK(told("tags", "input.texts").find("any text may stand here") != std::string::npos);
  CHECK(told("tags", "input.texts.map(x, x)").find("write `record.tags(") != std::string::npos);
}

TEST_CASE("assigning: a stored rule set is taken with a warning") {
  const auto load = [](int meaning) {
    return load_rules({.files = {{"workflow.yaml", kBefore + "level: input.text" + kAfter},
                                 {"office.yaml",
                                  "calendar: office\ntimezone: Asia/Shanghai\n"
                                  "week: { mon-fri: [\"09:00-17:00\"] }\n"}},
                       .zone_bytes = system_zone,
                       .meaning = meaning});
  };
  CHECK_FALSE(load(kRulesMeaning).rules);
  const auto stored = load(kFirstMeaning);
  CHECK(stored.rules);
  CHECK(std::ranges::any_of(stored.diagnostics, [](const Diagnostic& each) {
    return each.severity == Severity::warning && each.code == "text-for-enum";
  }));
}
