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

std::shared_ptr<RefusedEvent>& EffectLog::refuse() {
  if (refusals_used == refusals.size()) refusals.emplace_back();
  auto& refusal = refusals[refusals_used++];
  if (!refusal || refusal.use_count() > 1) refusal = std::make_shared<RefusedEvent>();
  return refusal;
}

void EffectLog::clear() noexcept {
  entries.clear();
  records.clear();
  if (!pool.empty()) pool.clear();
  taken.clear();
  if (!others.empty()) others.clear();
  if (!read.empty()) read.clear();
  if (!memory.answered.empty()) memory.answered.clear();
  heard_used = 0;
  refusals_used = 0;
  // A host of many workflows would keep them all alive for ever.
  if (workflows.size() > 1) workflows.clear();
}

EffectLog::Mark EffectLog::mark() const {
  return {entries.size(), records.size(), pool.size(), taken.size(), others.size(), heard_used, refusals_used};
}

void EffectLog::take_back(const Mark& mark) {
  entries.resize(mark.entries);
  records.resize(mark.records);
  pool.resize(mark.pool);
  taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(mark.taken), taken.end());
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(mark.others), others.end());
  heard_used = mark.heard;
  refusals_used = mark.refusals;
}

}  // namespace docket
