// One case under other rules: states, record, clocks, what it remembers; all of it, or none.
// Tested by tests/unit/engine/migration_test.cpp and tests/property/migration_property_test.cpp
#include "docket/migration.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"
#include "engine/clock_fold.hpp"
#include "engine/clock_view.hpp"
#include "engine/event_bounds.hpp"
#include "engine/keeping.hpp"
#include "engine/migrated_clocks.hpp"
#include "engine/migrated_states.hpp"
#include "engine/selection.hpp"
#include "engine/timers.hpp"

namespace docket {
namespace {

Error bad(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

std::vector<std::string> leaf_paths(const CaseData& kase) {
  std::vector<std::string> paths;
  for (const auto leaf : leaves(kase)) paths.push_back(kase.workflow->state(leaf).path);
  return paths;
}

// --- Record ----------------------------------------------------------------------------------------------

// The value under the new field's type; its JSON decides where types differ.
Result<Value> under_type(const Value& value, const Type& was, const Type& now, const std::string& name) {
  if (was == now) return value;
  DOCKET_TRY(plain, parse_json(to_json(value)));
  return from_json(plain, now, name);
}

// What `values:` says of it, as its author wrote it: a word is a text, and so is a number where one is wanted.
Result<Value> written_value(const yaml::Node& node, const Type& type, const std::string& name) {
  if (node.is_null()) return Value();
  if (auto text = from_json(Value::string(node.text()), type, name)) return text;
  DOCKET_TRY(plain, parse_json(node.text()));
  return from_json(plain, type, name);
}

class MovingRecord {
 public:
  MovingRecord(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Instant now, CaseMigration& migration)
      : plan_(plan), old_(old), kase_(kase), bindings_(old, now, nullptr, nullptr), migration_(migration) {}

  void run() {
    for (std::size_t i = 0; i < old_.record().size(); ++i) {
      if (!old_.record()[i].is_null()) move(i);
    }
    for (const auto& computed : plan_.computed) work_out(computed);
  }

 private:
  void move(std::size_t i) {
    const auto& value = old_.record()[i];
    const auto& field = plan_.from->fields[i];
    const auto& image = plan_.fields[i];
    const auto* line = plan_.field_lines[i];
    if (line && line->set) return;
    if (!image.is_known()) {
      migration_.reasons.push_back({.en = "its field " + backticked(field.name) + " does not exist any more",
                                    .zh = "字段 " + backticked(field.name) + " 在新规则中不存在"});
    }
    if (!image.to) {
      if (image.is_dropped) migration_.fields.push_back({field.name, "", value});
      return;
    }
    const auto& target = plan_.to->fields[*image.to];
    const auto* written = line ? new_value_for(*line, value) : nullptr;
    auto moved = written ? written_value(*written, target.type, target.name)
                         : under_type(value, field.type, target.type, target.name);
    if (!moved) return refuse(field.name, moved.error().message);
    put(field.name, value, *image.to, *std::move(moved));
  }

  // The result is looked at once more: an expression may give a word that the new field does not have.
  void work_out(const ComputedField& computed) {
    const auto& target = plan_.to->fields[computed.to];
    const auto value = computed.from ? old_.record()[*computed.from] : Value();
    if (computed.from && value.is_null()) return;
    auto result = evaluate(computed.set, bindings_);
    if (const auto* error = std::get_if<EvalError>(&result)) return refuse(target.name, error->message);
    auto& found = std::get<Value>(result);
    auto moved = found.is_null() ? Result<Value>(Value()) : under_type(found, Type::dyn(), target.type, target.name);
    if (!moved) return refuse(target.name, moved.error().message);
    put(computed.from ? plan_.from->fields[*computed.from].name : "", value, computed.to, *std::move(moved));
  }

  void refuse(const std::string& field, const std::string& why) {
    migration_.reasons.push_back({.en = "its field " + backticked(field) + " does not fit: " + why,
                                  .zh = "字段 " + backticked(field) + " 的内容不符合新规则：" + why});
  }

  void put(const std::string& from, const Value& was, std::size_t to, Value value) {
    const auto& name = plan_.to->fields[to].name;
    if (name != from || !(was == value)) migration_.fields.push_back({from, name, was, value});
    kase_.record()[to] = std::move(value);
  }

  const MigrationPlan& plan_;
  const CaseData& old_;
  CaseData& kase_;
  CaseBindings bindings_;
  CaseMigration& migration_;
};

// --- What it remembers ---------------------------------------------------------------------------------

bool remembers(const CaseData& kase, std::string_view event) {
  const auto index = kase.workflow->find_event(event);
  const auto& kept = kase.workflow->remembered_events;
  return index && std::binary_search(kept.begin(), kept.end(), *index);
}

void recall(CaseData& kase, EventIndex event, const std::vector<PastEvent>& past) {
  RememberedEvent memory{.event = event};
  for (const auto& each : past) {
    if (each.name != kase.workflow->events[at(event)]) continue;
    memory.count += 1;
    memory.at = each.at;
    memory.actor = each.actor;
    memory.input = each.input;
  }
  if (memory.count > 0) kase.more().remembered.push_back(std::move(memory));
}

void recall_visits(const MigrationPlan& plan, CaseData& kase, const std::vector<PastEvent>& past) {
  for (const auto& each : past) {
    for (const auto& path : each.entered) {
      auto state = find_one_state(*plan.from, path);
      for (; state && at(*state) != 0; state = plan.from->state(*state).parent) {
        if (plan.states[at(*state)].to) kase.visit(*plan.states[at(*state)].to);
      }
    }
  }
}

// What the old rules kept is taken over; what only the new ones ask for is read from the past.
Status move_memory(const MigrationPlan& plan, const CaseData& old, CaseData& kase, const Past& past) {
  const auto& asked = plan.to->remembered_events;
  const bool needs_events = std::any_of(asked.begin(), asked.end(),
                                        [&](EventIndex event) { return !remembers(old, plan.to->events[at(event)]); });
  const bool needs_visits = plan.to->remembers_visits && !plan.from->remembers_visits;
  std::vector<PastEvent> events;
  if ((needs_events || needs_visits) && past) {
    DOCKET_TRY(told, past());
    events = std::move(told);
  }
  for (const auto event : asked) {
    const auto& name = plan.to->events[at(event)];
    if (!remembers(old, name)) {
      recall(kase, event, events);
      continue;
    }
    for (auto memory : old.rest().remembered) {
      if (plan.from->events[at(memory.event)] != name) continue;
      memory.event = event;
      kase.more().remembered.push_back(std::move(memory));
    }
  }
  if (needs_visits) recall_visits(plan, kase, events);
  return Done{};
}

// --- Deadlines, to be compared -----------------------------------------------------------------------------

std::vector<MigratedDeadline> moved_deadlines(const MigrationPlan& plan, const CaseData& old, const CaseData& kase,
                                              Instant now) {
  std::vector<MigratedDeadline> all;
  const auto entry_to = [&](const std::string& name) -> MigratedDeadline& {
    const auto place =
        std::find_if(all.begin(), all.end(), [&](const MigratedDeadline& each) { return each.to == name; });
    return place != all.end() ? *place : all.emplace_back(MigratedDeadline{"", name, {}, {}});
  };
  for (const auto& timer : old.rest().timers) {
    const bool is_after = timer.kind == TimerKind::after;
    const auto& image = is_after ? plan.after({timer.state, timer.row}).to : std::nullopt;
    const auto to = image ? name_of_after(*plan.to, *image) : is_after ? "" : name_of_timer(old, timer);
    all.push_back({name_of_timer(old, timer), to, timer.due, {}});
  }
  const auto due_of = [&](const CaseData& of, std::size_t clock) {
    const auto& rules = of.workflow->clocks[clock];
    return due_if_counting(of, rules, fold_until(of, rules, of.clock(clock).fold, now));
  };
  for (std::size_t i = 0; i < old.clock_count(); ++i) {
    if (!old.slot(i).is_ticking()) continue;
    const auto& image = plan.clocks[i].to;
    all.push_back({plan.from->clocks[i].name, image ? plan.to->clocks[at(*image)].name : "", due_of(old, i), {}});
  }
  for (const auto& timer : kase.rest().timers) entry_to(name_of_timer(kase, timer)).now = timer.due;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    if (kase.slot(i).is_ticking()) entry_to(plan.to->clocks[i].name).now = due_of(kase, i);
  }
  std::erase_if(all, [](const MigratedDeadline& each) { return each.from == each.to && each.was == each.now; });
  return all;
}

// --- The whole ---------------------------------------------------------------------------------------------

// Longer names, and inputs that only the new rules want to be kept.
void check_room(const CaseData& kase, CaseMigration& migration) {
  const auto bytes = kept_bytes(kase);
  if (bytes <= limits::kMigratedBytes) return;
  const auto is = std::to_string(bytes), most = std::to_string(limits::kMigratedBytes);
  migration.reasons.push_back({.en = "it would keep " + is + " bytes, and at most " + most + " may be kept",
                               .zh = "迁移后须保存 " + is + " 字节，超过上限 " + most + " 字节"});
}

// At rest nothing happens of itself: a case that would go on at once is not where its mapping says.
void check_rest(const CaseData& kase, Instant now, StepMemory& memory, CaseMigration& migration) {
  Selection selecting(kase, now, nullptr, nullptr, memory);
  for (const auto& chosen : selecting.select({.trigger = Trigger::always})) {
    const auto& transition = kase.workflow->transition(chosen.transition);
    const auto name = backticked("always " + kase.workflow->state(transition.source).path + "." + transition.name);
    migration.reasons.push_back({.en = name + " would move it on at once", .zh = name + " 将使其立即流转"});
  }
}

// A clock that has ended goes on saying what it was measured by, whatever is written there now.
void keep_measures(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Instant now) {
  for (std::size_t i = 0; i < old.clock_count(); ++i) {
    const auto to = plan.clocks[i].to;
    const auto was = clock_view(old, static_cast<ClockIndex>(i), now);
    if (!to || was.cycle == 0 || !was.ended_at) continue;
    const auto is = clock_view(kase, *to, now);
    if (is.cycle != was.cycle || (is.target == was.target && is.budget == was.budget && is.calendar == was.calendar))
      continue;
    kase.more().measures.push_back({*to, was.cycle, was.target, was.budget, was.calendar});
  }
}

// The project chose what its cases follow; the general rules are something else.
void check_project(const Workflow& from, const Workflow& to, std::string_view project, CaseMigration& migration) {
  if (from.project.empty() || !to.project.empty()) return;
  const auto name = backticked(std::string(project));
  migration.reasons.push_back({.en = "the new rules have nothing for its project " + name + ", as the old ones had",
                               .zh = "新规则中没有其项目 " + name + " 的规定，而旧规则中有"});
}

Value input_of(const Mapping& mapping) {
  return Value::object({{"mapping", Value::string(mapping.name())},
                        {"file", Value::string(mapping.data().file)},
                        {"text", Value::string(mapping.text())}});
}

// The case under the new rules.  What it says is in the journal; with reasons, neither is to be used.
Result<std::unique_ptr<CaseData>> moved_case(const Mapping& mapping, const MigrationPlan& plan, const CaseData& old,
                                             std::shared_ptr<const Workflow> to, const Past& past, const Actor& who,
                                             Instant now, Effects& journal, CaseMigration& migration) {
  auto kase = CaseData::make(std::move(to), old.id(), old.project());
  kase->opened_at = old.opened_at;
  kase->last_at = old.last_at;
  kase->sequence = old.sequence;
  MovingRecord(plan, old, *kase, now, migration).run();
  move_states(plan, old, *kase, migration.reasons, migration.notes);
  if (migration.needs_person()) return kase;
  move_reliefs(plan, old, *kase);
  DOCKET_CHECK(move_memory(plan, old, *kase, past));
  check_room(*kase, migration);
  move_timers(plan, old, *kase, now, migration.reasons);
  auto& log = journal.log();
  check_rest(*kase, now, log.memory, migration);
  Recorder recorder(*kase, log, EntryKind::amended, Cause(Cause::Kind::heard), {now, now});
  recorder.hear("migrate", who, input_of(mapping));
  migration.to_states = leaf_paths(*kase);
  recorder.add(CaseMigrated{plan.to->name, mapping.name(), plan.from->fingerprint, plan.to->fingerprint,
                            plan.from->version, plan.to->version, migration.from_states, migration.to_states});
  const CaseBindings bindings(*kase, now, nullptr, nullptr);
  move_clocks(plan, old, *kase, bindings, now, recorder, migration.reasons);
  keep_measures(plan, old, *kase, now);
  kase->sequence += 1;
  kase->last_at = now;
  migration.deadlines = moved_deadlines(plan, old, *kase, now);
  return kase;
}

}  // namespace

const std::string& Mapping::name() const { return data_->name; }
const std::string& Mapping::workflow() const { return data_->workflow; }
const std::string& Mapping::text() const { return data_->text; }
bool Mapping::concerns(const Case& kase) const { return !kase.is_closed() && data_->is_from(*kase.data().workflow); }

Result<CaseMigration> migrate_case(const Mapping& mapping, const RuleBook& to, Case& kase, const Past& past,
                                   const Actor& who, Instant now, Effects& journal) {
  const auto target = to.workflow(mapping.workflow(), kase.project());
  if (!target) return bad("the rules have no workflow " + backticked(mapping.workflow()));
  if (!mapping.concerns(kase))
    return bad("the mapping " + backticked(mapping.name()) + " does not speak of the case " +
               backticked(std::string(kase.id())));
  if (kase.rules() == to.fingerprint())
    return bad("the case " + backticked(std::string(kase.id())) + " follows these rules already");
  DOCKET_CHECK(check_actor(who));
  DOCKET_CHECK(check_instant(now, "the time of a migration"));
  if (json_bytes(Value::string(mapping.text()), limits::kInputBytes) > limits::kInputBytes)
    return Error{ErrorCode::limit_exceeded, "the file of the mapping " + backticked(mapping.name()) +
                                                " goes into each journal and is larger than " +
                                                std::to_string(limits::kInputBytes) + " bytes"};
  if (now < kase.last_at())
    return bad("time runs backwards: the case " + backticked(std::string(kase.id())) + " was last at " +
               to_string(kase.last_at()) + ", and now is " + to_string(now));
  auto old = kase;
  const auto mark = journal.log().mark();
  for (;;) {
    DOCKET_TRY(next, advance(RuleBook(), old, now, journal));
    if (!next || *next > now) break;
  }
  const auto& from = *old.data().workflow;
  CaseMigration migration{.case_id = std::string(kase.id()),
                          .project = std::string(kase.project()),
                          .from_rules = from.fingerprint,
                          .to_rules = target->fingerprint,
                          .from_version = from.version,
                          .to_version = target->version,
                          .from_states = leaf_paths(old.data()),
                          .to_states = {},
                          .deadlines = {},
                          .fields = {},
                          .notes = {},
                          .reasons = {},
                          .is_over = false};
  if (old.is_closed()) {
    migration.is_over = true;
  } else {
    check_project(from, *target, kase.project(), migration);
    const auto plan = plan_migration(mapping.data(), from, *target);
    auto moved = moved_case(mapping, plan, old.data(), target, past, who, now, journal, migration);
    if (!moved) {
      journal.log().take_back(mark);
      return moved.error();
    }
    if (!migration.needs_person()) {
      kase = Case(*std::move(moved));
      return migration;
    }
  }
  journal.log().take_back(mark);
  migration.to_states.clear();
  migration.deadlines.clear();
  migration.notes.clear();
  return migration;
}

Result<CaseMigration> preview_migration(const Mapping& mapping, const RuleBook& to, const Case& kase, const Past& past,
                                        Instant now) {
  auto trial = kase;
  Effects unwanted;
  return migrate_case(mapping, to, trial, past, {}, std::max(now, kase.last_at()), unwanted);
}

}  // namespace docket
