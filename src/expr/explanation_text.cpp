// Explanations as sentences, in English and Chinese.
// Tested by tests/unit/expr/explanation_test.cpp
#include <algorithm>

#include "docket/explanation.hpp"
#include "expr/error_text.hpp"
#include "expr/relation_words.hpp"
#include "expr/spoken.hpp"

namespace docket {
namespace {

using Join = DecidingTree::Join;

class Narrator {
 public:
  Narrator(const Explanation& explanation, Language language, const Wording& wording)
      : explanation_(explanation), spoken_(language, wording), wording_(wording) {
    const auto* value = std::get_if<Value>(&explanation.result);
    is_refusal_ = value == nullptr || !value->as_bool();
  }

  std::string text() const {
    if (!is_refusal_) return held();
    const auto& tree = explanation_.tree;
    if (tree.join != Join::each) return asked(tree);
    return joined(sentences(tree.parts), "\n");
  }

 private:
  bool is_zh() const { return spoken_.is_zh(); }
  std::string say(const char* english, const char* chinese) const { return spoken_.say(english, chinese); }

  std::string held() const {
    std::string text;
    for (const auto& clause : explanation_.deciding) {
      if (!text.empty()) text += '\n';
      text += fact(clause);
    }
    return text;
  }

  std::string asked(const DecidingTree& tree) const {
    switch (tree.join) {
      case Join::clause: return asked(explanation_.deciding[tree.clause]);
      case Join::each: return joined(sentences(tree.parts), say(" and ", "，且"));
      case Join::one_of: return either(tree.parts);
    }
    return {};
  }

  // Each once.
  std::vector<std::string> sentences(const std::vector<DecidingTree>& parts) const {
    std::vector<std::string> sentences;
    for (const auto& part : parts) {
      auto sentence = asked(part);
      const bool is_new = std::ranges::find(sentences, sentence) == sentences.end();
      if (is_new) sentences.push_back(std::move(sentence));
    }
    return sentences;
  }
  std::string joined(const std::vector<std::string>& sentences, const std::string& separator) const {
    std::string text;
    for (const auto& sentence : sentences) {
      if (!text.empty()) text += separator;
      text = is_zh() && !text.ends_with('\n') ? expr::with_space(std::move(text), sentence) : text + sentence;
    }
    return text;
  }

  // A parameter is nobody's to change; that it would have to be otherwise is said only where nothing else will do.
  std::string either(const std::vector<DecidingTree>& parts) const {
    std::vector<DecidingTree> ways;
    std::ranges::copy_if(parts, std::back_inserter(ways), [&](const auto& part) { return !is_parameter(part); });
    if (ways.empty()) ways = parts;
    const auto said = sentences(ways);
    return (said.size() > 1 ? say("either ", "") : std::string()) + joined(said, say(", or ", "，或者"));
  }

  bool is_parameter(const DecidingTree& tree) const {
    if (tree.join != Join::clause) return false;
    const auto& operands = explanation_.deciding[tree.clause].operands;
    return operands.size() == 1 && operands.front().kind == OperandKind::parameter;
  }

  std::string asked(const DecidingClause& clause) const {
    if (!clause.error.empty()) return failure(clause);
    if (wording_.sentence_of) {
      if (std::string given = wording_.sentence_of(clause); !given.empty()) return given;
    }
    if (clause.relation == "has") {
      const auto field = spoken_.subject(clause.operands.front(), clause);
      if (is_zh()) return expr::with_space(field, clause.is_true ? "应留空" : "应填写");
      return field + (clause.is_true ? " must be left empty" : " must be filled in");
    }
    if (clause.relation == "exists") return none_fits(clause);
    if (auto said = expr::asked_relation(clause, spoken_)) return *std::move(said);
    const auto wanted = spoken_.value(Value::boolean(!clause.is_true));
    return is_zh() ? expr::with_space(plain(clause), "应为") + wanted : plain(clause) + " must be " + wanted;
  }

  std::string fact(const DecidingClause& clause) const {
    if (!clause.error.empty()) return failure(clause);
    if (clause.relation == "has") {
      const auto field = spoken_.subject(clause.operands.front(), clause);
      if (is_zh()) return expr::with_space(field, clause.is_true ? "已填写" : "未填写");
      return field + (clause.is_true ? " is filled in" : " is not filled in");
    }
    if (clause.relation == "exists") return none_fits(clause);
    if (auto said = expr::held_relation(clause, spoken_)) return *std::move(said);
    const auto value = spoken_.value(Value::boolean(clause.is_true));
    return is_zh() ? expr::with_space(plain(clause), "为") + value : plain(clause) + " is " + value;
  }

  // A field by its title, any other condition as it is written.
  std::string plain(const DecidingClause& clause) const {
    const bool is_field = clause.operands.size() == 1 && clause.relation.empty();
    return is_field ? spoken_.subject(clause.operands.front(), clause) : spoken_.expression(clause.phrases);
  }

  std::string none_fits(const DecidingClause& clause) const {
    const auto name = spoken_.range(clause);
    const auto condition = "`" + spoken_.expression(clause.operands.front().phrases) + "`";
    return is_zh() ? expr::with_space(name, "中没有满足 ") + condition + " 的项"
                   : "nothing among " + name + " satisfies " + condition;
  }

  std::string failure(const DecidingClause& clause) const {
    constexpr std::string_view kNotSet = " is not set";
    const bool is_missing = clause.error.starts_with("`") && clause.error.ends_with(kNotSet);
    if (!is_missing)
      return is_zh() ? "无法判断 " + clause.name + "：" + expr::error_in_chinese(clause.error)
                     : "cannot tell whether " + clause.name + ": " + clause.error;
    const auto field = clause.error.substr(1, clause.error.size() - kNotSet.size() - 2);
    const Operand missing{
        .text = field, .value = {}, .name = field, .phrases = {{.text = field, .is_name = true}}, .counted = {}};
    const auto name = spoken_.subject(missing, clause);
    return is_zh() ? expr::with_space(name, "未填写") : name + " is not filled in";
  }

  const Explanation& explanation_;
  expr::Spoken spoken_;
  const Wording& wording_;
  bool is_refusal_ = true;
};

}  // namespace

std::string to_text(const Explanation& explanation, Language language, const TitleOf& title_of) {
  return to_text(explanation, language, Wording{.title_of = title_of, .sentence_of = {}, .zone = {}});
}

std::string to_text(const Explanation& explanation, Language language, const Wording& wording) {
  return Narrator(explanation, language, wording).text();
}

}  // namespace docket
