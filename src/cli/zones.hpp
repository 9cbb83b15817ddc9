// In which zone a time without an offset is read, and times are shown: that of what was asked for.
//
// A workflow counts on its calendar, so it has a zone.  A project has one if its workflows and duties agree, and so has
// a whole set of rules.  Where they do not, a time must bring its offset, and is shown in UTC.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "docket/engine.hpp"
#include "docket/localized_text.hpp"
#include "docket/rule_book.hpp"
#include "docket/time.hpp"

namespace docket::cli {

struct ZoneQuestion {
  std::string project, workflow;  // empty: any
};

class AskedZone {
 public:
  static AskedZone of(const RuleBook& rules, const ZoneQuestion& question);
  // That of the case's own workflow, as it is pinned.
  static AskedZone of(const Case& kase);

  // A time as parse_instant reads it, or `now`.
  // Errors: invalid_argument, also for a time without an offset where it is not clear which is meant.
  Result<Instant> moment(std::string_view text) const;
  // A date as well: its beginning.
  Result<Instant> beginning(std::string_view text) const;

  const TimeZone& zone() const { return zone_; }
  // "times in Asia/Shanghai"
  std::string line(Language language) const;

 private:
  explicit AskedZone(std::vector<TimeZone> zones);
  Status check_one(std::string_view text) const;

  std::vector<std::string> names_;  // of all that may be meant
  TimeZone zone_;
};

}  // namespace docket::cli
