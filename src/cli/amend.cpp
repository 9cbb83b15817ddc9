// docket amend: what changes the clocks of stored cases from outside their rules.
//
//   calendars   the calendars of --rules count from now on, in cases that keep earlier rules, too
//   relieve     --percent more time for clocks that run between --from and --to, with --evidence
//   undo        takes the relief --id back
//
// Shows what would move; with --apply it is done.
// Tested by tests/golden/cli/amend.txt
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stores.hpp"
#include "cli/zones.hpp"
#include "docket/narrative.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"

namespace docket::cli {
namespace {

using Moved = Result<std::vector<MovedDue>>;

class Amending {
 public:
  Amending(Runtime& runtime, const AmendOptions& options, AskedZone zone)
      : runtime_(runtime), options_(options), zone_(std::move(zone)) {
    if (!options.project.empty()) query_.project = options.project;
    if (!options.workflow.empty()) query_.workflow = options.workflow;
    query_.closed = false;
  }

  Result<AmendReport> run() {
    DOCKET_TRY(now, zone_.moment(options_.at.empty() ? "now" : options_.at));
    const Actor who{.id = options_.by, .roles = {}};
    if (options_.what == "calendars")
      return options_.applies ? runtime_.apply_calendars(query_, who, now) : runtime_.preview_calendars(query_, now);
    if (options_.what == "undo") {
      bool is_known = false;
      DOCKET_TRY(tried, trial([&](Case& kase, Effects& journal) -> Moved {
                   auto moved = docket::undo_relief(kase, options_.id, who, now, journal);
                   is_known = is_known || moved || moved.error().code != ErrorCode::not_found;
                   if (!moved && moved.error().code == ErrorCode::not_found) return std::vector<MovedDue>{};
                   return moved;
                 }));
      if (!is_known) return Error{ErrorCode::not_found, "no open case has a relief " + backticked(options_.id)};
      if (!options_.applies) return tried;
      return runtime_.undo_relief(query_, options_.id, who, now);
    }
    Relief relief{
        .id = options_.id, .percent = options_.percent, .clocks = options_.clocks, .evidence = options_.evidence};
    DOCKET_TRY(from, zone_.moment(options_.from));
    DOCKET_TRY(to, zone_.moment(options_.to));
    relief.from = from;
    relief.to = to;
    if (options_.applies) return runtime_.relieve(query_, relief, who, now);
    return trial([&](Case& kase, Effects& journal) { return docket::relieve(kase, relief, who, now, journal); });
  }

  int report(const AmendReport& report) {
    Narrator narrator{.language = options_.common.language, .zone = zone_.zone(), .workflow = nullptr};
    const auto time = [&](const std::optional<Instant>& instant) {
      return instant ? narrate(*instant, narrator) : "–";
    };
    std::size_t count = 0;
    for (const auto& each : report.cases) {
      for (const auto& moved : each.moved) {
        ++count;
        if (options_.common.json)
          print(to_json(Value::object({{"case", Value::string(each.case_id)},
                                       {"name", Value::string(moved.name)},
                                       {"was", instant_value(moved.was)},
                                       {"now", instant_value(moved.now)}})));
        else
          print(fmt::format("{}  {}  {} → {}", each.case_id, moved.name, time(moved.was), time(moved.now)));
      }
    }
    for (const auto& failure : report.failures)
      complain(fmt::format("{}: {} ({})", failure.case_id, failure.error.message, name_of(failure.error.code)));
    if (!options_.common.json && count > 0) print(zone_.line(options_.common.language));
    if (!options_.common.json) print(summary(count, report.cases.size()));
    if (!options_.common.json && options_.what == "relieve") print(reach());
    return report.failures.empty() ? kOk : kMistakes;
  }

 private:
  std::string summary(std::size_t deadlines, std::size_t cases) const {
    if (options_.common.language == Language::zh) {
      return options_.applies ? fmt::format("已变更 {} 个工单的 {} 个期限", cases, deadlines)
                              : fmt::format("将变更 {} 个工单的 {} 个期限；加上 --apply 才会执行", cases, deadlines);
    }
    const auto both = counted(deadlines, "deadline") + " of " + counted(cases, "case");
    return options_.applies ? both + " moved" : both + " would move; nothing is changed without --apply";
  }

  // A relief is of the cases that are there.
  std::string reach() const {
    return options_.common.language == Language::zh
               ? "仅适用于目前未关闭的工单；此后开立的工单不会自动延长，如需延长请以另一个 --id 再次执行"
               : "only cases that are open now are reached; those opened later get no more time unless this is done "
                 "again, under another `--id`";
  }

  static Value instant_value(const std::optional<Instant>& instant) {
    return instant ? Value::string(to_string(*instant)) : Value::null();
  }

  // On copies: nothing is stored.
  template <class Amendment>
  Result<AmendReport> trial(Amendment amendment) {
    AmendReport report;
    auto query = query_;
    for (;;) {
      DOCKET_TRY(page, runtime_.find(query));
      for (const auto& each : page) {
        DOCKET_TRY(kase, runtime_.load(each.id));
        Effects unwanted;
        auto moved = amendment(kase, unwanted);
        if (!moved)
          report.failures.push_back({each.id, moved.error()});
        else if (!moved->empty())
          report.cases.push_back({each.id, std::move(*moved)});
      }
      if (page.size() < query.limit) return report;
      query.after = page.back().id;
    }
  }

  Runtime& runtime_;
  const AmendOptions& options_;
  AskedZone zone_;
  CaseQuery query_;
};

// Neither the rules nor any case of the store knows it.
Status check_known(Runtime& runtime, const RuleBook& rules, const AmendOptions& options) {
  // An opening that was refused leaves an entry, but no case: its names prove nothing.
  const auto is_in_store = [&](CaseQuery query) -> Result<bool> {
    for (;;) {
      DOCKET_TRY(page, runtime.find(query));
      if (std::any_of(page.begin(), page.end(), [](const CaseSummary& each) { return !each.states.empty(); }))
        return true;
      if (page.size() < query.limit) return false;
      query.after = page.back().id;
    }
  };
  if (!options.workflow.empty()) {
    std::vector<std::string> known;
    for (const auto& summary : rules.workflows()) {
      if (summary.project.empty()) known.push_back(summary.workflow);
    }
    CaseQuery query;
    query.workflow = options.workflow;
    DOCKET_TRY(is_stored, is_in_store(query));
    if (!is_stored && std::find(known.begin(), known.end(), options.workflow) == known.end())
      return Error{ErrorCode::not_found, "workflow " + backticked(options.workflow) + " does not exist; " +
                                             nearest_or_known(options.workflow, known)};
  }
  if (options.project.empty()) return Done{};
  const auto known = rules.projects();
  CaseQuery query;
  query.project = options.project;
  DOCKET_TRY(is_stored, is_in_store(query));
  if (is_stored || std::find(known.begin(), known.end(), options.project) != known.end()) return Done{};
  return Error{ErrorCode::not_found, "project " + backticked(options.project) + " does not exist; " +
                                         nearest_or_known(options.project, known)};
}

// An option that the amendment has no use for; empty when there is none.
std::string useless_option(const AmendOptions& options) {
  const bool is_relief = options.what == "relieve";
  if (options.what == "calendars" && !options.id.empty()) return "--id";
  if (is_relief) return {};
  if (options.percent != 0) return "--percent";
  if (!options.from.empty()) return "--from";
  if (!options.to.empty()) return "--to";
  if (!options.clocks.empty()) return "--clock";
  return options.evidence.empty() ? "" : "--evidence";
}

}  // namespace

int amend(const AmendOptions& options) {
  if (const auto useless = useless_option(options); !useless.empty())
    return fail_usage(backticked(useless) + " does not go with `docket amend " + options.what + "`");
  if (options.store.empty()) return fail_usage("`--store FILE` is needed: the store that the cases are in");
  if (options.what != "calendars" && options.id.empty()) return fail_usage("`--id NAME` is needed: the relief's name");
  if (options.what == "relieve" && (options.from.empty() || options.to.empty() || options.percent == 0))
    return fail_usage("`--percent N`, `--from TIME` and `--to TIME` are needed");
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  auto store = open_existing_store(options.store, !options.applies);
  if (!store) return fail_unusable(store.error());
  auto runtime = options.applies ? Runtime::open({.rules = *rules, .store = *std::move(store), .sink = {}})
                                 : Runtime::inspect(*std::move(store), *rules);
  if (!runtime) return fail(runtime.error());
  if (const auto known = check_known(*runtime, *rules, options); !known) return fail(known.error());
  const ZoneQuestion asked{.project = options.project, .workflow = options.workflow};
  Amending amending(*runtime, options, AskedZone::of(*rules, asked));
  const auto report = amending.run();
  if (!report) return fail_asked(report.error());
  return amending.report(*report);
}

}  // namespace docket::cli
