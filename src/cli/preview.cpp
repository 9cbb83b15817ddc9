// docket preview: when the clocks of a workflow would be due, without a case.
// Tested by tests/golden/cli/preview.txt
#include <fmt/core.h>

#include <utility>

#include "base/text.hpp"
#include "cli/calendars.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/zones.hpp"
#include "docket/clock_explanation.hpp"
#include "docket/narrative.hpp"

namespace docket::cli {
namespace {

Value json_of(const std::vector<PreviewedRung>& rungs) {
  std::vector<Value> values;
  for (const auto& rung : rungs)
    values.push_back(Value::object({{"rung", Value::string(rung.rung)},
                                    {"to", Value::string(rung.to)},
                                    {"at", Value::string(to_string(rung.at))}}));
  return Value::list(std::move(values));
}

Value json_of(const ClockPreview& clock, bool is_alone) {
  std::vector<Value> faults;
  for (const auto& fault : clock.faults) faults.push_back(Value::string(fault));
  auto fields = Value::object({{"clock", Value::string(clock.clock)},
                               {"target", Value::string(clock.target)},
                               {"budget", Value::string(clock.budget)},
                               {"calendar", Value::string(clock.calendar)},
                               {"due", clock.due ? Value::string(to_string(*clock.due)) : Value::null()},
                               {"provisional", Value::boolean(clock.provisional)},
                               {"untargeted", Value::boolean(clock.untargeted)},
                               {"awaiting", Value::boolean(clock.awaiting)},
                               {"faults", Value::list(std::move(faults))},
                               {"rungs", json_of(clock.rungs)},
                               {"skipped", json_of(clock.skipped)}});
  if (!is_alone) return fields;
  std::vector<MapEntry> entries(fields.as_map().begin(), fields.as_map().end());
  entries.push_back({Value::string("explanation"), clock.days ? cli::json_of(*clock.days) : Value::null()});
  return Value::map(std::move(entries));
}

std::string word_for(Budget::Purpose purpose, bool zh) {
  switch (purpose) {
    case Budget::Purpose::limit: return zh ? "期限" : "due";
    case Budget::Purpose::not_before: return zh ? "不得早于" : "not before";
    case Budget::Purpose::valid: return zh ? "有效期至" : "valid until";
  }
  return {};
}

// Why nothing is due.
std::string reason(const ClockPreview& clock, bool zh) {
  if (clock.untargeted) return zh ? "没有一行目标适用，因此没有期限" : "no row of its target holds, so it has no limit";
  if (clock.awaiting)
    return zh ? "尚无期限：目标 `" + clock.target + "` 的时间还没有填写"
              : "no limit yet: the time that its row `" + clock.target + "` names is not set";
  return zh ? "无期限" : "nothing is due";
}

void print_rungs(const ClockPreview& clock, const Narrator& narrator) {
  const bool zh = narrator.language == Language::zh;
  const auto whom = [](const PreviewedRung& rung) { return rung.to.empty() ? "" : " → " + rung.to; };
  for (const auto& rung : clock.skipped)
    print(fmt::format("  {}  {}{}{}", narrate(rung.at, narrator), rung.rung, whom(rung),
                      zh ? "（不会提醒：不晚于起算时间）" : " (never sent: it lies at the start or before it)"));
  for (const auto& rung : clock.rungs)
    print(fmt::format("  {}  {}{}", narrate(rung.at, narrator), rung.rung, whom(rung)));
}

void print_clock(const ClockPreview& clock, const Narrator& narrator, bool is_alone) {
  const bool zh = narrator.language == Language::zh;
  const auto title = clock.title.empty() ? clock.clock : clock.title.in(narrator.language);
  auto line = fmt::format("{} ({}): ", title, clock.clock);
  if (!clock.due) {
    print(line + reason(clock, zh));
    for (const auto& fault : clock.faults) print("  " + fault);
    return;
  }
  line += fmt::format("{} {}  {} {} {}", word_for(clock.purpose, zh), narrate(*clock.due, narrator), clock.budget,
                      zh ? "按" : "on", clock.calendar);
  if (clock.provisional)
    line += zh ? "（暂定：可能随下一份放假通知调整）" : " (provisional: the next holiday notice may move it)";
  print(line);
  if (is_alone && clock.days) print(to_text(*clock.days, narrator.language));
  print_rungs(clock, narrator);
  for (const auto& fault : clock.faults) print("  " + fault);
}

}  // namespace

int preview(const PreviewOptions& options) {
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  PreviewQuery query{.workflow = options.workflow, .project = options.project};
  if (!options.record.empty()) {
    const auto record = parse_json(options.record);
    if (!record) return fail_usage("`--record` is not JSON: " + record.error().message);
    query.record = *record;
  }
  const auto zone = AskedZone::of(*rules, {.project = options.project, .workflow = options.workflow});
  const auto start = zone.moment(options.at);
  if (!start) return fail_usage(start.error().message);
  query.start = *start;
  const auto clocks = docket::preview(*rules, query);
  if (!clocks) return fail_asked(clocks.error());
  const Narrator narrator{.language = options.common.language, .zone = zone.zone(), .workflow = nullptr};
  bool is_found = options.clock.empty(), is_zone_told = false;
  std::vector<std::string> known;
  for (const auto& clock : *clocks) {
    known.push_back(clock.clock);
    if (!options.clock.empty() && clock.clock != options.clock) continue;
    if (!options.common.json && !std::exchange(is_zone_told, true)) print(zone.line(options.common.language));
    is_found = true;
    if (options.common.json)
      print(to_json(json_of(clock, !options.clock.empty())));
    else
      print_clock(clock, narrator, !options.clock.empty());
  }
  if (!is_found)
    return fail({ErrorCode::not_found, "the workflow " + backticked(options.workflow) + " has no clock " +
                                           backticked(options.clock) + "; " +
                                           did_you_mean(options.clock, known, "known are " + listed(known))});
  return kOk;
}

}  // namespace docket::cli
