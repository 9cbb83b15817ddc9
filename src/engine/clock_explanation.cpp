// Tested by tests/unit/engine/clock_explanation_test.cpp, tests/property/clock_property_test.cpp
#include "docket/clock_explanation.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"

namespace docket {
namespace {

// Walks the facts of one clock and writes down what each stretch between them contributed.
class Explaining {
 public:
  Explaining(const CaseData& kase, ClockIndex index)
      : kase_(kase), rules_(rules_of(kase, index)), clock_(kase.clock(index)) {}

  ClockExplanation explain(Instant now) {
    add_head();
    const auto first_row =
        std::find_if(clock_.facts.begin(), clock_.facts.end(), [](const ClockFact& fact) { return fact.row >= 0; });
    for (const auto& fact : clock_.facts) {
      if (fact.kind != FactKind::started) add_stretch(fact.at);
      take(fact);
      if (fact.kind == FactKind::started && first_row != clock_.facts.end()) fold_.measured_by = first_row->row;
    }
    add_last_stretch(now);
    if (is_whole()) add_whole();
    return std::move(all_);
  }

 private:
  void add_head() {
    all_.clock = rules_.name;
    all_.title = rules_.title;
    all_.place = rules_.place;
    all_.zone = kase_.calendar(CalendarIndex{0}).zone();
    all_.status = clock_.status;
    all_.start = clock_.facts.front().at;
    all_.size = WorkingTime{clock_.fold.size()};
    all_.due = clock_.status == ClockStatus::paused && !clock_.fold.breached ? std::nullopt : clock_.fold.due;
    all_.provisional = clock_.fold.is_provisional;
    if (const auto* target = target_of(rules_, clock_.fold.row)) {
      all_.target = target->name;
      all_.budget = target->written;
      all_.place = target->place;
      all_.zone = kase_.calendar(target->calendar).zone();
    }
  }

  void take(const ClockFact& fact) {
    const auto spent = fold_until(kase_, rules_, fold_, fact.at).used;
    fold_fact(kase_, rules_, fact, fold_);
    if (fact.kind == FactKind::paused) pause_ = &fact;
    const bool changes_budget =
        fact.kind != FactKind::started && fact.kind != FactKind::paused && fact.kind != FactKind::resumed;
    if (!changes_budget) return;
    total_ += fold_.used - spent;
    all_.adjustments.push_back({.before = all_.stretches.size(),
                                .at = fact.at,
                                .what = word_of(fact),
                                .spent = WorkingTime{fold_.used - spent},
                                .budget = WorkingTime{fold_.size()}});
  }

  std::string word_of(const ClockFact& fact) const {
    switch (fact.kind) {
      case FactKind::targeted: {
        const auto* target = target_of(rules_, fact.row);
        return target ? "target " + target->name : "no target";
      }
      case FactKind::calendars: return "calendar";
      case FactKind::relieved: return "relief " + kase_.rest().reliefs[fact.index].id;
      case FactKind::unrelieved: return "relief undone " + kase_.rest().reliefs[fact.index].id;
      case FactKind::adopted: return "taken over";
      case FactKind::started:
      case FactKind::paused:
      case FactKind::resumed: break;
    }
    return {};
  }

  void add_stretch(Instant to) {
    if (to <= fold_.since) return;
    ExplainedStretch stretch{.from = fold_.since, .to = to, .counts = fold_.counts};
    if (fold_.counts)
      count(stretch);
    else if (pause_) {
      stretch.reason = text_of(kase_, rules_, pause_->cause, pause_->index);
      stretch.holder = pause_->holder;
    }
    stretch.total = WorkingTime{total_};
    all_.stretches.push_back(std::move(stretch));
  }

  void count(ExplainedStretch& stretch) {
    const auto length = measured(kase_, rules_, fold_, stretch.from, stretch.to);
    stretch.subtotal = WorkingTime{length};
    total_ += length;
    const auto* target = target_of(rules_, fold_.row >= 0 ? fold_.row : fold_.measured_by);
    if (!target || target->is_wall) {
      stretch.calendar = "always";
      return;
    }
    const auto& calendar = kase_.calendar(target->calendar, fold_.calendars);
    stretch.calendar = calendar.name();
    auto days = calendar.explain(stretch.from, Budget::open(stretch.subtotal));
    if (days) stretch.days = *std::move(days);
  }

  // To the due instant as long as it runs, to its end when it has ended, to now while it stands still.
  void add_last_stretch(Instant now) {
    if (clock_.ended_at) return add_stretch(*clock_.ended_at);
    if (!fold_.counts) {
      all_.projected = due_if_counting(kase_, rules_, fold_until(kase_, rules_, fold_, now));
      return add_stretch(std::max(now, fold_.since));
    }
    const bool is_missed = fold_.breached.has_value();
    add_stretch(fold_.due && !is_missed ? *fold_.due : std::max(now, fold_.since));
  }

  // Nothing came between the start and the end: then the budget's own words say it best.
  bool is_whole() const {
    const auto* target = target_of(rules_, clock_.fold.row);
    return target && !target->at && !clock_.fold.is_interrupted && clock_.fold.relief_percent == 0;
  }

  void add_whole() {
    const auto& target = *target_of(rules_, clock_.fold.row);
    auto whole =
        kase_.calendar(target.calendar, clock_.fold.calendars).explain(clock_.fold.counted_from, target.budget);
    if (whole) all_.whole = *std::move(whole);
  }

  const CaseData& kase_;
  const ClockRules& rules_;
  const ClockState clock_;
  ClockExplanation all_;
  ClockFold fold_;
  Elapsed total_{0};
  const ClockFact* pause_ = nullptr;
};

}  // namespace

Result<ClockExplanation> explain_clock(const Case& kase, std::string_view clock, Instant now) {
  const auto& data = kase.data();
  const auto index = data.workflow->find_clock(clock);
  if (!index) {
    std::vector<std::string> known;
    for (const auto& each : data.workflow->clocks) known.push_back(each.name);
    return Error{ErrorCode::not_found,
                 "the workflow has no clock " + backticked(std::string(clock)) + "; " + nearest_or_known(clock, known)};
  }
  if (data.clock(*index).facts.empty())
    return Error{ErrorCode::invalid_argument, "the clock " + backticked(std::string(clock)) + " has not started"};
  return Explaining(data, *index).explain(now);
}

}  // namespace docket
