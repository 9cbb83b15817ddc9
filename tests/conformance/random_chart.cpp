// First the states, then where each begins, then the transitions, each held against the rules below.
//
// Why every chart comes to rest: an eventless transition, one on the end of a state and one on what is raised on entry
// only lead on, to states that stand later in the document and not inside.  Each step of theirs leaves a state for
// later ones.  All other raised events are raised by events of a lower rank. Used by tests/conformance/scion_test.cpp
#include "random_chart.hpp"

#include <algorithm>

namespace docket::testing {
namespace {

using Kind = ChartState::Kind;

constexpr int kDepth = 4;
constexpr int kRanks = 3;                  // events from outside, what those raise, and what that raises
constexpr const char* kAround = "around";  // raised on entry and exit

// A state as the rules see it: in document order, with the last state inside it.
struct Place {
  ChartState* state = nullptr;
  std::size_t parent = 0;  // of the root: itself
  std::size_t last = 0;
};

bool is_history(Kind kind) { return kind == Kind::history_deep || kind == Kind::history_shallow; }

class Generator {
 public:
  explicit Generator(Random& random) : random_(random), with_ends_(random.one_in(2)), left_(between(5, 14)) {}

  RandomChart run() {
    chart_.root = {.id = {}, .children = children(0, between(2, 3))};
    place(chart_.root, 0);
    for (std::size_t i = 0; i < places_.size(); ++i) begin(i);
    if (with_ends_) choose_end();
    for (std::size_t i = 1; i < places_.size(); ++i) {
      if (!is_history(kind(i)) && kind(i) != Kind::final) transitions(i);
    }
    RandomChart result{.chart = std::move(chart_), .story = {}};
    for (int i = 0; i < 16; ++i) result.story.push_back(event(0));
    return result;
  }

 private:
  std::size_t between(std::int64_t from, std::int64_t to) {
    return static_cast<std::size_t>(random_.between(from, to));
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[between(0, static_cast<std::int64_t>(all.size()) - 1)];
  }
  bool by_chance(int percent) { return random_.between(1, 100) <= percent; }

  // --- States ---

  std::vector<ChartState> children(int depth, std::size_t count) {
    std::vector<ChartState> made;
    for (std::size_t i = 0; i < count; ++i) made.push_back(state(depth));
    return made;
  }

  ChartState state(int depth) {
    ChartState made{.id = "s" + std::to_string(++number_)};
    if (depth == kDepth || left_ < 2 || by_chance(25)) return made;
    const auto count = std::min<std::size_t>(left_, between(2, 3));
    left_ -= count;
    if (by_chance(40)) made.kind = Kind::parallel;
    made.children = children(depth + 1, count);
    if (with_ends_ && made.kind == Kind::state && by_chance(75))
      made.children.push_back({.id = "s" + std::to_string(++number_), .kind = Kind::final});
    // The default is chosen when all states have their place.
    if (by_chance(35)) made.children.push_back({.id = made.id + "_shallow", .kind = Kind::history_shallow});
    if (by_chance(35) && !has_final(made))
      made.children.push_back({.id = made.id + "_deep", .kind = Kind::history_deep});
    return made;
  }

  static bool has_final(const ChartState& state) {
    return state.kind == Kind::final || std::any_of(state.children.begin(), state.children.end(), has_final);
  }

  void place(ChartState& state, std::size_t parent) {
    const auto index = places_.size();
    places_.push_back({.state = &state, .parent = parent});
    for (auto& child : state.children) place(child, index);
    places_[index].last = places_.size() - 1;
  }

  Kind kind(std::size_t i) const { return places_[i].state->kind; }
  const std::string& id(std::size_t i) const { return places_[i].state->id; }
  bool is_inside(std::size_t i, std::size_t of) const { return i > of && i <= places_[of].last; }
  bool has_inside(std::size_t i) const { return places_[i].last > i; }

  std::size_t some_state_inside(std::size_t of) {
    for (;;) {
      const auto i = between(static_cast<std::int64_t>(of) + 1, static_cast<std::int64_t>(places_[of].last));
      if (!is_history(kind(i))) return i;
    }
  }

  std::vector<std::size_t> inside(std::size_t of, Kind wanted) const {
    std::vector<std::size_t> found;
    for (auto i = of + 1; i <= places_[of].last; ++i) {
      if (kind(i) == wanted) found.push_back(i);
    }
    return found;
  }

  std::vector<std::size_t> children_of(std::size_t parent) const {
    std::vector<std::size_t> found;
    for (auto i = parent + 1; i <= places_[parent].last; ++i) {
      if (places_[i].parent == parent && !is_history(kind(i))) found.push_back(i);
    }
    return found;
  }

  // One state inside each of some regions of a parallel state.
  std::vector<std::size_t> states_in_regions(std::size_t parallel) {
    std::vector<std::size_t> found;
    for (const auto region : children_of(parallel)) {
      if (by_chance(25)) continue;
      found.push_back(has_inside(region) ? some_state_inside(region) : region);
    }
    return found;
  }

  std::vector<std::string> ids_of(const std::vector<std::size_t>& states) const {
    std::vector<std::string> ids;
    for (const auto each : states) ids.push_back(id(each));
    return ids;
  }

  // --- Beginnings ---

  void begin(std::size_t i) {
    auto& state = *places_[i].state;
    if (state.kind == Kind::history_shallow) {
      state.initial = {id(one_of(children_of(places_[i].parent)))};
    } else if (state.kind == Kind::history_deep) {
      state.initial = somewhere_inside(places_[i].parent);
    } else if (state.kind == Kind::state && has_inside(i) && by_chance(50)) {
      state.initial = somewhere_inside(i);
    }
    if (with_ends_ || i == 0 || is_history(state.kind)) return;
    if (by_chance(15)) state.entry = {{.kind = ChartAction::Kind::raise, .name = kAround}};
    if (by_chance(15)) state.exit = {{.kind = ChartAction::Kind::raise, .name = kAround}};
  }

  std::vector<std::string> somewhere_inside(std::size_t i) {
    const auto parallels = inside(i, Kind::parallel);
    if (!parallels.empty() && by_chance(40)) {
      const auto found = states_in_regions(one_of(parallels));
      if (!found.empty()) return ids_of(found);
    }
    return {id(some_state_inside(i))};
  }

  // --- Transitions ---

  std::string event(int rank) {
    if (rank == 0) return "e" + std::to_string(between(1, 4));
    return "r" + std::to_string(rank);
  }

  // Which state's end is heard, by the state itself: of a parallel state if there is one that can come to an end.
  void choose_end() {
    std::vector<std::size_t> compounds, parallels;
    for (std::size_t i = 1; i < places_.size(); ++i) {
      if (!can_end(i)) continue;
      const auto& state = *places_[i].state;
      const bool has_history = std::any_of(state.children.begin(), state.children.end(),
                                           [](const ChartState& child) { return is_history(child.kind); });
      if (kind(i) == Kind::state) compounds.push_back(i);
      if (kind(i) == Kind::parallel && !has_history) parallels.push_back(i);
    }
    const auto& candidates = parallels.empty() || by_chance(30) ? compounds : parallels;
    if (!candidates.empty()) heard_ = one_of(candidates);
  }

  bool can_end(std::size_t i) const {
    const auto children = children_of(i);
    if (kind(i) == Kind::parallel)
      return std::all_of(children.begin(), children.end(), [this](std::size_t child) { return can_end(child); });
    return std::any_of(children.begin(), children.end(),
                       [this](std::size_t child) { return kind(child) == Kind::final; });
  }

  void transitions(std::size_t source) {
    const auto count = between(1, 4);
    for (std::size_t i = 0; i < count; ++i) {
      const auto rank = static_cast<int>(between(0, by_chance(75) ? 0 : kRanks - 1));
      ChartTransition transition{.events = {event(rank)}};
      if (rank == 0 && by_chance(15)) transition.events.push_back(event(rank));
      transition.is_internal = by_chance(30);
      if (rank + 1 < kRanks && by_chance(30))
        transition.actions = {{.kind = ChartAction::Kind::raise, .name = event(rank + 1)}};
      if (by_chance(85)) {
        const auto targets = some_targets(source, transition.is_internal);
        if (targets.empty()) continue;
        transition.targets = ids_of(targets);
      }
      places_[source].state->transitions.push_back(std::move(transition));
    }
    // So that a story does not end in a corner, and comes back by a history.
    if (places_[source].parent == 0) {
      const auto targets = some_targets(source, false);
      if (!targets.empty())
        places_[source].state->transitions.push_back({.events = {"e4"}, .targets = ids_of(targets)});
    }
    if (by_chance(12)) lead_on(source, {});
    if (!with_ends_ && by_chance(25)) lead_on(source, {kAround});
    if (heard_ == source) lead_on(source, {"done.state." + id(source)});
  }

  void lead_on(std::size_t source, std::vector<std::string> events) {
    const auto first = places_[source].last + 1;
    if (first >= places_.size()) return;
    const auto target = between(static_cast<std::int64_t>(first), static_cast<std::int64_t>(places_.size()) - 1);
    if (is_history(kind(target)) || !is_clear(source, {target}, false)) return;
    places_[source].state->transitions.push_back({.events = std::move(events), .targets = {id(target)}});
  }

  std::vector<std::size_t> some_targets(std::size_t source, bool is_internal) {
    for (int tries = 0; tries < 16; ++tries) {
      std::vector<std::size_t> targets = {between(1, static_cast<std::int64_t>(places_.size()) - 1)};
      const auto histories = inside(0, by_chance(50) ? Kind::history_deep : Kind::history_shallow);
      if (!histories.empty() && by_chance(40)) targets = {one_of(histories)};
      if (kind(targets.front()) == Kind::parallel && by_chance(60)) targets = states_in_regions(targets.front());
      if (!targets.empty() && is_clear(source, targets, is_internal)) return targets;
    }
    return {};
  }

  // Whether SCION and appendix D agree about what a transition leaves.
  bool is_clear(std::size_t source, const std::vector<std::size_t>& targets, bool is_internal) const {
    const auto all_inside = [&](std::size_t of) {
      return std::all_of(targets.begin(), targets.end(), [&](std::size_t each) { return is_inside(each, of); });
    };
    for (const auto each : targets) {
      if (is_history(kind(each)) && is_inside(source, places_[each].parent)) return false;
    }
    if (is_internal && kind(source) == Kind::state && all_inside(source)) return true;
    auto ancestor = places_[source].parent;
    while (!all_inside(ancestor)) ancestor = places_[ancestor].parent;
    return kind(ancestor) != Kind::parallel;
  }

  Random& random_;
  bool with_ends_;
  std::size_t left_;  // states that may still be made inside others
  int number_ = 0;
  std::size_t heard_ = 0;
  Chart chart_;
  std::vector<Place> places_;
};

}  // namespace

RandomChart random_chart(Random& random) { return Generator(random).run(); }

}  // namespace docket::testing
