#include "docket/narrative.hpp"

#include <doctest/doctest.h>

#include "docket/runtime.hpp"

using namespace docket;

namespace {

WorkflowSummary summary() {
  WorkflowSummary workflow;
  workflow.titles = {{"clock.reply", {"First reply", "首次回复"}},
                     {"state.open", {"in work", "处理中"}},
                     {"state.suspended", {"Waiting for the customer", "等待客户"}},
                     {"role.manager", {"the manager", "项目经理"}}};
  return workflow;
}

// The sentence in both languages, in China's time, with titles.
std::string told(std::string_view type, const char* json) {
  const auto workflow = summary();
  const auto data = parse_json(json);
  REQUIRE(data);
  Narrator narrator{.language = Language::en,
                    .zone = *TimeZone::from_tzif("Asia/Shanghai", *system_zone("Asia/Shanghai")),
                    .workflow = &workflow};
  auto text = narrate(type, *data, narrator);
  narrator.language = Language::zh;
  return text + " / " + narrate(type, *data, narrator);
}

}  // namespace

TEST_CASE("narrative: what happened is told in both languages, with titles and in local time") {
  CHECK(told("docket.clock.started.v1", R"({"clock":"reply","due":"2026-03-09T01:00:00Z"})") ==
        "First reply: clock starts, due 2026-03-09 09:00 / 首次回复：开始计时，期限 2026-03-09 09:00");
  CHECK(told("docket.deadline.breached.v1", R"({"clock":"reply","due":"2026-03-09T01:00:00Z","to":"manager"})") ==
        "First reply: MISSED, was due 2026-03-09 09:00, the manager is told / 首次回复：逾期！期限为 2026-03-09 "
        "09:00，通知项目经理");
  CHECK(told("docket.transition.taken.v1", R"({"from":[],"to":["open"]})") == "begins in in work / 进入 处理中");
  CHECK(told("docket.transition.taken.v1", R"({"from":["open"],"to":["closed"]})") ==
        "in work → closed / 处理中 → closed");
}

TEST_CASE("narrative: who holds the ball is told once, by the state's title where that says it") {
  CHECK(told("docket.clock.paused.v1", R"({"clock":"reply","reason":"suspended","holder":"customer"})") ==
        "First reply: clock pauses (Waiting for the customer) / 首次回复：暂停计时（等待客户）");
  CHECK(told("docket.clock.paused.v1", R"({"clock":"reply","reason":"suspended","holder":"developer"})") ==
        "First reply: clock pauses (Waiting for the customer, waiting for the developer) / "
        "首次回复：暂停计时（等待客户，等待开发商）");
  CHECK(told("docket.clock.paused.v1", R"({"clock":"reply","reason":"open","holder":"customer"})") ==
        "First reply: clock pauses (in work, waiting for the customer) / 首次回复：暂停计时（处理中，等待客户）");
  CHECK(told("docket.clock.paused.v1", R"({"clock":"reply","reason":"open"})") ==
        "First reply: clock pauses (in work) / 首次回复：暂停计时（处理中）");
}

TEST_CASE("narrative: a clock without a title is told by its name, an unknown kind of event as it is") {
  CHECK(told("docket.clock.cancelled.v1", R"({"clock":"finish"})") ==
        "finish: clock no longer needed / finish：不再计时");
  CHECK(told("docket.something.v9", R"({"x":1})") == R"(docket.something.v9 {"x":1} / docket.something.v9 {"x":1})");
}
