// docket why CASE EVENT: whether an event may happen to a case, every reason why not, and the nearest way.
// docket allowed CASE:   every event that may or may not happen now.
//
// With --by the question is about somebody in these roles, without it about anybody.  With --input the
// event is judged as it stands; without it, what its inputs decide stays open.
// Tested by tests/golden/cli/why.txt
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stores.hpp"
#include "cli/zones.hpp"
#include "docket/allowed.hpp"
#include "docket/narrative.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "store/codec.hpp"

namespace docket::cli {
namespace {

constexpr std::size_t kShownBytes = 40;  // of an input, in a sentence

// A case, its rules and who asks.
struct Question {
  RuleBook rules;
  Case kase;
  WorkflowSummary summary;
  TimeZone zone;
  Instant now;
  std::optional<Actor> actor;
  const Common& common;

  bool is_zh() const { return common.language == Language::zh; }
  std::string say(const char* english, const char* chinese) const { return is_zh() ? chinese : english; }
  std::string title(const std::string& kind, const std::string& name) const {
    const auto found = summary.titles.find(kind + "." + name);
    return found == summary.titles.end() || found->second.empty() ? name : found->second.in(common.language);
  }
  std::string titles(const char* kind, const std::vector<std::string>& names) const {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : say(", ", "、")) + title(kind, name);
    return text;
  }
  std::string moment(Instant at) const {
    return narrate(at, Narrator{.language = common.language, .zone = zone, .workflow = nullptr});
  }
};

WorkflowSummary summary_for(const RuleBook& rules, const Case& kase) {
  WorkflowSummary general;
  for (auto& summary : rules.workflows()) {
    if (summary.workflow != kase.workflow()) continue;
    if (summary.project == kase.project()) return std::move(summary);
    if (summary.project.empty()) general = std::move(summary);
  }
  return general;
}

Result<std::optional<Actor>> actor_of(const AskOptions& options, const std::vector<std::string>& known) {
  for (const auto& role : options.roles) {
    if (std::find(known.begin(), known.end(), role) == known.end())
      return Error{ErrorCode::not_found, "there is no role " + backticked(role) + "; " +
                                             did_you_mean(role, known, "known are " + listed(known))};
  }
  if (options.roles.empty() && options.person.empty()) return std::optional<Actor>();
  return std::optional(Actor{options.person, options.roles});
}

Result<Question> read_question(const AskOptions& options) {
  DOCKET_TRY(store, open_existing_store(options.store, true));
  DOCKET_TRY(runtime, Runtime::inspect(std::move(store)));
  DOCKET_TRY(kase, runtime.load(options.kase));
  DOCKET_TRY(rules, runtime.rules_of(kase));
  auto summary = summary_for(rules, kase);
  DOCKET_TRY(actor, actor_of(options, summary.roles));
  const auto zone = AskedZone::of(kase);
  const auto now = zone.moment(options.at);
  if (!now) return Error{now.error().code, "`--at`: " + now.error().message};
  return Question{.rules = std::move(rules),
                  .kase = std::move(kase),
                  .summary = std::move(summary),
                  .zone = zone.zone(),
                  .now = *now,
                  .actor = std::move(actor),
                  .common = options.common};
}

// --- Reasons ---------------------------------------------------------------------------------------

// "workflow.yaml:14, as projects/shanshui.yaml has it"
std::string place_text(const Reason& reason, const Question& question) {
  std::string text = reason.place.file + ":" + std::to_string(reason.place.line);
  if (reason.overlay.empty() || reason.overlay == reason.place.file) return text;
  return text + question.say(", as ", "，由 ") + reason.overlay + question.say(" has it", " 修改");
}

void print_reason(const Reason& reason, const Question& question) {
  const auto language = question.common.language;
  print("  - " + reason.message.in(language));
  if (!reason.detail.empty()) print("    " + reason.detail.in(language));
  if (reason.place.line > 0) print("    " + place_text(reason, question));
}

std::string open_things(const Possibility& possibility, const Question& question) {
  std::string text;
  for (const auto& name : possibility.depends_on) {
    auto shown = name;
    for (const auto& input : possibility.inputs) {
      if (name == "input." + input.name && !input.title.empty()) shown = input.title.in(question.common.language);
    }
    if (name == "actor.id") shown = question.say("who it is", "操作人是谁");
    text += (text.empty() ? "" : question.say(", ", "、")) + shown;
  }
  return text;
}

Value reasons_json(const std::vector<Reason>& reasons) {
  std::vector<Value> list;
  for (const auto& reason : reasons) list.push_back(reason_value(reason));
  return Value::list(std::move(list));
}

Value texts_json(const std::vector<std::string>& texts) {
  std::vector<Value> list;
  for (const auto& text : texts) list.push_back(Value::string(text));
  return Value::list(std::move(list));
}

Value json_of_text(const LocalizedText& text) {
  return Value::object({{"en", Value::string(text.en)}, {"zh", Value::string(text.zh)}});
}

Value json_of(const Possibility& possibility) {
  std::vector<Value> inputs;
  for (const auto& input : possibility.inputs) {
    const auto words = input.type.values();
    inputs.push_back(Value::object({{"name", Value::string(input.name)},
                                    {"title", json_of_text(input.title)},
                                    {"type", Value::string(to_string(input.type))},
                                    {"values", texts_json({words.begin(), words.end()})},
                                    {"required", Value::boolean(input.is_required)}}));
  }
  return Value::object({{"event", Value::string(possibility.event)},
                        {"title", json_of_text(possibility.title)},
                        {"allowed", Value::string(name_of(possibility.answer))},
                        {"from_inside", Value::boolean(possibility.comes_from_inside)},
                        {"inputs", Value::list(std::move(inputs))},
                        {"targets", texts_json(possibility.targets)},
                        {"depends_on", texts_json(possibility.depends_on)},
                        {"roles", texts_json(possibility.roles)},
                        {"reasons", reasons_json(possibility.reasons)}});
}

// --- The way -----------------------------------------------------------------------------------------

std::string input_text(const Value& input, const Question& question) {
  std::string text;
  for (const auto& entry : input.as_map()) {
    text += text.empty() ? question.say(" with ", "，输入 ") : question.say(", ", "、");
    text += std::string(entry.key.as_string()) + "=" + to_text(entry.value, kShownBytes);
  }
  return text;
}

std::string move_text(const Move& move, const Question& question) {
  const auto arrow = " → " + question.titles("state", move.states);
  if (move.kind == Move::Kind::wait) return question.say("wait until ", "等到 ") + question.moment(move.at) + arrow;
  std::string text = move.event;
  const auto& title = move.title.in(question.common.language);
  if (!title.empty()) text += question.say(" (", "（") + title + question.say(")", "）");
  if (!move.actor.roles.empty()) text += question.say(" by ", "，由") + question.titles("role", move.actor.roles);
  return text + input_text(move.input, question) + arrow;
}

std::string untried_text(Untried untried, const Question& question) {
  switch (untried) {
    case Untried::longer_ways: return question.say("longer ways", "更多的步骤");
    case Untried::other_inputs: return question.say("other inputs", "其他输入");
    case Untried::other_people: return question.say("other people", "其他人员");
    case Untried::other_times: return question.say("other times", "其他时间");
  }
  return {};
}

std::string no_way_text(const Way& way, const Question& question) {
  if (way.is_searched_out)
    return question.say("no way leads there: everything that makes a difference was tried",
                        "无路可达：会产生差别的步骤均已试过");
  std::string untried;
  for (const auto each : way.untried)
    untried += (untried.empty() ? "" : question.say(", ", "、")) + untried_text(each, question);
  return question.say("no way was found; not all was tried of: ", "未找到可行步骤；尚未全部试过：") + untried;
}

void print_way(const Way& way, const Question& question, const std::string& heading) {
  if (!way.is_found) return print(no_way_text(way, question));
  print(heading);
  for (std::size_t i = 0; i < way.moves.size(); ++i)
    print(fmt::format("  {}. {}", i + 1, move_text(way.moves[i], question)));
}

Value json_of(const Move& move) {
  std::vector<MapEntry> entries;
  const auto add = [&](const char* key, Value value) { entries.push_back({Value::string(key), std::move(value)}); };
  if (move.kind == Move::Kind::wait) {
    add("wait_until", Value::string(to_string(move.at)));
  } else {
    add("event", Value::string(move.event));
    add("roles", texts_json(move.actor.roles));
    add("input", move.input);
  }
  add("states", texts_json(move.states));
  return Value::map(std::move(entries));
}

Value json_of(const Way& way) {
  if (!way.is_found) {
    std::vector<std::string> untried;
    for (const auto each : way.untried) untried.emplace_back(name_of(each));
    return Value::object({{"found", Value::boolean(false)},
                          {"searched_out", Value::boolean(way.is_searched_out)},
                          {"untried", texts_json(untried)}});
  }
  std::vector<Value> moves;
  for (const auto& move : way.moves) moves.push_back(json_of(move));
  return Value::object({{"found", Value::boolean(true)}, {"moves", Value::list(std::move(moves))}});
}

// --- The answers -------------------------------------------------------------------------------------

std::string verdict(const Possibility& possibility, const Question& question) {
  switch (possibility.answer) {
    case Answer::yes: return question.say("yes", "可以");
    case Answer::no: return question.say("no", "不可以");
    case Answer::depends: return question.say("depends on ", "取决于：") + open_things(possibility, question);
  }
  return {};
}

Result<Value> input_of(const WhyOptions& options) {
  auto input = parse_json(options.input);
  if (input) return input;
  return Error{ErrorCode::invalid_argument, "`--input`: " + input.error().message};
}

// With an input the engine itself answers; without one, what it would decide stays open.
Result<Possibility> answer_of(const WhyOptions& options, const Question& question) {
  DOCKET_TRY(all, allowed(question.rules, question.kase, question.actor, question.now, Scope::everywhere));
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.event == options.event; });
  Possibility answer =
      known == all.end() ? Possibility{.event = options.event, .title = {}, .is_known_here = false} : *known;
  if (options.input.empty() && known != all.end()) return answer;
  DOCKET_TRY(input, options.input.empty() ? Result<Value>(Value::map({})) : input_of(options));
  const auto actor = question.actor.value_or(Actor{});
  DOCKET_TRY(foreseen,
             why(question.rules, question.kase, {.name = options.event, .actor = actor, .input = input}, question.now));
  answer.answer = foreseen.outcome.accepted() ? Answer::yes : Answer::no;
  answer.reasons = foreseen.outcome.reasons();
  answer.targets = answer.answer == Answer::yes ? std::move(foreseen.states) : std::vector<std::string>{};
  answer.depends_on.clear();
  return answer;
}

Result<Way> way_for(const WhyOptions& options, const Question& question, std::optional<Actor> actor) {
  Wanted wanted{.event = options.event, .actor = std::move(actor), .input = {}};
  if (!options.input.empty()) {
    DOCKET_TRY(input, input_of(options));
    wanted.input = std::move(input);
  }
  return nearest(question.rules, question.kase, wanted, question.now);
}

// "visits (int), note (string, optional)"
std::string inputs_text(const Possibility& answer, const Question& question) {
  std::string text;
  for (const auto& input : answer.inputs) {
    text += text.empty() ? "" : question.say(", ", "、");
    text += input.title.empty() ? input.name : input.title.in(question.common.language);
    text += question.is_zh()
                ? (input.is_required ? "（" + input.name + "）" : "（" + input.name + "，选填）")
                : " (" + input.name + ": " + to_string(input.type) + (input.is_required ? ")" : ", optional)");
  }
  return text;
}

void print_answer(const Possibility& answer, const Question& question) {
  const auto& title = answer.title.in(question.common.language);
  print(fmt::format("{}{}: {}", answer.event,
                    title.empty() ? "" : question.say(" (", "（") + title + question.say(")", "）"),
                    verdict(answer, question)));
  print(question.say("  state: ", "  状态：") + question.titles("state", question.kase.states()) +
        question.say(", ", "，") + question.moment(question.now) + " " + std::string(question.zone.name()));
  if (!answer.roles.empty() && !question.actor)
    print(question.say("  roles: ", "  可操作岗位：") + question.titles("role", answer.roles));
  if (!answer.targets.empty())
    print(question.say("  leads to: ", "  去向：") + question.titles("state", answer.targets));
  if (const auto wanted = inputs_text(answer, question); !wanted.empty())
    print(question.say("  takes: ", "  输入：") + wanted);
  for (const auto& reason : answer.reasons) print_reason(reason, question);
}

void print_button(const Possibility& possibility, const Question& question) {
  const auto& title = possibility.title.in(question.common.language);
  std::string line =
      fmt::format("  {}  {}{}", possibility.event, title.empty() ? "" : title + "  ", verdict(possibility, question));
  if (!possibility.targets.empty()) line += " → " + question.titles("state", possibility.targets);
  if (!question.actor && !possibility.roles.empty())
    line += question.say("  [", "  〔") + question.titles("role", possibility.roles) + question.say("]", "〕");
  print(line);
  for (const auto& reason : possibility.reasons) print("      " + reason.message.in(question.common.language));
}

bool has_what_it_needs(const AskOptions& options) { return !options.store.empty(); }

int fail_without_store() { return fail_usage("`--store FILE` is needed: the store that the case is in"); }

}  // namespace

int why_not(const WhyOptions& options) {
  if (!has_what_it_needs(options.ask)) return fail_without_store();
  const auto question = read_question(options.ask);
  if (!question) return fail_asked(question.error());
  const auto answer = answer_of(options, *question);
  if (!answer) return fail_asked(answer.error());
  const bool is_known = answer->reasons.empty() || answer->reasons.front().kind != ReasonKind::unknown_event;
  std::optional<Way> way, for_others;
  if (is_known && answer->answer != Answer::yes) {
    auto found = way_for(options, *question, question->actor);
    if (!found) return fail(found.error());
    way = *std::move(found);
    // Not for them: perhaps for somebody else.
    if (!way->is_found && question->actor) {
      auto others = way_for(options, *question, std::nullopt);
      if (others && others->is_found) for_others = *std::move(others);
    }
  }
  if (options.ask.common.json) {
    auto json = json_of(*answer);
    std::vector<MapEntry> entries(json.as_map().begin(), json.as_map().end());
    if (way) entries.push_back({Value::string("nearest"), json_of(*way)});
    if (for_others) entries.push_back({Value::string("nearest_for_others"), json_of(*for_others)});
    print(to_json(Value::map(std::move(entries))));
  } else {
    print_answer(*answer, *question);
    if (for_others)
      print_way(*for_others, *question,
                question->say("not for them; the nearest way for others:", "该岗位无法办理；其他岗位最近的办法："));
    else if (way)
      print_way(*way, *question, question->say("the nearest way:", "最近的办法："));
  }
  return is_known ? kOk : kMistakes;
}

int allowed_now(const AskOptions& options) {
  if (!has_what_it_needs(options)) return fail_without_store();
  const auto question = read_question(options);
  if (!question) return fail_asked(question.error());
  const auto all = allowed(question->rules, question->kase, question->actor, question->now);
  if (!all) return fail_asked(all.error());
  if (!options.common.json)
    print(std::string(question->kase.id()) + "  " + question->titles("state", question->kase.states()) + "  " +
          question->moment(question->now) + " " + std::string(question->zone.name()));
  for (const auto& each : *all) {
    if (options.common.json)
      print(to_json(json_of(each)));
    else
      print_button(each, *question);
  }
  return kOk;
}

}  // namespace docket::cli
