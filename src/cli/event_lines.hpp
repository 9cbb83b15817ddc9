// Events as an ERP sends them: one JSON object a line.
//
//   {"id":"e1","now":"2026-02-13T16:00:00+08:00","case":"C-1","workflow":"complaint","project":"shanshui",
//    "event":"register","actor":{"id":"li","roles":["receptionist"]},"input":{"channel":"phone"}}
//
// `workflow` is there on the line that opens a case.  `at` may say when it happened, if not `now`.
// Tested by tests/cli/
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "docket/engine.hpp"

namespace docket::cli {

struct EventLine {
  std::string case_id, workflow, project;
  Event event;
  std::optional<Instant> now;
};

// Errors: invalid_argument, naming the member that is wrong.
Result<EventLine> read_event_line(std::string_view json);

}  // namespace docket::cli
