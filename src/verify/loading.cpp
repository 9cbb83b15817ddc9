// Parse all, sort by what they are, calendars first, then every workflow for every project, then the duties.
// Tested by tests/golden/diagnostics/
#include "verify/loading.hpp"

#include <algorithm>
#include <set>

#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "calendar/calendar_reader.hpp"
#include "calendar/holidays.hpp"
#include "docket/stored_rules.hpp"
#include "model/identity.hpp"
#include "model/includes.hpp"
#include "model/project.hpp"
#include "model/workflow_reader.hpp"
#include "verify/checks.hpp"
#include "verify/duty_book.hpp"
#include "verify/repeats.hpp"
#include "verify/sorted_files.hpp"

namespace docket {
namespace {

constexpr char kAlways[] = "always";

// What dockets before December 2026 called a zone: the same parts, by the quick function.
std::string earlier_fingerprint(const TimeZone& zone) {
  Fingerprinter parts;
  parts.add(zone.name());
  for (auto period = zone.period_at(Instant::min());;) {
    parts.add(period.until.time_since_epoch().count()).add(period.offset.count());
    const auto next = zone.period_at(period.until);
    if (next.from <= period.from) return parts.quick_hex();
    period = next;
  }
}

class Loading {
 public:
  Loading(RuleSources sources, std::string fingerprint)
      : sources_(std::move(sources)), wanted_fingerprint_(std::move(fingerprint)) {
    impl_->files = sources_.files;
    impl_->meaning = sources_.meaning;
  }

  void run() {
    Sorted sorted;
    for (const auto& [path, text] : sources_.files) {
      if (const auto root = yaml::parse(path, text, diagnostics_, sources_.meaning))
        sort_in(*root, sorted, diagnostics_);
      else
        note_broken(text);
    }
    read_all_holidays(sorted.holidays);
    read_all_calendars(sorted.calendars);
    expand_includes(sorted);
    read_all_projects(sorted.projects, sorted.workflows);
    read_all_workflows(sorted.workflows);
    impl_->duties = read_duty_book(
        sorted.duties, projects_, [this](const std::string& project) { return world_of(project); }, diagnostics_);
    take_fingerprint();
    sort_by_place(diagnostics_);
    tell_once(diagnostics_);
    seal();
    impl_->warnings = diagnostics_;
  }

  Loaded take() && {
    Loaded loaded;
    if (!has_errors(diagnostics_)) loaded.impl = std::move(impl_);
    loaded.diagnostics = std::move(diagnostics_);
    return loaded;
  }

 private:
  using Impl = RuleBook::Impl;

  // What an unreadable file was to define is not unknown to the others, too.
  void note_broken(std::string_view text) {
    const auto named = [&](std::string_view key) -> std::string {
      const auto at = text.starts_with(key) ? 0 : text.find("\n" + std::string(key));
      if (at == std::string_view::npos) return {};
      const auto begin = std::min(text.find_first_not_of(' ', at + key.size() + (at == 0 ? 0 : 1)), text.size());
      return std::string(text.substr(begin, text.find_first_of(" \r\n", begin) - begin));
    };
    for (const auto& [key, names] :
         {std::pair{"calendar:", &broken_calendars_}, std::pair{"holidays:", &broken_holidays_},
          std::pair{"workflow:", &broken_workflows_}, std::pair{"shared:", &broken_shared_}}) {
      if (auto name = named(key); !name.empty()) names->insert(std::move(name));
    }
  }

  void expand_includes(Sorted& sorted) {
    const Includes includes(sorted.shared, broken_shared_, diagnostics_);
    std::vector<yaml::Node> expanded;
    for (const auto& root : sorted.workflows) {
      if (auto whole = includes.expand(root, diagnostics_))
        expanded.push_back(*std::move(whole));
      else
        broken_workflows_.insert(root.find("workflow")->text());
    }
    sorted.workflows = std::move(expanded);
  }

  // `what` is the key that begins such a file.
  void report_second(const yaml::Node& root, const std::vector<yaml::Node>& roots, const std::string& what) {
    const auto name = *root.find(what);
    const auto first = std::find_if(roots.begin(), roots.end(),
                                    [&](const yaml::Node& each) { return each.find(what)->text() == name.text(); });
    const auto place = first->find(what)->span();
    diagnostics_.push_back(name.error("second-definition",
                                      "there are two files of the " + what + " " + backticked(name.text()),
                                      "the other one is " + place.file + ":" + std::to_string(place.line)));
  }

  void read_all_holidays(const std::vector<yaml::Node>& roots) {
    for (const auto& root : roots) {
      if (auto year = read_holidays(root, diagnostics_)) {
        const auto name = year->region + "/" + std::to_string(year->year);
        if (!holidays_.emplace(name, std::move(*year)).second) report_second(root, roots, "holidays");
      } else {
        broken_holidays_.insert(root.find("holidays")->text());
      }
    }
  }

  static std::optional<HolidayYear> empty_year(std::string_view name) {
    const auto slash = name.find('/');
    if (slash == std::string_view::npos || name.size() != slash + 5) return std::nullopt;
    int year = 0;
    for (const char digit : name.substr(slash + 1)) {
      if (digit < '0' || digit > '9') return std::nullopt;
      year = year * 10 + (digit - '0');
    }
    return HolidayYear{std::string(name.substr(0, slash)), year, {}};
  }

  Result<TimeZone> zone(std::string_view name) {
    const auto known = impl_->zones.find(std::string(name));
    auto bytes = known != impl_->zones.end() ? std::optional(known->second)
                 : sources_.zone_bytes       ? sources_.zone_bytes(name)
                                             : std::nullopt;
    if (!bytes) return Error{ErrorCode::not_found, "there is no time zone " + backticked(name)};
    auto zone = TimeZone::from_tzif(std::string(name), *bytes);
    if (zone) impl_->zones.emplace(std::string(name), std::move(*bytes));
    return zone;
  }

  void read_all_calendars(const std::vector<yaml::Node>& roots) {
    CalendarSources sources;
    for (const auto& [name, year] : holidays_) sources.holiday_names.push_back(name);
    sources.holidays = [this](std::string_view name) -> std::optional<HolidayYear> {
      const auto found = holidays_.find(std::string(name));
      if (found != holidays_.end()) return found->second;
      // A year with mistakes of its own is not unknown, too: without days it will do until it is mended.
      return broken_holidays_.contains(name) ? empty_year(name) : std::nullopt;
    };
    sources.zone = [this](std::string_view name) { return zone(name); };
    for (const auto& root : roots) {
      const auto name = root.find("calendar")->text();
      calendar_names_.push_back(name);
      auto calendar = docket::read_calendar(root, sources, diagnostics_);
      if (!calendar)
        broken_calendars_.insert(name);
      else if (!impl_->calendars.emplace(name, std::move(*calendar)).second)
        report_second(root, roots, "calendar");
    }
    calendar_names_.emplace_back(kAlways);
    // `always` is open in every zone alike; its days end where the other calendars' days end.
    impl_->calendars.emplace(
        kAlways,
        Calendar::always(impl_->calendars.empty() ? TimeZone::utc() : impl_->calendars.begin()->second.zone()));
  }

  void read_all_projects(const std::vector<yaml::Node>& roots, const std::vector<yaml::Node>& workflows) {
    std::vector<std::string> known;
    for (const auto& root : workflows) known.push_back(root.find("workflow")->text());
    for (const auto& root : roots) {
      auto project = read_project(root, diagnostics_);
      if (!project) continue;
      check_calendar_choices(*project);
      check_names(*project, known, workflows);
      const auto id = project->id;
      if (!projects_.emplace(id, std::move(*project)).second) report_second(root, roots, "project");
    }
  }

  void check_calendar_choices(const Project& project) {
    for (const auto& entry : project.calendars) {
      const auto& name = entry.value.text();
      if (!impl_->calendars.contains(entry.key.text()) && !broken_calendars_.contains(entry.key.text()))
        diagnostics_.push_back(entry.key.error("unknown-calendar",
                                               "there is no calendar " + backticked(entry.key.text()) + " to replace",
                                               nearest_or_known(entry.key.text(), calendar_names_)));
      if (!entry.value.is_scalar()) {
        diagnostics_.push_back(
            entry.value.error("wrong-type", "a calendar must be text, not " + yaml::describe(entry.value.kind())));
        continue;
      }
      if (impl_->calendars.contains(name))
        impl_->calendar_choices[project.id][entry.key.text()] = name;
      else if (!broken_calendars_.contains(name))
        diagnostics_.push_back(entry.value.error("unknown-calendar", "calendar " + backticked(name) + " does not exist",
                                                 nearest_or_known(name, calendar_names_)));
    }
  }

  void check_names(const Project& project, const std::vector<std::string>& known,
                   const std::vector<yaml::Node>& workflows) {
    for (const auto& patch : project.patches) {
      const auto& name = patch.key.text();
      if (std::find(known.begin(), known.end(), name) == known.end() && !broken_workflows_.contains(name))
        diagnostics_.push_back(patch.key.error("unknown-workflow", "workflow " + backticked(name) + " does not exist",
                                               did_you_mean(name, known)));
    }
    for (const auto& param : project.params ? project.params->entries() : std::vector<yaml::Node::Entry>{}) {
      std::vector<std::string> declared;
      for (const auto& root : workflows) {
        const auto params = root.find("params");
        for (const auto& key : params ? params->keys() : std::vector<std::string>{}) declared.push_back(key);
      }
      const auto& name = param.key.text();
      if (std::find(declared.begin(), declared.end(), name) == declared.end() && broken_workflows_.empty())
        diagnostics_.push_back(param.key.error("unknown-parameter", "no workflow has a parameter " + backticked(name),
                                               did_you_mean(name, declared)));
    }
  }

  // What a calendar's name means in a project: its choice, else the calendar of that name.
  std::optional<Calendar> calendar_in(const std::string& project, const std::string& name) const {
    const auto choices = impl_->calendar_choices.find(project);
    if (choices != impl_->calendar_choices.end()) {
      const auto choice = choices->second.find(name);
      if (choice != choices->second.end()) return impl_->calendars.at(choice->second);
    }
    const auto calendar = impl_->calendars.find(name);
    if (calendar != impl_->calendars.end()) return calendar->second;
    // A calendar with mistakes of its own is not unknown, too: anything will do until it is mended.
    if (broken_calendars_.contains(name)) return impl_->calendars.at(kAlways);
    return std::nullopt;
  }

  // False when it has mistakes.
  bool read_one(const yaml::Node& root, const std::string& project) {
    const auto lookup = [&](const std::string& name) { return calendar_in(project, name); };
    Diagnostics found;
    auto workflow =
        read_workflow(root, project.empty() ? "" : projects_.at(project).node->file(), lookup, calendar_names_, found);
    if (workflow) {
      verify(*workflow, root, found);
      workflow->project = project;
      const auto key = std::pair(workflow->name, project);
      pending_.emplace(key, std::move(*workflow));
    }
    if (project.empty())
      own_warnings_[root.find("workflow")->text()] = found;
    else
      std::erase_if(found, [&](const Diagnostic& each) { return is_own_warning(root.find("workflow")->text(), each); });
    for (auto& diagnostic : found) {
      // Sound by itself: it is this project's patch that breaks it, wherever the broken place is.
      const bool is_elsewhere = !project.empty() && diagnostic.span.file != projects_.at(project).node->file();
      if (is_elsewhere)
        diagnostic.message = "as the project " + backticked(project) + " changes it: " + diagnostic.message;
    }
    diagnostics_.insert(diagnostics_.end(), found.begin(), found.end());
    return !has_errors(found);
  }

  // What was said of the workflow as it is written is not said again of each project.
  bool is_own_warning(const std::string& workflow, const Diagnostic& told) const {
    const auto& own = own_warnings_.at(workflow);
    return std::any_of(own.begin(), own.end(), [&](const Diagnostic& each) {
      return each.code == told.code && each.message == told.message && each.span.file == told.span.file &&
             each.span.line == told.span.line && each.span.column == told.span.column;
    });
  }

  // Expressions know zones by their calendars' names: then they would have to be read anew.
  bool has_the_same_zones(const std::string& project) const {
    const auto choices = impl_->calendar_choices.find(project);
    if (choices == impl_->calendar_choices.end()) return true;
    return std::all_of(choices->second.begin(), choices->second.end(), [&](const auto& choice) {
      const auto replaced = impl_->calendars.find(choice.first);
      return replaced != impl_->calendars.end() &&
             replaced->second.zone().name() == impl_->calendars.at(choice.second).zone().name();
    });
  }

  // The workflow as it was written, on the project's own calendars.
  void take_over(const std::string& name, const std::string& project) {
    auto workflow = pending_.at({name, ""});
    workflow.project = project;
    for (auto& each : workflow.calendars) each.calendar = *calendar_in(project, each.name);
    pending_.emplace(std::pair(name, project), std::move(workflow));
  }

  void read_all_workflows(const std::vector<yaml::Node>& roots) {
    for (const auto& root : roots) {
      const auto name = root.find("workflow")->text();
      if (!workflow_names_.insert(name).second) {
        report_second(root, roots, "workflow");
        continue;
      }
      // Its own mistakes would be repeated by every project that patches it.
      if (!read_one(root, "")) continue;
      for (const auto& [id, project] : projects_) {
        if (leaves_alone(project, name, root) && has_the_same_zones(id))
          take_over(name, id);
        else
          read_one(apply_project(project, name, root, diagnostics_), id);
      }
    }
  }

  // What the names in a file of duties mean for a project.
  DutyWorld world_of(const std::string& project) const {
    DutyWorld world{.calendar = [this, project](const std::string& name) { return calendar_in(project, name); },
                    .calendar_names = calendar_names_,
                    .workflow_names = {workflow_names_.begin(), workflow_names_.end()},
                    .workflow = {},
                    .is_broken = {}};
    world.workflow = [this, project](const std::string& name) -> const Workflow* {
      auto found = pending_.find({name, project});
      if (found == pending_.end()) found = pending_.find({name, ""});
      return found == pending_.end() ? nullptr : &found->second;
    };
    world.is_broken = [this](const std::string& name) {
      return workflow_names_.contains(name) || broken_workflows_.contains(name);
    };
    return world;
  }

  // Of a stored set the one it was stored under, which the texts must live up to.
  void take_fingerprint() {
    Fingerprinter now, earlier;
    for (const auto& [path, text] : impl_->files) {
      now.add(path).add(text);
      earlier.add(path).add(text);
    }
    for (const auto& [name, bytes] : impl_->zones) {
      const auto zone = TimeZone::from_tzif(name, bytes);
      now.add(name).add(zone ? zone->fingerprint() : "");
      earlier.add(name).add(zone ? earlier_fingerprint(*zone) : "");
    }
    impl_->fingerprint = now.hex();
    impl_->earlier_fingerprint = earlier.quick_hex();
    const auto& wanted = wanted_fingerprint_;
    if (wanted.empty() || wanted == impl_->fingerprint) return;
    if (wanted == impl_->earlier_fingerprint)
      impl_->fingerprint = wanted;
    else
      diagnostics_.push_back(
          {.code = kOtherTexts,
           .message = "the texts or zones of the rule set " + wanted + " are not those it was stored with",
           .hint = "a file was changed, added or taken away"});
  }

  void seal() {
    for (auto& [key, workflow] : pending_) {
      workflow.fingerprint = impl_->fingerprint;
      workflow.chart = ChartIndex(workflow);
      workflow.identity = identity_of(workflow);
      impl_->workflows.emplace(key, std::make_shared<const Workflow>(std::move(workflow)));
    }
    for (const auto& [id, project] : projects_) impl_->projects.push_back(id);
  }

  RuleSources sources_;
  std::string wanted_fingerprint_;
  Diagnostics diagnostics_;
  std::shared_ptr<Impl> impl_ = std::make_shared<Impl>();
  std::map<std::string, HolidayYear> holidays_;
  std::set<std::string, std::less<>> broken_holidays_, broken_calendars_, broken_workflows_, broken_shared_;
  std::vector<std::string> calendar_names_;
  std::set<std::string> workflow_names_;
  std::map<std::string, Project> projects_;
  std::map<Impl::Key, Workflow> pending_;
  std::map<std::string, Diagnostics> own_warnings_;  // by workflow
};

}  // namespace

Loaded load_all(RuleSources sources, const std::string& fingerprint) {
  Loading loading(std::move(sources), fingerprint);
  loading.run();
  return std::move(loading).take();
}

}  // namespace docket
