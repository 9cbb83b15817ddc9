// When clocks would be due, without a case.
// Tested by tests/unit/engine/clock_explanation_test.cpp, tests/property/thresholds_property_test.cpp
#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/clock_explanation.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

Status read_record(CaseData& kase, const Value& record) {
  if (record.kind() != Value::Kind::map) return Error{ErrorCode::invalid_argument, "the record must be a map"};
  const auto& fields = kase.workflow->fields;
  for (const auto& entry : record.as_map()) {
    const auto name = std::string(entry.key.kind() == Value::Kind::string ? entry.key.as_string() : "");
    const auto place =
        std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
    if (place == fields.end()) {
      std::vector<std::string> known;
      for (const auto& field : fields) known.push_back(field.name);
      return Error{ErrorCode::invalid_argument,
                   "the record has no field " + backticked(name) + "; " + nearest_or_known(name, known)};
    }
    DOCKET_TRY(value, from_json(entry.value, place->type, name));
    kase.record()[static_cast<std::size_t>(place - fields.begin())] = std::move(value);
  }
  return Done{};
}

ClockPreview preview_of(const CaseData& kase, ClockIndex index, Instant start) {
  const auto& rules = rules_of(kase, index);
  const auto clock = kase.clock(index);
  ClockPreview preview{.clock = rules.name, .title = rules.title, .target = {}, .budget = {}, .calendar = {}};
  preview.purpose = rules.purpose;
  preview.due = clock.fold.due;
  preview.provisional = clock.fold.is_provisional;
  for (std::size_t i = 0; i < rules.rungs.size(); ++i) {
    if (clock.rungs[i].at) preview.rungs.push_back({rules.rungs[i].name, rules.rungs[i].to, *clock.rungs[i].at});
  }
  for (const auto& [rung, at] : skipped_warnings(kase, rules, clock.fold))
    preview.skipped.push_back({rules.rungs[rung].name, rules.rungs[rung].to, at});
  const auto* target = target_of(rules, clock.fold.row);
  preview.untargeted = !target;
  if (!target) return preview;
  preview.awaiting = target->at && !clock.fold.until;
  preview.target = target->name;
  preview.budget = target->written;
  preview.calendar = kase.calendar(target->calendar).name();
  if (target->at) return preview;
  auto days = kase.calendar(target->calendar).explain(start, target->budget);
  if (days) preview.days = *std::move(days);
  return preview;
}

// What went wrong when a clock started.
std::vector<std::string> faults_in(const JournalEntry& entry) {
  std::vector<std::string> faults;
  for (const auto& effect : entry.effects) {
    if (const auto* fault = std::get_if<Faulted>(&effect)) faults.push_back(fault->subject + ": " + fault->message);
  }
  return faults;
}

}  // namespace

Result<std::vector<ClockPreview>> preview(const RuleBook& rules, const PreviewQuery& query) {
  const auto workflow = rules.workflow(query.workflow, query.project);
  if (!workflow) {
    std::vector<std::string> known;
    for (const auto& summary : rules.workflows()) {
      if (known.empty() || known.back() != summary.workflow) known.push_back(summary.workflow);  // one for each project
    }
    return Error{ErrorCode::not_found,
                 "there is no workflow " + backticked(query.workflow) + "; " + nearest_or_known(query.workflow, known)};
  }
  const auto made = CaseData::make(workflow, "preview", query.project);
  auto& kase = *made;
  DOCKET_CHECK(read_record(kase, query.record));
  const CaseBindings bindings(kase, query.start, nullptr, nullptr);
  std::vector<ClockPreview> previews;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto index = static_cast<ClockIndex>(i);
    Effects journal;  // one each, to tell what went wrong with which
    Recorder recorder(kase, journal.log(), EntryKind::opened, Cause(Cause::Kind::heard), {query.start, query.start});
    start_clock(kase, index, bindings, query.start, recorder);
    previews.push_back(preview_of(kase, index, query.start));
    previews.back().faults = faults_in(journal.back());
  }
  return previews;
}

}  // namespace docket
