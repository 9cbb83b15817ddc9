// Tested by tests/unit/engine/clock_explanation_test.cpp, tests/property/clock_property_test.cpp
#include "docket/clock_explanation.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_due.hpp"
#include "engine/clock_fold.hpp"
#include "engine/clock_view.hpp"

namespace docket {
namespace {

// Walks the facts of one clock and writes down what each stretch between them contributed.
class Explaining {
 public:
  Explaining(const CaseData& kase, ClockIndex index)
      : kase_(kase),
        rules_(rules_of(kase, index)),
        clock_(kase.clock(index)),
        kept_(clock_.facts.empty() ? nullptr : kept_measure(kase, index)) {}

  ClockExplanation explain(Instant now) {
    add_head();
    const auto* settled = clock_.settled ? &*clock_.settled : nullptr;
    fold_ = settled ? *settled : fold_start(kase_, rules_, clock_.facts.front());
    if (settled) add_settled();
    for (std::size_t i = 1; i < clock_.facts.size(); ++i) {
      add_stretch(clock_.facts[i].at);
      take(std::span(clock_.facts).first(i + 1), settled);
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
    all_.size = WorkingTime{clock_.fold.size};
    all_.untargeted = clock_.fold.row < 0;
    all_.was_late = clock_.fold.missed;
    if (clock_.settled) all_.settled = clock_.settled->since;
    all_.due = clock_.status == ClockStatus::paused && !clock_.fold.breached ? std::nullopt : clock_.fold.due;
    all_.provisional = clock_.fold.is_provisional;
    if (const auto* target = target_of(rules_, clock_.fold.row)) {
      all_.target = target->name;
      all_.budget = target->written;
      all_.place = target->place;
      all_.zone = kase_.calendar(target->calendar).zone();
    }
    if (kept_) all_.target = kept_->target, all_.budget = kept_->budget;
  }

  // What happened before is kept in sums: its stretches stand in the journal.
  void add_settled() {
    total_ = fold_.used;
    all_.adjustments.push_back({.before = 0,
                                .at = fold_.since,
                                .what = "settled",
                                .spent = WorkingTime{fold_.used},
                                .budget = WorkingTime{fold_.size}});
  }

  void take(std::span<const ClockFact> facts, const ClockFold* settled) {
    const auto& fact = facts.back();
    fold_last(kase_, rules_, facts, settled, fold_);
    const bool changes_budget = fact.kind != FactKind::paused && fact.kind != FactKind::resumed;
    const auto change = fold_.used - total_;
    total_ = fold_.used;
    if (!changes_budget && change == Elapsed{0}) return;
    all_.adjustments.push_back({.before = all_.stretches.size(),
                                .at = fact.at,
                                .what = word_of(fact),
                                .spent = WorkingTime{change},
                                .budget = WorkingTime{fold_.size}});
  }

  std::string word_of(const ClockFact& fact) const {
    switch (fact.kind) {
      case FactKind::targeted: {
        const auto* target = target_of(rules_, fact.row);
        if (kept_ && fact.row == clock_.fold.row) return "target " + kept_->target;
        return target ? "target " + target->name : "no target";
      }
      case FactKind::calendars: return "calendar";
      case FactKind::relieved: return "relief " + kase_.rest().reliefs[fact.index].id;
      case FactKind::unrelieved: return "relief undone " + kase_.rest().reliefs[fact.index].id;
      case FactKind::adopted: return "taken over";
      case FactKind::missed: return "missed before";
      case FactKind::started:
      case FactKind::paused:
      case FactKind::resumed: break;
    }
    return {};
  }

  // A stretch in which it was missed is told up to the due instant, and from there on.
  void add_stretch(Instant to) {
    const bool is_missed_in_it = fold_.counts && rules_.purpose != Budget::Purpose::not_before && fold_.due &&
                                 !fold_.breached && fold_.since < *fold_.due && *fold_.due < to;
    if (is_missed_in_it) add_piece(fold_.since, *fold_.due);
    add_piece(is_missed_in_it ? *fold_.due : fold_.since, to);
  }

  void add_piece(Instant from, Instant to) {
    if (to <= from) return;
    ExplainedStretch stretch{.from = from, .to = to, .counts = fold_.counts};
    if (fold_.counts) {
      count(stretch);
    } else {
      stretch.reason = text_of(kase_, rules_, fold_.cause, fold_.cause_index);
      stretch.holder = fold_.holder;
    }
    stretch.total = WorkingTime{total_};
    all_.stretches.push_back(std::move(stretch));
  }

  void count(ExplainedStretch& stretch) {
    auto shown = fold_;
    if (shown.row < 0) shown.row = clock_.fold.row;  // while no row holds yet, time is told by the one that came
    const auto length = ClockMeasure(kase_, rules_, shown).between(stretch.from, stretch.to);
    stretch.subtotal = WorkingTime{length};
    total_ += length;
    const auto* target = target_of(rules_, shown.row);
    if (kept_ && (!target || target->written != kept_->budget)) {
      stretch.calendar = kept_->calendar;  // its days were counted by rules that are gone
      return;
    }
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
    return target && !target->at && !clock_.fold.is_interrupted;
  }

  void add_whole() {
    const auto& target = *target_of(rules_, clock_.fold.row);
    if (kept_ && kept_->budget != target.written) return;  // these words are not those it was measured by
    auto whole = kase_.calendar(target.calendar, clock_.fold.calendars).explain(clock_.fold.started, target.budget);
    if (whole && whole->due.at == clock_.fold.due) all_.whole = *std::move(whole);
  }

  const CaseData& kase_;
  const ClockRules& rules_;
  const ClockState clock_;
  const KeptMeasure* kept_;  // of a clock that ended before a migration
  ClockExplanation all_;
  ClockFold fold_;
  Elapsed total_{0};
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
