// XML into elements, by expat, then elements into a Chart.
#include "scxml_reader.hpp"

#include <expat.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <sstream>

namespace docket::testing {
namespace {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<std::unique_ptr<Element>> children;

  std::string get(const std::string& key) const {
    const auto found = attributes.find(key);
    return found == attributes.end() ? std::string() : found->second;
  }
};

struct Building {
  Element document;
  std::vector<Element*> open{&document};
};

void begin(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& building = *static_cast<Building*>(data);
  auto element = std::make_unique<Element>();
  element->name = name;
  for (; *attributes != nullptr; attributes += 2) element->attributes[attributes[0]] = attributes[1];
  auto* inner = element.get();
  building.open.back()->children.push_back(std::move(element));
  building.open.push_back(inner);
}

void end(void* data, const XML_Char* /*name*/) { static_cast<Building*>(data)->open.pop_back(); }

void parse(const std::string& document, Building& building) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  XML_SetUserData(parser.get(), &building);
  XML_SetElementHandler(parser.get(), begin, end);
  if (XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), 1) == XML_STATUS_ERROR)
    throw Untranslatable{XML_ErrorString(XML_GetErrorCode(parser.get()))};
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

// `'foo'` of an attribute that holds an expression.
std::string literal(const std::string& expression) {
  if (expression.size() < 2 || expression.front() != '\'' || expression.back() != '\'')
    throw Untranslatable{"`" + expression + "`, computed"};
  return expression.substr(1, expression.size() - 2);
}

std::string either(const Element& element, const std::string& key) {
  const auto expression = element.get(key + "expr");
  return expression.empty() ? element.get(key) : literal(expression);
}

int milliseconds(const std::string& delay) {
  if (delay.empty()) return 0;
  char* unit = nullptr;
  const double number = std::strtod(delay.c_str(), &unit);
  return static_cast<int>(number * (std::string(unit) == "ms" ? 1 : 1000));
}

class Reader {
 public:
  Chart read(const Element& root) {
    Chart chart;
    chart.root = state(root, ChartState::Kind::state);
    chart.root.id.clear();
    chart.data = std::move(data_);
    return chart;
  }

 private:
  ChartState state(const Element& element, ChartState::Kind kind) {
    ChartState result;
    result.kind = kind;
    result.id = element.get("id");
    if (result.id.empty()) result.id = "unnamed_" + std::to_string(++unnamed_);
    result.initial = words(element.get("initial"));
    const bool is_history = kind == ChartState::Kind::history_deep || kind == ChartState::Kind::history_shallow;
    for (const auto& child : element.children) {
      if (child->name == "transition" && is_history) {
        begin_by(*child, result);
      } else {
        part(*child, result);
      }
    }
    return result;
  }

  static void append(ChartActions& all, ChartActions more) {
    for (auto& each : more) all.push_back(std::move(each));
  }

  void part(const Element& element, ChartState& into) {
    const auto& name = element.name;
    if (name == "state") {
      into.children.push_back(state(element, ChartState::Kind::state));
    } else if (name == "parallel") {
      into.children.push_back(state(element, ChartState::Kind::parallel));
    } else if (name == "final") {
      into.children.push_back(state(element, ChartState::Kind::final));
    } else if (name == "history") {
      const bool is_deep = element.get("type") == "deep";
      into.children.push_back(
          state(element, is_deep ? ChartState::Kind::history_deep : ChartState::Kind::history_shallow));
    } else if (name == "initial") {
      begin_by(*element.children.at(0), into);
    } else if (name == "onentry") {
      append(into.entry, actions(element));
    } else if (name == "onexit") {
      append(into.exit, actions(element));
    } else if (name == "transition") {
      into.transitions.push_back({.events = words(element.get("event")),
                                  .condition = element.get("cond"),
                                  .targets = words(element.get("target")),
                                  .is_internal = element.get("type") == "internal",
                                  .actions = actions(element)});
    } else if (name == "datamodel") {
      for (const auto& child : element.children) data_.emplace_back(child->get("id"), child->get("expr"));
    } else {
      throw Untranslatable{"<" + name + ">"};
    }
  }

  void begin_by(const Element& transition, ChartState& into) {
    into.initial = words(transition.get("target"));
    into.initial_actions = actions(transition);
  }

  ChartActions actions(const Element& element) {
    ChartActions result;
    for (const auto& child : element.children) {
      if (child->name == "log") continue;
      result.push_back(action(*child));
    }
    return result;
  }

  ChartAction action(const Element& element) {
    using Kind = ChartAction::Kind;
    if (!element.children.empty() && element.name != "if") throw Untranslatable{"a payload"};
    if (element.name == "raise") return {.kind = Kind::raise, .name = element.get("event")};
    if (element.name == "send") {
      if (!element.get("namelist").empty() || !element.get("idlocation").empty()) throw Untranslatable{"a payload"};
      return {.kind = element.get("target") == "#_internal" ? Kind::raise : Kind::send,
              .name = either(element, "event"),
              .id = element.get("id"),
              .delay_ms = milliseconds(either(element, "delay"))};
    }
    if (element.name == "cancel") return {.kind = Kind::cancel, .id = element.get("sendid")};
    if (element.name == "assign")
      return {.kind = Kind::assign, .name = element.get("location"), .value = element.get("expr")};
    if (element.name == "if") return branch(element);
    throw Untranslatable{"<" + element.name + ">"};
  }

  ChartAction branch(const Element& element) {
    ChartAction result{.kind = ChartAction::Kind::branch};
    result.branches.emplace_back(element.get("cond"), ChartActions{});
    for (const auto& child : element.children) {
      if (child->name == "elseif" || child->name == "else") {
        result.branches.emplace_back(child->get("cond"), ChartActions{});
      } else if (child->name != "log") {
        result.branches.back().second.push_back(action(*child));
      }
    }
    return result;
  }

  std::vector<std::pair<std::string, std::string>> data_;
  int unnamed_ = 0;
};

}  // namespace

Chart read_scxml(const std::string& document) {
  Building building;
  parse(document, building);
  return Reader().read(*building.document.children.at(0));
}

}  // namespace docket::testing
