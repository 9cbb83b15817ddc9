// Snapshots: a case as bytes, and a case from bytes, for hosts that keep their cases themselves.
// (A Runtime does this by itself, in its store.)
//
// There are two forms.  The readable one is JSON with the names that the rules use; the binary one is a
// tenth of its size and takes a fraction of a microsecond.  Both say which rule set the case is pinned
// to, carry the number of their version, and every version ever written can be read.
//
// A clock that had begun under an earlier meaning of rules (meaning.hpp) keeps its due instant: it is restored as it
// stood, and the case's next step says so in the journal before anything else.
//
// Threads: all functions may be called at once on different cases.
// Errors: as each says; a damaged snapshot is never half a case.
// Cost: linear in the case; of a small one in binary less than half a microsecond to write and restore.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "docket/engine.hpp"
#include "docket/rule_book.hpp"

namespace docket {

// The readable form.
std::string snapshot(const Case& kase);

// The binary form, behind what `bytes` holds already.
void append_binary_snapshot(const Case& kase, std::string& bytes);
std::string binary_snapshot(const Case& kase);

// The fingerprint of the rule set that the snapshot's case is pinned to.
// Errors: invalid_argument when it is no snapshot, is damaged, or was written by a later docket.
Result<std::string> rules_of_snapshot(std::string_view snapshot);

// The rule set of a fingerprint; nullptr when there is none.
using RulesByFingerprint = std::function<const RuleBook*(const std::string& fingerprint)>;

// The case that a snapshot of either form holds, under the rules it is pinned to.  `others` is asked only for
// a case that was moved to the calendars of another rule set.
// The rules may be called by the fingerprint that dockets before December 2026 gave to the same texts.
// Errors: invalid_argument as above; not_found when the rules are other ones than the snapshot's, and for
// calendars of rules that `others` does not know.
Result<Case> restore(std::string_view snapshot, const RuleBook& rules, const RulesByFingerprint& others = {});

}  // namespace docket
