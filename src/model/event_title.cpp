// Tested by tests/unit/engine/allowed_test.cpp and tests/unit/verify/rule_book_test.cpp
#include "model/event_title.hpp"

#include <algorithm>

namespace docket {
namespace {

bool is_of(const Transition& transition, EventIndex event) {
  return (transition.trigger == Trigger::event || transition.trigger == Trigger::open) && transition.event == event;
}

LocalizedText first_title(const Workflow& workflow, EventIndex event) {
  for (const auto& transition : workflow.transitions) {
    if (is_of(transition, event) && !transition.title.empty()) return transition.title;
  }
  return {};
}

}  // namespace

LocalizedText title_of_event(const Workflow& workflow, EventIndex event, std::span<const TransitionIndex> hearing) {
  const auto first = first_title(workflow, event);
  std::vector<LocalizedText> titles;
  for (const auto index : hearing) {
    const auto& transition = workflow.transition(index);
    // A wildcard's title is no name for one of the events that it hears.
    if (!is_of(transition, event)) continue;
    titles.push_back(transition.title.empty() ? first : transition.title);
  }
  return titles.empty() ? first : united(titles);
}

LocalizedText united(const std::vector<LocalizedText>& titles) {
  LocalizedText all;
  for (auto title = titles.begin(); title != titles.end(); ++title) {
    if (std::find(titles.begin(), title, *title) != title) continue;
    const auto between = all.empty() ? "" : " / ";
    all = {.en = all.en + between + title->in(Language::en), .zh = all.zh + between + title->in(Language::zh)};
  }
  return all;
}

}  // namespace docket
