// Tested by tests/conformance/conformance_test.cpp, which has nothing but what it makes.
#include "support/chart.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string_view>

namespace docket::testing {
namespace {

using Kind = ChartState::Kind;
constexpr std::string_view kDone = "done.state.";

bool is_history(const ChartState& state) {
  return state.kind == Kind::history_deep || state.kind == Kind::history_shallow;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : std::string(separator)) + part;
  return text;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

// --- Names -------------------------------------------------------------------------------------------

// Gives each foreign name one of docket's own.
class Names {
 public:
  explicit Names(std::set<std::string> taken) : taken_(std::move(taken)) {}

  const std::string& add(const std::string& foreign) {
    if (const auto known = ours_.find(foreign); known != ours_.end()) return known->second;
    std::string name;
    for (const char c : foreign) {
      const auto byte = static_cast<unsigned char>(c);
      name += std::isalnum(byte) ? static_cast<char>(std::tolower(byte)) : '_';
    }
    if (name.empty() || !std::isalpha(static_cast<unsigned char>(name.front()))) name.insert(0, "x_");
    while (!taken_.insert(name).second) name += "_2";
    order_.push_back(foreign);
    return ours_.emplace(foreign, name).first->second;
  }
  const std::string& at(const std::string& foreign) const {
    const auto known = ours_.find(foreign);
    if (known == ours_.end()) throw Untranslatable{"nothing is called `" + foreign + "`"};
    return known->second;
  }
  bool knows(const std::string& foreign) const { return ours_.contains(foreign); }
  const std::vector<std::string>& foreign() const { return order_; }  // in the order of mention
  const std::map<std::string, std::string>& all() const { return ours_; }

 private:
  std::set<std::string> taken_;
  std::map<std::string, std::string> ours_;
  std::vector<std::string> order_;
};

// --- Events ------------------------------------------------------------------------------------------

std::string without_star(std::string descriptor) {
  if (descriptor.ends_with(".*")) descriptor.resize(descriptor.size() - 2);
  return descriptor;
}

// A descriptor matches an event whose tokens it begins.
bool matches(const std::string& descriptor, const std::string& event) {
  if (descriptor == "*") return true;
  const auto prefix = without_star(descriptor);
  return event == prefix || event.starts_with(prefix + ".");
}

bool matches(const ChartTransition& transition, const std::string& event) {
  return std::any_of(transition.events.begin(), transition.events.end(),
                     [&](const std::string& descriptor) { return matches(descriptor, event); });
}

bool is_for_all(const ChartTransition& transition) {
  return std::find(transition.events.begin(), transition.events.end(), "*") != transition.events.end();
}

// --- The translation -----------------------------------------------------------------------------------

class Translation {
 public:
  Translation(const Chart& chart, const std::vector<std::string>& events) : chart_(chart) {
    for (const auto& [name, value] : chart.data) fields_.add(name);
    collect(chart.root);
    for (const auto& event : events) events_.add(event);
  }

  TranslatedChart run() {
    std::string text = "workflow: chart\nversion: 1\n";
    if (!chart_.data.empty()) text += "record: " + record() + "\n";
    text += "open: { begin_chart: {" + values_at_first() + "} }\n";
    if (!chart_.root.initial.empty() || !chart_.root.initial_actions.empty())
      text += "initial: " + beginning(chart_.root) + "\n";
    text += "states:\n";
    for (const auto& child : chart_.root.children) add(child, 2, text);
    // Every event has to be handled somewhere to be known; nothing leads here.
    if (!events_.foreign().empty()) {
      text += "  all_events_of_the_chart:\n    on: {";
      for (const auto& event : events_.foreign()) text += " " + events_.at(event) + ": {},";
      text.back() = ' ';
      text += "}\n";
    }
    TranslatedChart result{.workflow = std::move(text), .state_of = {}, .event_of = events_.all()};
    for (const auto& [id, name] : states_.all()) result.state_of[name] = id;
    return result;
  }

 private:
  // --- What there is ---

  void collect(const ChartState& state) {
    if (is_history(state)) {
      histories_.emplace(state.id, &state);
    } else if (!state.id.empty()) {
      states_.add(state.id);
    }
    collect(state.initial_actions);
    collect(state.entry);
    collect(state.exit);
    for (const auto& transition : state.transitions) {
      for (const auto& descriptor : transition.events) {
        const auto name = without_star(descriptor);
        if (name != "*" && !(name + ".").starts_with(kDone) && !name.starts_with(kDone) && name != "done")
          events_.add(name);
      }
      collect(transition.actions);
    }
    bool has_inside = false;
    for (const auto& child : state.children) {
      parent_of_[child.id] = state.id;
      if (!is_history(child)) has_inside = true;
      collect(child);
    }
    if (has_inside && !state.id.empty()) ends_.push_back(state.id);
  }

  void collect(const ChartActions& actions) {
    for (const auto& action : actions) {
      if (action.kind == ChartAction::Kind::raise || action.kind == ChartAction::Kind::send) events_.add(action.name);
      for (const auto& [condition, inner] : action.branches) collect(inner);
    }
  }

  // --- Data ---

  std::string record() const {
    std::vector<std::string> fields;
    for (const auto& name : fields_.foreign()) fields.push_back(fields_.at(name) + ": int");
    return "{ " + joined(fields, ", ") + " }";
  }

  std::string values_at_first() const {
    std::vector<std::string> values;
    for (const auto& [name, value] : chart_.data) {
      if (!value.empty()) values.push_back(fields_.at(name) + ": " + quoted(expression(value)));
    }
    return values.empty() ? "" : " set: { " + joined(values, ", ") + " } ";
  }

  // ECMAScript's counters and In() in CEL.
  std::string expression(std::string_view text) const {
    std::string cel;
    while (!text.empty()) {
      const auto c = text.front();
      if (std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '$') {
        std::size_t length = 0;
        while (length < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[length])) || text[length] == '_' || text[length] == '$'))
          ++length;
        const std::string word(text.substr(0, length));
        text.remove_prefix(length);
        cel += word == "In" ? in_state(text) : word == "true" || word == "false" ? word : "record." + fields_.at(word);
      } else if (text.starts_with("===") || text.starts_with("!==")) {
        cel += text.substr(0, 2);
        text.remove_prefix(3);
      } else if (std::isdigit(static_cast<unsigned char>(c)) ||
                 std::string_view(" ()+-*<>=!&|%").find(c) != std::string_view::npos) {
        cel += c;
        text.remove_prefix(1);
      } else {
        throw Untranslatable{"the expression `" + std::string(text) + "`"};
      }
    }
    return cel;
  }

  // `('s0')` off the front.
  std::string in_state(std::string_view& text) const {
    const auto close = text.find("')");
    if (!text.starts_with("('") || close == std::string_view::npos) throw Untranslatable{"In() of something computed"};
    const std::string id(text.substr(2, close - 2));
    text.remove_prefix(close + 2);
    // No case is ever in a history.
    return histories_.contains(id) ? "false" : "in_state('" + states_.at(id) + "')";
  }

  // --- States ---

  std::string target(const std::string& id) const {
    const auto history = histories_.find(id);
    if (history == histories_.end()) return states_.at(id);
    const auto* kind = history->second->kind == Kind::history_deep ? ".history" : ".history_shallow";
    return states_.at(parent_of_.at(id)) + kind;
  }

  std::string targets(const std::vector<std::string>& ids) const {
    std::vector<std::string> names;
    for (const auto& id : ids) names.push_back(target(id));
    return names.size() == 1 ? names.front() : "[" + joined(names, ", ") + "]";
  }

  std::string beginning(const ChartState& state) const {
    if (state.initial_actions.empty()) return targets(state.initial);
    return "{ target: " + targets(state.initial) + ", do: " + actions(state.initial_actions) + " }";
  }

  void add(const ChartState& state, std::size_t indent, std::string& text) const {
    if (is_history(state)) return;
    const std::string margin(indent, ' ');
    text += margin + states_.at(state.id) + ":\n";
    const auto line = [&](const std::string& what) { text += margin + "  " + what + "\n"; };
    if (state.kind == Kind::parallel) line("type: parallel");
    if (state.kind == Kind::final) line("type: final");
    if (!state.initial.empty()) line("initial: " + beginning(state));
    std::set<Kind> declared;
    for (const auto& child : state.children) {
      if (!is_history(child)) continue;
      if (!declared.insert(child.kind).second) throw Untranslatable{"two histories of one kind in one state"};
      line((child.kind == Kind::history_deep ? "history: " : "history_shallow: ") + beginning(child));
    }
    if (!state.entry.empty()) line("entry: " + actions(state.entry));
    if (!state.exit.empty()) line("exit: " + actions(state.exit));
    add_transitions(state, margin + "  ", text);
    const bool has_inside = std::any_of(state.children.begin(), state.children.end(),
                                        [](const ChartState& child) { return !is_history(child); });
    if (has_inside) line("states:");
    for (const auto& child : state.children) add(child, indent + 4, text);
  }

  // --- Transitions ---

  using Rows = std::vector<const ChartTransition*>;

  // Those in [first, last) that hear the event, up to the one that takes it in any case.
  template <class Hears>
  static Rows rows(const ChartState& state, std::size_t first, std::size_t last, Hears hears) {
    Rows found;
    for (auto i = first; i < last; ++i) {
      const auto& transition = state.transitions[i];
      if (transition.events.empty() || !hears(transition)) continue;
      found.push_back(&transition);
      if (transition.condition.empty()) break;
    }
    return found;
  }

  // From where on `*` of the workflow can stand for `*` of the chart: everything after it is for all
  // events, too, or never reached.
  static std::size_t first_for_all(const ChartState& state) {
    for (std::size_t i = 0; i < state.transitions.size(); ++i) {
      if (!is_for_all(state.transitions[i])) continue;
      const bool rest_is_for_all =
          std::all_of(state.transitions.begin() + static_cast<std::ptrdiff_t>(i), state.transitions.end(),
                      [](const ChartTransition& each) { return each.events.empty() || is_for_all(each); });
      if (state.transitions[i].condition.empty() || rest_is_for_all) return i;
    }
    return state.transitions.size();
  }

  void add_transitions(const ChartState& state, const std::string& margin, std::string& text) const {
    const auto all = state.transitions.size();
    const auto star = first_for_all(state);
    std::string on, always;
    for (const auto& event : events_.foreign()) {
      const auto found = rows(state, 0, star, [&](const auto& each) { return matches(each, event); });
      if (!found.empty()) on += margin + "  " + events_.at(event) + ": " + transition(found) + "\n";
    }
    // The workflow's `*` does not hear the end of states.
    for (const auto& id : ends_) {
      const auto found = rows(state, 0, all, [&](const auto& each) { return matches(each, std::string(kDone) + id); });
      if (!found.empty()) on += margin + "  done." + states_.at(id) + ": " + transition(found) + "\n";
    }
    const auto for_all = rows(state, star, all, is_for_all);
    if (!for_all.empty()) on += margin + "  \"*\": " + transition(for_all) + "\n";
    if (!on.empty()) text += margin + "on:\n" + on;
    int number = 0;
    for (const auto& each : state.transitions) {
      if (each.events.empty()) always += margin + "  t" + std::to_string(++number) + ": " + transition({&each}) + "\n";
    }
    if (!always.empty()) text += margin + "always:\n" + always;
  }

  std::string body(const ChartTransition& each, bool with_condition) const {
    std::vector<std::string> parts;
    if (with_condition && !each.condition.empty()) parts.push_back("when: " + quoted(expression(each.condition)));
    if (each.is_internal) parts.emplace_back("type: internal");
    if (!each.targets.empty()) parts.push_back("target: " + targets(each.targets));
    if (!each.actions.empty()) parts.push_back("do: " + actions(each.actions));
    return parts.empty() ? "{}" : "{ " + joined(parts, ", ") + " }";
  }

  std::string transition(const Rows& rows) const {
    if (rows.size() == 1) return body(*rows.front(), true);
    std::vector<std::string> conditions, choices;
    for (const auto* row : rows) {
      choices.push_back("r" + std::to_string(choices.size() + 1) + ": " + body(*row, true));
      conditions.push_back("(" + expression(row->condition) + ")");
    }
    // A choice without a row that holds would refuse the event; SCXML asks the states further out.
    const auto when = rows.back()->condition.empty() ? "" : "when: " + quoted(joined(conditions, " || ")) + ", ";
    return "{ " + when + "choose: { " + joined(choices, ", ") + " } }";
  }

  // --- Actions ---

  std::string actions(const ChartActions& list) const {
    std::vector<std::string> parts;
    for (const auto& each : list) parts.push_back(action(each));
    return "[" + joined(parts, ", ") + "]";
  }

  static std::string seconds(int milliseconds) {
    auto fraction = std::to_string(milliseconds % 1000);
    fraction.insert(0, 3 - fraction.size(), '0');
    return std::to_string(milliseconds / 1000) + "." + fraction + "s";
  }

  std::string action(const ChartAction& what) const {
    switch (what.kind) {
      case ChartAction::Kind::raise: return "{ raise: " + events_.at(what.name) + " }";
      case ChartAction::Kind::send: {
        const auto id = what.id.empty() ? "" : ", id: " + quoted(what.id);
        const auto in = what.delay_ms == 0 ? "" : ", in: " + seconds(what.delay_ms);
        return "{ send: " + events_.at(what.name) + id + in + " }";
      }
      case ChartAction::Kind::cancel: return "{ cancel: " + quoted(what.id) + " }";
      case ChartAction::Kind::emit: return "{ emit: " + what.name + " }";
      case ChartAction::Kind::assign:
        return "{ set: { " + fields_.at(what.name) + ": " + quoted(expression(what.value)) + " } }";
      case ChartAction::Kind::branch: return branch(what, 0);
    }
    return {};
  }

  std::string branch(const ChartAction& what, std::size_t from) const {
    const auto& [condition, inner] = what.branches[from];
    auto text = "{ if: " + quoted(expression(condition)) + ", then: " + actions(inner);
    if (from + 1 < what.branches.size()) {
      const auto& [next, otherwise] = what.branches[from + 1];
      text += ", else: " + (next.empty() ? actions(otherwise) : "[" + branch(what, from + 1) + "]");
    }
    return text + " }";
  }

  const Chart& chart_;
  Names states_{{"history", "history_shallow", "all_events_of_the_chart"}};
  Names events_{{"begin_chart"}};
  Names fields_{{}};
  std::map<std::string, const ChartState*> histories_;
  std::map<std::string, std::string> parent_of_;
  std::vector<std::string> ends_;  // states that may come to an end
};

// --- SCXML ---------------------------------------------------------------------------------------------

std::string attribute(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  std::string escaped;
  for (const char c : value) escaped += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return " " + std::string(name) + "=\"" + escaped + "\"";
}

std::string to_scxml(const ChartActions& actions) {
  std::string text;
  for (const auto& each : actions) {
    switch (each.kind) {
      case ChartAction::Kind::raise: text += "<raise" + attribute("event", each.name) + "/>"; break;
      case ChartAction::Kind::send:
        text += "<send" + attribute("event", each.name) + attribute("id", each.id) +
                attribute("delay", std::to_string(each.delay_ms) + "ms") + "/>";
        break;
      case ChartAction::Kind::cancel: text += "<cancel" + attribute("sendid", each.id) + "/>"; break;
      case ChartAction::Kind::assign:
        text += "<assign" + attribute("location", each.name) + attribute("expr", each.value) + "/>";
        break;
      case ChartAction::Kind::emit: text += "<log" + attribute("label", each.name) + "/>"; break;
      case ChartAction::Kind::branch:
        for (const auto& [condition, inner] : each.branches)
          text += "<if" + attribute("cond", condition) + ">" + to_scxml(inner) + "</if>";
    }
  }
  return text;
}

std::string element(const std::string& name, const ChartActions& actions) {
  return actions.empty() ? "" : "<" + name + ">" + to_scxml(actions) + "</" + name + ">";
}

void to_scxml(const ChartState& state, std::size_t indent, std::string& text) {
  const std::string margin(indent, ' ');
  const auto* name = state.kind == Kind::parallel ? "parallel"
                     : state.kind == Kind::final  ? "final"
                     : is_history(state)          ? "history"
                                                  : "state";
  const bool begins_by_attribute = !is_history(state) && state.initial_actions.empty();
  const auto* type = state.kind == Kind::history_deep ? "deep" : state.kind == Kind::history_shallow ? "shallow" : "";
  text += margin + "<" + name + attribute("id", state.id) + attribute("type", type);
  if (begins_by_attribute) text += attribute("initial", joined(state.initial, " "));
  text += ">\n";
  const auto line = [&](const std::string& what) {
    if (!what.empty()) text += margin + "  " + what + "\n";
  };
  if (!begins_by_attribute && !state.initial.empty()) {
    const auto way = "<transition" + attribute("target", joined(state.initial, " ")) + ">" +
                     to_scxml(state.initial_actions) + "</transition>";
    line(is_history(state) ? way : "<initial>" + way + "</initial>");
  }
  line(element("onentry", state.entry));
  line(element("onexit", state.exit));
  for (const auto& each : state.transitions)
    line("<transition" + attribute("event", joined(each.events, " ")) + attribute("cond", each.condition) +
         attribute("target", joined(each.targets, " ")) + attribute("type", each.is_internal ? "internal" : "") + ">" +
         to_scxml(each.actions) + "</transition>");
  for (const auto& child : state.children) to_scxml(child, indent + 2, text);
  text += margin + "</" + name + ">\n";
}

}  // namespace

TranslatedChart translate(const Chart& chart, const std::vector<std::string>& events) {
  return Translation(chart, events).run();
}

std::string to_scxml(const Chart& chart) {
  std::string text = "<scxml version=\"1.0\" xmlns=\"http://www.w3.org/2005/07/scxml\"" +
                     attribute("initial", joined(chart.root.initial, " ")) + ">\n";
  for (const auto& child : chart.root.children) to_scxml(child, 2, text);
  return text + "</scxml>\n";
}

}  // namespace docket::testing
