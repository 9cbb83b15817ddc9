// What one step comes to in a store: the case's row, its journal entries, the events for the host.
// Tested by tests/fault/failing_store_test.cpp and tests/unit/runtime/runtime_test.cpp
#pragma once

#include <string>
#include <string_view>

#include "docket/engine.hpp"
#include "docket/store.hpp"

namespace docket {

// What must be the same for two events with one id to be one event.  Not `now`: a repeat comes later.
std::string digest_of(const Event& event);

// `event_id` is of the event that the journal is about; without one it was nobody's event.
void add_journal(Commit& commit, const Effects& journal, std::string_view event_id = {});
Commit commit_of(const Case& kase, const Effects& journal, std::int64_t expected_version,
                 std::string_view event_id = {});
// Errors: limit_exceeded, naming it, when one of its texts is larger than limits::kStoredBytes: it could not be read
// again.
Status check_commit(const Commit& commit);
void add_event_id(Commit& commit, const Event& event, const Outcome& outcome);

}  // namespace docket
