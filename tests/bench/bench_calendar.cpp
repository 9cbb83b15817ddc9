// What working time costs, beside a day-walk and a bare prefix-sum table measured in the same run.
// Calendar: Mon-Fri 09:00-12:00 and 13:30-18:00 in Shanghai with China's holidays 2007-2026.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "calendar/calendar_reader.hpp"
#include "docket/calendar.hpp"

namespace {

using namespace docket;
using std::chrono::milliseconds;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kShanghaiMs = 8 * 3'600'000;
constexpr std::size_t kQuestions = 4096;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(1);
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

yaml::Node parse(const std::string& name, std::string text) {
  Diagnostics diagnostics;
  const auto root = yaml::parse(name, std::move(text), diagnostics);
  for (const auto& diagnostic : diagnostics) std::fprintf(stderr, "%s\n", render(diagnostic).c_str());
  if (!root) std::exit(1);
  return *root;
}

const TimeZone& shanghai() {
  static const TimeZone kZone = *TimeZone::from_tzif("Asia/Shanghai", read_file("/usr/share/zoneinfo/Asia/Shanghai"));
  return kZone;
}

const std::vector<HolidayYear>& holidays() {
  static const auto kYears = [] {
    std::vector<HolidayYear> years;
    for (int year = 2007; year <= 2026; ++year) {
      const auto name = "cn/" + std::to_string(year);
      Diagnostics diagnostics;
      years.push_back(*read_holidays(
          parse(name, read_file(std::string(DOCKET_SOURCE_DIR) + "/rules/holidays/" + name + ".yaml")), diagnostics));
    }
    return years;
  }();
  return kYears;
}

Calendar read() {
  static const auto kRoot = [] {
    std::string text =
        "calendar: bench\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-12:00\", \"13:30-18:00\"] }\nholidays: [";
    for (int year = 2007; year <= 2026; ++year) text += "cn/" + std::to_string(year) + (year < 2026 ? ", " : "]\n");
    return parse("bench.yaml", text);
  }();
  CalendarSources sources;
  sources.holidays = [](std::string_view name) -> std::optional<HolidayYear> {
    return holidays()[static_cast<std::size_t>(std::atoi(std::string(name.substr(3)).c_str()) - 2007)];
  };
  sources.zone = [](std::string_view) -> Result<TimeZone> { return shanghai(); };
  Diagnostics diagnostics;
  return *read_calendar(kRoot, sources, diagnostics);
}

const Calendar& calendar() {
  static const Calendar kCalendar = read();
  return kCalendar;
}

struct Question {
  Instant start;
  Instant end;
  WorkingTime length;
};

// Starts in 2008-2024, spans up to `days`.
std::vector<Question> questions(std::int64_t days) {
  std::uint64_t state = 42;
  const auto random = [&](std::int64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::int64_t>((state >> 17U) % static_cast<std::uint64_t>(below));
  };
  const auto first = std::chrono::sys_days{std::chrono::year{2008} / 1 / 1}.time_since_epoch().count();
  std::vector<Question> questions;
  for (std::size_t i = 0; i < kQuestions; ++i) {
    const Instant start{milliseconds{(first + random(17 * 365)) * kDayMs + random(kDayMs)}};
    const Instant end = start + milliseconds{random(days * kDayMs) + 1};
    questions.push_back({start, end, calendar().open_time_between(start, end)});
  }
  return questions;
}

// ---- what a good hand would write without a library ----

// Every day's openings in one list, UTC milliseconds.
struct BareTable {
  std::vector<std::int64_t> start, opened;
  std::vector<std::uint32_t> by_day, by_open;
  std::int64_t first_day = 0;

  BareTable() {
    first_day = std::chrono::sys_days{std::chrono::year{2007} / 1 / 1}.time_since_epoch().count();
    std::int64_t total = 0;
    for (std::int64_t day = first_day; day < first_day + 20 * 366; ++day) {
      by_day.push_back(static_cast<std::uint32_t>(start.size()));
      for (const auto& window : calendar().day(Date{std::chrono::local_days{std::chrono::days{day}}}).windows) {
        start.push_back(window.from.time_since_epoch().count());
        opened.push_back(total);
        total += (window.until - window.from).count();
      }
    }
    start.push_back(INT64_MAX);
    opened.push_back(total);
    for (std::size_t i = 0; i + 1 < opened.size(); ++i) {
      while (static_cast<std::int64_t>(by_open.size()) << 24 < opened[i + 1])
        by_open.push_back(static_cast<std::uint32_t>(i));
    }
  }

  std::int64_t before(std::int64_t t) const {
    auto i = by_day[static_cast<std::size_t>((t + kShanghaiMs) / kDayMs - first_day)];
    if (i > 0) --i;
    while (start[i + 1] <= t) ++i;
    return opened[i] + std::clamp<std::int64_t>(t - start[i], 0, opened[i + 1] - opened[i]);
  }
  std::int64_t add(std::int64_t t, std::int64_t length) const {
    const auto target = before(t) + length;
    auto i = by_open[static_cast<std::size_t>((target - 1) >> 24)];
    while (opened[i + 1] < target) ++i;
    return start[i] + target - opened[i];
  }
};

const BareTable& bare() {
  static const BareTable kTable;
  return kTable;
}

// Day after day, asking each for its windows in a table.
struct DayWalk {
  std::vector<std::uint8_t> is_workday;
  std::int64_t first_day = 0;

  DayWalk() {
    first_day = std::chrono::sys_days{std::chrono::year{2007} / 1 / 1}.time_since_epoch().count();
    for (std::int64_t day = first_day; day < first_day + 20 * 366; ++day) {
      is_workday.push_back(calendar().is_workday(Date{std::chrono::local_days{std::chrono::days{day}}}));
    }
  }

  std::int64_t add(std::int64_t t, std::int64_t length) const {
    static constexpr std::int64_t kWindows[2][2] = {{32'400'000, 43'200'000}, {48'600'000, 64'800'000}};
    const std::int64_t local = t + kShanghaiMs;
    for (std::int64_t day = local / kDayMs;; ++day) {
      if (is_workday[static_cast<std::size_t>(day - first_day)] == 0) continue;
      for (const auto& window : kWindows) {
        const auto from = std::max(local, day * kDayMs + window[0]);
        const auto left = day * kDayMs + window[1] - from;
        if (left <= 0) continue;
        if (length <= left) return from + length - kShanghaiMs;
        length -= left;
      }
    }
  }
};

template <class Body>
void ask(benchmark::State& state, const Body& body) {
  const auto asked = questions(state.range(0));
  std::size_t i = 0;
  for (auto _ : state) {
    const auto& question = asked[i++ & (kQuestions - 1)];
    benchmark::DoNotOptimize(body(question));
  }
}

void add(benchmark::State& state) {
  ask(state, [](const Question& q) { return calendar().add(q.start, q.length); });
}
void elapsed(benchmark::State& state) {
  ask(state, [](const Question& q) { return calendar().open_time_between(q.start, q.end); });
}
void bare_add(benchmark::State& state) {
  ask(state,
      [](const Question& q) { return bare().add(q.start.time_since_epoch().count(), q.length.length().count()); });
}
void bare_elapsed(benchmark::State& state) {
  ask(state, [](const Question& q) {
    return bare().before(q.end.time_since_epoch().count()) - bare().before(q.start.time_since_epoch().count());
  });
}
void day_walk_add(benchmark::State& state) {
  static const DayWalk kWalk;
  ask(state,
      [](const Question& q) { return kWalk.add(q.start.time_since_epoch().count(), q.length.length().count()); });
}
void due_in_3_workdays(benchmark::State& state) {
  const auto budget = Budget::workdays(3);
  ask(state, [&](const Question& q) { return calendar().due(q.start, budget); });
}
void due_in_2_hours(benchmark::State& state) {
  const auto budget = Budget::open(WorkingTime{std::chrono::hours{2}});
  ask(state, [&](const Question& q) { return calendar().due(q.start, budget); });
}
void explain_3_workdays(benchmark::State& state) {
  const auto budget = Budget::workdays(3);
  ask(state, [&](const Question& q) { return calendar().explain(q.start, budget); });
}

// From the parsed YAML to tables for every instant of 2007-2026.
void build_20_years(benchmark::State& state) {
  const Instant first = std::chrono::sys_days{std::chrono::year{2007} / 1 / 1};
  const Instant last = std::chrono::sys_days{std::chrono::year{2026} / 12 / 31};
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto built = read();
    benchmark::DoNotOptimize(built.open_time_between(first, last));
    bytes = built.memory_used();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

BENCHMARK(bare_add)->Arg(30)->Arg(365);
BENCHMARK(add)->Arg(30)->Arg(365);
BENCHMARK(day_walk_add)->Arg(30)->Arg(365);
BENCHMARK(bare_elapsed)->Arg(30)->Arg(365);
BENCHMARK(elapsed)->Arg(30)->Arg(365);
BENCHMARK(due_in_2_hours)->Arg(30);
BENCHMARK(due_in_3_workdays)->Arg(30);
BENCHMARK(explain_3_workdays)->Arg(30);
BENCHMARK(build_20_years)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
