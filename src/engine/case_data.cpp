// The block of memory that a case is.
// Tested by tests/unit/store/binary_snapshot_test.cpp
#include "engine/case_data.hpp"

#include <algorithm>
#include <new>

#include "base/assert.hpp"
#include "engine/clock_fold.hpp"
#include "engine/plain_clock.hpp"

namespace docket {
const CaseExtras CaseData::kNoExtras;

CaseData::CaseData(std::shared_ptr<const Workflow> of, std::string_view id)
    : workflow(std::move(of)),
      is_closed(false),
      words_(static_cast<std::uint8_t>(workflow->chart.words & 0x7F)),
      clocks_(static_cast<std::uint8_t>(workflow->clocks.size())),
      fields_(static_cast<std::uint16_t>(workflow->fields.size() & 0x3FFF)),
      keeps_visits_(workflow->remembers_visits ? 1 : 0),
      is_light_(0),
      id_(Value::string(id)) {}

std::unique_ptr<CaseData> CaseData::make(std::shared_ptr<const Workflow> workflow, std::string_view id,
                                         std::string_view project) {
  const auto fields = workflow->fields.size();
  const auto clocks = workflow->clocks.size();
  const auto words = workflow->chart.words * (workflow->remembers_visits ? 2 : 1);
  void* memory = ::operator new(sizeof(CaseData) + fields * sizeof(Value) + clocks * sizeof(ClockSlot) +
                                words * sizeof(std::uint64_t));
  std::unique_ptr<CaseData> kase(new (memory) CaseData(std::move(workflow), id));
  std::uninitialized_default_construct_n(kase->values(), fields);
  std::uninitialized_default_construct_n(kase->slots(), clocks);
  std::fill_n(kase->state_words(), words, std::uint64_t{0});
  kase->enter(StateIndex{0});
  kase->set_project(project);
  return kase;
}

CaseData::~CaseData() {
  for (std::size_t i = 0; i < clocks_; ++i) {
    if (slots()[i].is_full) delete slots()[i].full;
  }
  std::destroy_n(values(), fields_);
}

std::unique_ptr<CaseData> CaseData::clone() const {
  auto copy = make(workflow, id(), {});
  copy->become(*this);
  return copy;
}

void CaseData::become(const CaseData& other) {
  DOCKET_ASSERT(fields_ == other.fields_ && clocks_ == other.clocks_ && all_words() == other.all_words());
  if (workflow != other.workflow) workflow = other.workflow;
  opened_at = other.opened_at;
  last_at = other.last_at;
  sequence = other.sequence;
  is_closed = other.is_closed;
  is_light_ = other.is_light_;
  id_ = other.id_;
  std::copy_n(other.values(), fields_, values());
  for (std::size_t i = 0; i < clocks_; ++i) {
    auto& mine = slots()[i];
    const auto& theirs = other.slots()[i];
    if (theirs.is_full && mine.is_full) {
      auto* kept = mine.full;
      *kept = *theirs.full;
      mine = theirs;
      mine.full = kept;
      continue;
    }
    if (mine.is_full) delete mine.full;
    mine = theirs;
    if (theirs.is_full) mine.full = new ClockState(*theirs.full);
  }
  std::copy_n(other.state_words(), other.all_words(), state_words());
  if (other.extras_ && extras_)
    *extras_ = *other.extras_;
  else
    extras_ = other.extras_ ? std::make_unique<CaseExtras>(*other.extras_) : nullptr;
}

std::string_view CaseData::project() const {
  return extras_ && extras_->project ? std::string_view(*extras_->project) : std::string_view(workflow->project);
}

void CaseData::set_project(std::string_view project) {
  if (project == workflow->project) {
    if (extras_) extras_->project.reset();
  } else {
    more().project = std::string(project);
  }
}

ClockState CaseData::clock(std::size_t index) const {
  const auto& slot = slots()[index];
  return slot.is_full ? *slot.full : whole_clock(*this, static_cast<ClockIndex>(index));
}

ClockState& CaseData::full_clock(std::size_t index) {
  auto& slot = slots()[index];
  if (!slot.is_full) {
    slot.full = new ClockState(whole_clock(*this, static_cast<ClockIndex>(index)));
    slot.is_full = true;
  }
  return *slot.full;
}

void CaseData::set_status(ClockIndex index, ClockStatus status) {
  slot(index).status = status;
  if (slot(index).is_full) slot(index).full->status = status;
}

ClockSlot& CaseData::plain_clock(ClockIndex index) {
  auto& clock = slot(index);
  if (clock.is_full) delete clock.full;
  clock = ClockSlot();
  return clock;
}

const Calendar& CaseData::calendar(CalendarIndex index, CalendarVersion version) const {
  const auto number = static_cast<std::size_t>(version);
  return number == 0 ? workflow->calendar(index) : rest().later_calendars[number - 1]->calendars[at(index)];
}

const std::string& CaseData::calendar_rules() const {
  return rest().later_calendars.empty() ? workflow->fingerprint : rest().later_calendars.back()->rules;
}

}  // namespace docket
