// A case as JSON and back.  Clocks are in stored_clock.cpp.
// Tested by tests/property/schedule_test.cpp, tests/unit/store/snapshot_test.cpp
#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/plain_clock.hpp"
#include "store/codec.hpp"
#include "store/stored_clock.hpp"
#include "store/stored_extras.hpp"

namespace docket {
namespace {

using stored::length;
using stored::list_of;
using stored::Reading;
using stored::text;
using stored::time;
using stored::Writer;

// --- Reading -----------------------------------------------------------------------------------------

void read_record(Reading& in, CaseData& kase, const Value& record) {
  for (const auto& entry : record.as_map()) {
    const auto index =
        static_cast<std::size_t>(in.index_by_name(kase.workflow->fields, std::string(entry.key.as_string())));
    if (index >= kase.record().size()) return;
    auto value = from_json(entry.value, kase.workflow->fields[index].type, kase.workflow->fields[index].name);
    if (value)
      kase.record()[index] = *std::move(value);
    else
      in.fail("does not fit its workflow: " + value.error().message);
  }
}

}  // namespace

std::string snapshot(const Case& whole) {
  const auto& kase = whole.data();
  const auto& workflow = *kase.workflow;
  Writer writer;
  writer.add("docket", Value::integer(kStoredVersion))
      .add("id", text(kase.id()))
      .add("workflow", text(workflow.name))
      .add("project", text(kase.project()));
  writer.add("rules", text(workflow.fingerprint));
  writer.add("sequence", Value::integer(kase.sequence))
      .add("opened", time(kase.opened_at))
      .add("last", time(kase.last_at));
  writer.add_if("closed", kase.is_closed)
      .add("states", stored::states(workflow, kase.configuration()))
      .add("record", record_as_map(workflow, kase.record()));
  std::vector<Value> clocks;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto clock = kase.clock(i);
    const bool is_untouched = clock.cycle == 0 && !clock.start_held;
    if (!is_untouched) clocks.push_back(write_clock(kase, workflow.clocks[i], clock));
  }
  writer.add("clocks", Value::list(std::move(clocks)));
  writer.add("visited", workflow.remembers_visits ? stored::states(workflow, kase.visited()) : Value::list({}));
  write_extras(writer, kase);
  return to_json(writer.take());
}

Result<Case> read_snapshot(std::string_view json, std::shared_ptr<const Workflow> workflow,
                           const CalendarsOfRules& calendars_of) {
  DOCKET_TRY(value, parse_json(json));
  Reading in(*workflow);
  const auto version = in.at_key(value, "docket").as_int();
  if (version < 1 || version > kStoredVersion)
    return Error{ErrorCode::invalid_argument, "a stored case has the format " + std::to_string(version) +
                                                  "; this docket reads up to " + std::to_string(kStoredVersion)};
  auto kase = CaseData::make(workflow, in.text_at(value, "id"), in.text_at(value, "project"));
  kase->sequence = in.count_at(value, "sequence");
  kase->opened_at = in.time_at(value, "opened");
  kase->last_at = in.time_at(value, "last");
  kase->is_closed = Reading::is_set(value, "closed");
  for (const auto state : in.states(in.at_key(value, "states"))) kase->enter(state);
  read_record(in, *kase, in.at_key(value, "record"));
  DOCKET_CHECK(read_extras(in, *kase, value, calendars_of));
  for (const auto& clock : in.at_key(value, "clocks").as_list()) {
    if (workflow->clocks.empty()) break;
    const auto index = static_cast<std::size_t>(in.index_by_name(workflow->clocks, in.text_at(clock, "name")));
    if (!in.problem().empty()) break;
    read_clock(in, *kase, static_cast<ClockIndex>(index), clock, version);
    if (in.problem().empty()) simplify_clock(*kase, static_cast<ClockIndex>(index));
  }
  for (const auto state : in.states(in.at_key(value, "visited"))) kase->visit(state);
  if (!in.problem().empty()) return Error{ErrorCode::invalid_argument, in.problem()};
  return Case(std::move(kase));
}

}  // namespace docket
