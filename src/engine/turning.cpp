// Tested by tests/unit/engine/nearest_guards_test.cpp
#include "engine/turning.hpp"

#include <algorithm>
#include <optional>

#include "base/match.hpp"
#include "engine/inversion.hpp"
#include "engine/text_form.hpp"
#include "expr/evaluator.hpp"

namespace docket {
namespace {

using expr::Ast;
using expr::Node;
using expr::NodeIndex;
using expr::NodeKind;

constexpr std::size_t kValues = 48;          // of one unknown in one condition
constexpr std::size_t kItems = 8;            // of a known list that a condition runs over
constexpr std::int64_t kLengthMax = 500;     // of a text that a form would ask for
constexpr std::int64_t kListLengthMax = 20;  // likewise of a list

void add_once(std::vector<Value>& values, Value value) {
  const bool is_there =
      std::any_of(values.begin(), values.end(), [&](const Value& each) { return identical(each, value); });
  if (!is_there && values.size() < kValues) values.push_back(std::move(value));
}

bool is_comparison(std::string_view name) {
  return name == "==" || name == "!=" || name == "<" || name == "<=" || name == ">" || name == ">=";
}

// What is often asked for, of each type: for conditions that nothing turns around.
std::vector<Value> probes(const Unknown& unknown, Instant now) {
  std::vector<Value> values;
  const auto whole = {0,  1,  2,  3,  4,  5,   6,   7,     8,     10,     12,      15,        18, 20,  24,
                      30, 31, 50, 60, 90, 100, 365, 1'000, 2'000, 10'000, 100'000, 1'000'000, -1, -10, -100};
  switch (unknown.type.kind()) {
    case Type::Kind::integer:
      for (const int each : whole) values.push_back(Value::integer(each));
      break;
    case Type::Kind::uinteger:
      for (const int each : whole) {
        if (each >= 0) values.push_back(Value::uinteger(static_cast<std::uint64_t>(each)));
      }
      break;
    case Type::Kind::real:
      for (const int each : whole) values.push_back(Value::real(each));
      values.push_back(Value::real(0.5));
      break;
    case Type::Kind::money:
      for (const int each : whole)
        values.push_back(Value::money(each * 100L, unknown.type.name().empty() ? "CNY" : unknown.type.name()));
      break;
    case Type::Kind::string:
      for (const auto* each : {"", "1", "x", "X", "10", "x1", " x", "a@b.cn", "13800000000"})
        values.push_back(Value::string(each));
      values.push_back(Value::string(unknown.name));
      break;
    case Type::Kind::timestamp:
      for (const int hours :
           {0,  1,  2,  3,  4,  5,   6,   7,   8,   9,   10,  11,    12,    14,    16,    18,    20,
            22, 24, 48, 72, 96, 120, 144, 168, 240, 360, 720, 1'080, 1'440, 2'160, 4'320, 8'760, 17'520})
        values.push_back(Value::timestamp(now + std::chrono::hours(hours)));
      for (const int hours : {1, 4, 12, 24, 48, 72, 96, 120, 144, 168, 720, 8'760})
        values.push_back(Value::timestamp(now - std::chrono::hours(hours)));
      break;
    case Type::Kind::duration:
      for (const int minutes : {0, 1, 15, 30, 60, 120, 240, 480, 1'440, 2'880, 10'080, 43'200})
        values.push_back(Value::duration(Elapsed{minutes * 60'000L}));
      break;
    case Type::Kind::boolean: return {Value::boolean(true), Value::boolean(false)};
    case Type::Kind::enumeration:
      for (const auto& word : unknown.type.values()) values.push_back(Value::string(word));
      break;
    case Type::Kind::list:
    case Type::Kind::map:
    case Type::Kind::structure:
    case Type::Kind::optional:
    case Type::Kind::bytes:
    case Type::Kind::null:
    case Type::Kind::type:
    case Type::Kind::dyn:
    case Type::Kind::parameter:
    case Type::Kind::opaque: break;
  }
  return values;
}

// A text of so many characters that begins, or ends, with the other.
std::string stretched(std::string_view text, std::int64_t characters, bool at_the_end) {
  std::string filling;
  const auto have = static_cast<std::int64_t>(Value::string(text).size());
  if (have < characters) filling.assign(static_cast<std::size_t>(characters - have), 'x');
  return at_the_end ? filling + std::string(text) : std::string(text) + filling;
}

class Turning {
 public:
  Turning(const Expression& expression, const Unknown& unknown, const Bindings& bindings, Instant now)
      : program_(ExpressionAccess::program(expression)),
        ast_(program_.ast),
        unknown_(unknown),
        bindings_(bindings),
        now_(now) {}

  std::vector<Value> of_condition() {
    walk(ast_.root);
    return everything();
  }

  std::vector<Value> giving(std::span<const Value> wanted) {
    for (const auto& value : wanted) invert(ast_.root, value);
    return everything();
  }

 private:
  // --- Which part it is in ---------------------------------------------------------------------------

  bool is_unknown(const Node& node) const {
    const bool is_field = node.kind == NodeKind::field && static_cast<Variable>(node.value) == unknown_.variable &&
                          node.value2 == unknown_.field;
    return is_field || is_optional_field(node);
  }
  // `input.?x`
  bool is_optional_field(const Node& node) const {
    if (node.kind != NodeKind::select_optional || ast_.text_of(node) != unknown_.name) return false;
    const auto& operand = ast_[ast_.child(node, 0)];
    return operand.kind == NodeKind::variable && static_cast<Variable>(operand.value) == unknown_.variable;
  }
  bool is_item(const Node& node) const {
    return node.kind == NodeKind::local && std::find(items_.begin(), items_.end(), node.slot) != items_.end();
  }

  bool holds_it(NodeIndex at) const {
    const auto& node = ast_[at];
    if (is_unknown(node) || is_item(node)) return true;
    if (node.kind == NodeKind::field || node.kind == NodeKind::has_known_field) return false;
    const auto children = ast_.children_of(node);
    return std::any_of(children.begin(), children.end(), [&](NodeIndex child) { return holds_it(child); });
  }

  std::optional<Value> value_of(NodeIndex at) const {
    expr::Evaluator evaluator(program_, bindings_);
    for (const auto& [slot, value] : known_) evaluator.set_local(slot, &value);
    Value scratch;
    const auto* value = evaluator.evaluate(at, scratch);
    return value ? std::optional(*value) : std::nullopt;
  }

  // --- Conditions --------------------------------------------------------------------------------------

  void walk(NodeIndex at) {
    if (!holds_it(at)) return;
    const auto& node = ast_[at];
    if (is_unknown(node) && unknown_.type.is(Type::Kind::boolean)) {
      add_once(values_, Value::boolean(true));
      add_once(values_, Value::boolean(false));
    } else if (node.kind == NodeKind::builtin && is_atom(node)) {
      atom(at, node);
    } else if (node.kind == NodeKind::bind || is_macro_over_list(node.kind)) {
      walk_macro(node);
    } else if (node.kind == NodeKind::host_call) {
      probe(at);
    } else {
      for (const auto child : ast_.children_of(node)) walk(child);
    }
  }

  std::string_view name_of(const Node& node) const { return program_.rows[node.value]->name; }

  bool is_atom(const Node& node) const {
    const auto name = name_of(node);
    return is_comparison(name) || name == "in" || name == "contains" || name == "startsWith" || name == "endsWith" ||
           name == "matches";
  }

  void atom(NodeIndex at, const Node& node) {
    was_lost_ = false;
    const auto name = name_of(node);
    const auto left = ast_.child(node, 0), right = ast_.child(node, 1);
    if (is_comparison(name)) {
      compare(left, right);
      compare(right, left);
    } else if (name == "in") {
      membership(left, right);
    } else {
      text(name, left, right);
    }
    for (const auto side : {left, right}) walk_inside(side);
    if (was_lost_) probe(at);
  }

  // A comparison may look at what is counted by conditions of its own: `items.filter(i, i.fee > 3).size() > 2`.
  void walk_inside(NodeIndex at) {
    if (!holds_it(at)) return;
    const auto& node = ast_[at];
    if (node.kind == NodeKind::conditional || is_macro_over_list(node.kind) || node.kind == NodeKind::bind)
      return walk(at);
    for (const auto child : ast_.children_of(node)) walk_inside(child);
  }

  void compare(NodeIndex side, NodeIndex other) {
    if (!holds_it(side)) return;
    const auto value = value_of(other);
    if (!value) {
      was_lost_ = true;
      return;
    }
    for (const auto& turning : around(*value)) invert(side, turning);
  }

  void membership(NodeIndex item, NodeIndex container) {
    if (holds_it(item)) {
      if (const auto known = value_of(container)) {
        for (const auto& each : known->as_list()) invert(item, each);
        for (const auto& each : known->as_map()) invert(item, each.key);
        if (known->count() > 0) not_among(item, *known);
      }
    }
    if (!holds_it(container)) return;
    if (const auto known = value_of(item)) invert(container, Value::list({*known}));
  }

  // A value that is none of them.
  void not_among(NodeIndex item, const Value& known) {
    const auto entries = known.as_list();
    if (entries.empty()) return;
    for (const auto& other : around(entries.front())) {
      if (std::find(entries.begin(), entries.end(), other) == entries.end()) invert(item, other);
    }
  }

  void text(std::string_view name, NodeIndex whole, NodeIndex part) {
    is_at_the_end_ = name == "endsWith";
    if (holds_it(whole)) {
      const auto known = value_of(part);
      if (known && name == "matches") {
        if (const auto made = text_of_form(known->as_string())) invert(whole, Value::string(*made));
        invert(whole, Value::string("-"));
      } else if (known) {
        invert(whole, *known);
        invert(whole, Value::string("-"));
      }
    }
    if (!holds_it(part)) return;
    if (const auto known = value_of(whole)) invert(part, *known);
  }

  static bool is_macro_over_list(NodeKind kind) {
    return kind == NodeKind::all || kind == NodeKind::exists || kind == NodeKind::exists_one ||
           kind == NodeKind::filter || kind == NodeKind::map_items;
  }

  // Over the unknown: its body speaks of an item.  Over something known: the body for each of its items.
  void walk_macro(const Node& node) {
    const auto range = ast_.child(node, 0);
    const auto bodies = ast_.children_of(node).subspan(1);
    if (holds_it(range)) {
      const bool is_bind = node.kind == NodeKind::bind;
      (is_bind ? bound_ : items_).push_back(node.slot);
      if (is_bind) items_.push_back(node.slot);
      for (const auto body : bodies) walk(body);
      items_.pop_back();
      if (is_bind) bound_.pop_back();
      if (!is_bind) add_once(sizes_, Value::integer(0)), add_once(sizes_, Value::integer(1));
      return;
    }
    const auto known = value_of(range);
    if (!known) return;
    if (node.kind == NodeKind::bind) return walk_with(node, *known, bodies);
    const auto items = known->as_list();
    for (std::size_t i = 0; i < std::min(items.size(), kItems); ++i) walk_with(node, items[i], bodies);
  }

  void walk_with(const Node& node, const Value& value, std::span<const NodeIndex> bodies) {
    known_.emplace_back(node.slot, value);
    for (const auto body : bodies) walk(body);
    known_.pop_back();
  }

  // --- Backwards ----------------------------------------------------------------------------------------

  void invert(NodeIndex at, const Value& wanted) {
    const auto& node = ast_[at];
    if (is_unknown(node) || (is_item(node) && is_bound(node))) {
      for (auto& value : as_type(wanted, unknown_.type)) add_once(values_, std::move(value));
      return;
    }
    if (is_item(node)) return add_once(item_values_, wanted);
    if (!holds_it(at)) return;
    const auto kind = node.kind;
    if (kind == NodeKind::builtin) return invert_call(node, wanted);
    if (kind == NodeKind::conditional) {
      walk(ast_.child(node, 0));
      invert(ast_.child(node, 1), wanted);
      return invert(ast_.child(node, 2), wanted);
    }
    const bool is_first_of_two = kind == NodeKind::optional_or || kind == NodeKind::optional_or_value;
    if (is_first_of_two || kind == NodeKind::filter) return invert(ast_.child(node, 0), wanted);
    if (kind == NodeKind::map_items) return invert_map(node, wanted);
    const auto place = kind == NodeKind::index ? value_of(ast_.child(node, 1)) : std::nullopt;
    if (place && place->kind() == Value::Kind::integer) {
      add_once(sizes_, Value::integer(place->as_int() + 1));
      return invert(ast_.child(node, 0), Value::list({wanted}));
    }
    was_lost_ = true;
  }

  bool is_bound(const Node& node) const { return std::find(bound_.begin(), bound_.end(), node.slot) != bound_.end(); }

  // `items.map(i, i.fee) == [3]`: its first.
  void invert_map(const Node& node, const Value& wanted) {
    const auto values = wanted.as_list();
    if (!holds_it(ast_.child(node, 0)) || values.empty()) return;
    items_.push_back(node.slot);
    invert(ast_.child(node, node.child_count - 1), values.front());
    items_.pop_back();
  }

  void invert_call(const Node& node, const Value& wanted) {
    const auto children = ast_.children_of(node);
    const auto name = name_of(node);
    for (std::size_t place = 0; place < children.size(); ++place) {
      if (!holds_it(children[place])) continue;
      if (name == "size") {
        const auto& sized = ast_[children[place]];
        add_once(is_item(sized) && !is_bound(sized) ? item_sizes_ : sizes_, wanted);
        continue;
      }
      std::vector<std::optional<Value>> arguments;
      for (const auto child : children) arguments.push_back(value_of(child));
      const auto& type = program_.types[static_cast<std::size_t>(children[place])];
      const auto found =
          arguments_for(name, arguments, {.place = place, .type = type, .present = arguments[place]}, wanted);
      was_lost_ = was_lost_ || found.empty();
      for (const auto& value : found) invert(children[place], value);
    }
  }

  // --- Tried ---------------------------------------------------------------------------------------------

  // One value for which the part holds and one for which it does not; more of those that hold.
  void probe(NodeIndex at) {
    probe_from(at, now_);
    // Moments after the one that it is now, which other comparisons may have asked for.
    const auto* present = unknown_.type.is(Type::Kind::timestamp)
                              ? bindings_.field(VariableIndex{static_cast<std::uint32_t>(unknown_.variable)},
                                                FieldIndex{static_cast<std::uint32_t>(unknown_.field)})
                              : nullptr;
    if (present) probe_from(at, present->as_instant());
  }

  void probe_from(NodeIndex at, Instant from) {
    int holding = 0, failing = 0;
    for (const auto& value : probes(unknown_, from)) {
      const Supposing supposing(bindings_, unknown_, value);
      expr::Evaluator evaluator(program_, supposing);
      for (const auto& [slot, known] : known_) evaluator.set_local(slot, &known);
      Value scratch;
      const auto* result = evaluator.evaluate(at, scratch);
      if (!result) continue;
      const bool is_condition = result->kind() == Value::Kind::boolean;
      if (!is_condition || (result->as_bool() ? holding++ < 3 : failing++ < 1)) add_once(values_, value);
    }
  }

  // --- Together ------------------------------------------------------------------------------------------

  std::vector<Value> everything() {
    if (unknown_.type.is(Type::Kind::string)) add_lengths();
    if (unknown_.type.is(Type::Kind::list)) add_lists();
    return values_;
  }

  void add_lengths() {
    auto texts = values_;
    if (texts.empty()) texts.push_back(Value::string(unknown_.name));
    for (const auto& size : sizes_) {
      for (const auto& length : around(size)) {
        if (length.kind() != Value::Kind::integer || length.as_int() < 0 || length.as_int() > kLengthMax) continue;
        for (const auto& each : texts) {
          if (length.as_int() == 0 || static_cast<std::int64_t>(each.size()) <= length.as_int())
            add_once(values_, Value::string(length.as_int() == 0
                                                ? ""
                                                : stretched(each.as_string(), length.as_int(), is_at_the_end_)));
        }
      }
    }
  }

  // What is wanted of an item, as often as is wanted; and whole lists as they are wanted.
  void add_lists() {
    const auto& type = unknown_.type.parameters().front();
    std::vector<Value> items;
    const auto take = [&](const Value& value) {
      for (auto& typed : as_type(value, type)) add_once(items, std::move(typed));
    };
    for (const auto& value : item_values_) take(value);
    for (const auto& value : values_) {
      for (const auto& item : value.as_list()) take(item);
    }
    for (const auto& size : item_sizes_) {
      const bool is_short = type.is(Type::Kind::string) && size.kind() == Value::Kind::integer && size.as_int() >= 0 &&
                            size.as_int() <= kLengthMax;
      if (is_short) add_once(items, Value::string(stretched("", size.as_int(), false)));
    }
    const Unknown item{.variable = unknown_.variable, .field = unknown_.field, .name = unknown_.name, .type = type};
    for (auto& value : probes(item, now_)) {
      if (items.size() < 2) add_once(items, std::move(value));
    }
    auto sizes = sizes_;
    add_once(sizes, Value::integer(1));
    for (const auto& size : sizes) {
      for (const auto& length : around(size)) {
        if (length.kind() != Value::Kind::integer || length.as_int() < 0 || length.as_int() > kListLengthMax) continue;
        for (std::size_t i = 0; i < std::min(items.size(), kItems); ++i)
          add_once(values_, Value::list(std::vector<Value>(static_cast<std::size_t>(length.as_int()), items[i])));
      }
    }
    // Some of each: `exists` twice, or one and not the other.
    if (items.size() > 1) add_once(values_, Value::list({items.begin(), items.begin() + std::ssize(items)}));
  }

  const expr::Program& program_;
  const Ast& ast_;
  const Unknown& unknown_;
  const Bindings& bindings_;
  Instant now_;
  std::vector<Value> values_, item_values_, sizes_, item_sizes_;
  std::vector<std::uint32_t> items_, bound_;            // locals that stand for an item of the unknown, or for itself
  std::vector<std::pair<std::uint32_t, Value>> known_;  // locals with a value
  bool is_at_the_end_ = false;
  bool was_lost_ = false;  // a part that nothing turns around
};

}  // namespace

bool mentions(const Expression& expression, Variable variable, std::size_t field) {
  const auto references = expression.references();
  return std::any_of(references.begin(), references.end(), [&](const Reference& reference) {
    if (reference.kind == Reference::Kind::function || reference.kind == Reference::Kind::zone) return false;
    if (static_cast<Variable>(reference.variable) != variable) return false;
    return reference.kind == Reference::Kind::variable || static_cast<std::size_t>(reference.field) == field;
  });
}

std::vector<Value> turning_values(const Expression& condition, const Unknown& unknown, const Bindings& bindings,
                                  Instant now) {
  return Turning(condition, unknown, bindings, now).of_condition();
}

std::vector<Value> values_giving(const Expression& expression, const Unknown& unknown, const Bindings& bindings,
                                 std::span<const Value> wanted) {
  return Turning(expression, unknown, bindings, Instant{}).giving(wanted);
}

}  // namespace docket
