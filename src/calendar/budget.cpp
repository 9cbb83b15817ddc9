// Tested by tests/unit/calendar/budget_test.cpp
#include "docket/budget.hpp"

namespace docket {

Counting CountingChanges::applied_to(Counting counting) const {
  if (start) counting.start = *start;
  if (end) counting.end = *end;
  if (end_at) counting.end_at = *end_at;
  if (received) counting.received = *received;
  if (received == Received::by_date()) counting.cut_off.reset();
  if (cut_off) counting.cut_off = *cut_off;
  if (roll) counting.roll = *roll;
  return counting;
}

Budget Budget::with_purpose(Purpose purpose) const {
  Budget copy = *this;
  copy.purpose_ = purpose;
  return copy;
}

namespace {

bool same(const Budget::Open& a, const Budget::Open& b) { return a.length == b.length; }
bool same(const Budget::Wall& a, const Budget::Wall& b) { return a.length == b.length; }
bool same(const Budget::Workdays& a, const Budget::Workdays& b) {
  return a.count == b.count && a.counting == b.counting;
}
bool same(const Budget::Days& a, const Budget::Days& b) { return a.count == b.count && a.counting == b.counting; }
bool same(const Budget::Months& a, const Budget::Months& b) { return a.count == b.count && a.counting == b.counting; }
bool same(const Budget::Today& a, const Budget::Today& b) { return a.counting == b.counting; }
bool same(const Budget::Until& a, const Budget::Until& b) { return a.at == b.at; }
bool same(const Budget::Combined& a, const Budget::Combined& b) { return a.how == b.how && a.parts == b.parts; }

}  // namespace

bool operator==(const Budget& a, const Budget& b) {
  if (a.purpose_ != b.purpose_ || a.kind_.index() != b.kind_.index()) return false;
  return std::visit([&](const auto& kind) { return same(kind, std::get<std::decay_t<decltype(kind)>>(b.kind_)); },
                    a.kind_);
}

std::size_t leaf_count(const Budget& budget) {
  const auto* combined = std::get_if<Budget::Combined>(&budget.kind());
  if (combined == nullptr) return 1;
  std::size_t count = 0;
  for (const auto& part : combined->parts) count += leaf_count(part);
  return count;
}

}  // namespace docket
