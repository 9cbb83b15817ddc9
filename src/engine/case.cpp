// What a host can ask of a Case, in names instead of indices.
// Tested by tests/unit/engine/step_test.cpp
#include "base/text.hpp"
#include "docket/engine.hpp"
#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/clock_view.hpp"
#include "engine/configuration.hpp"

namespace docket {
Case::Case(std::unique_ptr<CaseData> data) : data_(std::move(data)) {}
Case::Case(const Case& other) : data_(other.data_->clone()) {}
Case::Case(Case&&) noexcept = default;
Case& Case::operator=(const Case& other) {
  if (this != &other) data_ = other.data_->clone();
  return *this;
}
Case& Case::operator=(Case&&) noexcept = default;
Case::~Case() = default;

std::string_view Case::id() const { return data_->id(); }
std::string_view Case::project() const { return data_->project(); }
const std::string& Case::workflow() const { return data_->workflow->name; }
const std::string& Case::rules() const { return data_->workflow->fingerprint; }
const std::string& Case::calendars() const { return data_->calendar_rules(); }
std::int64_t Case::sequence() const { return data_->sequence; }
Instant Case::opened_at() const { return data_->opened_at; }
Instant Case::last_at() const { return data_->last_at; }
bool Case::is_closed() const { return data_->is_closed; }

std::vector<std::string> Case::states() const {
  std::vector<std::string> paths;
  for (const auto leaf : leaves(*data_)) paths.push_back(data_->workflow->state(leaf).path);
  return paths;
}

bool Case::is_in(std::string_view state) const {
  const auto index = data_->workflow->find_state(state);
  return index && data_->is_active(*index);
}

std::optional<Value> Case::field(std::string_view name) const {
  const auto& fields = data_->workflow->fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name && !data_->record()[i].is_null()) return data_->record()[i];
  }
  return std::nullopt;
}

Value Case::record() const { return record_as_map(*data_->workflow, std::as_const(*data_).record()); }

std::vector<ClockView> Case::clocks(Instant now) const {
  std::vector<ClockView> views;
  for (std::size_t i = 0; i < data_->clock_count(); ++i)
    views.push_back(clock_view(*data_, static_cast<ClockIndex>(i), now));
  return views;
}

std::optional<ClockView> Case::clock(std::string_view name, Instant now) const {
  const auto index = data_->workflow->find_clock(name);
  if (!index) return std::nullopt;
  return clock_view(*data_, *index, now);
}

}  // namespace docket
