// A log's memory.
// Tested by tests/property/schedule_test.cpp
#include "engine/effect_log.hpp"

#include <algorithm>

namespace docket {

std::uint32_t EffectLog::look_up(const std::shared_ptr<const Workflow>& workflow) {
  const auto known = std::find(workflows.begin(), workflows.end(), workflow);
  if (known != workflows.end()) return static_cast<std::uint32_t>(known - workflows.begin());
  workflows.push_back(workflow);
  return static_cast<std::uint32_t>(workflows.size() - 1);
}

void EffectLog::clear() noexcept {
  entries.clear();
  records.clear();
  if (!pool.empty()) pool.clear();
  taken.clear();
  if (!others.empty()) others.clear();
  if (!read.empty()) read.clear();
  if (!memory.answered.empty()) memory.answered.clear();
  said_used = 0;
  words.cut(0);
  refusals_used = 0;
  // A host of many workflows would keep them all alive for ever.
  if (workflows.size() > 1) workflows.clear();
}

EffectLog::Mark EffectLog::mark() const {
  return {entries.size(), records.size(), pool.size(),  taken.size(),
          others.size(),  said_used,      words.size(), refusals_used};
}

void EffectLog::take_back(const Mark& mark) {
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(mark.entries), entries.end());
  records.resize(mark.records);
  pool.resize(mark.pool);
  taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(mark.taken), taken.end());
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(mark.others), others.end());
  said_used = mark.said;
  words.cut(mark.words);
  refusals_used = mark.refusals;
}

}  // namespace docket
