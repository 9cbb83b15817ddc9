// Tested by tests/unit/engine/nearest_guards_test.cpp
#include "engine/solved_inputs.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "engine/bindings.hpp"
#include "engine/inside_events.hpp"
#include "engine/inversion.hpp"
#include "engine/judgement.hpp"
#include "engine/turning.hpp"
#include "expr/evaluator.hpp"

namespace docket {
namespace {

constexpr std::size_t kTrialsPerGoal = 150;
constexpr std::size_t kGoals = 40;

// The case as a transition's expressions see it, with these inputs, and what is set already if there is a record.
class TrialBindings final : public Bindings {
 public:
  TrialBindings(const CaseBindings& inner, const Workflow& workflow) : inner_(inner), workflow_(workflow) {}

  void bring(const std::vector<Input>& declared, std::vector<Value> values) {
    declared_ = &declared;
    inputs_ = std::move(values);
  }
  void record(std::vector<Value> record) { record_ = std::move(record); }

  EvalResult variable(VariableIndex variable) const override {
    if (static_cast<Variable>(variable) == Variable::record && record_) return record_as_map(workflow_, *record_);
    if (static_cast<Variable>(variable) != Variable::input || !declared_) return inner_.variable(variable);
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!inputs_[i].is_null()) entries.push_back({Value::string((*declared_)[i].name), inputs_[i]});
    }
    return Value::map(std::move(entries));
  }
  const Value* field(VariableIndex variable, FieldIndex field) const override {
    const auto index = static_cast<std::size_t>(field);
    const auto in = [&](const std::vector<Value>& values) {
      return index < values.size() && !values[index].is_null() ? &values[index] : nullptr;
    };
    if (static_cast<Variable>(variable) == Variable::input) return in(inputs_);
    if (static_cast<Variable>(variable) == Variable::record && record_) return in(*record_);
    return inner_.field(variable, field);
  }
  std::span<const Value> fields(VariableIndex) const override { return {}; }
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override {
    return inner_.call(function, arguments);
  }
  const Zones* zones() const override { return inner_.zones(); }

 private:
  const CaseBindings& inner_;
  const Workflow& workflow_;
  const std::vector<Input>* declared_ = nullptr;
  std::vector<Value> inputs_;
  std::optional<std::vector<Value>> record_;
};

// A condition of the event's own, and how it should come out.
struct Own {
  const Expression* condition = nullptr;
  bool wanted = true;
  std::size_t candidate = 0;
};

// What the inputs shall bring about.
struct Goal {
  std::vector<Own> own;
  std::size_t candidate = 0;  // whose branch is taken
  BranchIndex branch{};
  std::vector<Clause> later;  // of the record that it leaves
  bool later_wanted = true;
};

using Trial = std::vector<Value>;  // a value for each united input; null: not given

class Solving {
 public:
  Solving(const Wish& wish, std::size_t& trials)
      : wish_(wish),
        workflow_(*wish.kase.workflow),
        inputs_(united_inputs(workflow_, wish.candidates)),
        seen_by_(wish.kase, wish.now, &wish.actor, nullptr),
        trials_left_(trials) {}

  std::vector<Value> run(const std::vector<Value>& samples) {
    given_.resize(inputs_.size());
    for (const auto& sample : samples) {
      auto trial = typed(sample);
      for (std::size_t i = 0; i < trial.size(); ++i) {
        if (given_[i].is_null()) given_[i] = trial[i];
      }
      if (starts_.empty()) starts_.push_back(std::move(trial));
      found_.insert(to_json(sample));
    }
    starts_.push_back(given_);
    for (const auto& goal : goals()) solve(goal);
    return std::move(solved_);
  }

 private:
  const Transition& transition(std::size_t candidate) const {
    return workflow_.transition(wish_.candidates[candidate]);
  }

  // --- Goals ---------------------------------------------------------------------------------------------

  std::vector<Goal> goals() const {
    std::vector<Goal> goals;
    for (std::size_t candidate = 0; candidate < wish_.candidates.size(); ++candidate) {
      const auto& branches = transition(candidate).branches;
      for (std::size_t branch = 0; branch < branches.size() && goals.size() < kGoals; ++branch)
        goals.push_back(own_goal(candidate, static_cast<BranchIndex>(branch)));
    }
    const auto own = goals;
    for (const auto& goal : own) add_later(goal, goals);
    return goals;
  }

  Goal own_goal(std::size_t chosen, BranchIndex branch) const {
    Goal goal{.own = {}, .candidate = chosen, .branch = branch, .later = {}};
    for (std::size_t candidate = 0; candidate < wish_.candidates.size(); ++candidate) {
      const auto& each = transition(candidate);
      if (each.when) goal.own.push_back({&*each.when, true, candidate});
      for (const auto& requirement : each.requirements) goal.own.push_back({&requirement.check, true, candidate});
    }
    const auto& branches = transition(chosen).branches;
    for (std::size_t i = 0; i <= at(branch); ++i) {
      if (branches[i].when) goal.own.push_back({&*branches[i].when, i == at(branch), chosen});
    }
    return goal;
  }

  template <class See>
  void each_assignment(const Goal& goal, See see) const {
    const auto look = [&](const Action& action) {
      const auto* set = std::get_if<SetFields>(&action.what);
      for (const auto& assignment : set ? set->assignments : std::vector<Assignment>{}) see(assignment);
    };
    const auto& taken = transition(goal.candidate);
    each_action(taken.actions, look);
    each_action(taken.branches[at(goal.branch)].actions, look);
  }

  bool depends_on_input(const Assignment& assignment) const {
    return assignment.input || (assignment.value && reads(*assignment.value, Variable::input));
  }

  // What transitions ask of the fields that are set here: all of one together, then each clause alone, both ways.
  void add_later(const Goal& own, std::vector<Goal>& goals) const {
    std::set<std::size_t> set;
    each_assignment(own, [&](const Assignment& assignment) {
      const auto field = static_cast<std::size_t>(assignment.field);
      if (depends_on_input(assignment) && !wish_.relevance.field(field).is_exact) set.insert(field);
    });
    if (set.empty()) return;
    const auto is_about_it = [&](const Clause& clause) {
      return std::any_of(set.begin(), set.end(), [&](std::size_t field) { return clause.fields.contains(field); });
    };
    for (const auto& clauses : wish_.relevance.clauses()) {
      if (std::none_of(clauses.begin(), clauses.end(), is_about_it)) continue;
      const auto add = [&](std::vector<Clause> later, bool wanted) {
        if (goals.size() >= kGoals) return;
        auto goal = own;
        goal.later = std::move(later);
        goal.later_wanted = wanted;
        goals.push_back(std::move(goal));
      };
      add(clauses, true);
      for (const auto& clause : clauses) {
        if (!is_about_it(clause)) continue;
        if (clauses.size() > 1) add({clause}, true);
        add({clause}, false);
      }
    }
  }

  // --- Trials --------------------------------------------------------------------------------------------

  Trial typed(const Value& sample) const {
    Trial trial;
    for (const auto& input : inputs_) {
      const auto* value = sample.find(input.name);
      auto taken = value ? from_json(*value, input.type, input.name) : Result<Value>(Value());
      trial.push_back(taken ? *std::move(taken) : Value());
    }
    return trial;
  }

  // As an event brings it.
  Value plain(const Trial& trial) const {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < trial.size(); ++i) {
      if (trial[i].is_null()) continue;
      auto value = trial[i];
      const auto kind = value.kind();
      if (kind == Value::Kind::timestamp || kind == Value::Kind::duration) value = Value::string(as_written(value));
      entries.push_back({Value::string(inputs_[i].name), std::move(value)});
    }
    return Value::map(std::move(entries));
  }

  static std::string as_written(const Value& value) {
    const auto json = to_json(value);
    return json.substr(1, json.size() - 2);
  }

  std::size_t place_of(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::find(inputs_, name, &Input::name) - inputs_.begin());
  }

  TrialBindings bindings(const Trial& trial, std::size_t candidate) const {
    TrialBindings bindings(seen_by_, workflow_);
    const auto& declared = transition(candidate).inputs;
    std::vector<Value> values;
    for (const auto& input : declared) values.push_back(trial[place_of(input.name)]);
    bindings.bring(declared, std::move(values));
    return bindings;
  }

  std::vector<Value> record_after(const Trial& trial, const Goal& goal) const {
    const auto seen = bindings(trial, goal.candidate);
    const auto before = wish_.kase.record();
    std::vector<Value> record(before.begin(), before.end());
    each_assignment(goal, [&](const Assignment& assignment) {
      auto& field = record[static_cast<std::size_t>(assignment.field)];
      if (assignment.value) {
        auto result = evaluate(*assignment.value, seen);
        if (auto* value = std::get_if<Value>(&result)) field = std::move(*value);
      } else if (assignment.input) {
        const auto& given = trial[place_of(transition(goal.candidate).inputs[*assignment.input].name)];
        if (!given.is_null()) field = given;
      } else {
        field = Value();
      }
    });
    return record;
  }

  static bool comes_out(const Expression& condition, const Bindings& bindings, bool wanted) {
    const auto asked = ask(condition, bindings);
    return !asked.error && asked.holds == wanted;
  }

  static bool comes_out(const Clause& clause, const Bindings& bindings, bool wanted) {
    expr::Evaluator evaluator(ExpressionAccess::program(*clause.condition), bindings);
    Value scratch;
    const auto* value = evaluator.evaluate(clause.root, scratch);
    return value && value->kind() == Value::Kind::boolean && value->as_bool() == wanted;
  }

  // First along one line of changes, which finds what a chain of comparisons asks for; then broadly.
  void solve(const Goal& goal) {
    if (!solve(goal, true)) solve(goal, false);
  }

  // Over trials that differ in one input from one before: those first of which more holds already, of equal ones the
  // newest or the oldest.
  bool solve(const Goal& goal, bool is_newest_first) {
    std::multimap<int, Trial, std::greater<>> queue;
    const auto add = [&](const Trial& trial) {
      const auto points = score(trial, goal);
      queue.emplace_hint(is_newest_first ? queue.lower_bound(points) : queue.upper_bound(points), points, trial);
    };
    for (const auto& start : starts_) add(start);
    std::set<std::string> seen;
    for (std::size_t tried = 0; !queue.empty() && tried < kTrialsPerGoal && trials_left_ > 0; ++tried) {
      const auto trial = std::move(queue.begin()->second);
      queue.erase(queue.begin());
      if (!seen.insert(to_json(plain(trial))).second) continue;
      --trials_left_;
      auto next = nearer(trial, goal);
      if (!next) {
        take(trial);
        return true;
      }
      if (is_newest_first) std::reverse(next->begin(), next->end());
      for (const auto& each : *next) add(each);
    }
    return false;
  }

  // How many of the event's own clauses come out as wanted.
  int score(const Trial& trial, const Goal& goal) const {
    int points = 0;
    for (const auto& own : goal.own) {
      const auto seen = bindings(trial, own.candidate);
      if (!own.wanted) {
        points += comes_out(*own.condition, seen, false) ? 1 : 0;
        continue;
      }
      for (const auto root : ExpressionAccess::program(*own.condition).clause_nodes)
        points += comes_out({.condition = own.condition, .root = root}, seen, true) ? 1 : 0;
    }
    return points;
  }

  void take(const Trial& trial) {
    for (std::size_t i = 0; i < trial.size(); ++i) {
      if (inputs_[i].is_required && trial[i].is_null()) return;
    }
    auto value = plain(trial);
    if (found_.insert(to_json(value)).second) solved_.push_back(std::move(value));
  }

  // Trials in which one input is otherwise, so that the first thing that is not as wanted may be; nothing when all is.
  std::optional<std::vector<Trial>> nearer(const Trial& trial, const Goal& goal) const {
    for (const auto& own : goal.own) {
      if (!comes_out(*own.condition, bindings(trial, own.candidate), own.wanted)) return changed_for(trial, own);
    }
    if (goal.later.empty()) return std::nullopt;
    auto after = TrialBindings(seen_by_, workflow_);
    after.record(record_after(trial, goal));
    for (const auto& clause : goal.later) {
      if (!comes_out(clause, after, goal.later_wanted)) return changed_for(trial, goal, clause, after);
    }
    return std::nullopt;
  }

  std::vector<Trial> changed_for(const Trial& trial, const Own& own) const {
    std::vector<Trial> satisfied, others;
    const auto now = bindings(trial, own.candidate);
    const auto& declared = transition(own.candidate).inputs;
    for (std::size_t i = 0; i < declared.size(); ++i) {
      if (!mentions(*own.condition, Variable::input, i)) continue;
      const auto place = place_of(declared[i].name);
      const Unknown unknown{
          .variable = Variable::input, .field = i, .name = declared[i].name, .type = inputs_[place].type};
      auto values = turning_values(*own.condition, unknown, now, wish_.now);
      for (auto& value : finite_values(unknown.type)) values.push_back(std::move(value));
      if (trial[place].is_null() && values.empty()) values.push_back(given_[place]);
      if (!inputs_[place].is_required) values.emplace_back();
      for (auto& value : values) {
        auto other = trial;
        other[place] = std::move(value);
        const bool is_satisfied = comes_out(*own.condition, bindings(other, own.candidate), own.wanted);
        (is_satisfied ? satisfied : others).push_back(std::move(other));
      }
    }
    satisfied.insert(satisfied.end(), others.begin(), others.end());
    return satisfied;
  }

  // By way of the fields that are set: what they would have to be, and which inputs make them so.
  std::vector<Trial> changed_for(const Trial& trial, const Goal& goal, const Clause& clause,
                                 const Bindings& after) const {
    std::vector<Trial> changed;
    const auto now = bindings(trial, goal.candidate);
    const auto& declared = transition(goal.candidate).inputs;
    each_assignment(goal, [&](const Assignment& assignment) {
      const auto field = static_cast<std::size_t>(assignment.field);
      if (!clause.fields.contains(field) || !depends_on_input(assignment)) return;
      const Unknown set{.variable = Variable::record,
                        .field = field,
                        .name = workflow_.fields[field].name,
                        .type = workflow_.fields[field].type};
      const auto wanted = turning_values(*clause.condition, set, after, wish_.now);
      for (std::size_t i = 0; i < declared.size(); ++i) {
        const auto place = place_of(declared[i].name);
        const Unknown unknown{
            .variable = Variable::input, .field = i, .name = declared[i].name, .type = inputs_[place].type};
        std::vector<Value> values;
        if (assignment.input == i) {
          for (const auto& value : wanted) {
            for (auto& fitting : as_type(value, unknown.type)) values.push_back(std::move(fitting));
          }
        } else if (assignment.value && mentions(*assignment.value, Variable::input, i)) {
          values = values_giving(*assignment.value, unknown, now, wanted);
        }
        for (auto& value : values) {
          changed.push_back(trial);
          changed.back()[place] = std::move(value);
        }
      }
    });
    return changed;
  }

  static std::vector<Value> finite_values(const Type& type) {
    if (type.is(Type::Kind::boolean)) return {Value::boolean(true), Value::boolean(false)};
    std::vector<Value> words;
    if (type.is(Type::Kind::enumeration)) {
      for (const auto& word : type.values()) words.push_back(Value::string(word));
    }
    return words;
  }

  const Wish& wish_;
  const Workflow& workflow_;
  std::vector<Input> inputs_;
  CaseBindings seen_by_;
  std::size_t& trials_left_;
  std::vector<Trial> starts_;
  Trial given_;  // of each input the plainest that is given
  std::vector<Value> solved_;
  std::set<std::string> found_;
};

}  // namespace

std::vector<Value> solved_inputs(const Wish& wish, const std::vector<Value>& samples, std::size_t& trials) {
  return Solving(wish, trials).run(samples);
}

}  // namespace docket
