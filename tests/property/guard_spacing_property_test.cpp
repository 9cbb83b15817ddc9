// A refusal is worded from what its guard means: however it is spaced, quoted and bracketed, the sentence is the same.
#include <doctest/doctest.h>

#include <set>

#include "docket/explanation.hpp"
#include "docket/runtime.hpp"
#include "engine/rule_words.hpp"
#include "expr/lexer.hpp"
#include "expr/parser.hpp"
#include "model/vocabulary.hpp"
#include "support/rules.hpp"
#include "support/seed.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

// What stands in the text, in another dress.
class Dressing {
 public:
  Dressing(const std::string& text, Random& random) : text_(text), random_(random), parsed_(expr::parse(text)) {
    REQUIRE(parsed_.problems.empty());
    bracket(parsed_.ast.root);
  }

  std::string take() {
    std::string dressed;
    for (const auto& token : expr::tokenize(text_).tokens) {
      if (token.kind == expr::TokenKind::end) break;
      dressed += opened_[token.begin] + spaces() + word(token) + closed_[token.end];
    }
    return dressed;
  }

 private:
  // Brackets go round whatever is a value; a name that begins a function's, as in `math.abs(x)`, is none.
  void bracket(expr::NodeIndex at) {
    const auto& ast = parsed_.ast;
    const auto& node = ast[at];
    static const std::set<std::string> kVariables = {"record", "input", "actor", "now", "case", "params"};
    const bool is_value = node.kind != expr::NodeKind::name || kVariables.contains(ast.text_of(node));
    if (is_value && random_.one_in(3)) {
      opened_[node.begin] += "(";
      closed_[node.end].insert(0, ")");
    }
    for (const auto child : ast.children_of(node)) bracket(child);
  }

  std::string spaces() {
    static const char* const kSpaces[] = {" ", "  ", "\n", " \t ", " // of record.fee\n"};
    return kSpaces[random_.between(0, 4)];
  }

  std::string word(const expr::Token& token) {
    auto text = text_.substr(token.begin, token.end - token.begin);
    const bool is_plain = text.size() >= 2 && text.front() == text.back() && (text[0] == '\'' || text[0] == '"') &&
                          text.find_first_of("'\"\\", 1) == text.size() - 1;
    if (token.kind != expr::TokenKind::literal || !is_plain || random_.one_in(2)) return text;
    text.front() = text.back() = text.front() == '"' ? '\'' : '"';
    return text;
  }

  std::string text_;
  Random& random_;
  expr::Parsed parsed_;
  std::map<std::uint32_t, std::string> opened_, closed_;
};

// Everything that an expression may ask for, by chance, and the same however often it is asked.
class AnyCase final : public Bindings {
 public:
  AnyCase(const Schema& schema, std::uint64_t seed) : schema_(schema), seed_(seed) {
    for (std::size_t i = 0; i < schema.variable_count(); ++i) {
      Random random(seed + i);
      const auto& type = schema.type_of(VariableIndex(static_cast<std::uint32_t>(i)));
      for (const auto& field : type.fields()) {
        const bool is_there = field.presence == Presence::required || !random.one_in(4);
        fields_[i].push_back(is_there ? std::optional(any(field.type, random)) : std::nullopt);
      }
    }
  }

  EvalResult variable(VariableIndex variable) const override {
    Random random(seed_ + static_cast<std::uint64_t>(variable));
    return any(schema_.type_of(variable), random);
  }
  const Value* field(VariableIndex variable, FieldIndex field) const override {
    const auto& value = fields_.at(static_cast<std::size_t>(variable)).at(static_cast<std::size_t>(field));
    return value ? &*value : nullptr;
  }
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override {
    auto seed = seed_ * 31 + static_cast<std::uint64_t>(function);
    for (const auto& argument : arguments) {
      for (const char letter : to_text(argument)) seed = seed * 131 + static_cast<unsigned char>(letter);
    }
    Random random(seed);
    if (random.one_in(8)) return EvalError{"`" + schema_.function(function).name + "` has not happened yet", 0, 0};
    return any(schema_.function(function).result, random);
  }

 private:
  static Value any(const Type& type, Random& random) {
    switch (type.kind()) {
      case Type::Kind::boolean: return Value::boolean(random.one_in(2));
      case Type::Kind::integer: return Value::integer(random.between(-2, 40));
      case Type::Kind::uinteger: return Value::uinteger(static_cast<std::uint64_t>(random.between(0, 40)));
      case Type::Kind::real: return Value::real(static_cast<double>(random.between(-20, 400)) / 10);
      case Type::Kind::timestamp:
        return Value::timestamp(china("2026-03-09 09:00") + Elapsed{random.between(0, 99'999'999)});
      case Type::Kind::duration: return Value::duration(Elapsed{random.between(-99'999'999, 99'999'999)});
      case Type::Kind::money:
        return Value::money(random.between(0, 999'999) * 100, type.name().empty() ? "CNY" : type.name());
      case Type::Kind::enumeration:
        return Value::string(type.values()[static_cast<std::size_t>(
            random.between(0, static_cast<std::int64_t>(type.values().size()) - 1))]);
      case Type::Kind::list: {
        std::vector<Value> items;
        for (auto i = random.between(0, 3); i > 0; --i) items.push_back(any(type.parameters()[0], random));
        return Value::list(std::move(items));
      }
      case Type::Kind::structure: {
        std::vector<MapEntry> entries;
        for (const auto& field : type.fields()) entries.push_back({Value::string(field.name), any(field.type, random)});
        return Value::map(std::move(entries));
      }
      case Type::Kind::optional:
        return random.one_in(2) ? Value::none() : Value::some(any(type.parameters()[0], random));
      case Type::Kind::string:
      case Type::Kind::dyn:
      case Type::Kind::null:
      case Type::Kind::bytes:
      case Type::Kind::type:
      case Type::Kind::map:
      case Type::Kind::parameter:
      case Type::Kind::opaque: break;
    }
    static const char* const kTexts[] = {"", "li", "wu", "a longer text, with record.fee in it", "B-12"};
    return Value::string(kTexts[random.between(0, 4)]);
  }

  const Schema& schema_;
  std::uint64_t seed_;
  std::map<std::size_t, std::vector<std::optional<Value>>> fields_;
};

Schema schema_for(const Workflow& workflow, const Transition& transition) {
  Names names{.events = workflow.events};
  for (const auto& state : workflow.states) {
    names.states.push_back(state.name);
    names.states.push_back(state.path);
  }
  for (const auto& clock : workflow.clocks) names.clocks.push_back(clock.name);
  for (const auto& table : workflow.tables) names.tables.push_back(table.as_function());
  return make_schema(workflow.fields, workflow.params, names, transition.inputs);
}

std::string sentences(const Expression& check, const Bindings& bindings, const Workflow& workflow,
                      const Transition& transition) {
  std::string text;
  for (const auto language : {Language::en, Language::zh})
    text += to_text(explain(check, bindings), language, RuleWords(workflow, language, &transition).wording()) + "\n";
  return text;
}

int compare_dresses(const RuleBook& rules, Random& random) {
  int compared = 0;
  for (const auto& summary : rules.workflows()) {
    const auto workflow = rules.workflow(summary.workflow, summary.project);
    for (const auto& transition : workflow->transitions) {
      for (const auto& requirement : transition.requirements) {
        const auto schema = schema_for(*workflow, transition);
        for (int i = 0; i < 4; ++i) {
          const auto dressed = Dressing(requirement.check.text(), random).take();
          CAPTURE(requirement.check.text());
          CAPTURE(dressed);
          const auto compiled = compile(dressed, schema, Type::boolean());
          for (const auto& problem : compiled.problems) CAPTURE(problem.message);
          REQUIRE(compiled.expression);
          const AnyCase bindings(schema, random.next());
          CHECK(sentences(*compiled.expression, bindings, *workflow, transition) ==
                sentences(requirement.check, bindings, *workflow, transition));
          ++compared;
        }
      }
    }
  }
  return compared;
}

}  // namespace

TEST_CASE("refusal: a guard says the same however it is spaced, quoted and bracketed") {
  MESSAGE("DOCKET_SEED=" << seed());
  Random random(seed());
  CHECK(compare_dresses(project_rules(), random) > 200);
  const auto found = read_rules(DOCKET_SOURCE_DIR "/tests/regressions/words/rules");
  REQUIRE(found.rules);
  CHECK(compare_dresses(*found.rules, random) == 64);
}
