// docket new workflow: a commented starting point that loads, with a scenario that passes.
// Tested by tests/golden/cli/new.txt
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace docket::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkflow =
    R"YAML(# yaml-language-server: $schema=../../schema/workflow.schema.json
#
# 起始模板：逐节改成自己的流程；改后运行 docket check 和 docket test。全部写法见 rules/LANGUAGE.md。
# A starting point: make each section your own, then run `docket check` and `docket test`. All keys: rules/LANGUAGE.md.
docket: 1
workflow: <name>
version: 1                       # 含义改变时加一；未结工单仍按旧版办理 / raise it when the meaning changes
title: { zh: <name>, en: <name> }
calendar: <calendar>                 # 工作时间 / when the clocks run; see calendars/

# 工单数据 / what a case records
record:
  subject: { type: string, title: { zh: 事项, en: subject } }
  urgent:  { type: bool, title: { zh: 紧急, en: urgent } }
  result:  { type: string, title: { zh: 处理结果, en: result } }

# 项目可以调整的数值 / figures that a project may change
params:
  answer_within: 4h
  answer_urgent: 1h

# 谁参与 / who takes part
roles:
  receptionist: { zh: 前台, en: receptionist }
  supervisor: { zh: 主管, en: supervisor }

# 规则，以及不符合时办事人看到的话 / rules, and what a refused person reads
guards:
  subject_clear:
    check: size(input.subject) >= 4
    message: { zh: 请写清事项, en: Say what it is about }

# 立案 / the events that open a case
open:
  register:
    title: { zh: 登记, en: Register }
    by: receptionist
    input: { subject: required, urgent: optional }
    require: [subject_clear]
    set: [subject, urgent]

# 状态和流转 / states, and the events that lead on
initial: registered
states:
  registered:
    title: { zh: 已登记, en: Registered }
    on:
      answer:
        title: { zh: 答复, en: Answer }
        by: [receptionist, supervisor]
        input: { result: required }
        set: [result]
        target: answered
  answered: { type: final, title: { zh: 已答复, en: Answered } }

# 时限 / the clocks: the first row of `target` that holds counts
sla:
  answer:
    title: { zh: 答复, en: Answer }
    start: registered
    stop: answered
    target:
      urgent:   { when: 'record.?urgent.orValue(false)', within: $answer_urgent }
      ordinary: { within: $answer_within }
    warn: { half: 50% }
    escalate: { breach: { at: breach, to: supervisor } }
)YAML";

constexpr const char* kScenario =
    R"YAML(# yaml-language-server: $schema=../../schema/scenario.schema.json
#
# 情景：一个带时间的故事，每次改规则后都要重演。时间只由 wait 和 until 推进。
# A scenario: a story with times, told again whenever the rules change. Time passes by `wait` and `until` only.
scenario: { zh: 登记后按时答复, en: Registered and answered in time }
workflow: <name>
at: 2026-03-09 09:00
steps:
  - refuse: { fire: register, by: { id: li, role: receptionist }, input: { subject: 灯 }, because: [subject_clear] }
  - { fire: register, by: { id: li, role: receptionist }, input: { subject: 大堂灯不亮 } }
  - expect: { state: registered, clock: { answer: running } }
  - { fire: answer, by: { id: chen, role: supervisor }, input: { result: 已更换灯管 } }
  - expect: { state: answered, clock: { answer: met }, closed: true }
)YAML";

std::string filled(std::string text, const std::string& name, const std::string& calendar) {
  for (const auto& [blank, word] : {std::pair{"<name>", &name}, std::pair{"<calendar>", &calendar}}) {
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + word->size()))
      text.replace(at, std::string_view(blank).size(), *word);
  }
  return text;
}

// The one that office work runs on, else any, else the one that is built in.
std::string calendar_of(const RuleBook& rules) {
  const auto known = rules.calendars();
  if (std::find(known.begin(), known.end(), "office") != known.end()) return "office";
  const auto other = std::find_if(known.begin(), known.end(), [](const auto& name) { return name != "always"; });
  return other == known.end() ? "always" : *other;
}

bool write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return !file.fail();
}

}  // namespace

int new_workflow(const NewWorkflowOptions& options) {
  const auto& name = options.name;
  if (!is_identifier(name))
    return fail_usage(backticked(name) + " is not a name for a workflow; names are small letters, digits and `_`");
  const auto rules = load(options.common);
  if (!rules) return kMistakes;
  if (rules->workflow(name)) return fail({ErrorCode::invalid_argument, "there is a workflow " + backticked(name)});
  const auto folder = fs::path(options.common.rules) / "workflows" / name;
  std::error_code failure;
  if (fs::exists(folder, failure) && !fs::is_empty(folder, failure))
    return fail_unusable({ErrorCode::unavailable, backticked(folder.string()) + " holds files already"});
  fs::create_directories(folder, failure);
  const auto workflow = folder / "workflow.yaml", scenario = folder / "answered_in_time.scenario.yaml";
  const auto calendar = calendar_of(*rules);
  if (failure || !write(workflow, filled(kWorkflow, name, calendar)) ||
      !write(scenario, filled(kScenario, name, calendar)))
    return fail_unusable({ErrorCode::unavailable, backticked(folder.string()) + " cannot be written"});
  print(workflow.generic_string());
  print(scenario.generic_string());
  const bool is_zh = options.common.language == Language::zh;
  print(fmt::format("{}: docket check {}; docket test --rules {} {}", is_zh ? "下一步" : "next", options.common.rules,
                    options.common.rules, folder.generic_string()));
  return kOk;
}

}  // namespace docket::cli
