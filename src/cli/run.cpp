// docket run: events in, CloudEvents out.
//
// Time is what the events say.  With `--clock system` it is the machine's: lines are taken as they
// come, and deadlines fire in between.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "cli/commands.hpp"
#include "cli/event_lines.hpp"
#include "cli/output.hpp"
#include "cli/streams.hpp"
#include "cli/zones.hpp"
#include "docket/clock.hpp"
#include "docket/limits.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "docket/value.hpp"

namespace docket::cli {
namespace {

// One event with its inputs: each of these may have limits::kInputBytes.
constexpr std::size_t kLineBytes = 4 * limits::kInputBytes;

class Session {
 public:
  Session(Runtime runtime, const RunOptions& options, std::optional<Instant> until)
      : runtime_(std::move(runtime)), options_(options), until_(until), is_live_(options.clock == "system") {}

  int run(LineReader& lines) {
    if (const auto delivered = runtime_.deliver(); !delivered) return fail(delivered.error());
    if (is_live_) fire_due(clock_.now());
    std::string line;
    for (;;) {
      const auto next = lines.next(line, patience());
      if (next == LineReader::Next::end) break;
      if (next == LineReader::Next::failed) return fail({ErrorCode::unavailable, "`" + source() + "` cannot be read"});
      take(next, line);
      // Events that nobody can receive stay in the store; taking more would only add to them.
      if (is_broken_ || output_failed()) return kUnusable;
    }
    finish();
    if (is_broken_ || output_failed()) return kUnusable;
    if (mistakes_ > 0)
      complain(fmt::format("docket: {} of {} could not be taken", mistakes_, counted(number_, "line")));
    if (!failing_.empty())
      complain(fmt::format("docket: deadlines of {} could not be fired", counted(failing_.size(), "case")));
    return mistakes_ > 0 || !failing_.empty() ? kMistakes : kOk;
  }

 private:
  std::string source() const { return options_.events == "-" ? "<stdin>" : options_.events; }

  void take(LineReader::Next next, const std::string& line) {
    switch (next) {
      case LineReader::Next::line:
        ++number_;
        if (line.find_first_not_of(" \t\r") != std::string::npos) handle(line);
        return;
      case LineReader::Next::too_long:
        ++number_;
        return mistake(fmt::format("the line has more than {} bytes", kLineBytes));
      case LineReader::Next::waited: return fire_due(clock_.now());
      case LineReader::Next::end:
      case LineReader::Next::failed: return;
    }
  }

  std::optional<Elapsed> patience() {
    if (!is_live_) return std::nullopt;
    const auto next = runtime_.next_deadline();
    if (!next || !*next) return std::nullopt;
    return std::max(Elapsed{0}, **next - clock_.now());
  }

  void mistake(const std::string& message) {
    ++mistakes_;
    complain(fmt::format("{}:{}: error: {}", source(), number_, message));
    // Beside the events, for whoever reads those.
    if (options_.common.json)
      print(to_json(Value::object({{"type", Value::string("docket.line.rejected")},
                                   {"file", Value::string(source())},
                                   {"line", Value::integer(static_cast<std::int64_t>(number_))},
                                   {"message", Value::string(message)}})));
  }

  void note(const Error& error) {
    mistake(fmt::format("{} ({})", error.message, name_of(error.code)));
    is_broken_ = error.code == ErrorCode::unavailable || error.code == ErrorCode::internal;
  }

  void fire_due(Instant now) {
    if (options_.has_duties && !std::exchange(has_begun_, true)) {
      if (const auto begun = runtime_.start_duties(now); !begun) return note(begun.error());
    }
    for (;;) {
      const auto due = runtime_.run_due(now);
      if (!due) return note(due.error());
      for (const auto& failure : due->failures) note_failing(failure.case_id, failure.error);
      const bool is_all = !due->next || *due->next > now;
      if (is_all || (due->fired == 0 && due->failures.empty())) return;
    }
  }

  // It is tried again later, and fails again: that need not be told twice.
  void note_failing(const std::string& case_id, const Error& error) {
    if (!failing_.insert(case_id).second) return;
    complain(fmt::format("case `{}`: {}; its deadlines are tried again later", case_id, error.message));
  }

  void handle(const std::string& text) {
    auto line = read_event_line(text);
    if (!line) return note(line.error());
    if (is_live_) line->now = clock_.now();
    if (!line->now) return mistake("`now` is missing; it is needed unless `--clock system` is given");
    fire_due(*line->now);
    if (is_broken_) return;
    const bool is_opening = !line->workflow.empty();
    const auto outcome =
        !is_opening ? runtime_.fire(line->case_id, line->event, *line->now)
                    : runtime_.open_case({.id = line->case_id, .workflow = line->workflow, .project = line->project},
                                         line->event, *line->now);
    if (outcome) return;
    if (is_opening) unopened_.try_emplace(line->case_id, number_);
    note(is_opening ? outcome.error() : explained(outcome.error(), line->case_id));
  }

  // That there is no such case follows from an opening that was not taken, where there was one.
  Error explained(Error error, const std::string& case_id) const {
    const auto opening = unopened_.find(case_id);
    if (error.code == ErrorCode::not_found && opening != unopened_.end())
      error.message += fmt::format(": line {}, which opens it, could not be taken", opening->second);
    return error;
  }

  void finish() {
    if (is_live_) return fire_due(clock_.now());
    if (!until_) return;
    fire_due(*until_);
  }

  Runtime runtime_;
  const RunOptions& options_;
  std::optional<Instant> until_;
  SystemClock clock_;
  bool is_live_;
  std::size_t number_ = 0, mistakes_ = 0;  // lines
  bool is_broken_ = false;
  bool has_begun_ = false;                       // the duties
  std::map<std::string, std::size_t> unopened_;  // by case: the line of the first opening that could not be taken
  std::set<std::string> failing_;                // cases whose deadlines could not be fired
};

Result<std::unique_ptr<Store>> open_store(const std::string& path) {
  if (path.empty()) return open_memory_store();
  return open_sqlite_store({.path = path});
}

Status print_event(const OutboxEvent& event) {
  const bool printed = std::fwrite(event.event.data(), 1, event.event.size(), stdout) == event.event.size() &&
                       std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
  if (!printed) return Error{ErrorCode::unavailable, "standard output cannot be written"};
  return Done{};
}

// Cases keep the rules they were opened under, and the holidays known then: somebody should be told
// when the rules know better by now.
void tell_of_later_calendars(Runtime& runtime) {
  CaseQuery open_cases{.closed = false};
  bool has_earlier_rules = false;
  for (;;) {
    const auto page = runtime.find(open_cases);
    if (!page) return;
    for (const auto& each : *page) has_earlier_rules |= each.rules != runtime.rules().fingerprint();
    if (has_earlier_rules || page->size() < open_cases.limit) break;
    open_cases.after = page->back().id;
  }
  if (!has_earlier_rules) return;
  const auto report = runtime.preview_calendars({}, Instant{});
  if (report && !report->cases.empty())
    complain(fmt::format("{} open {} on earlier calendars; `docket amend calendars` shows what would move",
                         report->cases.size(), report->cases.size() == 1 ? "case counts" : "cases count"));
}

}  // namespace

int run(const RunOptions& options) {
  if (!options.until.empty()) {
    if (options.clock == "system")
      return fail_usage("`--until` goes with times from the events, not with `--clock system`");
  }
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  std::optional<Instant> until;
  if (!options.until.empty()) {
    const auto moment = AskedZone::of(*rules, {}).moment(options.until);
    if (!moment) return fail_usage("`--until`: " + moment.error().message);
    until = *moment;
  }
  auto lines = LineReader::open(options.events, kLineBytes);
  if (!lines) return fail_unread(options.events);
  auto store = open_store(options.store);
  if (!store) return fail_unusable(store.error());
  survive_closed_output();
  auto runtime = Runtime::open({.rules = *rules, .store = *std::move(store), .sink = print_event});
  if (!runtime) return fail(runtime.error());
  tell_of_later_calendars(*runtime);
  return Session(*std::move(runtime), options, until).run(*lines);
}

}  // namespace docket::cli
