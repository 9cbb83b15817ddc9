// OpenTable: prefix sums of open time, so that adding and measuring cost a look-up and no walk.
//
// Time is cut into chunks of 2^34 ms (199 days) and counted in units of 8 ms, the largest power of two
// that divides a second: a place in a chunk is a shift and a mask away, and 32 bits hold it.  Each
// chunk lists its openings with the open time before them, and has two small indices into that
// list, by time and by open time.  Chunks are built when first asked for, outwards from the one asked
// for first, the anchor: 300 years at once would cost 13 ms and 2 MB a calendar, and few need two.
//
// Threads: safe, without a lock.  Who comes first sets the anchor; from then on a chunk is a pure
// function of anchor, zone, plan and place, so that threads that need it at once build equals.  The
// first to publish its own wins, the others throw theirs away.
// Tested by tests/unit/calendar/open_table_test.cpp and tests/property/calendar_property_test.cpp
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "calendar/day_plan.hpp"
#include "docket/timezone.hpp"

namespace docket {

// The open time of the windows that belong to `day`, as instants: wall time cut where the zone's offset
// changes.  Appended to `stretches`; in order unless the clocks go back within the day.
void append_stretches(const TimeZone& zone, const DayPlan& plan, DayNumber day, std::vector<Stretch>& stretches);

// Sorts and merges what overlaps or touches.
void merge(std::vector<Stretch>& stretches);

// Milliseconds of open time since some fixed moment; only differences mean anything.
using OpenCount = std::int64_t;

class OpenTable {
 public:
  // Both must live as long as the table.
  OpenTable(const TimeZone& zone, const DayPlan& plan);
  ~OpenTable();
  OpenTable(const OpenTable&) = delete;
  OpenTable& operator=(const OpenTable&) = delete;

  // Instants outside the years of limits.hpp count as their nearest edge.
  OpenCount opened_before(Instant instant) const;
  bool is_open(Instant instant) const;
  // The instant itself when open; nullopt when it never opens again.
  std::optional<Instant> next_open(Instant instant) const;

  // The first instant at which `opened` has passed: a closing time when it falls on one.
  // `near` is where the search begins.  nullopt beyond the years of limits.hpp.
  std::optional<Instant> first_with(OpenCount opened, Instant near) const;
  // The last such instant: an opening when it falls on one.
  std::optional<Instant> last_with(OpenCount opened, Instant near) const;

  // The end of the stretch of open time that holds `instant`; nullopt when that is closed, or open for ever.
  std::optional<Instant> end_of_stretch(Instant instant) const;

  std::size_t memory_used() const;

 private:
  struct Chunk;
  using Place = std::size_t;  // index of a chunk

  const Chunk& chunk(Place place) const;
  const Chunk* chunk_or_null(Place place) const;
  const Chunk& build_up_to(Place place) const;
  const Chunk& publish(Place place, std::unique_ptr<Chunk> built) const;
  std::unique_ptr<Chunk> build(Place place) const;
  std::vector<Stretch> stretches_of(Instant begin, Instant end) const;

  const TimeZone& zone_;
  const DayPlan& plan_;
  mutable std::atomic<Place> anchor_;  // where open time is 0; none yet when beyond the last chunk
  mutable std::vector<std::atomic<const Chunk*>> chunks_;
};

}  // namespace docket
