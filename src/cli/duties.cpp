// docket duties: which duties are due when, and with a store, whether they were done.
// Tested by tests/golden/cli/duties.txt
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stores.hpp"
#include "cli/zones.hpp"
#include "docket/duty.hpp"
#include "docket/narrative.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"

namespace docket::cli {
namespace {

const char* word_of(DutyStanding standing, Language language) {
  if (language != Language::zh) return standing == DutyStanding::not_asked ? "not asked for" : name_of(standing);
  switch (standing) {
    case DutyStanding::ahead: return "未到";
    case DutyStanding::open: return "待完成";
    case DutyStanding::done: return "已完成";
    case DutyStanding::missed: return "未完成";
    case DutyStanding::not_asked: return "未安排";
  }
  return "";
}

Value value_of(const JudgedDuty& each, bool is_judged) {
  const auto& occurrence = each.occurrence;
  std::vector<Value> cases;
  for (const auto& opened : occurrence.opens) cases.push_back(Value::string(opened.id));
  std::vector<MapEntry> fields = {
      {Value::string("duty"), Value::string(occurrence.duty)},
      {Value::string("project"), Value::string(occurrence.project)},
      {Value::string("occurrence"), Value::string(occurrence.key)},
      {Value::string("from"), Value::string(to_string(occurrence.from))},
      {Value::string("until"), Value::string(to_string(occurrence.until))},
      {Value::string("workflow"), Value::string(occurrence.opens.front().workflow)},
      {Value::string("cases"), Value::list(std::move(cases))},
      {Value::string("to"), Value::string(occurrence.to)},
  };
  if (is_judged) fields.push_back({Value::string("standing"), Value::string(name_of(each.standing))});
  return Value::map(std::move(fields));
}

struct Columns {
  bool has_projects = false, is_judged = false;
};

void print_line(const JudgedDuty& each, const Narrator& narrator, Columns columns) {
  const auto& occurrence = each.occurrence;
  const auto from = narrate(occurrence.from, narrator), until = narrate(occurrence.until, narrator);
  // The date once, where it is the same.
  const auto end = until.substr(0, 10) == from.substr(0, 10) ? until.substr(11) : until;
  auto line = fmt::format("{} – {}  ", from, end);
  if (columns.has_projects) line += occurrence.project + "  ";
  line += occurrence.duty;
  const auto& title = occurrence.title.in(narrator.language);
  if (!title.empty()) line += "  " + title;
  if (occurrence.opens.size() > 1) line += fmt::format("  × {}", occurrence.opens.size());
  if (columns.is_judged) line += fmt::format("  {}", word_of(each.standing, narrator.language));
  print(line);
}

Result<std::vector<JudgedDuty>> ask(const DutiesOptions& options, const RuleBook& rules, Instant from, Instant to,
                                    Instant now) {
  if (!options.store.empty()) {
    auto store = open_existing_store(options.store, true);
    if (!store) return store.error();
    auto runtime = Runtime::inspect(*std::move(store), rules);
    if (!runtime) return runtime.error();
    return runtime->duties(options.project, from, to, now);
  }
  // As Runtime::duties does it with a store.
  auto projects = rules.projects();
  if (!options.project.empty() || projects.empty()) projects = {options.project};
  std::vector<JudgedDuty> all;
  for (const auto& project : projects) {
    for (auto& each : duty_occurrences(rules, project, from, to)) all.push_back({std::move(each), {}});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.occurrence.from < b.occurrence.from; });
  return all;
}

}  // namespace

int duties(const DutiesOptions& options) {
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  const auto projects = rules->projects();
  if (!options.project.empty() && std::find(projects.begin(), projects.end(), options.project) == projects.end())
    return fail({ErrorCode::not_found, "there is no project " + backticked(options.project) + "; " +
                                           did_you_mean(options.project, projects, "known are " + listed(projects))});
  const auto zone = AskedZone::of(*rules, {.project = options.project, .workflow = {}});
  // A date means its beginning; `to` is the first that is not shown.
  const auto from = zone.beginning(options.from.empty() ? "now" : options.from);
  if (!from) return fail_usage("`--from`: " + from.error().message);
  const auto to = options.to.empty() ? Result(*from + std::chrono::days(7)) : zone.beginning(options.to);
  if (!to) return fail_usage("`--to`: " + to.error().message);
  if (*to <= *from)
    return fail_usage(fmt::format("`--to {}` does not lie after `--from {}`", options.to,
                                  options.from.empty() ? "now" : options.from));
  const auto now = zone.moment(options.at.empty() ? "now" : options.at);
  if (!now) return fail_usage("`--at`: " + now.error().message);
  const auto all = ask(options, *rules, *from, *to, *now);
  if (!all) return fail(all.error());
  const Narrator narrator{.language = options.common.language, .zone = zone.zone(), .workflow = nullptr};
  const Columns columns{.has_projects = options.project.empty() && !projects.empty(),
                        .is_judged = !options.store.empty()};
  if (!all->empty() && !options.common.json) print(zone.line(options.common.language));
  bool is_missed = false;
  for (const auto& each : *all) {
    is_missed = is_missed || each.standing == DutyStanding::missed;
    if (options.common.json)
      print(to_json(value_of(each, !options.store.empty())));
    else
      print_line(each, narrator, columns);
  }
  if (all->empty() && !options.common.json)
    print(options.common.language == Language::zh ? "这段时间没有固化工作" : "no duty begins in that time");
  return is_missed ? kMistakes : kOk;
}

}  // namespace docket::cli
