// Effects, reasons and journal entries as JSON.
// Tested by tests/property/schedule_test.cpp
#include "base/match.hpp"
#include "base/try.hpp"
#include "engine/recorder.hpp"
#include "store/codec.hpp"

namespace docket {
namespace {

// Collects fields, leaving out what is not there.
class Fields {
 public:
  Fields& add(std::string_view name, Value value) {
    entries_.push_back({Value::string(name), std::move(value)});
    return *this;
  }
  Fields& add(std::string_view name, const std::string& text) {
    return text.empty() ? *this : add(name, Value::string(text));
  }
  Fields& add(std::string_view name, Instant instant) { return add(name, Value::string(to_string(instant))); }
  Fields& add(std::string_view name, const std::optional<Instant>& instant) {
    return instant ? add(name, *instant) : *this;
  }
  Fields& add(std::string_view name, std::int64_t number) { return add(name, Value::integer(number)); }
  // The first is nothing to speak of.
  Fields& add_generation(int number) { return number == 0 ? *this : add("generation", std::int64_t{number}); }
  Fields& add(std::string_view name, bool fact) { return fact ? add(name, Value::boolean(true)) : *this; }
  Fields& add(std::string_view name, const std::vector<std::string>& texts) {
    std::vector<Value> items;
    for (const auto& text : texts) items.push_back(Value::string(text));
    return add(name, Value::list(std::move(items)));
  }
  Fields& add(std::string_view name, const LocalizedText& text) {
    return text.empty() ? *this
                        : add(name, Value::object({{"en", Value::string(text.en)}, {"zh", Value::string(text.zh)}}));
  }
  Value take() { return Value::map(std::move(entries_)); }

 private:
  std::vector<MapEntry> entries_;
};

Value reasons_value(const std::vector<Reason>& reasons) {
  std::vector<Value> items;
  for (const auto& reason : reasons) items.push_back(reason_value(reason));
  return Value::list(std::move(items));
}

std::string text_at(const Value& map, std::string_view key) {
  const auto* value = map.find(key);
  return value ? std::string(value->as_string()) : std::string();
}

LocalizedText localized_at(const Value& map, std::string_view key) {
  const auto* value = map.find(key);
  if (!value) return {};
  return {.en = text_at(*value, "en"), .zh = text_at(*value, "zh")};
}

Reason read_reason(const Value& value) {
  Reason reason;
  for (int kind = 0; kind <= static_cast<int>(ReasonKind::too_early); ++kind) {
    if (text_at(value, "kind") == name_of(static_cast<ReasonKind>(kind))) reason.kind = static_cast<ReasonKind>(kind);
  }
  reason.subject = text_at(value, "subject");
  reason.message = localized_at(value, "message");
  reason.detail = localized_at(value, "detail");
  if (const auto* place = value.find("place")) {
    reason.place.file = text_at(*place, "file");
    if (const auto* line = place->find("line")) reason.place.line = static_cast<std::uint32_t>(line->as_int());
    if (const auto* column = place->find("column")) reason.place.column = static_cast<std::uint32_t>(column->as_int());
  }
  reason.overlay = text_at(value, "overlay");
  if (const auto earliest = parse_instant(text_at(value, "earliest"))) reason.earliest = *earliest;
  return reason;
}

}  // namespace

Value reason_value(const Reason& reason) {
  Fields fields;
  fields.add("kind", std::string(name_of(reason.kind)))
      .add("subject", reason.subject)
      .add("message", reason.message)
      .add("detail", reason.detail);
  if (reason.place.line > 0) {
    fields.add("place", Value::object({{"file", Value::string(reason.place.file)},
                                       {"line", Value::integer(reason.place.line)},
                                       {"column", Value::integer(reason.place.column)}}));
  }
  fields.add("overlay", reason.overlay).add("earliest", reason.earliest);
  return fields.take();
}

Value effect_data(const Effect& effect) {
  return match(
      effect,
      [](const CaseOpened& e) {
        return Fields()
            .add("workflow", e.workflow)
            .add("project", e.project)
            .add("version", std::int64_t{e.version})
            .add("rules", e.rules)
            .take();
      },
      [](const CaseMigrated& e) {
        return Fields()
            .add("workflow", e.workflow)
            .add("mapping", e.mapping)
            .add("from_version", std::int64_t{e.from_version})
            .add("to_version", std::int64_t{e.to_version})
            .add("from_rules", e.from_rules)
            .add("to_rules", e.to_rules)
            .add("from", e.from)
            .add("to", e.to)
            .take();
      },
      [](const CaseClosed& e) { return Fields().add("state", e.state).take(); },
      [](const TransitionTaken& e) {
        return Fields().add("event", e.event).add("from", e.from).add("to", e.to).take();
      },
      [](const Refused& e) { return Fields().add("event", e.event).add("reasons", reasons_value(e.reasons)).take(); },
      [](const Faulted& e) { return Fields().add("subject", e.subject).add("message", e.message).take(); },
      [](const ClockStarted& e) {
        return Fields()
            .add("clock", e.clock)
            .add("target", e.target)
            .add("cycle", std::int64_t{e.cycle})
            .add("at", e.at)
            .add("due", e.due)
            .add("provisional", e.provisional)
            .take();
      },
      [](const ClockPaused& e) {
        return Fields()
            .add("clock", e.clock)
            .add("reason", e.reason)
            .add("at", e.at)
            .add("holder", e.holder == Holder::other ? std::string() : name_of(e.holder))
            .take();
      },
      [](const ClockResumed& e) { return Fields().add("clock", e.clock).add("at", e.at).add("due", e.due).take(); },
      [](const ClockRetargeted& e) {
        return Fields()
            .add("clock", e.clock)
            .add("from", e.from)
            .add("to", e.to)
            .add("at", e.at)
            .add("due", e.due)
            .add("cause", e.cause)
            .take();
      },
      [](const ClockRelieved& e) {
        return Fields()
            .add("clock", e.clock)
            .add("relief", e.relief)
            .add("percent", std::int64_t{e.percent})
            .add("undone", e.undone)
            .add("at", e.at)
            .add("due", e.due)
            .take();
      },
      [](const ClockMet& e) {
        return Fields()
            .add("clock", e.clock)
            .add("at", e.at)
            .add("due", e.due)
            .add("breached", e.breached)
            .add("was_late", e.was_late)
            .take();
      },
      [](const ClockCancelled& e) { return Fields().add("clock", e.clock).add("at", e.at).take(); },
      [](const ClockEnded& e) { return Fields().add("clock", e.clock).add("at", e.at).take(); },
      [](const DeadlineWarning& e) {
        return Fields()
            .add("clock", e.clock)
            .add("rung", e.rung)
            .add("at", e.at)
            .add("due", e.due)
            .add("to", e.to)
            .add_generation(e.generation)
            .add("deliver_at", e.deliver_at)
            .take();
      },
      [](const DeadlineBreached& e) {
        return Fields()
            .add("clock", e.clock)
            .add("due", e.due)
            .add("to", e.to)
            .add("cause", e.cause)
            .add_generation(e.generation)
            .add("deliver_at", e.deliver_at)
            .take();
      },
      [](const Expired& e) {
        return Fields()
            .add("clock", e.clock)
            .add("due", e.due)
            .add("to", e.to)
            .add_generation(e.generation)
            .add("deliver_at", e.deliver_at)
            .take();
      },
      [](const WaitOver& e) {
        return Fields()
            .add("clock", e.clock)
            .add("at", e.at)
            .add("to", e.to)
            .add_generation(e.generation)
            .add("deliver_at", e.deliver_at)
            .take();
      },
      [](const Escalated& e) {
        return Fields()
            .add("clock", e.clock)
            .add("rung", e.rung)
            .add("occurrence", std::int64_t{e.occurrence})
            .add("at", e.at)
            .add("due", e.due)
            .add("to", e.to)
            .add_generation(e.generation)
            .add("deliver_at", e.deliver_at)
            .take();
      },
      [](const Corrected& e) {
        return Fields()
            .add("of", e.of)
            .add("clock", e.clock)
            .add("rung", e.rung)
            .add("was", e.was)
            .add("now", e.now)
            .take();
      },
      [](const Emitted& e) { return Fields().add("name", e.name).add("to", e.to).add("data", e.data).take(); });
}

Value entry_value(const JournalEntry& entry) {
  std::vector<Value> effects;
  for (const auto& effect : entry.effects)
    effects.push_back(Value::object({{"type", Value::string(type_of(effect))}, {"data", effect_data(effect)}}));
  Fields fields;
  fields.add("sequence", entry.sequence).add("kind", std::string(name_of(entry.kind))).add("at", entry.at);
  if (entry.now != entry.at) fields.add("now", entry.now);
  fields.add("event", entry.event);
  if (!entry.actor.id.empty() || !entry.actor.roles.empty())
    fields.add("actor", Fields().add("id", entry.actor.id).add("roles", entry.actor.roles).take());
  if (entry.input.size() > 0) fields.add("input", entry.input);
  return fields.add("effects", Value::list(std::move(effects))).take();
}

std::string cloud_event(const JournalEntry& entry, std::size_t position, std::string_view case_id,
                        std::string_view project, std::string_view workflow, std::string_view event_id) {
  const auto& effect = entry.effects[position];
  const std::string source = "/docket/" + std::string(project.empty() ? "-" : project) + "/" + std::string(workflow);
  Fields fields;
  fields.add("specversion", std::string("1.0"))
      .add("id", effect_id(std::string(case_id), entry.sequence, position + 1))
      .add("source", source)
      .add("type", std::string(type_of(effect)))
      .add("subject", std::string(case_id))
      .add("time", entry.at)
      .add("recordedtime", entry.now);
  // What a deadline did stands in the same commit as the event that came after it.
  const bool is_by_event =
      entry.kind == EntryKind::opened || entry.kind == EntryKind::accepted || entry.kind == EntryKind::refused;
  if (is_by_event) fields.add("causationid", std::string(event_id));
  fields.add("datacontenttype", std::string("application/json")).add("data", effect_data(effect));
  return to_json(fields.take());
}

Value outcome_value(const Outcome& outcome) {
  Fields fields;
  fields.add("accepted", Value::boolean(outcome.accepted())).add("sequence", outcome.sequence);
  if (!outcome.reasons().empty()) fields.add("reasons", reasons_value(outcome.reasons()));
  return fields.take();
}

Result<Outcome> read_outcome(std::string_view json) {
  DOCKET_TRY(value, parse_json(json));
  const auto* accepted = value.find("accepted");
  const auto* sequence = value.find("sequence");
  if (!accepted || !sequence) return Error{ErrorCode::invalid_argument, "a stored outcome is damaged"};
  Outcome outcome{.kind = accepted->as_bool() ? OutcomeKind::accepted : OutcomeKind::refused,
                  .sequence = sequence->as_int()};
  if (const auto* reasons = value.find("reasons")) {
    std::vector<Reason> told;
    for (const auto& reason : reasons->as_list()) told.push_back(read_reason(reason));
    outcome.refusal = Refusal(std::move(told));
  }
  return outcome;
}

}  // namespace docket
