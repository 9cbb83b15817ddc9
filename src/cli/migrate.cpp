// docket migrate: moves the open cases of a store to the rules of --rules, as a migration file says.
//
// Shows what would change and who needs a person; with --apply it is done, if nobody does, or with
// --only-ready for those that can move.
// Tested by tests/golden/cli/migrate.txt
#include <fmt/core.h>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stores.hpp"
#include "cli/zones.hpp"
#include "docket/narrative.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"

namespace docket::cli {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " + ") + text;
  return all;
}

Value texts_value(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::string(text));
  return Value::list(std::move(items));
}

Value instant_value(const std::optional<Instant>& instant) {
  return instant ? Value::string(to_string(*instant)) : Value::null();
}

class Reporting {
 public:
  Reporting(const MigrateOptions& options, const AskedZone& zone)
      : options_(options), zone_line_(zone.line(options.common.language)) {
    narrator_ = {.language = options.common.language, .zone = zone.zone(), .workflow = nullptr};
  }

  int report(const MigrationReport& report) {
    for (const auto& each : report.cases) {
      if (options_.common.json)
        print(to_json(value_of(each)));
      else
        print_case(each);
    }
    for (const auto& failure : report.failures)
      complain(fmt::format("{}: {} ({})", failure.case_id, failure.error.message, name_of(failure.error.code)));
    if (!options_.common.json && !report.cases.empty()) print(zone_line_);
    if (!options_.common.json) print(summary(report));
    const bool is_whole = report.failures.empty() && report.ready == report.cases.size();
    return is_whole ? kOk : kMistakes;
  }

 private:
  const char* say(const char* en, const char* zh) const { return options_.common.language == Language::zh ? zh : en; }

  void print_case(const CaseMigration& each) {
    if (each.needs_person()) {
      print(fmt::format("{}  {}", each.case_id, say("needs a person", "需人工处理")));
      for (const auto& reason : each.reasons)
        print("  " + (options_.common.language == Language::zh ? reason.zh : reason.en));
      return;
    }
    print(fmt::format("{}  {} {} → {}", each.case_id, say("version", "版本"), each.from_version, each.to_version));
    if (each.from_states != each.to_states)
      print(fmt::format("  {}  {} → {}", say("state", "状态"), joined(each.from_states), joined(each.to_states)));
    for (const auto& deadline : each.deadlines)
      print(fmt::format("  {}  {} → {}", names(deadline.from, deadline.to), time(deadline.was), time(deadline.now)));
    for (const auto& field : each.fields)
      print(fmt::format("  {}  {}{}", say("field", "字段"), names(field.from, field.to), values(field)));
    for (const auto& note : each.notes) print("  " + (options_.common.language == Language::zh ? note.zh : note.en));
  }

  // `: 3 → '3'`, where it is another one.
  static std::string values(const MigratedField& field) {
    constexpr std::size_t kShownBytes = 40;
    if (field.to.empty() || field.value == field.now) return {};
    const auto shown = [](const Value& value) {
      return value.is_null() ? std::string("–") : to_text(value, kShownBytes);
    };
    return ": " + shown(field.value) + " → " + shown(field.now);
  }

  std::string names(const std::string& from, const std::string& to) const {
    if (from == to) return from;
    if (from.empty()) return fmt::format("{} ({})", to, say("new", "新增"));
    if (to.empty()) return fmt::format("{} ({})", from, say("dropped", "去除"));
    return from + " → " + to;
  }
  std::string time(const std::optional<Instant>& instant) const { return instant ? narrate(*instant, narrator_) : "–"; }

  std::string summary(const MigrationReport& report) const {
    const auto total = report.cases.size(), stuck = total - report.ready;
    if (options_.common.language == Language::zh) {
      const auto counts = fmt::format("共 {} 个工单：{} 个可迁移，{} 个需人工处理", total, report.ready, stuck);
      if (!options_.applies) return counts + "；加上 --apply 才会执行";
      return fmt::format("{}；已迁移 {} 个", counts, report.moved);
    }
    const auto counts = fmt::format("{}: {} ready, {} need{} a person", counted(total, "case"), report.ready, stuck,
                                    stuck == 1 ? "s" : "");
    if (!options_.applies) return counts + "; nothing is changed without --apply";
    if (stuck > 0 && !options_.only_ready) return counts + "; nothing is changed, see --only-ready";
    return fmt::format("{}; {} moved", counts, report.moved);
  }

  static Value value_of(const CaseMigration& each) {
    std::vector<Value> deadlines, fields, reasons, notes;
    for (const auto& deadline : each.deadlines)
      deadlines.push_back(Value::object({{"from", Value::string(deadline.from)},
                                         {"to", Value::string(deadline.to)},
                                         {"was", instant_value(deadline.was)},
                                         {"now", instant_value(deadline.now)}}));
    for (const auto& field : each.fields)
      fields.push_back(Value::object({{"from", Value::string(field.from)},
                                      {"to", Value::string(field.to)},
                                      {"was", field.value},
                                      {"now", field.now}}));
    for (const auto& note : each.notes)
      notes.push_back(Value::object({{"en", Value::string(note.en)}, {"zh", Value::string(note.zh)}}));
    for (const auto& reason : each.reasons)
      reasons.push_back(Value::object({{"en", Value::string(reason.en)}, {"zh", Value::string(reason.zh)}}));
    return Value::object({{"case", Value::string(each.case_id)},
                          {"ready", Value::boolean(!each.needs_person())},
                          {"from_version", Value::integer(each.from_version)},
                          {"to_version", Value::integer(each.to_version)},
                          {"from_rules", Value::string(each.from_rules)},
                          {"to_rules", Value::string(each.to_rules)},
                          {"from", texts_value(each.from_states)},
                          {"to", texts_value(each.to_states)},
                          {"deadlines", Value::list(std::move(deadlines))},
                          {"fields", Value::list(std::move(fields))},
                          {"notes", Value::list(std::move(notes))},
                          {"reasons", Value::list(std::move(reasons))}});
  }

  const MigrateOptions& options_;
  std::string zone_line_;
  Narrator narrator_;
};

}  // namespace

int migrate(const MigrateOptions& options) {
  if (options.store.empty()) return fail_usage("`--store FILE` is needed: the store that the cases are in");
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  const auto text = read_text(options.mapping);
  if (!text) return fail_unread(options.mapping);
  auto store = open_existing_store(options.store, !options.applies);
  if (!store) return fail_unusable(store.error());
  auto runtime = options.applies ? Runtime::open({.rules = *rules, .store = *std::move(store), .sink = {}})
                                 : Runtime::inspect(*std::move(store), *rules);
  if (!runtime) return fail(runtime.error());
  const auto mapping = runtime->read_mapping(options.mapping, *text);
  if (!mapping) return fail(mapping.error());
  print_diagnostics(mapping->diagnostics, options.common.json);
  if (!mapping->mapping) return kMistakes;
  const auto zone = AskedZone::of(*rules, {.project = {}, .workflow = mapping->mapping->workflow()});
  const auto now = zone.moment(options.at.empty() ? "now" : options.at);
  if (!now) return fail_usage(now.error().message);
  const auto report =
      options.applies
          ? runtime->migrate(*mapping->mapping,
                             {.who = {.id = options.by, .roles = {}}, .only_ready = options.only_ready}, *now)
          : runtime->preview_migration(*mapping->mapping, *now);
  if (!report) return fail(report.error());
  return Reporting(options, zone).report(*report);
}

}  // namespace docket::cli
