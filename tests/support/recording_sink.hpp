// A host that writes down what it was told, and does not take some of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "docket/runtime.hpp"

namespace docket::testing {

struct RecordingSink {
  std::vector<std::string> ids;  // of what was taken, in order
  int calls = 0;
  std::function<Status(const OutboxEvent& event)> answer = [](const OutboxEvent&) -> Status { return Done{}; };

  Sink sink() {
    return [this](const OutboxEvent& event) -> Status {
      ++calls;
      auto status = answer(event);
      if (status) ids.push_back(event.id);
      return status;
    };
  }
};

inline Error sink_is_down() { return {ErrorCode::unavailable, "the queue is down"}; }
inline Error not_this_one() { return {ErrorCode::invalid_argument, "cannot take this one"}; }

}  // namespace docket::testing
