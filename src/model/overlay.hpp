// Overlays: what a project changes of a workflow, as JSON Merge Patch (RFC 7396) and as operations that
// say what they expect to find.
//
// A patched key keeps its place, a new one comes last, `null` removes.  One thing differs from the RFC:
// what a patch adds is taken as it is written.  The RFC drops the nulls in it, and with them half of a
// torn text, a transition without a target (`reply:`) or a field that is cleared (`set: { fee: null }`).
// Every node of the result still knows the file and line it came from, so that a mistake, or a
// refusal, names the overlay.
// Tested by tests/unit/model/overlay_test.cpp
#pragma once

#include <cstdint>

#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

enum class OverlayMode : std::uint8_t {
  merge,    // changes what is there and adds what is not
  add,      // only what is not there yet
  replace,  // only what is there
  remove,   // `{ sla: { reply: { escalate: [again] } } }`: the innermost names go
};

// `patch` over `base`; what does not fit is reported and left out.
yaml::Node merge_patch(const yaml::Node& base, const yaml::Node& patch, Diagnostics& diagnostics,
                       OverlayMode mode = OverlayMode::merge);

}  // namespace docket
