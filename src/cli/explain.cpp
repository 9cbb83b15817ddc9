// docket explain CASE: its clocks and its history, from a store.  Without a case: all cases.
// With `--clock`: how that clock came to its due instant, day by day.
#include <fmt/core.h>

#include "cli/calendars.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stores.hpp"
#include "cli/zones.hpp"
#include "docket/clock_explanation.hpp"
#include "docket/narrative.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"

namespace docket::cli {
namespace {

std::string join_states(const std::vector<std::string>& states) {
  std::string text;
  for (const auto& state : states) text += (text.empty() ? "" : " + ") + state;
  return text;
}

Value texts_value(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::string(text));
  return Value::list(std::move(items));
}

int list_cases(Runtime& runtime, const Common& common) {
  CaseQuery query;
  for (;;) {
    const auto page = runtime.find(query);
    if (!page) return fail(page.error());
    for (const auto& each : *page) {
      if (common.json) {
        print(to_json(Value::object({{"case", Value::string(each.id)},
                                     {"workflow", Value::string(each.workflow)},
                                     {"project", Value::string(each.project)},
                                     {"states", texts_value(each.states)},
                                     {"closed", Value::boolean(each.is_closed)},
                                     {"late", Value::boolean(each.is_breached)},
                                     {"due", each.due ? Value::string(to_string(*each.due)) : Value::null()}})));
      } else {
        const bool zh = common.language == Language::zh;
        print(fmt::format("{}  {}  {}{}{}", each.id, each.workflow, join_states(each.states),
                          each.is_breached ? (zh ? "  逾期" : "  LATE") : "",
                          each.due ? (zh ? "  期限 " : "  due ") + to_string(*each.due) : ""));
      }
    }
    if (page->size() < query.limit) return kOk;
    query.after = page->back().id;
  }
}

std::optional<WorkflowSummary> summary_for(const RuleBook& rules, const Case& kase) {
  std::optional<WorkflowSummary> general;
  for (auto& summary : rules.workflows()) {
    if (summary.workflow != kase.workflow()) continue;
    if (summary.project == kase.project()) return std::move(summary);
    if (summary.project.empty()) general = std::move(summary);
  }
  return general;
}

std::string word_of(ClockStatus status, bool zh) {
  if (!zh) return name_of(status);
  switch (status) {
    case ClockStatus::idle: return "未开始";
    case ClockStatus::running: return "计时中";
    case ClockStatus::paused: return "已暂停";
    case ClockStatus::met: return "已完成";
    case ClockStatus::cancelled: return "已取消";
    case ClockStatus::ended: return "已结束（没有适用的时限）";
  }
  return {};
}

void print_clock(const ClockView& clock, const Narrator& narrator) {
  const bool zh = narrator.language == Language::zh;
  const auto title = clock.title.empty() ? clock.name : clock.title.in(narrator.language);
  if (clock.status == ClockStatus::idle)
    return print(fmt::format("  {} ({}): {}", title, clock.name, zh ? "未开始" : "not started"));
  std::string line = fmt::format("  {} ({}): {}", title, clock.name, word_of(clock.status, zh));
  if (clock.untargeted)
    line += zh ? "，没有一行目标适用，因此没有期限" : ", without a limit: no row of its target holds";
  else
    line += fmt::format(", {} {} {}", clock.budget, zh ? "按" : "on", clock.calendar);
  if (clock.awaiting)
    line += zh ? "，等待填写时间，尚无期限" : ", waiting for an instant that is not set: nothing is due yet";
  if (clock.due) line += (zh ? "，期限 " : ", due ") + narrate(*clock.due, narrator);
  if (clock.projected_due)
    line += (zh ? "，如现在恢复则期限为 " : ", due if it went on now ") + narrate(*clock.projected_due, narrator);
  if (clock.breached_at) line += zh ? "，已逾期" : ", LATE";
  for (const auto& missed : clock.was_late)
    line += (zh ? "，曾逾期，原期限 " : ", was late: missed ") + narrate(missed, narrator);
  if (clock.provisional)
    line += zh ? "（暂定：可能随下一份放假通知调整）" : " (provisional: the next holiday notice may move it)";
  line += (zh ? "；已用 " : "; spent ") +
          to_string(Elapsed{std::chrono::floor<std::chrono::seconds>(clock.consumed.length())});
  print(line);
  for (const auto& segment : clock.segments) {
    const auto until = segment.to ? narrate(*segment.to, narrator) : std::string(zh ? "现在" : "now");
    print(fmt::format("    {} – {}  {}", narrate(segment.from, narrator), until,
                      segment.counts ? (zh ? "计时，" : "counts on ") + segment.calendar
                                     : (zh ? "暂停：" : "paused: ") + segment.reason));
  }
}

// The case as it stands, with its clocks: the first line, before its journal.
Value json_of(const Case& kase) {
  const auto instant = [](const std::optional<Instant>& at) {
    return at ? Value::string(to_string(*at)) : Value::null();
  };
  std::vector<Value> states, clocks;
  for (const auto& state : kase.states()) states.push_back(Value::string(state));
  for (const auto& clock : kase.clocks(kase.last_at())) {
    std::vector<Value> segments;
    for (const auto& each : clock.segments)
      segments.push_back(Value::object({{"from", Value::string(to_string(each.from))},
                                        {"to", instant(each.to)},
                                        {"counts", Value::boolean(each.counts)},
                                        {"reason", Value::string(each.reason)},
                                        {"calendar", Value::string(each.calendar)}}));
    clocks.push_back(Value::object({{"clock", Value::string(clock.name)},
                                    {"status", Value::string(name_of(clock.status))},
                                    {"budget", Value::string(clock.budget)},
                                    {"calendar", Value::string(clock.calendar)},
                                    {"due", instant(clock.due)},
                                    {"projected_due", instant(clock.projected_due)},
                                    {"breached_at", instant(clock.breached_at)},
                                    {"provisional", Value::boolean(clock.provisional)},
                                    {"consumed_ms", cli::json_of(clock.consumed.length())},
                                    {"segments", Value::list(std::move(segments))}}));
  }
  return Value::object({{"case", Value::string(kase.id())},
                        {"workflow", Value::string(kase.workflow())},
                        {"project", Value::string(kase.project())},
                        {"rules", Value::string(kase.rules())},
                        {"states", Value::list(std::move(states))},
                        {"closed", Value::boolean(kase.is_closed())},
                        {"clocks", Value::list(std::move(clocks))}});
}

std::string amendment_text(const std::string& name, const Narrator& narrator) {
  if (name != kSemantics) return name;
  return narrator.language == Language::zh ? "规则的计时含义已更新；已开始的时钟保留原来的期限"
                                           : "rules count otherwise since this docket; clocks keep what they had";
}

// What the event was called in the states that the case was in.
std::string event_text(const std::string& event, const std::vector<std::string>& states, const Narrator& narrator) {
  if (!narrator.workflow) return event;
  const auto title = title_of_event(*narrator.workflow, event, states);
  return title.empty() ? event : title.in(narrator.language);
}

std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> all;
  for (const auto& item : list.as_list()) all.emplace_back(item.as_string());
  return all;
}

// `states` are the case's before the entry, and after it when this returns.
void print_entry(const StoredEntry& stored, const Narrator& narrator, std::vector<std::string>& states) {
  const auto entry = parse_json(stored.entry);
  const bool is_amendment = stored.kind == name_of(EntryKind::amended);
  std::string line =
      fmt::format("  {:>3}  {}  {}", stored.sequence, narrate(stored.at, narrator),
                  is_amendment ? amendment_text(stored.event, narrator) : event_text(stored.event, states, narrator));
  const auto* actor = entry ? entry->find("actor") : nullptr;
  const auto* id = actor ? actor->find("id") : nullptr;
  if (id) line += fmt::format("  ({})", id->as_string());
  print(line);
  const auto* effects = entry ? entry->find("effects") : nullptr;
  if (!effects) return;
  for (const auto& effect : effects->as_list()) {
    const auto* type = effect.find("type");
    const auto* data = effect.find("data");
    if (type && data) print("       " + narrate(type->as_string(), *data, narrator));
    // Only a transition and a migration lead to states.
    if (const auto* to = data ? data->find("to") : nullptr; to && to->kind() == Value::Kind::list) states = texts(*to);
  }
}

Value json_of(const ClockExplanation& why) {
  const auto& zone = why.zone;
  const auto instant = [&](const std::optional<Instant>& at) { return at ? cli::json_of(*at, zone) : Value::null(); };
  std::vector<Value> stretches, adjustments, was_late;
  for (const auto& missed : why.was_late) was_late.push_back(cli::json_of(missed, zone));
  for (const auto& each : why.stretches)
    stretches.push_back(Value::object({{"from", cli::json_of(each.from, zone)},
                                       {"to", cli::json_of(each.to, zone)},
                                       {"counts", Value::boolean(each.counts)},
                                       {"reason", Value::string(each.reason)},
                                       {"holder", Value::string(name_of(each.holder))},
                                       {"calendar", Value::string(each.calendar)},
                                       {"days", each.days ? cli::json_of(*each.days) : Value::null()},
                                       {"subtotal_ms", cli::json_of(each.subtotal.length())},
                                       {"total_ms", cli::json_of(each.total.length())}}));
  for (const auto& each : why.adjustments)
    adjustments.push_back(Value::object({{"before", Value::integer(static_cast<std::int64_t>(each.before))},
                                         {"at", cli::json_of(each.at, zone)},
                                         {"what", Value::string(each.what)},
                                         {"spent_ms", cli::json_of(each.spent.length())},
                                         {"budget_ms", cli::json_of(each.budget.length())}}));
  return Value::object({{"clock", Value::string(why.clock)},
                        {"target", Value::string(why.target)},
                        {"budget", Value::string(why.budget)},
                        {"status", Value::string(name_of(why.status))},
                        {"start", cli::json_of(why.start, zone)},
                        {"due", instant(why.due)},
                        {"projected", instant(why.projected)},
                        {"provisional", Value::boolean(why.provisional)},
                        {"untargeted", Value::boolean(why.untargeted)},
                        {"was_late", Value::list(std::move(was_late))},
                        {"settled", instant(why.settled)},
                        {"size_ms", cli::json_of(why.size.length())},
                        {"stretches", Value::list(std::move(stretches))},
                        {"adjustments", Value::list(std::move(adjustments))},
                        {"whole", why.whole ? cli::json_of(*why.whole) : Value::null()}});
}

// How one clock came to its due time, under the head of the case.
int explain_one(const Case& kase, const std::string& head, const ExplainOptions& options) {
  const auto why = explain_clock(kase, options.clock, kase.last_at());
  if (!why) return fail(why.error());
  print(options.common.json ? to_json(json_of(*why)) : head + "\n" + to_text(*why, options.common.language));
  return kOk;
}

// A case that was never opened may have been tried: its refusals say why.
int explain_unopened(Runtime& runtime, const ExplainOptions& options, const Error& error) {
  const auto journal = runtime.journal(options.kase);
  if (journal && error.code == ErrorCode::not_found) {
    const Narrator narrator{.language = options.common.language, .zone = TimeZone::utc(), .workflow = nullptr};
    std::vector<std::string> states;
    for (const auto& entry : *journal) options.common.json ? print(entry.entry) : print_entry(entry, narrator, states);
  }
  return fail(error);
}

int explain_case(Runtime& runtime, const ExplainOptions& options) {
  const auto kase = runtime.load(options.kase);
  if (!kase) return explain_unopened(runtime, options, kase.error());
  const auto journal = runtime.journal(options.kase);
  if (!journal) return fail(journal.error());
  if (options.common.json && options.clock.empty()) {
    print(to_json(json_of(*kase)));
    for (const auto& entry : *journal) print(entry.entry);
    return kOk;
  }
  const auto rules = runtime.rules_of(*kase);
  if (!rules) return fail(rules.error());
  const auto summary = summary_for(*rules, *kase);
  const auto zone = AskedZone::of(*kase);
  const bool zh = options.common.language == Language::zh;
  const Narrator narrator{
      .language = options.common.language, .zone = zone.zone(), .workflow = summary ? &*summary : nullptr};
  const auto head = fmt::format("{}  {}{}  {}\n{} {}", kase->id(), kase->workflow(),
                                kase->project().empty() ? "" : " / " + std::string(kase->project()),
                                join_states(kase->states()), zh ? "规则" : "rules", kase->rules());
  if (!options.clock.empty()) return explain_one(*kase, head, options);
  print(head);
  print(zone.line(options.common.language));
  print(zh ? "时限" : "clocks");
  for (const auto& clock : kase->clocks(kase->last_at())) print_clock(clock, narrator);
  print(zh ? "经过" : "history");
  std::vector<std::string> states;
  for (const auto& entry : *journal) print_entry(entry, narrator, states);
  return kOk;
}

}  // namespace

int explain(const ExplainOptions& options) {
  if (options.store.empty()) return fail_usage("`--store FILE` is needed: the store that the case is in");
  auto store = open_existing_store(options.store, true);
  if (!store) return fail_unusable(store.error());
  auto runtime = Runtime::inspect(*std::move(store));
  if (!runtime) return fail(runtime.error());
  return options.kase.empty() ? list_cases(*runtime, options.common) : explain_case(*runtime, options);
}

}  // namespace docket::cli
