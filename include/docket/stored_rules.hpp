// Rule sets that were stored: loaded by the checks of when they were, and only if they are what they were.
//
// Threads: as load_rules; a Store is used by one thread at a time.
// Errors: as each says.
// Cost: that of load_rules, and of hashing the texts.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "docket/meaning.hpp"
#include "docket/result.hpp"
#include "docket/rule_book.hpp"

namespace docket {

// The diagnostic of a rule set whose texts or zones are other ones than its fingerprint stands for.
inline constexpr char kOtherTexts[] = "other-texts";

// Loads texts that were stored under a fingerprint; `sources.meaning` is the number that stood beside them, or
// kFirstMeaning.  The RuleBook keeps that fingerprint, though it be one of before December 2026.
LoadReport load_stored_rules(RuleSources sources, const std::string& fingerprint);

// Whether these rules are meant: by their fingerprint, or by the one that dockets before December 2026 gave to the same
// texts.
bool is_called(const RuleBook& rules, std::string_view fingerprint);

// Where a stored rule set comes from.
struct RulesOrigin {
  int meaning = kFirstMeaning;  // by whose checks it loads (meaning.hpp)
  // The fingerprint of each text and of each zone's bytes, by name, so that a changed one can be named.
  std::map<std::string, std::string> file_digests, zone_digests;

  friend bool operator==(const RulesOrigin&, const RulesOrigin&) = default;
};

// What a Store that keeps origins is besides (both stores of docket do); of one that does not, every rule set loads by
// the first checks, and of a changed set no file can be named.
class RulesOrigins {
 public:
  virtual ~RulesOrigins() = default;
  // After put_rules().  What is there already stays as it was put first.
  virtual Status put_origin(std::string_view fingerprint, const RulesOrigin& origin) = 0;
  // Of a set that has none: the default.
  virtual Result<RulesOrigin> get_origin(std::string_view fingerprint) = 0;
};

}  // namespace docket
