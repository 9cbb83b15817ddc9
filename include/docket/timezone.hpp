// TimeZone: an IANA zone as a table of UTC offsets, from the bytes of a TZif file.
//
// The library reads no files here: whoever runs it supplies the bytes (Runtime reads the system's
// zoneinfo).  Two zones with the same fingerprint give the same answers for ever.
//
// Threads: immutable.  Lifetime: a value; copies share the table.
// Errors: invalid_argument for bytes that are no TZif.
// Cost: about 10 KB a zone; a look-up is a binary search over its offset changes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "docket/result.hpp"
#include "docket/time.hpp"

namespace docket {

// What a clock on the wall shows: date and time of day without a zone.
using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;
using Date = std::chrono::year_month_day;

// What a wall time means that the clocks jumped over (02:30 in spring).
enum class Gap : std::uint8_t {
  at_jump,  // the instant of the jump
  shifted,  // as far after the jump as the wall time is after its beginning (RFC 5545)
};

// Which of the two instants a wall time means that the clocks showed twice (02:30 in autumn).
enum class Overlap : std::uint8_t { earlier, later };

class TimeZone {
 public:
  // A stretch of time over which the zone keeps one offset from UTC: [from, until).
  struct Period {
    Instant from;
    Instant until;
    std::chrono::seconds offset;
  };

  // `tzif_bytes` is the content of a zoneinfo file (RFC 8536), its footer included.
  static Result<TimeZone> from_tzif(std::string name, std::string_view tzif_bytes);
  static TimeZone utc();

  const std::string& name() const noexcept;
  // Of the name and all offset changes between limits::kYearMin and kYearMax: a new release of the
  // zone database that changes nothing here changes no fingerprint.
  const std::string& fingerprint() const noexcept;

  LocalTime local(Instant instant) const noexcept;
  Instant to_instant(LocalTime local, Gap gap = Gap::shifted, Overlap overlap = Overlap::earlier) const noexcept;
  // False for a wall time that the clocks jumped over.
  bool exists(LocalTime local) const noexcept;

  Period period_at(Instant instant) const noexcept;

  // Same name and same table.
  friend bool operator==(const TimeZone& a, const TimeZone& b) noexcept {
    return a.impl_ == b.impl_ || a.fingerprint() == b.fingerprint();
  }

 private:
  struct Impl;
  explicit TimeZone(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  std::shared_ptr<const Impl> impl_;
};

// RFC 3339 with the zone's offset: `2026-02-13T16:00:00+08:00`; milliseconds only when there are any.
std::string to_string(Instant instant, const TimeZone& zone);

// RFC 3339 with an offset, or a wall time of the zone: `2026-02-13 16:00`, `2026-02-13 16:00:30`.
// A repeated wall time means the earlier instant.
// Errors: invalid_argument, also for a wall time that the clocks jumped over.
Result<Instant> parse_instant(std::string_view text, const TimeZone& zone);

// `2026-02-13`.  Errors: invalid_argument, also for a date that does not exist.
Result<Date> parse_date(std::string_view text);
std::string to_string(Date date);

}  // namespace docket
