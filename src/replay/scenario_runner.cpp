// Runs a scenario against the engine alone: no store, no clock, only the times it names.
// Tested by tests/unit/model/language_examples_test.cpp
#include <algorithm>

#include "base/match.hpp"
#include "base/text.hpp"
#include "docket/duty.hpp"
#include "docket/scenario.hpp"
#include "model/plain_value.hpp"
#include "replay/coverage_data.hpp"
#include "replay/notices.hpp"
#include "replay/scenario_reader.hpp"
#include "replay/written.hpp"

namespace docket {
namespace {

std::string reason_name(const Reason& reason) {
  // A guard or input is known by its name, everything else by its kind.
  const bool by_name = reason.kind == ReasonKind::guard_failed || reason.kind == ReasonKind::guard_error ||
                       reason.kind == ReasonKind::input_missing || reason.kind == ReasonKind::input_invalid;
  return by_name ? reason.subject : name_of(reason.kind);
}

std::vector<std::string> reason_names(const Outcome& outcome) {
  std::vector<std::string> names;
  for (const auto& reason : outcome.reasons()) names.push_back(reason_name(reason));
  return names;
}

class Run {
 public:
  Run(const RuleBook& rules, const Scenario& scenario, ScenarioReport& report, Coverage* coverage)
      : rules_(rules),
        scenario_(scenario),
        workflow_(rules.workflow(scenario.workflow, scenario.project)),
        report_(report),
        coverage_(coverage),
        now_(scenario.start) {}

  void run() {
    for (const auto& step : scenario_.steps) {
      ++report_.steps;
      match(
          step.what, [&](const FireStep& fire) { run_fire(step.place, fire); },
          [&](const WaitStep& wait) { pass_time(step.place, now_ + wait.length); },
          [&](const UntilStep& until) { pass_time(step.place, until.instant); },
          [&](const ReliefStep& each) {
            amend(step.place, [&](Effects& journal) { return relieve(*kase_, each.relief, {}, now_, journal); });
          },
          [&](const UndoReliefStep& each) {
            amend(step.place, [&](Effects& journal) { return undo_relief(*kase_, each.id, {}, now_, journal); });
          },
          [&](const ExpectStep& expect) { run_expect(step.place, expect); });
      // Without its case there is nothing that the later steps could be about.
      if (!kase_ && !report_.passed()) return;
    }
  }

 private:
  void differ(const yaml::Node& place, std::string message, std::string hint = {}) {
    report_.differences.push_back(place.error("difference", std::move(message), std::move(hint)));
  }

  std::string text(Instant instant) const { return written(instant, *scenario_.zone); }

  void take(Effects journal, const std::string& accepted = {}) {
    if (coverage_) record_steps(*coverage_, *workflow_, journal, accepted);
    for (auto& entry : journal) {
      for (auto& notice : notices_in(entry)) notices_.push_back(std::move(notice));
      if (!scenario_.duty.empty()) remember(entry);
    }
  }

  void pass_time(const yaml::Node& place, Instant until) {
    if (until < now_) return differ(place, "time cannot run backwards: it is " + text(now_) + " already");
    while (const auto moment = next_duty_before(until)) {
      advance_to(place, *moment);
      meet_duty(place, *moment);
      if (!report_.passed()) return;
    }
    advance_to(place, until);
  }

  void advance_to(const yaml::Node& place, Instant until) {
    now_ = until;
    while (kase_) {
      Effects journal;
      const auto next = advance(rules_, *kase_, now_, journal);
      take(std::move(journal));
      if (!next) return differ(place, next.error().message);
      if (!*next || **next > now_) return;
    }
  }

  // --- The duty that opens the case --------------------------------------------------------------------------

  // Its next occurrence begins, or the one that was opened is over.
  std::optional<Instant> next_duty_before(Instant until) const {
    if (scenario_.duty.empty() || is_judged_) return std::nullopt;
    auto moment = std::optional<Instant>();
    if (occurrence_) {
      moment = occurrence_->until + std::chrono::milliseconds{1};
    } else {
      // The first time looks from the beginning of the scenario on, later ones from where it stands.
      const auto ahead = duty_occurrences(rules_, scenario_.project, now_, until + std::chrono::milliseconds{1});
      const auto found = std::find_if(ahead.begin(), ahead.end(),
                                      [&](const DutyOccurrence& each) { return each.duty == scenario_.duty; });
      if (found != ahead.end()) moment = found->from;
    }
    return moment && *moment <= until ? moment : std::nullopt;
  }

  void meet_duty(const yaml::Node& place, Instant moment) {
    if (occurrence_) return judge_occurrence(moment);
    const auto begins = duty_occurrences(rules_, scenario_.project, moment, moment + std::chrono::milliseconds{1});
    occurrence_ = *std::find_if(begins.begin(), begins.end(),
                                [&](const DutyOccurrence& each) { return each.duty == scenario_.duty; });
    if (kase_) return differ(place, "the case was opened before its duty did");
    auto what = occurrence_->opens.front();
    if (what.workflow != scenario_.workflow)
      return differ(place, "the duty opens a case of " + backticked(what.workflow), "name that under `workflow`");
    Effects journal;
    auto opened = open_case(rules_, what, occurrence_->event, moment, journal);
    take(std::move(journal));
    if (!opened) return differ(place, opened.error().message);
    for (const auto& reason : opened->outcome.reasons())
      differ(place, "the duty could not open its case: " + reason_name(reason) + ": " + reason.message.en);
    kase_ = std::move(opened->opened);
  }

  void judge_occurrence(Instant moment) {
    is_judged_ = true;
    // Of several cases of one occurrence the scenario follows the first; the others go the same way.
    const std::vector<std::vector<PastEvent>> cases(occurrence_->opens.size(), past_);
    if (judge_duty(rules_, *occurrence_, cases, moment) == DutyStanding::missed)
      notices_.push_back({.kind = "missed", .subject = scenario_.duty, .rung = {}, .to = occurrence_->to, .data = {}});
  }

  void remember(const JournalEntry& entry) {
    PastEvent past{.name = entry.event, .at = entry.at, .recorded = entry.now};
    for (const auto& effect : entry.effects) {
      if (const auto* taken = std::get_if<TransitionTaken>(&effect)) {
        past.left_in = taken->to;
        past.entered.insert(past.entered.end(), taken->to.begin(), taken->to.end());
      }
      past.closes = past.closes || std::holds_alternative<CaseClosed>(effect);
    }
    past_.push_back(std::move(past));
  }

  template <class Amendment>
  void amend(const yaml::Node& place, Amendment amendment) {
    if (!kase_) return differ(place, "no case was opened yet");
    Effects journal;
    const auto moved = amendment(journal);
    take(std::move(journal));
    if (!moved) differ(place, moved.error().message);
  }

  void run_fire(const yaml::Node& place, const FireStep& fire) {
    Effects journal;
    Result<Outcome> outcome = Error{};
    const auto before = report_.differences.size();
    if (!scenario_.duty.empty()) pass_time(place, now_);
    if (report_.differences.size() != before) return;
    if (!scenario_.duty.empty() && !kase_)
      return differ(place, "no case was opened yet: the duty " + backticked(scenario_.duty) + " does that");
    if (!kase_) {
      auto opened = open_case(
          rules_, {.id = "case", .workflow = scenario_.workflow, .project = scenario_.project, .refusals = refusals_},
          fire.event, now_, journal);
      if (opened) {
        outcome = opened->outcome;
        kase_ = std::move(opened->opened);
        refusals_ = opened->outcome.sequence;
      } else {
        outcome = opened.error();
      }
    } else {
      pass_time(place, now_);
      outcome = step(rules_, *kase_, fire.event, now_, journal);
    }
    take(std::move(journal), outcome && outcome->accepted() ? fire.event.name : std::string());
    if (!outcome) return differ(place, outcome.error().message);
    if (coverage_)
      record_refusal(*coverage_, *workflow_, kase_ ? &*kase_ : nullptr, fire.event.name, outcome->reasons());
    judge(place, fire, *outcome);
  }

  void judge(const yaml::Node& place, const FireStep& fire, const Outcome& outcome) {
    const auto& name = fire.event.name;
    if (!fire.is_refused) {
      for (const auto& reason : outcome.reasons())
        differ(place, backticked(name) + " was refused: " + reason_name(reason) + ": " + reason.message.en,
               reason.detail.en);
      return;
    }
    if (outcome.accepted())
      return differ(place, backticked(name) + " was accepted", "expected a refusal because of " + listed(fire.because));
    auto wanted = fire.because, got = reason_names(outcome);
    std::sort(wanted.begin(), wanted.end());
    std::sort(got.begin(), got.end());
    if (wanted != got)
      differ(place, backticked(name) + " was refused because of " + listed(got), "expected " + listed(wanted));
  }

  // --- Expecting -----------------------------------------------------------------------------------------

  void check_opened(const yaml::Node& wanted) {
    const auto actual = occurrence_ ? text(occurrence_->from) : "nothing";
    const auto expected = parse_instant(wanted.text(), *scenario_.zone);
    const bool is_so = expected ? occurrence_ && occurrence_->from == *expected : !occurrence_;
    if (!is_so)
      differ(wanted, "the duty opened " + (occurrence_ ? "a case at " + actual : actual),
             "expected " + (expected ? text(*expected) : std::string("none")));
  }

  void run_expect(const yaml::Node& place, const ExpectStep& expect) {
    if (expect.opened) check_opened(*expect.opened);
    if (expect.opened && !kase_) return;
    if (!kase_) return differ(place, "no case was opened yet");
    for (const auto& state : expect.states) {
      if (!kase_->is_in(state.path))
        differ(state.place, "the case is in " + listed(kase_->states()), "expected " + backticked(state.path));
    }
    for (const auto& [clock, due] : expect.dues) check_due(clock, due);
    for (const auto& [clock, status] : expect.clocks) check_status(clock, status);
    for (const auto& [field, value] : expect.record) check_field(field, value);
    if (expect.closed && *expect.closed != kase_->is_closed())
      differ(place, kase_->is_closed() ? "the case is closed" : "the case is not closed");
    check_notices(place, expect);
    notices_.clear();
  }

  void check_due(const yaml::Node& name, const yaml::Node& due) {
    const auto view = kase_->clock(name.text(), now_);
    if (!view) return;  // every name was looked at before
    const std::string actual = view->due ? text(*view->due) : "nothing";
    if (due.is_null()) {
      if (view->due) differ(due, backticked(name.text()) + " is due " + actual, "expected no due time");
      return;
    }
    const auto wanted = parse_instant(due.text(), *scenario_.zone);
    if (!wanted) return differ(due, wanted.error().message);
    if (view->due != *wanted) differ(due, backticked(name.text()) + " is due " + actual, "expected " + text(*wanted));
  }

  // `running`, `paused`, `met`, `cancelled`, `idle`, or `late`: met or running, but breached.
  void check_status(const yaml::Node& name, const yaml::Node& status) {
    const auto view = kase_->clock(name.text(), now_);
    if (!view) return;
    const std::string actual = name_of(view->status);
    if (status.text() == "late") {
      if (!view->breached_at)
        differ(status, backticked(name.text()) + " is " + actual + " and not late", "expected it to be late");
    } else if (status.text() != actual) {
      differ(status, backticked(name.text()) + " is " + actual, "expected " + status.text());
    } else if (view->breached_at && status.text() == "met") {
      differ(status, backticked(name.text()) + " was met late", "write `late` where that is expected");
    }
  }

  void check_field(const yaml::Node& name, const yaml::Node& wanted) {
    const auto value = kase_->field(name.text()).value_or(Value::null());
    const auto expected = plain_value(wanted);
    if (!is_as_written(value, expected, *scenario_.zone))
      differ(wanted, backticked(name.text()) + " is " + written(value, *scenario_.zone),
             "expected " + written(expected, *scenario_.zone));
  }

  std::string all_notices() const {
    if (notices_.empty()) return "nothing was sent since the last `expect`";
    std::string text = "sent since the last `expect`:";
    for (const auto& notice : notices_) text += " " + to_text(notice);
    return text;
  }

  void check_notices(const yaml::Node& place, const ExpectStep& expect) {
    if (expect.nothing_emitted && !notices_.empty()) differ(place, "something was sent", all_notices());
    auto from = notices_.begin();
    for (const auto& node : expect.emitted) {
      const auto wanted = read_notice(node, report_.differences);
      if (!wanted) continue;
      const auto found = std::find_if(from, notices_.end(),
                                      [&](const Notice& notice) { return fits(*wanted, notice, *scenario_.zone); });
      if (found == notices_.end())
        differ(node, to_text(*wanted) + " was not sent" + (from == notices_.begin() ? "" : " after the one before it"),
               all_notices());
      else
        from = found + 1;
    }
    for (const auto& node : expect.not_emitted) {
      const auto unwanted = read_notice(node, report_.differences);
      if (!unwanted) continue;
      const bool was_sent = std::any_of(notices_.begin(), notices_.end(),
                                        [&](const Notice& notice) { return fits(*unwanted, notice, *scenario_.zone); });
      if (was_sent) differ(node, to_text(*unwanted) + " was sent", all_notices());
    }
  }

  const RuleBook& rules_;
  const Scenario& scenario_;
  std::shared_ptr<const Workflow> workflow_;
  ScenarioReport& report_;
  Coverage* coverage_;
  Instant now_;
  std::optional<Case> kase_;
  std::int64_t refusals_ = 0;
  std::optional<DutyOccurrence> occurrence_;
  bool is_judged_ = false;       // its time is over
  std::vector<PastEvent> past_;  // of the case, where a duty opened it
  std::vector<Notice> notices_;  // since the last `expect`
};

}  // namespace

ScenarioReport run_scenario(const RuleBook& rules, std::string file, std::string text, Coverage* coverage) {
  ScenarioReport report{.file = file};
  const auto root = yaml::parse(std::move(file), std::move(text), report.differences);
  if (!root) return report;
  const auto scenario = read_scenario(*root, rules, report.differences);
  if (const auto title = root->find("scenario"); !scenario && title && title->is_scalar())
    report.title = {title->text(), title->text()};
  if (!scenario) return report;
  report.title = scenario->title;
  report.workflow = scenario->workflow;
  Run(rules, *scenario, report, coverage).run();
  return report;
}

}  // namespace docket
