// A random statechart without data, and a story of events for it: compound and parallel states, both histories, final
// states, internal and external transitions, several targets, eventless transitions, raised events.
//
// Every chart comes to rest after every event, and means the same to SCION as to the Recommendation.  Where the two
// differ (SCION 2.6, read in its source) the generator keeps away:
//   - An external transition may stay in a parallel state there; appendix D leaves it.  No transition has a parallel
//     state as its nearest common ancestor.
//   - From inside a state to its history, appendix D looks at the states the history stands for, SCION at the
//     history itself, and docket enters no state twice.  Histories are reached from outside.
//   - A deep history forgets final states there.  No deep history has one below.
//   - Ends of states are told after everything was entered there, of a parallel state once for each region, and
//     never of one with a history.  One end is heard in a chart, and then nothing is raised on entry.
//   - Of a final state appendix D, and SCION, tell the parent and the grandparent; docket every state that is complete.
//   - States are entered breadth first there.  All that is raised on entry and exit is one event.
//   - Actions of transitions run in document order there.  What one event makes transitions raise is one event.
//   - A final state at the top does not stop it.  There is none.
#pragma once

#include <string>
#include <vector>

#include "support/chart.hpp"
#include "support/seed.hpp"

namespace docket::testing {

struct RandomChart {
  Chart chart;
  std::vector<std::string> story;  // events from outside
};

RandomChart random_chart(Random& random);

}  // namespace docket::testing
