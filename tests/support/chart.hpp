// A statechart in the terms of W3C SCXML, and its translation into a workflow: how charts that others
// wrote, or that chance made, reach docket by the same way as an author's rules.
//
// What SCXML says and a workflow says otherwise is translated, not added to the language: names with
// dots and capitals, lists of event descriptors and their prefixes, several transitions for one event
// (rows of `choose:`).  Everything else is the engine's own.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace docket::testing {

struct ChartAction {
  enum class Kind { raise, send, cancel, assign, emit, branch };
  Kind kind = Kind::raise;
  std::string name;   // event, field or emitted name
  std::string value;  // of an assignment: its expression
  std::string id;     // of what is sent or cancelled
  int delay_ms = 0;
  // Of a branch: the first whose condition holds; an empty condition always does.
  std::vector<std::pair<std::string, std::vector<ChartAction>>> branches;
};
using ChartActions = std::vector<ChartAction>;

struct ChartTransition {
  std::vector<std::string> events;  // descriptors; empty: eventless
  std::string condition;            // of ECMAScript what counters and In() need
  std::vector<std::string> targets;
  bool is_internal = false;
  ChartActions actions;
};

struct ChartState {
  enum class Kind { state, parallel, final, history_shallow, history_deep };
  std::string id;
  Kind kind = Kind::state;
  std::vector<std::string> initial;  // of a history: its default
  ChartActions initial_actions, entry, exit;
  std::vector<ChartTransition> transitions;
  std::vector<ChartState> children;  // with histories
};

struct Chart {
  ChartState root;  // <scxml>: it has no id
  std::vector<std::pair<std::string, std::string>> data;
};

// The chart needs what docket has no counterpart for: scripts, objects, payloads.
struct Untranslatable {
  std::string why;
};

struct TranslatedChart {
  std::string workflow;                         // YAML; the workflow is `chart`, opened by `begin_chart`
  std::map<std::string, std::string> state_of;  // a workflow's state, by its last name -> the chart's id
  std::map<std::string, std::string> event_of;  // a chart's event -> the workflow's
};

// `events` are those that come from outside.  Throws Untranslatable.
TranslatedChart translate(const Chart& chart, const std::vector<std::string>& events);

// The chart as an SCXML document, for a person to read.
std::string to_scxml(const Chart& chart);

}  // namespace docket::testing
