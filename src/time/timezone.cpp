// The only user of cctz: it reads the TZif bytes and unrolls their footer's rule into offset changes,
// which are copied into a table of our own once.  After that cctz is not asked again.
// Tested by tests/unit/time/timezone_test.cpp
#include "docket/timezone.hpp"

#include <cctz/time_zone.h>
#include <cctz/zone_info_source.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"

namespace docket {

using Seconds = std::chrono::seconds;

struct TimeZone::Impl {
  std::string name;
  std::string fingerprint;
  std::vector<Period> periods;  // without gaps, from the beginning of time to its end
};

namespace {

// The largest file of the zone database is 4 KB; 32-bit data of all kinds stays below this.
constexpr std::size_t kTzifBytesMax = 262'144;
constexpr Instant kBeginning{std::chrono::milliseconds{std::numeric_limits<std::int64_t>::min() / 4}};
constexpr Instant kEnd{std::chrono::milliseconds{std::numeric_limits<std::int64_t>::max() / 4}};

// ---- what cctz may be given: it trusts the counts in the header, so they are checked here ----

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// Length of one header and its data block (RFC 8536, 3.1 and 3.2), or nullopt when it does not fit.
std::optional<std::size_t> block_length(std::string_view bytes, std::size_t time_size) {
  constexpr std::size_t kHeader = 44;
  if (bytes.size() < kHeader || bytes.substr(0, 4) != "TZif") return std::nullopt;
  const std::uint64_t isutcnt = big_endian(bytes, 20), isstdcnt = big_endian(bytes, 24),
                      leapcnt = big_endian(bytes, 28), timecnt = big_endian(bytes, 32), typecnt = big_endian(bytes, 36),
                      charcnt = big_endian(bytes, 40);
  const std::uint64_t length =
      kHeader + timecnt * (time_size + 1) + typecnt * 6 + charcnt + leapcnt * (time_size + 4) + isstdcnt + isutcnt;
  if (typecnt == 0 || length > bytes.size()) return std::nullopt;
  return static_cast<std::size_t>(length);
}

bool is_tzif(std::string_view bytes) {
  if (bytes.size() > kTzifBytesMax) return false;
  const auto first = block_length(bytes, 4);
  if (!first) return false;
  const bool has_second = bytes[4] >= '2';
  return !has_second || block_length(bytes.substr(*first), 8).has_value();
}

// ---- handing the bytes to cctz, which wants to load zones by name ----

class MemorySource : public cctz::ZoneInfoSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}

  std::size_t Read(void* target, std::size_t size) override {
    const auto count = std::min(size, rest_.size());
    std::memcpy(target, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

  int Skip(std::size_t offset) override {
    if (offset > rest_.size()) return -1;
    rest_.remove_prefix(offset);
    return 0;
  }

 private:
  std::string_view rest_;
};

// cctz calls the factory on the thread that called load_time_zone.
thread_local const std::string* wanted_name = nullptr;
thread_local std::string_view wanted_bytes;
cctz_extension::ZoneInfoSourceFactory hosts_factory = nullptr;

std::unique_ptr<cctz::ZoneInfoSource> supplied_or_hosts(
    const std::string& name, const std::function<std::unique_ptr<cctz::ZoneInfoSource>(const std::string&)>& fallback) {
  if (wanted_name != nullptr && name == *wanted_name) return std::make_unique<MemorySource>(wanted_bytes);
  return hosts_factory(name, fallback);
}

// A host that uses cctz itself keeps its own factory for every name but ours.
void install_factory_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    hosts_factory = cctz_extension::zone_info_source_factory;
    cctz_extension::zone_info_source_factory = supplied_or_hosts;
  });
}

std::optional<cctz::time_zone> load(std::string_view bytes) {
  install_factory_once();
  // cctz keeps every zone for ever under its name: the name must stand for the content.
  const std::string key = "docket/" + fingerprint(bytes);
  wanted_name = &key;
  wanted_bytes = bytes;
  cctz::time_zone zone;
  const bool is_loaded = cctz::load_time_zone(key, &zone);
  wanted_name = nullptr;
  wanted_bytes = {};
  if (!is_loaded) return std::nullopt;
  return zone;
}

// ---- the table ----

using CctzTime = cctz::time_point<cctz::seconds>;

Instant year_begin(int year) { return std::chrono::sys_days{std::chrono::year{year} / std::chrono::January / 1}; }

CctzTime to_cctz(Instant instant) {
  return CctzTime{cctz::seconds{std::chrono::floor<Seconds>(instant).time_since_epoch().count()}};
}

// Every change of the offset between the years of limits.hpp, which RFC 8536's footer reaches.
std::vector<TimeZone::Period> unroll(const cctz::time_zone& zone) {
  const CctzTime end = to_cctz(year_begin(limits::kYearMax + 1));
  CctzTime at = to_cctz(year_begin(limits::kYearMin));
  Seconds offset{zone.lookup(at).offset};
  std::vector<TimeZone::Period> periods = {{kBeginning, kEnd, offset}};
  cctz::time_zone::civil_transition change;
  while (at < end && zone.next_transition(at, &change)) {
    const auto civil_seconds = change.from - cctz::civil_second();  // since 1970 on the wall before the change
    at = CctzTime{cctz::seconds{civil_seconds - offset.count()}};
    const Seconds next{zone.lookup(at).offset};
    if (next == offset) continue;  // only the name or the daylight flag changed
    const Instant instant{Seconds{at.time_since_epoch().count()}};
    periods.back().until = instant;
    periods.push_back({instant, kEnd, next});
    offset = next;
  }
  return periods;
}

std::string fingerprint_of(const std::string& name, const std::vector<TimeZone::Period>& periods) {
  Fingerprinter parts;
  parts.add(name);
  for (const auto& period : periods) parts.add(period.until.time_since_epoch().count()).add(period.offset.count());
  return parts.hex();
}

// Where an instant is not known yet, only the wall time: the first period that may hold it.
constexpr std::chrono::hours kOffsetMax{26};

}  // namespace

Result<TimeZone> TimeZone::from_tzif(std::string name, std::string_view tzif_bytes) {
  const Error refused{ErrorCode::invalid_argument, "the data of time zone " + backticked(name) + " is not a TZif file"};
  if (!is_tzif(tzif_bytes)) return refused;
  const auto zone = load(tzif_bytes);
  if (!zone) return refused;
  auto periods = unroll(*zone);
  auto id = fingerprint_of(name, periods);
  return TimeZone(std::make_shared<const Impl>(Impl{std::move(name), std::move(id), std::move(periods)}));
}

TimeZone TimeZone::utc() {
  static const auto kUtc = [] {
    std::vector<Period> periods = {{kBeginning, kEnd, Seconds{0}}};
    auto id = fingerprint_of("UTC", periods);
    return std::make_shared<const Impl>(Impl{"UTC", std::move(id), std::move(periods)});
  }();
  return TimeZone(kUtc);
}

const std::string& TimeZone::name() const noexcept { return impl_->name; }
const std::string& TimeZone::fingerprint() const noexcept { return impl_->fingerprint; }

TimeZone::Period TimeZone::period_at(Instant instant) const noexcept {
  const auto& periods = impl_->periods;
  if (instant >= periods.back().from) return periods.back();  // most zones have settled long ago
  const auto found = std::partition_point(periods.begin(), periods.end(),
                                          [&](const Period& period) { return period.until <= instant; });
  return found == periods.end() ? periods.back() : *found;
}

LocalTime TimeZone::local(Instant instant) const noexcept {
  return LocalTime{(instant + period_at(instant).offset).time_since_epoch()};
}

namespace {

// The periods on whose wall the local time is shown; two when it is repeated, none when skipped.
struct Readings {
  TimeZone::Period before;  // the last period that begins before the local time, skipped or not
  int count = 0;
  Instant first;
  Instant last;
};

Readings readings_of(const TimeZone& zone, LocalTime local) {
  const Instant as_utc{local.time_since_epoch()};
  Readings readings;
  auto period = zone.period_at(as_utc - kOffsetMax);
  readings.before = period;
  while (period.from <= as_utc + kOffsetMax) {
    const Instant candidate = as_utc - period.offset;
    if (candidate >= period.from) readings.before = period;
    if (candidate >= period.from && candidate < period.until) {
      if (readings.count++ == 0) readings.first = candidate;
      readings.last = candidate;
    }
    if (period.until == kEnd) break;
    period = zone.period_at(period.until);
  }
  return readings;
}

}  // namespace

bool TimeZone::exists(LocalTime local) const noexcept { return readings_of(*this, local).count > 0; }

Instant TimeZone::to_instant(LocalTime local, Gap gap, Overlap overlap) const noexcept {
  const Instant as_utc{local.time_since_epoch()};
  const auto& last = impl_->periods.back();
  if (as_utc - kOffsetMax >= last.from) return as_utc - last.offset;
  const auto readings = readings_of(*this, local);
  if (readings.count > 0) return overlap == Overlap::earlier ? readings.first : readings.last;
  switch (gap) {
    case Gap::at_jump: return readings.before.until;
    case Gap::shifted: return as_utc - readings.before.offset;
  }
  return as_utc;
}

}  // namespace docket
