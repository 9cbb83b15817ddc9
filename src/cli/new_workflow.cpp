// docket new workflow: a commented starting point that loads, with a scenario that passes.
//
// Where there is no calendar yet, it brings one; where there is no folder yet, that too: whoever begins with
// nothing has rules that `check` and `test` accept after this one command.
//
// Tested by tests/golden/cli/new.txt
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "docket/value.hpp"

namespace docket::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkflow =
    R"YAML(# 起始模板：逐节改成自己的流程；改后运行 docket check 和 docket test。全部写法见 rules/LANGUAGE.md。
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
    R"YAML(# 场景：一个带时间的故事，每次改规则后都要重演。时间只由 wait 和 until 推进。
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

constexpr const char* kOffice =
    R"YAML(# 工作时间：改成自己的；法定节假日和调休用 docket holidays 生成后写入 holidays: [cn/2026]。
# Working hours: make them your own. `docket holidays` turns a year's notice into a file for `holidays: [cn/2026]`.
docket: 1
calendar: office
title: { zh: 办公时间, en: Office hours }
timezone: Asia/Shanghai
week: { mon-fri: ["08:30-12:00", "13:30-17:30"] }
)YAML";

// For editors, where the schemas lie beside the rules.
std::string schema_line(const fs::path& rules, const std::string& schema) {
  std::error_code ignored;
  if (!fs::exists(rules / "schema" / schema, ignored)) return {};
  return "# yaml-language-server: $schema=../../schema/" + schema + "\n#\n";
}

std::string filled(std::string text, const std::string& name, const std::string& calendar) {
  for (const auto& [blank, word] : {std::pair{"<name>", &name}, std::pair{"<calendar>", &calendar}}) {
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + word->size()))
      text.replace(at, std::string_view(blank).size(), *word);
  }
  return text;
}

// The one that office work runs on, else any, else the one that is built in.
// Empty when there is none but `always`.
std::string calendar_of(const RuleBook& rules) {
  const auto known = rules.calendars();
  if (std::find(known.begin(), known.end(), "office") != known.end()) return "office";
  const auto other = std::find_if(known.begin(), known.end(), [](const auto& name) { return name != "always"; });
  return other == known.end() ? std::string() : *other;
}

// Whether somebody begins here: no YAML lies in the folder, or it is not there yet.
bool is_bare(const fs::path& folder) {
  std::error_code failure;
  if (!fs::exists(folder, failure)) return true;
  if (!fs::is_directory(folder, failure)) return false;
  for (fs::recursive_directory_iterator walk(folder, failure), end; !failure && walk != end; walk.increment(failure)) {
    const auto extension = walk->path().extension();
    if (extension == ".yaml" || extension == ".yml") return false;
  }
  return !failure;
}

struct Begun {
  fs::path path;
  std::string text;
};

bool write(const Begun& begun) {
  std::error_code failure;
  fs::create_directories(begun.path.parent_path(), failure);
  std::ofstream file(begun.path, std::ios::binary);
  file << begun.text;
  file.close();
  return !failure && !file.fail();
}

void tell(const std::vector<Begun>& files, const Common& common, const fs::path& folder) {
  if (common.json) {
    std::vector<Value> paths;
    for (const auto& file : files) paths.push_back(Value::string(file.path.generic_string()));
    return print(to_json(Value::object({{"files", Value::list(std::move(paths))}})));
  }
  for (const auto& file : files) print(file.path.generic_string());
  print(fmt::format("{}: docket check {}; docket test --rules {} {}",
                    common.language == Language::zh ? "下一步" : "next", common.rules, common.rules,
                    folder.generic_string()));
}

}  // namespace

int new_workflow(const NewWorkflowOptions& options) {
  const auto& name = options.name;
  if (!is_identifier(name))
    return fail_usage(backticked(name) + " is not a name for a workflow; names are small letters, digits and `_`");
  const fs::path root = options.common.rules;
  const auto rules = is_bare(root) ? Loaded{.rules = RuleBook()} : load(options.common);
  if (!rules) return rules.code;
  if (rules->workflow(name)) return fail({ErrorCode::invalid_argument, "there is a workflow " + backticked(name)});
  const auto folder = root / "workflows" / name;
  std::error_code failure;
  if (fs::exists(folder, failure) && !fs::is_empty(folder, failure))
    return fail_unusable({ErrorCode::unavailable, backticked(folder.string()) + " holds files already"});

  const auto calendar = calendar_of(*rules), named = calendar.empty() ? "office" : calendar;
  std::vector<Begun> files = {
      {folder / "workflow.yaml", schema_line(root, "workflow.schema.json") + filled(kWorkflow, name, named)},
      {folder / "answered_in_time.scenario.yaml",
       schema_line(root, "scenario.schema.json") + filled(kScenario, name, named)}};
  if (calendar.empty()) files.push_back({root / "calendars" / "office.yaml", kOffice});
  for (const auto& file : files) {
    if (fs::exists(file.path, failure))
      return fail_unusable({ErrorCode::unavailable, backticked(file.path.string()) + " is there already"});
  }
  for (const auto& file : files) {
    if (!write(file))
      return fail_unusable({ErrorCode::unavailable, backticked(file.path.string()) + " cannot be written"});
  }
  tell(files, options.common, folder);
  return kOk;
}

}  // namespace docket::cli
