// Tested by tests/golden/diagnostics/
#include "verify/graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>

namespace docket {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

Graph build(const StateGraph& states) { return Graph(states.edges.begin(), states.edges.end(), states.states); }

}  // namespace

std::vector<std::size_t> components_of(const StateGraph& states) {
  const Graph graph = build(states);
  std::vector<std::size_t> components(states.states);
  boost::strong_components(graph,
                           boost::make_iterator_property_map(components.begin(), get(boost::vertex_index, graph)));
  return components;
}

std::vector<bool> reachable_from(const StateGraph& states, std::size_t start) {
  const Graph graph = build(states);
  std::vector<boost::default_color_type> colors(states.states, boost::white_color);
  const auto color_map = boost::make_iterator_property_map(colors.begin(), get(boost::vertex_index, graph));
  boost::breadth_first_visit(graph, start, boost::color_map(color_map));
  std::vector<bool> reached(states.states);
  for (std::size_t i = 0; i < states.states; ++i) reached[i] = colors[i] != boost::white_color;
  return reached;
}

}  // namespace docket
