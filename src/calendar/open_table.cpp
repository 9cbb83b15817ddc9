// Tested by tests/unit/calendar/open_table_test.cpp and tests/property/calendar_property_test.cpp
#include "calendar/open_table.hpp"

#include <algorithm>
#include <limits>

#include "docket/limits.hpp"

namespace docket {
namespace {

using Milliseconds = std::chrono::milliseconds;
using Units = std::uint32_t;  // of 8 ms within a chunk

constexpr unsigned kUnitBits = 3;
constexpr unsigned kChunkBits = 34;
constexpr std::size_t kSlots = 128;
constexpr unsigned kSlotBits = kChunkBits - kUnitBits - 7;  // units of time in a slot, as a power of two
constexpr std::int64_t kChunkMask = (std::int64_t{1} << kChunkBits) - 1;

constexpr std::int64_t year_begin_ms(int year) {
  const std::chrono::sys_days day = std::chrono::year{year} / std::chrono::January / 1;
  return std::chrono::duration_cast<Milliseconds>(day.time_since_epoch()).count();
}

// A year on each side, so that every offset and every budget's first step stays inside.
constexpr std::int64_t kOriginMs = -2'240'524'800'000;  // 1899-01-01T00:00Z
constexpr std::int64_t kEndMs = 7'289'654'400'000;      // 2201-01-01T00:00Z
static_assert(kOriginMs == year_begin_ms(limits::kYearMin - 1) && kEndMs == year_begin_ms(limits::kYearMax + 1));
constexpr std::size_t kChunks = static_cast<std::size_t>((kEndMs - kOriginMs) >> kChunkBits) + 1;
struct Offset {
  std::size_t chunk;
  std::int64_t ms;  // within the chunk
};

Offset offset_of(Instant instant) {
  const auto ms = std::clamp(instant.time_since_epoch().count(), kOriginMs, kEndMs) - kOriginMs;
  return {static_cast<std::size_t>(ms >> kChunkBits), ms & kChunkMask};
}

std::int64_t begin_ms(std::size_t chunk) { return kOriginMs + (static_cast<std::int64_t>(chunk) << kChunkBits); }
Instant instant_at(std::size_t chunk, std::int64_t ms) { return Instant{Milliseconds{begin_ms(chunk) + ms}}; }
Units units(std::int64_t ms) { return static_cast<Units>(ms >> kUnitBits); }
std::int64_t ms_of(Units count) { return static_cast<std::int64_t>(count) << kUnitBits; }

}  // namespace

struct OpenTable::Chunk {
  struct Opening {
    Units start;
    Units opened;  // open time in the chunk before it
  };

  OpenCount opened_before = 0;
  std::int64_t total_ms = 0;
  unsigned open_slot_bits = 0;                  // units of open time in a slot of by_open, as a power of two
  std::array<std::uint16_t, kSlots> by_time{};  // the last opening that starts at or before the slot
  std::array<std::uint16_t, kSlots> by_open{};  // the last opening with no more open time before it than the slot
  // The first one is empty and starts with the chunk, the last one starts beyond it: no search needs a bound.
  std::vector<Opening> openings;

  OpenCount opened_after() const { return opened_before + total_ms; }

  // The last opening that starts at or before the place.
  const Opening* at_time(std::int64_t ms) const {
    const auto place = units(ms);
    const auto* opening = &openings[by_time[place >> kSlotBits]];
    while (opening[1].start <= place) ++opening;
    return opening;
  }

  // The opening during which the `opened`-th unit of open time passes.  Requires opened < total.
  const Opening* at_open(Units opened) const {
    const auto* opening = &openings[by_open[opened >> open_slot_bits]];
    while (opening[1].opened <= opened) ++opening;
    return opening;
  }

  std::int64_t opened_at(std::int64_t ms) const {
    const auto* opening = at_time(ms);
    return ms_of(opening->opened) + std::min(ms - ms_of(opening->start), ms_of(opening[1].opened - opening->opened));
  }

  void index();
};

// Each slot names the last opening not beyond the slot's beginning.
void OpenTable::Chunk::index() {
  const auto last = static_cast<std::uint16_t>(openings.size() - 2);
  std::uint16_t at = 0;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    while (at < last && openings[at + 1U].start <= (slot << kSlotBits)) ++at;
    by_time[slot] = at;
  }
  while ((units(total_ms) >> open_slot_bits) >= kSlots) ++open_slot_bits;
  at = 0;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    while (at < last && openings[at + 1U].opened <= (slot << open_slot_bits)) ++at;
    by_open[slot] = at;
  }
}

void merge(std::vector<Stretch>& stretches) {
  const auto by_start = [](const Stretch& a, const Stretch& b) { return a.from < b.from; };
  if (!std::is_sorted(stretches.begin(), stretches.end(), by_start)) {
    std::sort(stretches.begin(), stretches.end(), by_start);
  }
  std::size_t kept = 0;
  for (std::size_t i = 1; i < stretches.size(); ++i) {
    if (stretches[i].from <= stretches[kept].until) {
      stretches[kept].until = std::max(stretches[kept].until, stretches[i].until);
    } else {
      stretches[++kept] = stretches[i];
    }
  }
  if (!stretches.empty()) stretches.resize(kept + 1);
}

void append_stretches(const TimeZone& zone, const DayPlan& plan, DayNumber day, std::vector<Stretch>& stretches) {
  constexpr std::chrono::hours kOffsetMax{26};
  const Instant midnight{std::chrono::days{day}};  // the wall's midnight, as if it were UTC
  for (const auto& window : plan.hours(day)) {
    const Instant wall_from = midnight + window.start;
    const Instant wall_until = midnight + window.end;
    for (auto period = zone.period_at(wall_from - kOffsetMax);; period = zone.period_at(period.until)) {
      const Stretch open{std::max(wall_from - period.offset, period.from),
                         std::min(wall_until - period.offset, period.until)};
      if (open.from < open.until) stretches.push_back(open);
      if (period.until >= wall_until + kOffsetMax) break;
    }
  }
}

OpenTable::OpenTable(const TimeZone& zone, const DayPlan& plan)
    : zone_(zone), plan_(plan), anchor_(kChunks), chunks_(kChunks) {}

OpenTable::~OpenTable() {
  for (auto& slot : chunks_) delete slot.load(std::memory_order_relaxed);
}

inline const OpenTable::Chunk* OpenTable::chunk_or_null(Place place) const {
  return chunks_[place].load(std::memory_order_acquire);
}

inline const OpenTable::Chunk& OpenTable::chunk(Place place) const {
  const auto* built = chunk_or_null(place);
  return built != nullptr ? *built : build_up_to(place);
}

// The count of open time is carried from the anchor outwards, the same on every thread.
const OpenTable::Chunk& OpenTable::build_up_to(Place place) const {
  Place anchor = kChunks;
  if (anchor_.compare_exchange_strong(anchor, place, std::memory_order_acq_rel, std::memory_order_acquire))
    anchor = place;
  const auto* at = chunk_or_null(anchor);
  if (at == nullptr) at = &publish(anchor, build(anchor));
  for (auto next = anchor; next < place;) {
    const auto opened_before = at->opened_after();
    at = chunk_or_null(++next);
    if (at != nullptr) continue;
    auto built = build(next);
    built->opened_before = opened_before;
    at = &publish(next, std::move(built));
  }
  for (auto next = anchor; next > place;) {
    const auto opened_after = at->opened_before;
    at = chunk_or_null(--next);
    if (at != nullptr) continue;
    auto built = build(next);
    built->opened_before = opened_after - built->total_ms;
    at = &publish(next, std::move(built));
  }
  return *at;
}

const OpenTable::Chunk& OpenTable::publish(Place place, std::unique_ptr<Chunk> built) const {
  const Chunk* standing = nullptr;
  const bool is_first = chunks_[place].compare_exchange_strong(standing, built.get(), std::memory_order_acq_rel,
                                                               std::memory_order_acquire);
  return is_first ? *built.release() : *standing;
}

std::vector<Stretch> OpenTable::stretches_of(Instant begin, Instant end) const {
  // A window may begin a day before the chunk and end in it, and zones lie up to a day off UTC.
  const auto first = std::chrono::floor<std::chrono::days>(begin).time_since_epoch().count() - 3;
  const auto last = std::chrono::floor<std::chrono::days>(end).time_since_epoch().count() + 2;
  std::vector<Stretch> stretches;
  stretches.reserve(static_cast<std::size_t>(last - first) * 2);
  for (auto day = first; day <= last; ++day) append_stretches(zone_, plan_, static_cast<DayNumber>(day), stretches);
  merge(stretches);
  return stretches;
}

std::unique_ptr<OpenTable::Chunk> OpenTable::build(Place place) const {
  const Instant begin = instant_at(place, 0);
  const Instant end = instant_at(place + 1, 0);
  const auto stretches = stretches_of(begin, end);
  auto chunk = std::make_unique<Chunk>();
  chunk->openings.reserve(stretches.size() + 2);
  chunk->openings.push_back({0, 0});
  for (const auto& stretch : stretches) {
    const auto from = std::max(stretch.from, begin);
    const auto until = std::min(stretch.until, end);
    if (from >= until) continue;
    chunk->openings.push_back({units((from - begin).count()), units(chunk->total_ms)});
    chunk->total_ms += (until - from).count();
  }
  chunk->openings.push_back({std::numeric_limits<Units>::max(), units(chunk->total_ms)});
  chunk->openings.shrink_to_fit();
  chunk->index();
  return chunk;
}

OpenCount OpenTable::opened_before(Instant instant) const {
  const auto [place, ms] = offset_of(instant);
  const auto& found = chunk(place);
  return found.opened_before + found.opened_at(ms);
}

bool OpenTable::is_open(Instant instant) const {
  const auto [place, ms] = offset_of(instant);
  const auto* opening = chunk(place).at_time(ms);
  return ms - ms_of(opening->start) < ms_of(opening[1].opened - opening->opened);
}

std::optional<Instant> OpenTable::next_open(Instant instant) const {
  const auto [place, ms] = offset_of(instant);
  const auto& found = chunk(place);
  const auto* opening = found.at_time(ms);
  const auto length = ms_of(opening[1].opened - opening->opened);
  if (ms - ms_of(opening->start) < length) return instant;
  if (opening + 1 < &found.openings.back()) return instant_at(place, ms_of(opening[1].start));
  return last_with(found.opened_after(), instant_at(place, kChunkMask));
}

std::optional<Instant> OpenTable::first_with(OpenCount opened, Instant near) const {
  auto place = offset_of(near).chunk;
  const auto* found = &chunk(place);
  while (opened > found->opened_after()) {
    if (++place == kChunks) return std::nullopt;
    found = &chunk(place);
  }
  while (opened <= found->opened_before) {
    if (place-- == 0) return std::nullopt;
    found = &chunk(place);
  }
  const auto in_chunk = opened - found->opened_before;  // in (0, total]
  const auto* opening = found->at_open(units(in_chunk - 1));
  return instant_at(place, ms_of(opening->start) + in_chunk - ms_of(opening->opened));
}

std::optional<Instant> OpenTable::last_with(OpenCount opened, Instant near) const {
  auto place = offset_of(near).chunk;
  const auto* found = &chunk(place);
  while (opened >= found->opened_after()) {
    if (++place == kChunks) return std::nullopt;
    found = &chunk(place);
  }
  while (opened < found->opened_before) {
    if (place-- == 0) return std::nullopt;
    found = &chunk(place);
  }
  const auto in_chunk = opened - found->opened_before;  // in [0, total)
  const auto* opening = found->at_open(units(in_chunk));
  return instant_at(place, ms_of(opening->start) + in_chunk - ms_of(opening->opened));
}

std::optional<Instant> OpenTable::end_of_stretch(Instant instant) const {
  if (!is_open(instant)) return std::nullopt;
  auto [place, ms] = offset_of(instant);
  for (;; ms = 0) {
    const auto* opening = chunk(place).at_time(ms);
    const auto end = ms_of(opening->start) + ms_of(opening[1].opened - opening->opened);
    if (end <= kChunkMask) return instant_at(place, end);
    if (++place == kChunks) return std::nullopt;
    if (!is_open(instant_at(place, 0))) return instant_at(place, 0);
  }
}

std::size_t OpenTable::memory_used() const {
  std::size_t bytes = sizeof(OpenTable) + chunks_.size() * sizeof(chunks_.front());
  for (std::size_t place = 0; place < chunks_.size(); ++place) {
    const auto* built = chunk_or_null(place);
    if (built != nullptr) bytes += sizeof(Chunk) + built->openings.capacity() * sizeof(Chunk::Opening);
  }
  return bytes;
}

}  // namespace docket
