// Histories under other rules: what a case remembers of where it was is taken along, or somebody is told.
// Tested by tests/unit/engine/migration_test.cpp and tests/property/migration_property_test.cpp
#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "engine/migrated_states.hpp"

namespace docket {
namespace {

std::string path_of(const Workflow& workflow, StateIndex state) { return backticked(workflow.state(state).path); }

bool is_around(const Workflow& workflow, StateIndex around, const StateList& states) {
  return std::all_of(states.begin(), states.end(),
                     [&](StateIndex state) { return workflow.is_descendant(state, around); });
}

// Images of the remembered states; nothing when nobody has said what becomes of one.
std::optional<StateList> images_of(const MigrationPlan& plan, const HistoryRecord& record) {
  StateList images;
  for (const auto state : record.states) {
    const auto& image = plan.states[at(state)];
    if (!image.is_known()) return std::nullopt;
    if (image.to && std::find(images.begin(), images.end(), *image.to) == images.end()) images.push_back(*image.to);
  }
  return images;
}

struct Holder {
  StateIndex state{};
  bool is_deep = true;
  bool is_exact = true;  // the history of the same state
};

// Whose history leads there now: the state's own, else that of the nearest one around it.
std::optional<Holder> holder_of(const MigrationPlan& plan, const HistoryRecord& record, const StateList& images) {
  const auto& to = *plan.to;
  const auto own = plan.states[at(record.state)].to;
  const auto first = images.empty() ? own : std::optional(images.front());
  if (!own && !first) return std::nullopt;
  auto state = own && is_around(to, *own, images) ? *own : to.state(*first).parent;
  for (bool is_exact = own == state; at(state) != 0; state = to.state(state).parent, is_exact = false) {
    if (!is_around(to, state, images)) continue;
    const auto& here = to.state(state);
    const bool is_child =
        std::all_of(images.begin(), images.end(), [&](StateIndex image) { return to.state(image).parent == state; });
    if (!record.is_deep && here.shallow_history && (is_child || is_exact)) return Holder{state, false, is_exact};
    if (here.deep_history && (record.is_deep || !is_exact || !here.shallow_history))
      return Holder{state, true, is_exact};
  }
  return std::nullopt;
}

class Histories {
 public:
  Histories(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Objections& objections, Objections& notes)
      : plan_(plan), to_(*plan.to), old_(old), kase_(kase), objections_(objections), notes_(notes) {}

  // Those that have their own place first: where one of another state comes there, too, that counts.
  void run() {
    for (const bool is_exact : {true, false}) {
      for (const auto& record : old_.rest().history) move(record, is_exact);
    }
  }

 private:
  void move(const HistoryRecord& record, bool is_exact) {
    const auto images = images_of(plan_, record);
    const auto holder = holder_of(plan_, record, images.value_or(StateList{}));
    const bool is_turn = (holder && holder->is_exact) == is_exact;
    if (!is_turn) return;
    if (!holder) return left_behind(record);
    if (!images) return no_place(holder->state);
    if (images->empty()) return left_behind(record);
    auto states = placed(*holder, *images);
    if (!states) return no_place(holder->state);
    const auto same = std::find_if(kase_.rest().history.begin(), kase_.rest().history.end(), [&](const auto& each) {
      return each.state == holder->state && each.is_deep == holder->is_deep;
    });
    if (same == kase_.rest().history.end())
      kase_.more().history.push_back({holder->state, holder->is_deep, *std::move(states)});
    else if (same->states != *states)
      is_exact ? no_place(holder->state) : left_behind(record);
  }

  // Children for a shallow history, leaves for a deep one; nothing when they exclude each other.
  std::optional<StateList> placed(const Holder& holder, const StateList& images) const {
    for (std::size_t i = 0; i < images.size(); ++i) {
      if (!to_.is_descendant(images[i], holder.state)) return std::nullopt;
      if (!holder.is_deep && to_.state(images[i]).parent != holder.state) return std::nullopt;
      for (std::size_t j = 0; j < i; ++j) {
        if (!may_stand_together(to_, images[j], images[i])) return std::nullopt;
      }
    }
    if (!holder.is_deep) return images;
    StateList leaves;
    for (const auto state : entered_by(to_, with_entered(plan_, images))) {
      const auto type = to_.state(state).type;
      if (to_.is_descendant(state, holder.state) && (type == StateType::atomic || type == StateType::final))
        leaves.push_back(state);
    }
    return leaves;
  }

  void no_place(StateIndex state) {
    const auto path = path_of(to_, state);
    objections_.push_back({.en = "what it remembers of " + path + " has no place there any more",
                           .zh = "其记住的 " + path + " 内的位置已不存在"});
  }

  void left_behind(const HistoryRecord& record) {
    const auto path = path_of(*plan_.from, record.state);
    notes_.push_back({.en = "where it was inside " + path + " is not remembered any more: no history leads there",
                      .zh = "不再记住其在 " + path + " 内的位置：新规则中没有历史状态指向该处"});
  }

  const MigrationPlan& plan_;
  const Workflow& to_;
  const CaseData& old_;
  CaseData& kase_;
  Objections &objections_, &notes_;
};

}  // namespace

void move_history(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Objections& objections,
                  Objections& notes) {
  Histories(plan, old, kase, objections, notes).run();
}

}  // namespace docket
