// A case as few bytes, quickly, and back: what snapshot.cpp says in names is said here in the places those names
// have in the workflow.  What few cases hold is written as the JSON form has it, packed.
//
//   0xDC, version | checksum of the rest, 8 | identity of the workflow, 24 | workflow, project: texts
//   flags, id, sequence, times | active states, visited states: a bit each | record: a value each
//   extras, if any: a value | clocks: nothing, plain, or a value each
//
// Tested by tests/unit/store/binary_snapshot_test.cpp
#include "base/fingerprint.hpp"
#include "base/try.hpp"
#include "engine/case_data.hpp"
#include "engine/first_meaning.hpp"
#include "engine/plain_clock.hpp"
#include "model/identity.hpp"
#include "store/binary_value.hpp"
#include "store/codec.hpp"
#include "store/stored_extras.hpp"

namespace docket {
namespace {

using stored::ByteReader;
using stored::ByteWriter;
using stored::Reading;

constexpr std::size_t kChecksumAt = 2, kBodyAt = 10;

// Append only, never renumber.
enum Flag : std::uint8_t { kClosed = 1, kOtherProject = 2, kExtras = 4 };
enum class ClockForm : std::uint8_t { untouched = 0, plain = 1, whole = 2 };
enum PlainFlag : std::uint8_t { kStartHeld = 1, kEndedByClose = 2 };

// Times lie near the opening of their case, so that what lies between takes few bytes.
void write_time(ByteWriter& out, const CaseData& kase, Instant time) {
  out.signed_small((time - kase.opened_at).count());
}
Instant read_time(ByteReader& in, const CaseData& kase) {
  const auto since = static_cast<std::uint64_t>(in.signed_small());
  const auto opened = static_cast<std::uint64_t>(kase.opened_at.time_since_epoch().count());
  return Instant{Elapsed{static_cast<std::int64_t>(opened + since)}};  // wraps on nonsense
}

// --- Clocks ------------------------------------------------------------------------------------------

bool is_untouched(const ClockSlot& slot) {
  return !slot.is_full && slot.cycle == 0 && slot.status == ClockStatus::idle && !slot.start_held;
}

void write_plain(ByteWriter& out, const CaseData& kase, const ClockSlot& slot) {
  out.byte(static_cast<std::uint8_t>(slot.status));
  out.byte(
      static_cast<std::uint8_t>((slot.start_held ? kStartHeld : 0) | (slot.was_ended_by_close ? kEndedByClose : 0)));
  out.small(slot.cycle);
  out.signed_small(slot.row);
  out.byte(slot.next_rung);
  if (slot.status == ClockStatus::idle) return;
  write_time(out, kase, slot.started);
  write_time(out, kase, slot.due);
  write_time(out, kase, slot.next);
}

void write_clock(ByteWriter& out, const CaseData& kase, std::size_t index) {
  const auto& slot = kase.slot(index);
  const auto form = slot.is_full ? ClockForm::whole : is_untouched(slot) ? ClockForm::untouched : ClockForm::plain;
  out.byte(static_cast<std::uint8_t>(form));
  if (form == ClockForm::plain) write_plain(out, kase, slot);
  if (form == ClockForm::whole) stored::write_value(out, write_clock(kase, kase.workflow->clocks[index], *slot.full));
}

void read_plain(ByteReader& in, CaseData& kase, std::size_t index) {
  const auto& rules = kase.workflow->clocks[index];
  auto& slot = kase.slot(index);
  const auto status = in.byte();
  const auto flags = in.byte();
  slot.cycle = static_cast<std::uint16_t>(in.small(0xFFFF));
  const auto row = in.signed_small();
  slot.next_rung = in.byte();
  const bool has_rung = slot.next_rung == ClockSlot::kNoRung || slot.next_rung < rules.rungs.size();
  const bool has_row = row >= -1 && row < static_cast<std::int64_t>(rules.targets.size());
  if (status > static_cast<std::uint8_t>(ClockStatus::cancelled) || !has_rung || !has_row) return in.fail();
  slot.status = static_cast<ClockStatus>(status);
  slot.start_held = (flags & kStartHeld) != 0;
  slot.was_ended_by_close = (flags & kEndedByClose) != 0;
  slot.row = static_cast<std::int16_t>(row);
  if (slot.status == ClockStatus::idle) return;
  if (slot.cycle == 0) return in.fail();
  slot.started = read_time(in, kase);
  slot.due = read_time(in, kase);
  slot.next = read_time(in, kase);
}

void read_clock(ByteReader& in, Reading& names, CaseData& kase, std::size_t index, int version) {
  const auto clock = static_cast<ClockIndex>(index);
  switch (static_cast<ClockForm>(in.byte())) {
    case ClockForm::untouched: return;
    case ClockForm::plain: {
      read_plain(in, kase, index);
      if (version <= kLastOfFirstMeaning && in.is_good()) adopt_earlier_plain_clock(kase, clock);
      return;
    }
    case ClockForm::whole: {
      const auto value = stored::read_value(in);
      if (in.is_good()) read_clock(names, kase, clock, value, version);
      return;
    }
  }
  in.fail();
}

// --- States ------------------------------------------------------------------------------------------

void write_states(ByteWriter& out, const StateSet& states) {
  for (const auto word : states.words()) out.fixed(word);
}

// Requires: as many bits as there are states, at most 63 more.
void read_states(ByteReader& in, CaseData& kase, bool are_active) {
  const auto count = kase.workflow->states.size();
  for (std::size_t first = 0; first < count; first += 64) {
    for (auto rest = in.fixed(); rest != 0; rest &= rest - 1) {
      const auto state = first + static_cast<unsigned>(std::countr_zero(rest));
      if (state >= count) return in.fail();
      are_active ? kase.enter(static_cast<StateIndex>(state)) : kase.visit(static_cast<StateIndex>(state));
    }
  }
}

Error damaged(const char* how) { return {ErrorCode::invalid_argument, std::string("a binary snapshot ") + how}; }

Result<std::unique_ptr<CaseData>> read_body(ByteReader& in, std::shared_ptr<const Workflow> workflow, int version,
                                            const CalendarsOfRules& calendars_of) {
  const auto flags = in.byte();
  const auto id = in.text();
  auto kase = CaseData::make(workflow, id, workflow->project);
  if ((flags & kOtherProject) != 0) kase->set_project(in.text());
  kase->is_closed = (flags & kClosed) != 0;
  kase->sequence = static_cast<std::uint32_t>(in.small(0xFFFF'FFFF));
  kase->opened_at = Instant{Elapsed{static_cast<std::int64_t>(in.fixed())}};
  kase->last_at = read_time(in, *kase);
  read_states(in, *kase, true);
  if (workflow->remembers_visits) read_states(in, *kase, false);
  for (auto& field : kase->record()) field = stored::read_value(in);
  Reading names(*workflow);
  if ((flags & kExtras) != 0) {
    const auto extras = stored::read_value(in);
    if (in.is_good()) DOCKET_CHECK(read_extras(names, *kase, extras, calendars_of));
  }
  for (std::size_t i = 0; i < kase->clock_count(); ++i) read_clock(in, names, *kase, i, version);
  if (!names.problem().empty()) return Error{ErrorCode::invalid_argument, names.problem()};
  if (!in.is_good() || in.left() != 0) return damaged("is damaged");
  return kase;
}

}  // namespace

void append_binary_snapshot(const Case& whole, std::string& bytes) {
  const auto& kase = whole.data();
  const auto& workflow = *kase.workflow;
  const auto& rest = kase.rest();
  const bool has_extras =
      !(rest.later_calendars.empty() && rest.timers.empty() && rest.sends == 0 && rest.history.empty() &&
        rest.remembered.empty() && rest.reliefs.empty() && !rest.has_untold_adoption);
  const bool has_other_project = kase.project() != workflow.project;
  ByteWriter out(bytes);
  const auto begin = out.position();
  out.byte(kBinaryMark);
  out.byte(kBinaryVersion);
  out.fixed(0);  // the checksum, at last
  out.raw(workflow.identity);
  out.text(workflow.name);
  out.text(workflow.project);
  out.byte(static_cast<std::uint8_t>((kase.is_closed ? kClosed : 0) | (has_other_project ? kOtherProject : 0) |
                                     (has_extras ? kExtras : 0)));
  out.text(kase.id());
  if (has_other_project) out.text(kase.project());
  out.small(kase.sequence);
  out.fixed(static_cast<std::uint64_t>(kase.opened_at.time_since_epoch().count()));
  write_time(out, kase, kase.last_at);
  write_states(out, kase.configuration());
  if (workflow.remembers_visits) write_states(out, kase.visited());
  for (const auto& field : kase.record()) stored::write_value(out, field);
  if (has_extras) {
    stored::Writer extras;
    write_extras(extras, kase);
    stored::write_value(out, extras.take());
  }
  for (std::size_t i = 0; i < kase.clock_count(); ++i) write_clock(out, kase, i);
  out.put_fixed(begin + kChecksumAt, checksum(out.from(begin + kBodyAt)));
}

std::string binary_snapshot(const Case& kase) {
  std::string bytes;
  append_binary_snapshot(kase, bytes);
  return bytes;
}

Result<BinaryHead> read_binary_head(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.byte() != kBinaryMark) return damaged("does not begin like one");
  BinaryHead head;
  head.version = in.byte();
  if (in.is_good() && (head.version < 1 || head.version > kBinaryVersion))
    return Error{ErrorCode::invalid_argument, "a binary snapshot has the format " + std::to_string(head.version) +
                                                  "; this docket reads up to " + std::to_string(kBinaryVersion)};
  const auto sum = in.fixed();
  if (!in.is_good() || sum != checksum(bytes.substr(kBodyAt))) return damaged("is damaged");
  head.identity = in.raw(kIdentityBytes);
  head.workflow = in.text();
  head.project = in.text();
  if (!in.is_good()) return damaged("is damaged");
  head.body = bytes.substr(bytes.size() - in.left());
  return head;
}

Result<Case> read_binary_snapshot(const BinaryHead& head, std::shared_ptr<const Workflow> workflow,
                                  const CalendarsOfRules& calendars_of) {
  if (head.identity != workflow->identity) return damaged("was written under another rule set");
  ByteReader in(head.body);
  DOCKET_TRY(kase, read_body(in, std::move(workflow), head.stored_version(), calendars_of));
  return Case(std::move(kase));
}

}  // namespace docket
