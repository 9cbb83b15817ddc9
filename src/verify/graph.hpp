// A workflow as a directed graph of its states.  The only user of Boost.Graph.
// Tested by tests/golden/diagnostics/
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace docket {

struct StateGraph {
  std::size_t states = 0;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
};

// For each vertex the number of its strongly connected component.
std::vector<std::size_t> components_of(const StateGraph& graph);
// Which vertices a walk from `start` can reach, `start` included.
std::vector<bool> reachable_from(const StateGraph& graph, std::size_t start);

}  // namespace docket
