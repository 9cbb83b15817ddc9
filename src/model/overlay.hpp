// Overlays: a project's changes to a workflow, as JSON Merge Patch (RFC 7396) over its YAML.
//
// A patched key keeps its place, a new one comes last, `null` removes.  One thing differs from the RFC:
// what a patch adds is taken as it is written.  The RFC drops the nulls in it, and with them half of a
// torn text, a transition without a target (`reply:`) or a field that is cleared (`set: { fee: null }`).
// Every node of the result still knows the file and line it came from, so that a mistake, or a
// refusal, names the overlay.
// Tested by tests/unit/model/overlay_test.cpp
#pragma once

#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

// Removing what is not there is a mistake: the author believed something else.
yaml::Node merge_patch(const yaml::Node& base, const yaml::Node& patch, Diagnostics& diagnostics);

}  // namespace docket
