// Tested by tests/unit/store/binary_snapshot_test.cpp
#include "model/identity.hpp"

#include "base/fingerprint.hpp"
#include "model/workflow.hpp"

namespace docket {

std::string identity_of(const Workflow& workflow) {
  Fingerprinter names;
  names.add(workflow.name).add(workflow.project).add(workflow.remembers_visits ? 1 : 0);
  for (const auto& state : workflow.states) names.add(state.path);
  names.add("fields");
  for (const auto& field : workflow.fields) names.add(field.name);
  for (const auto& clock : workflow.clocks) {
    names.add("clock").add(clock.name);
    for (const auto& rung : clock.rungs) names.add(rung.name);
    names.add(static_cast<std::int64_t>(clock.targets.size()));
  }
  return bytes_of_fingerprint(workflow.fingerprint) + bytes_of_fingerprint(names.quick_hex()).substr(0, 8);
}

}  // namespace docket
