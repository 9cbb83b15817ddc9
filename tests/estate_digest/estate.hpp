// A year of an estate, made up from a seed: cases are opened, people do what they may and now and then what they may
// not, days pass.  It knows no workflow: which events there are, who may cause them and what they bring, it reads from
// the rules.
//
// The same rules, seed and times give the same journals, byte for byte, on every machine and by every compiler, and
// whenever `advance` is called.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "docket/engine.hpp"

namespace docket::testing {

struct Estate {
  std::uint64_t seed = 1;
  std::uint32_t cases = 1'000;
  std::string workflow;
  std::vector<std::string> projects;  // in turn
  Instant begin, end;
};

// When the host calls, beside each event.
enum class Calls : std::uint8_t {
  never,
  often,  // as soon as something is due, and for every case every day
};

struct CaseRecord {
  std::string id;
  std::string fingerprint;  // of its journal as it is stored
  std::string journal;      // that, a line an entry
  int entries = 0, accepted = 0, refused = 0, deadlines = 0;
  bool is_closed = false;
};

// By case.  Aborts where the engine answers an error: no call here gives it a reason to.
std::vector<CaseRecord> live_through(const RuleBook& rules, const Estate& estate, Calls calls);

}  // namespace docket::testing
