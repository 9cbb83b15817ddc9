// The general evaluator: every expression, every type, errors as CEL absorbs them.
// Tested by tests/unit/expr/evaluator_test.cpp
#pragma once

#include <array>
#include <optional>
#include <string>

#include "docket/expression.hpp"
#include "docket/limits.hpp"
#include "expr/program.hpp"

namespace docket::expr {

// One evaluation.  A node's value is lent where it already lies somewhere (a constant, a field, an
// item of a list) and otherwise put into the caller's scratch: reading costs no reference count.
class Evaluator final : public Call {
 public:
  Evaluator(const Program& program, const Bindings& bindings)
      : program_(program), ast_(program.ast), bindings_(bindings) {}

  // Two variables for each macro that may be open.
  static constexpr std::size_t kLocals = 2 * (limits::kMacroDepth + 1);
  // For a part of a macro's body, evaluated on its own.
  void set_local(std::uint32_t slot, const Value* value) { locals_[slot] = value; }

  // nullptr: it failed, see error().
  const Value* evaluate(NodeIndex at, Value& scratch);
  const EvalError& error() const { return error_; }
  EvalError take_error() { return std::move(error_); }

  // Called after each node: what explains an evaluation listens here.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void computed(NodeIndex at, const Value* value, const EvalError& error) = 0;
    virtual void next_item(NodeIndex macro, std::size_t item, const Value& value) = 0;
    virtual void end_of_items(NodeIndex macro) = 0;
    // Whether parts that cannot change the result are to be computed as well.
    virtual bool is_exhaustive() const = 0;
  };
  void set_listener(Listener* listener) { listener_ = listener; }

  bool fail(std::string message) override;
  bool spend(std::size_t units) override;
  const Zones* zones() const override { return bindings_.zones(); }
  std::optional<bool> matches(std::string_view text, const Value& pattern) override;

 private:
  const Value* run(NodeIndex at, Value& scratch);
  const Value* logical(const Node& node, bool is_and, Value& scratch);
  const Value* negation(const Node& node, Value& scratch);
  const Value* conditional(const Node& node, Value& scratch);
  const Value* variable(const Node& node, Value& scratch);
  const Value* field(const Node& node);
  const Value* has_known_field(const Node& node);
  const Value* select(const Node& node, Value& scratch);
  const Value* select_optional(const Node& node, Value& scratch);
  const Value* has_field(const Node& node);
  const Value* index(const Node& node, Value& scratch);
  const Value* index_optional(const Node& node, Value& scratch);
  const Value* builtin(const Node& node, Value& scratch);
  const Value* host_call(const Node& node, Value& scratch);
  const Value* optional_or(const Node& node, Value& scratch);
  const Value* list(const Node& node, Value& scratch);
  const Value* map(const Node& node, Value& scratch);
  const Value* quantifier(NodeIndex at, const Node& node, bool is_all);
  const Value* exists_one(NodeIndex at, const Node& node);
  const Value* filter(NodeIndex at, const Node& node, Value& scratch);
  const Value* items_made(NodeIndex at, const Node& node, Value& scratch);
  const Value* entries_made(NodeIndex at, const Node& node, Value& scratch);
  const Value* bind(const Node& node, Value& scratch);
  const Value* optional_macro(const Node& node, Value& scratch);

  enum class Seen : std::uint8_t { wants_more, enough, failed };
  template <class Look>
  bool for_each_item(NodeIndex at, const Node& node, Look look);
  template <class Take>
  bool for_each_made(NodeIndex at, const Node& node, std::string_view name, Take take);

  std::optional<bool> condition(NodeIndex at, std::string_view what);
  const Value* find_item(const Value& container, const Value& key, bool& is_error);
  bool option(const Node& node, std::size_t i, const Value& value, const Value*& content);
  bool fail_at(const Node& node, std::string message);
  const Value* failed(const Node& node, std::string message) {
    fail_at(node, std::move(message));
    return nullptr;
  }
  const Value* made(const Node& node, const Value& value);
  const Value* keep(const Value* value, Value& scratch);

  const Program& program_;
  const Ast& ast_;
  const Bindings& bindings_;
  Listener* listener_ = nullptr;
  std::int64_t spent_ = 0;
  const Node* current_ = nullptr;  // whose function is running
  EvalError error_;
  std::array<const Value*, kLocals> locals_{};
  std::vector<std::pair<std::string, std::shared_ptr<const Regex>>> regexes_;  // patterns that are no literals
};

}  // namespace docket::expr
