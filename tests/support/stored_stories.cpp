#include "support/stored_stories.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "docket/runtime.hpp"
#include "docket/snapshot.hpp"
#include "docket/stores.hpp"

namespace docket::testing {
namespace {

[[noreturn]] void give_up(const std::string& what) { throw std::runtime_error(what); }

template <class T>
T must(Result<T> result, const std::string& doing) {
  if (!result) give_up(doing + ": " + result.error().message);
  return std::move(*result);
}

RuleBook rules_in(const std::string& folder) {
  auto report = read_rules(folder);
  for (const auto& each : report.diagnostics) std::fprintf(stderr, "%s\n", render(each).c_str());
  if (!report.rules) give_up("the rules in " + folder + " do not load");
  return *std::move(report.rules);
}

Instant china(const std::string& local) {
  static const auto zone = must(TimeZone::from_tzif("Asia/Shanghai", system_zone("Asia/Shanghai").value()), "zone");
  return must(parse_instant(local, zone), local);
}

// --- What happens to the cases -----------------------------------------------------------------------

// `note` and `seen` change nothing: what is due by then has fired.
struct Step {
  const char* kase;
  const char* event;  // of a case's first step: its workflow, and project, behind a `+`
  const char* now;    // local time of Asia/Shanghai
  const char* input = "{}";
  const char* at = "";  // when it happened, if that was earlier
};

// Every budget: running, paused, on again, late, late and paused, ended, reopened; begun in hours and outside.
constexpr Step kLimits[] = {
    {"running", "+limits", "2026-03-09 10:00"},
    {"evening", "+limits", "2026-03-06 19:30"},
    {"saturday", "+limits", "2026-03-07 10:00", R"({"visit_at":"2026-03-11T15:00:00+08:00"})"},
    {"early", "+limits", "2026-03-09 07:10", R"({"visit_at":"2026-03-10T09:30:00+08:00"})"},
    {"noon", "+limits", "2026-03-09 12:20"},
    {"paused", "+limits", "2026-03-09 10:00", R"({"visit_at":"2026-03-11T15:00:00+08:00"})"},
    {"paused", "wait", "2026-03-09 11:00"},
    {"resumed", "+limits", "2026-03-09 10:00", R"({"visit_at":"2026-03-13T15:00:00+08:00"})"},
    {"resumed", "wait", "2026-03-09 11:00"},
    {"resumed", "resume", "2026-03-11 09:30"},
    {"twice_paused", "+limits", "2026-03-06 16:00"},
    {"twice_paused", "wait", "2026-03-06 18:30"},
    {"twice_paused", "resume", "2026-03-08 12:00"},
    {"twice_paused", "wait", "2026-03-09 09:30"},
    {"evening_paused", "+limits", "2026-03-06 19:30"},
    {"evening_paused", "wait", "2026-03-06 20:30"},
    {"late", "+limits", "2026-03-09 10:00", R"({"visit_at":"2026-03-10T09:00:00+08:00"})"},
    {"late", "note", "2026-03-11 12:00"},
    {"seen", "+limits", "2026-03-09 10:00"},
    {"seen", "seen", "2026-03-10 14:00"},
    {"seen", "note", "2026-03-11 12:00"},
    {"late_paused", "+limits", "2026-03-09 10:00"},
    {"late_paused", "wait", "2026-03-11 12:00"},
    {"all_late", "+limits", "2026-03-09 10:00", R"({"visit_at":"2026-03-10T09:00:00+08:00"})"},
    {"all_late", "note", "2026-06-05 12:00"},
    {"met", "+limits", "2026-03-09 10:00"},
    {"met", "finish", "2026-03-09 11:30"},
    {"met_late", "+limits", "2026-03-09 10:00"},
    {"met_late", "finish", "2026-03-11 11:30"},
    {"reopened", "+limits", "2026-03-09 10:00"},
    {"reopened", "finish", "2026-03-09 11:30"},
    {"reopened", "reopen", "2026-03-10 10:00"},
    {"late_fact", "+limits", "2026-03-09 10:00"},
    {"late_fact", "wait", "2026-03-09 15:00", "{}", "2026-03-09 10:30"},
    {"checked", "+limits", "2026-03-09 10:00"},
    {"checked", "check", "2026-03-13 12:00"},
    {"agreed", "+limits", "2026-03-09 10:00", R"({"visit_at":"2026-03-11T15:00:00+08:00"})"},
    {"agreed", "agree", "2026-03-09 12:00", R"({"visit_at":"2026-03-12T15:00:00+08:00"})"},
};

// New targets by each policy, clocks started and stopped by hand, deadlines of the chart.
constexpr Step kChanges[] = {
    {"low", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"faster", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"faster", "relevel", "2026-03-09 14:00", R"({"level":"high"})"},
    {"slower", "+changes", "2026-03-09 10:00", R"({"level":"high"})"},
    {"slower", "relevel", "2026-03-10 10:00", R"({"level":"low"})"},
    {"too_fast", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"too_fast", "relevel", "2026-03-12 10:00", R"({"level":"high"})"},
    {"too_late", "+changes", "2026-03-09 10:00", R"({"level":"high"})"},
    {"too_late", "relevel", "2026-03-11 15:00", R"({"level":"low"})"},
    {"while_paused", "+changes", "2026-03-09 10:00", R"({"level":"high"})"},
    {"while_paused", "wait", "2026-03-09 12:00"},
    {"while_paused", "relevel", "2026-03-10 12:00", R"({"level":"low"})"},
    {"after_pause", "+changes", "2026-03-09 10:00", R"({"level":"high"})"},
    {"after_pause", "wait", "2026-03-09 12:00"},
    {"after_pause", "relevel", "2026-03-10 12:00", R"({"level":"low"})"},
    {"after_pause", "resume", "2026-03-11 10:00"},
    {"none", "+changes", "2026-03-09 10:00", R"({"level":"none"})"},
    {"no_more", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"no_more", "relevel", "2026-03-10 10:00", R"({"level":"none"})"},
    {"held", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"held", "begin", "2026-03-09 10:30"},
    {"held", "hold", "2026-03-09 12:00"},
    {"begun", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"begun", "begin", "2026-03-09 10:30"},
    {"begun", "hold", "2026-03-09 12:00"},
    {"begun", "go", "2026-03-10 09:30"},
    {"halted", "+changes", "2026-03-09 10:00", R"({"level":"low"})"},
    {"halted", "begin", "2026-03-09 10:30"},
    {"halted", "halt", "2026-03-09 12:00"},
    {"relieved", "+changes+lake", "2026-03-09 10:00", R"({"level":"low"})"},
    {"relieved_paused", "+changes+lake", "2026-03-09 10:00", R"({"level":"high"})"},
    {"relieved_paused", "wait", "2026-03-09 12:00"},
    {"undone", "+changes+pool", "2026-03-09 10:00", R"({"level":"low"})"},
    {"calendars", "+changes+hill", "2026-03-09 10:00", R"({"level":"low"})"},
    {"calendars_paused", "+changes+hill", "2026-03-09 10:00", R"({"level":"low"})"},
    {"calendars_paused", "wait", "2026-03-09 12:00"},
    {"timers", "+timers", "2026-03-09 10:00"},
    {"timers_evening", "+timers", "2026-03-06 19:30"},
    {"timers_noted", "+timers", "2026-03-09 10:00"},
    {"timers_noted", "note", "2026-03-10 10:00"},
    {"moved", "+moved", "2026-03-09 10:00"},
    {"moved_paused", "+moved", "2026-03-09 10:00"},
    {"moved_paused", "wait", "2026-03-09 14:00"},
    {"moved_late", "+moved", "2026-03-09 10:00"},
    {"moved_late", "note", "2026-03-12 14:00"},
};

// What came after all cases were moved to later rules and calendars.
constexpr Step kAfterwards[] = {
    {"opened_later", "+limits", "2026-03-11 10:00"},
    {"calendars", "note", "2026-03-17 10:00"},
};

class Telling {
 public:
  explicit Telling(Runtime& runtime) : runtime_(runtime) {}

  void tell(const Step& step) {
    const auto now = china(step.now);
    Event event{.name = step.event, .actor = {"li", {"boss"}}, .input = must(parse_json(step.input), step.input)};
    event.id = std::string(step.kase) + "-" + std::to_string(++told_);
    if (*step.at) event.at = china(step.at);
    const std::string name = step.event;
    const auto outcome = name.front() == '+' ? open(step.kase, name, std::move(event), now)
                                             : must(runtime_.fire(step.kase, event, now), step.kase);
    if (!outcome.accepted()) give_up(std::string(step.kase) + ": " + step.event + " was refused");
  }

 private:
  Outcome open(const char* id, const std::string& what, Event event, Instant now) {
    const auto plus = what.find('+', 1);
    NewCase opening{.id = id, .workflow = what.substr(1, plus - 1), .project = {}};
    if (plus != what.npos) opening.project = what.substr(plus + 1);
    event.name = opening.workflow == "timers" || opening.workflow == "moved" ? "open" : "report";
    return must(runtime_.open_case(opening, event, now), id);
  }

  Runtime& runtime_;
  int told_ = 0;
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void change_from_outside(Runtime& runtime, const std::string& rules_folder) {
  const Actor who{"zhao", {}};
  const auto now = china("2026-03-10 11:00");
  CaseQuery lake, pool, hill;
  lake.project = "lake";
  pool.project = "pool";
  hill.project = "hill";
  const Relief flood{.id = "flood", .percent = 50, .from = china("2026-03-09 09:00"), .to = china("2026-03-11 18:00")};
  must(runtime.relieve(lake, flood, who, now), "relieve");
  must(runtime.relieve(pool, flood, who, now), "relieve");
  must(runtime.undo_relief(pool, "flood", who, china("2026-03-10 15:00")), "undo");
  const auto later = runtime.use_rules(rules_in(rules_folder + "/later"));
  if (!later) give_up(later.error().message);
  must(runtime.apply_calendars(hill, who, now), "calendars");
  const auto mapping = must(runtime.read_mapping("m", text_of(rules_folder + "/moved.migration.yaml")), "mapping");
  if (!mapping.mapping) give_up("the mapping: " + render(mapping.diagnostics.front()));
  const auto moved = must(runtime.migrate(*mapping.mapping, {.who = who}, now), "migrate");
  if (moved.moved != 3) give_up("the cases of `moved` did not move");
}

// --- What is written ---------------------------------------------------------------------------------

std::string digits_of(const std::string& bytes) {
  std::string digits;
  for (const char byte : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    digits += two;
  }
  return digits;
}

using Row = std::vector<std::string>;

std::vector<Row> rows_of(sqlite3* database, const std::string& sql) {
  std::vector<Row> rows;
  const auto take = [](void* into, int columns, char** values, char**) {
    Row row;
    for (int i = 0; i < columns; ++i) row.emplace_back(values[i] ? values[i] : "NULL");
    static_cast<std::vector<Row>*>(into)->push_back(std::move(row));
    return 0;
  };
  if (sqlite3_exec(database, sql.c_str(), take, &rows, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(database));
  return rows;
}

// Texts as texts, also where the store keeps bytes; zones in hexadecimal digits.
std::string literal_of(const std::string& table, const std::string& column) {
  if (table != "rule_files" || column != "content") return "quote(" + column + ")";
  return "CASE kind WHEN 'zone' THEN quote(content) ELSE 'CAST(' || quote(CAST(content AS TEXT)) || ' AS BLOB)' END";
}

void dump(const std::string& path, const std::string& into) {
  sqlite3* handle = nullptr;
  if (sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    give_up("cannot open " + path);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(handle, sqlite3_close);
  std::ofstream out(into);
  for (const char* pragma : {"application_id", "user_version"})
    out << "PRAGMA " << pragma << " = " << rows_of(handle, std::string("PRAGMA ") + pragma).front().front() << ";\n";
  const auto tables =
      rows_of(handle, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  for (const auto& table : tables) {
    out << table[1] << ";\n";
    std::string columns;
    for (const auto& column : rows_of(handle, "SELECT name FROM pragma_table_info('" + table[0] + "')"))
      columns += (columns.empty() ? "" : " || ',' || ") + literal_of(table[0], column[0]);
    for (const auto& row : rows_of(handle, "SELECT " + columns + " FROM " + table[0] + " ORDER BY 1"))
      out << "INSERT INTO " << table[0] << " VALUES (" << row[0] << ");\n";
  }
}

}  // namespace

std::string answers_of(const Case& kase) {
  const auto time = [](const std::optional<Instant>& instant) { return instant ? to_string(*instant) : "-"; };
  std::string lines;
  for (const auto& clock : kase.clocks(kase.last_at())) {
    if (clock.cycle == 0) continue;
    const auto& due = clock.projected_due ? clock.projected_due : clock.due;
    lines += std::string(kase.id()) + " " + clock.name + " " + name_of(clock.status) + " due " + time(due) +
             " missed " + time(clock.breached_at) + "\n";
  }
  return lines + std::string(kase.id()) + " next " + time(next_deadline(kase)) + "\n";
}

void write_stored(const std::string& rules_folder, const std::string& folder) {
  const auto path = folder + "/store.db";
  std::filesystem::create_directories(folder);
  std::filesystem::remove(path);
  {
    auto opened = must(open_sqlite_store({.path = path}), path);
    auto runtime =
        must(Runtime::open({.rules = rules_in(rules_folder + "/first"), .store = std::move(opened), .sink = {}}), path);
    Telling story(runtime);
    for (const auto& step : kLimits) story.tell(step);
    for (const auto& step : kChanges) story.tell(step);
    change_from_outside(runtime, rules_folder);
    for (const auto& step : kAfterwards) story.tell(step);
    // The host has taken most of what was told.
    const auto events = must(runtime.events(100'000), "events");
    const auto taken = runtime.take_events({events.begin(), events.end() - 20});
    if (!taken) give_up(taken.error().message);
    std::ofstream answers(folder + "/answers.txt"), binary(folder + "/binary_snapshots.txt");
    CaseQuery all;
    all.limit = 1000;
    for (const auto& each : must(runtime.find(all), "find")) {
      const auto kase = must(runtime.load(each.id), each.id);
      answers << answers_of(kase);
      binary << each.id << " " << digits_of(binary_snapshot(kase)) << "\n";
    }
  }
  dump(path, folder + "/store.sql");
  for (const char* suffix : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path + suffix);
}

}  // namespace docket::testing
