// docket due: "3 workdays from 2026-02-13 16:00 on office", and how that was counted.
//
//   BUDGET from TIME on CALENDAR             when it is due; any budget of rules/LANGUAGE.md, maps in quotes
//   WORKFLOW.CLOCK from TIME                 the same of each limit of a clock, as the project has it
//   BUDGET from TIME at TIME on CALENDAR     the same, and what is spent and left at that time
//   elapsed from TIME to TIME on CALENDAR    the open time between, day by day
//   next_open from TIME on CALENDAR          whether it is open, and when it opens and closes next
//
// Tested by tests/golden/cli/due.txt
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "calendar/prose.hpp"
#include "cli/calendars.hpp"
#include "cli/commands.hpp"
#include "cli/limits.hpp"
#include "cli/output.hpp"

namespace docket::cli {
namespace {

constexpr const char* kElapsed = "elapsed";
constexpr const char* kNextOpen = "next_open";

struct Question {
  std::string what, from, to, at, calendar;
};

// Words up to `from` are the budget, up to `to`, `at` or `on` the time, the rest the calendar.
Question read_question(const std::vector<std::string>& words) {
  Question question;
  std::string* part = &question.what;
  for (const auto& argument : words) {
    // The whole question may come as one quoted argument.
    for (std::size_t begin = 0; begin <= argument.size();) {
      const auto space = std::min(argument.find(' ', begin), argument.size());
      const auto word = argument.substr(begin, space - begin);
      begin = space + 1;
      const bool is_in_times = part != &question.what;  // `at …` may begin a budget
      if (word == "from")
        part = &question.from;
      else if (is_in_times && word == "to")
        part = &question.to;
      else if (is_in_times && word == "at")
        part = &question.at;
      else if (is_in_times && word == "on")
        part = &question.calendar;
      else if (!word.empty())
        *part += (part->empty() ? "" : " ") + word;
    }
  }
  return question;
}

// Prints the answers about one calendar.
class Answers {
 public:
  Answers(Calendar calendar, const Common& common)
      : calendar_(std::move(calendar)), zone_(calendar_.zone()), common_(common) {}

  Status due(const Question& question) {
    DOCKET_TRY(budget, parse_budget(question.what));
    return due(question, budget);
  }

  Status due(const Question& question, const Budget& budget) {
    DOCKET_TRY(start, moment_of(question.from, zone_));
    DOCKET_TRY(explanation, calendar_.explain(start, budget));
    if (question.at.empty()) {
      print(common_.json ? to_json(json_of(explanation)) : to_text(explanation, common_.language));
      return Done{};
    }
    DOCKET_TRY(at, moment_of(question.at, zone_));
    print_at(explanation, at);
    return Done{};
  }

  Status elapsed(const Question& question) {
    DOCKET_TRY(from, moment_of(question.from, zone_));
    DOCKET_TRY(to, moment_of(question.to, zone_));
    if (to < from) return Error{ErrorCode::invalid_argument, "the time after `to` lies before the one after `from`"};
    const auto open = calendar_.open_time_between(from, to);
    DOCKET_TRY(explanation, calendar_.explain(from, Budget::open(open)));
    if (open == WorkingTime{}) explanation.days.clear();
    common_.json ? print_elapsed_json(explanation, from, to, open) : print_elapsed(explanation, from, to, open);
    return Done{};
  }

  Status next_open(const Question& question) {
    DOCKET_TRY(from, moment_of(question.from, zone_));
    const auto opens = calendar_.next_open(from);
    const auto closes = calendar_.next_close(from);
    if (common_.json) {
      const auto known = [&](const auto& at) { return at ? json_of(*at, zone_) : Value::null(); };
      print(to_json(Value::object({{"at", json_of(from, zone_)},
                                   {"open", Value::boolean(calendar_.is_open(from))},
                                   {"next_open", known(opens)},
                                   {"next_close", known(closes)},
                                   {"provisional", Value::boolean(opens && calendar_.is_provisional(*opens))}})));
      return Done{};
    }
    std::string text = moment(from) + on_calendar();
    text += calendar_.is_open(from) ? say(": open", "：营业中") : say(": closed", "：不在营业时间");
    if (opens && *opens != from) text += say(", opens ", "，下次开始 ") + moment(*opens);
    if (closes) text += say(", closes ", "，下次结束 ") + moment(*closes);
    if (!opens) text += say(", never opens again", "，此后不再营业");
    print(text);
    return Done{};
  }

 private:
  std::string say(const char* english, const char* chinese) const {
    return common_.language == Language::zh ? chinese : english;
  }
  std::string moment(Instant at) const { return moment_text(at, zone_, common_.language); }
  std::string length(Elapsed length) const { return length_text(length, common_.language); }
  std::string on_calendar() const {
    return say(" on calendar ", "，日历 ") + backticked(calendar_.name()) + say(" (", "（") + zone_.name() +
           say(")", "）");
  }

  // Clock time runs day and night; all else is measured in open time.
  Elapsed between(const DueExplanation& explanation, Instant from, Instant to) const {
    if (to < from) return Elapsed{0};
    const bool is_wall = std::holds_alternative<Budget::Wall>(explanation.budget.kind()) ||
                         std::holds_alternative<Budget::Until>(explanation.budget.kind());
    return is_wall ? Elapsed{to - from} : calendar_.open_time_between(from, to).length();
  }

  void print_at(const DueExplanation& explanation, Instant at) const {
    const auto& due = explanation.due;
    const auto spent = between(explanation, due.effective_start, at);
    const auto left = between(explanation, std::max(at, due.effective_start), due.at);
    const auto over = between(explanation, due.at, at);
    if (common_.json) {
      print(to_json(Value::object({{"at", json_of(at, zone_)},
                                   {"spent_ms", json_of(spent)},
                                   {"left_ms", json_of(left)},
                                   {"over_ms", json_of(over)},
                                   {"late", Value::boolean(at > due.at)},
                                   {"question", json_of(explanation)}})));
      return;
    }
    print(to_text(explanation, common_.language));
    const bool is_late = at > due.at;
    const auto rest = length(is_late ? over : left);
    auto text = say("at      ", "截至    ") + moment(at) + say(": ", "：");
    text += common_.language == Language::zh ? "已用 " + length(spent) + (is_late ? "，逾期 " : "，剩余 ") + rest
                                             : length(spent) + " spent, " + rest + (is_late ? " over" : " left");
    print(text);
  }

  void print_elapsed(const DueExplanation& explanation, Instant from, Instant to, WorkingTime open) const {
    print(say("elapsed ", "历时    ") + moment(from) + " – " + moment(to) + on_calendar());
    if (const auto days = days_text(explanation, common_.language, "  "); !days.empty()) print(days);
    auto sum = say("sum     ", "合计    营业时间 ") + length(open.length()) + say(" open of ", "，历时共 ") +
               length(to - from);
    if (calendar_.is_provisional(from) || calendar_.is_provisional(to))
      sum += say(" (provisional: the next holiday notice may move it)", "（暂定：可能随下一份放假通知调整）");
    print(sum);
  }

  void print_elapsed_json(const DueExplanation& explanation, Instant from, Instant to, WorkingTime open) const {
    const bool is_provisional = calendar_.is_provisional(from) || calendar_.is_provisional(to);
    const auto days = json_of(explanation);
    print(to_json(Value::object({{"from", json_of(from, zone_)},
                                 {"to", json_of(to, zone_)},
                                 {"open_ms", json_of(open.length())},
                                 {"clock_ms", json_of(to - from)},
                                 {"provisional", Value::boolean(is_provisional)},
                                 {"days", *days.find("days")}})));
  }

  Calendar calendar_;
  const TimeZone& zone_;
  const Common& common_;
};

bool is_complete(const Question& question) {
  if (question.what.empty() || question.from.empty()) return false;
  if (question.calendar.empty() != names_limit(question.what)) return false;
  const bool is_of_budget = question.what != kElapsed && question.what != kNextOpen;
  if (!question.at.empty() && !is_of_budget) return false;
  return question.to.empty() == (question.what != kElapsed);
}

// The first part of the question that is not there, or is of another question; empty: none.
std::string what_is_missing(const Question& question) {
  const bool is_elapsed = question.what == kElapsed;
  if (question.what.empty()) return "the budget is missing, before `from`";
  if (question.from.empty()) return "`from TIME` is missing";
  if (is_elapsed && question.to.empty()) return "`to TIME` is missing";
  if (!is_elapsed && !question.to.empty()) return "`to` goes with `elapsed` only";
  if (!question.at.empty() && (is_elapsed || question.what == kNextOpen))
    return "`at` goes with a budget only, not with " + backticked(question.what);
  return question.calendar.empty() ? "`on CALENDAR` is missing" : "";
}

std::string example_for(const Question& question) {
  const std::string example = question.what == kElapsed    ? "elapsed from 2026-02-13 16:00 to 2026-02-24 10:00"
                              : question.what == kNextOpen ? "next_open from 2026-02-13 16:00"
                                                           : "3 workdays from 2026-02-13 16:00";
  const auto missing = what_is_missing(question);
  return (missing.empty() ? "" : missing + "; ") + "ask like this: docket due " + example + " on office";
}

// Each row of a clock's target in turn, under its name.
int due_of_clock(const RuleBook& rules, const Question& question, const DueOptions& options) {
  const auto limits = find_limits(rules, question.what, options.project);
  if (!limits) return fail_asked(limits.error());
  for (const auto& limit : *limits) {
    if (!options.common.json) print(limit.name + ": " + limit.written);
    auto calendar = find_calendar(rules, {limit.calendar, "", options.as_of});
    if (!calendar) return fail_asked(calendar.error());
    const auto told = Answers(*std::move(calendar), options.common).due(question, limit.budget);
    if (!told) return fail_usage(told.error().message);
  }
  return kOk;
}

}  // namespace

int due(const DueOptions& options) {
  const auto question = read_question(options.words);
  if (names_limit(question.what) && !question.calendar.empty())
    return fail_usage("the clock has a calendar of its own: leave out `on " + question.calendar + "`");
  if (!is_complete(question)) return fail_usage(example_for(question));
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  if (names_limit(question.what)) return due_of_clock(*rules, question, options);
  auto calendar = find_calendar(*rules, {question.calendar, options.project, options.as_of});
  if (!calendar) return fail_asked(calendar.error());
  Answers answers(*std::move(calendar), options.common);
  const auto told = question.what == kElapsed    ? answers.elapsed(question)
                    : question.what == kNextOpen ? answers.next_open(question)
                                                 : answers.due(question);
  return told ? kOk : fail_usage(told.error().message);
}

}  // namespace docket::cli
