// Either form of a snapshot, told apart by how it begins.
// Tested by tests/unit/store/binary_snapshot_test.cpp
#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/snapshot.hpp"
#include "docket/stored_rules.hpp"
#include "engine/calendar_sets.hpp"
#include "model/workflow.hpp"
#include "store/codec.hpp"

namespace docket {
namespace {

constexpr std::size_t kRulesBytes = 16;  // of an identity (identity.hpp)

bool is_binary(std::string_view snapshot) {
  return !snapshot.empty() && static_cast<unsigned char>(snapshot.front()) == kBinaryMark;
}

struct Head {
  std::string rules, workflow, project;
};

Result<Head> head_of(std::string_view snapshot) {
  if (is_binary(snapshot)) {
    DOCKET_TRY(head, read_binary_head(snapshot));
    return Head{fingerprint_of_bytes(head.rules()), std::string(head.workflow), std::string(head.project)};
  }
  DOCKET_TRY(value, parse_json(snapshot));
  const auto text = [&](std::string_view key) {
    const auto* found = value.find(key);
    return std::string(found ? found->as_string() : std::string_view());
  };
  if (!value.find("docket") || text("rules").empty())
    return Error{ErrorCode::invalid_argument, "the text is no snapshot of a case"};
  return Head{text("rules"), text("workflow"), text("project")};
}

Error pinned_elsewhere(const std::string& fingerprint, const RuleBook& rules) {
  return {ErrorCode::not_found,
          "the case is pinned to the rule set " + fingerprint + ", and not to " + rules.fingerprint()};
}

Error no_workflow(std::string_view name) {
  return {ErrorCode::not_found, "the rule set has no workflow " + backticked(name)};
}

Result<Case> restore_binary(std::string_view snapshot, const RuleBook& rules, const CalendarsOfRules& calendars_of) {
  DOCKET_TRY(head, read_binary_head(snapshot));
  auto workflow = rules.workflow(head.workflow, head.project);
  const auto fingerprint = fingerprint_of_bytes(head.rules());
  if (!is_called(rules, fingerprint)) return pinned_elsewhere(fingerprint, rules);
  if (!workflow) return no_workflow(head.workflow);
  // The same rules by their earlier name: what follows it must be the same, too.
  const auto names = [](std::string_view identity) { return identity.substr(kRulesBytes); };
  if (names(head.identity) == names(workflow->identity)) head.identity = workflow->identity;
  return read_binary_snapshot(head, std::move(workflow), calendars_of);
}

}  // namespace

Result<std::string> rules_of_snapshot(std::string_view snapshot) {
  DOCKET_TRY(head, head_of(snapshot));
  return head.rules;
}

Result<Case> restore(std::string_view snapshot, const RuleBook& rules, const RulesByFingerprint& others) {
  const auto calendars_of = [&](const std::string& fingerprint,
                                const Workflow& of) -> Result<std::shared_ptr<const CalendarSet>> {
    const auto* later = others ? others(fingerprint) : nullptr;
    if (!later)
      return Error{ErrorCode::not_found, "nobody has the rule set " + fingerprint + ", whose calendars count"};
    return calendars_for(*later, of);
  };
  if (is_binary(snapshot)) return restore_binary(snapshot, rules, calendars_of);
  DOCKET_TRY(head, head_of(snapshot));
  if (!is_called(rules, head.rules)) return pinned_elsewhere(head.rules, rules);
  auto workflow = rules.workflow(head.workflow, head.project);
  if (!workflow) return no_workflow(head.workflow);
  return read_snapshot(snapshot, std::move(workflow), calendars_of);
}

}  // namespace docket
