// A week of an estate: a host program with docket inside and SQLite below.
//
//   estate_day --events events.jsonl --rules rules --store estate.db [--lang zh] [--journal]
//
// It reads what the estate's ERP recorded, plays it, and prints what happened, what was refused and
// why, what was due, what was missed and who was told.  Kill it at any point and start it again: it
// goes on where it stood, and the journal at the end is the same.  `--journal` prints that journal.
#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <string>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "events.hpp"
#include "timeline.hpp"

namespace {

using docket::Language;

struct Arguments {
  std::string events, rules, store;
  Language language = Language::en;
  bool wants_journal = false;
};

std::optional<Arguments> read_arguments(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--journal") {
      arguments.wants_journal = true;
      continue;
    }
    if (i + 1 == argc) return std::nullopt;
    const std::string value = argv[++i];
    if (name == "--events")
      arguments.events = value;
    else if (name == "--rules")
      arguments.rules = value;
    else if (name == "--store")
      arguments.store = value;
    else if (name == "--lang")
      arguments.language = value == "zh" ? Language::zh : Language::en;
    else
      return std::nullopt;
  }
  if (arguments.events.empty() || arguments.rules.empty() || arguments.store.empty()) return std::nullopt;
  return arguments;
}

int fail(const docket::Error& error) {
  std::cerr << "estate_day: " << error.message << "\n";
  return 1;
}

// Fires what is due, in its order; a case that fails is named, and the others go on.
docket::Status fire_due(docket::Runtime& runtime, docket::Instant until) {
  for (;;) {
    const auto report = runtime.run_due(until);
    if (!report) return report.error();
    for (const auto& failure : report->failures)
      std::cerr << "case " << failure.case_id << ": " << failure.error.message << "\n";
    if (!report->failures.empty()) return report->failures.front().error;
    if (!report->next || *report->next > until) return docket::Done{};
  }
}

docket::Status play(docket::Runtime& runtime, Timeline& timeline, const std::vector<DayEvent>& events) {
  for (const auto& line : events) {
    const auto fired = fire_due(runtime, line.now);
    if (!fired) return fired.error();
    timeline.announce(line.case_id, line.event.name, line.event.actor.id, line.now);
    const auto outcome =
        line.workflow.empty()
            ? runtime.fire(line.case_id, line.event, line.now)
            : runtime.open_case({.id = line.case_id, .workflow = line.workflow, .project = line.project}, line.event,
                                line.now);
    if (!outcome) return outcome.error();
  }
  return docket::Done{};
}

// Every case of the store, page by page.
docket::Result<std::vector<docket::CaseSummary>> all_cases(docket::Runtime& runtime) {
  std::vector<docket::CaseSummary> cases;
  docket::CaseQuery query;
  for (;;) {
    auto page = runtime.find(query);
    if (!page) return page.error();
    cases.insert(cases.end(), page->begin(), page->end());
    if (page->size() < query.limit) return cases;
    query.after = page->back().id;
  }
}

struct Totals {
  int opened = 0, closed = 0, late = 0, entries = 0, refused = 0, missed = 0, warned = 0;
  std::map<std::string, int> told;  // by role
};

void count(const docket::Value& entry, Totals& totals) {
  ++totals.entries;
  if (entry.find("kind")->as_string() == "refused") ++totals.refused;
  for (const auto& effect : entry.find("effects")->as_list()) {
    const auto type = effect.find("type")->as_string();
    if (type == "docket.deadline.breached.v1") ++totals.missed;
    if (type == "docket.deadline.warning.v1") ++totals.warned;
    const bool is_notice = type.starts_with("docket.deadline.") || type == "docket.emitted.v1";
    const auto* to = is_notice ? effect.find("data")->find("to") : nullptr;
    if (to) ++totals.told[std::string(to->as_string())];
  }
}

docket::Result<Totals> add_up(docket::Runtime& runtime, bool prints_journal) {
  Totals totals;
  const auto cases = all_cases(runtime);
  if (!cases) return cases.error();
  for (const auto& each : *cases) {
    ++totals.opened;
    if (each.is_closed) ++totals.closed;
    if (each.is_breached) ++totals.late;
    const auto journal = runtime.journal(each.id);
    if (!journal) return journal.error();
    for (const auto& stored : *journal) {
      if (prints_journal) std::cout << each.id << " " << stored.entry << "\n";
      const auto entry = docket::parse_json(stored.entry);
      if (!entry) return entry.error();
      count(*entry, totals);
    }
  }
  return totals;
}

void print_totals(const Totals& totals, const Timeline& timeline) {
  const bool zh = timeline.in_chinese();
  if (zh) {
    std::cout << "\n── 本周小结 ──\n投诉 " << totals.opened << " 件：已归档 " << totals.closed << "，办理中 "
              << totals.opened - totals.closed << "；曾逾期 " << totals.late << " 件\n记录 " << totals.entries
              << " 条：不予受理 " << totals.refused << "，预警 " << totals.warned << "，逾期 " << totals.missed
              << "\n通知：";
  } else {
    std::cout << "\n── the week in figures ──\n"
              << totals.opened << " complaints: " << totals.closed << " archived, " << totals.opened - totals.closed
              << " open; " << totals.late << " were late at some point\n"
              << totals.entries << " journal entries: " << totals.refused << " refused events, " << totals.warned
              << " warnings, " << totals.missed << " missed deadlines\ntold:";
  }
  for (const auto& [role, number] : totals.told) std::cout << "  " << timeline.title_of("role", role) << " " << number;
  std::cout << "\n";
}

void print_open_deadlines(docket::Runtime& runtime, const Timeline& timeline) {
  const auto open = runtime.find({.closed = false, .limit = 1000});
  if (!open) return;
  std::cout << (timeline.in_chinese() ? "\n── 下周待办 ──\n" : "\n── due next ──\n");
  std::vector<std::pair<docket::Instant, std::string>> due;
  for (const auto& each : *open) {
    const auto kase = runtime.load(each.id);
    if (!kase) continue;
    for (const auto& clock : kase->clocks(kase->last_at())) {
      if (clock.status != docket::ClockStatus::running || !clock.due || clock.breached_at) continue;
      due.emplace_back(
          *clock.due,
          each.id + "  " + (clock.title.empty() ? clock.name : clock.title.in(timeline.narrator().language)));
    }
  }
  std::sort(due.begin(), due.end());
  for (const auto& [instant, what] : due)
    std::cout << docket::narrate(instant, timeline.narrator()) << "  " << what << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = read_arguments(argc, argv);
  if (!arguments) {
    std::cerr << "usage: estate_day --events FILE --rules FOLDER --store FILE [--lang zh] [--journal]\n";
    return 2;
  }
  auto rules = docket::read_rules(arguments->rules);
  for (const auto& mistake : rules.diagnostics) std::cerr << docket::render(mistake) << "\n";
  if (!rules.rules) return 1;
  const auto events = read_events(arguments->events);
  if (!events) return fail(events.error());
  if (events->empty()) return fail({docket::ErrorCode::invalid_argument, "the file of events is empty"});

  const auto& first = events->front();
  const auto calendar = rules.rules->calendar("office", first.project);
  docket::WorkflowSummary workflow;
  for (auto& summary : rules.rules->workflows()) {
    if (summary.workflow == first.workflow && summary.project == first.project) workflow = std::move(summary);
  }
  Timeline timeline(*calendar, workflow, arguments->language);

  auto store = docket::open_sqlite_store({.path = arguments->store});
  if (!store) return fail(store.error());
  auto runtime = docket::Runtime::open(
      {.rules = *rules.rules, .store = *std::move(store), .sink = [&](const docket::OutboxEvent& event) {
         return timeline.tell(event);
       }});
  if (!runtime) return fail(runtime.error());
  if (const auto delivered = runtime->deliver(); !delivered) return fail(delivered.error());
  if (const auto played = play(*runtime, timeline, *events); !played) return fail(played.error());
  timeline.flush();
  const auto totals = add_up(*runtime, arguments->wants_journal);
  if (!totals) return fail(totals.error());
  print_open_deadlines(*runtime, timeline);
  print_totals(*totals, timeline);
  return 0;
}
