// docket due: "3 workdays from 2026-02-13 16:00 on office", and how that was counted.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "docket/value.hpp"

namespace docket::cli {
namespace {

struct Question {
  std::string budget, from, calendar;
};

// Words up to `from` are the budget, up to `on` the time, the rest the calendar.
Question read_question(const std::vector<std::string>& words) {
  Question question;
  std::string* part = &question.budget;
  for (const auto& argument : words) {
    // The whole question may come as one quoted argument.
    for (std::size_t begin = 0; begin <= argument.size();) {
      const auto space = std::min(argument.find(' ', begin), argument.size());
      const auto word = argument.substr(begin, space - begin);
      begin = space + 1;
      if (word == "from")
        part = &question.from;
      else if (word == "on" && part == &question.from)
        part = &question.calendar;
      else if (!word.empty())
        *part += (part->empty() ? "" : " ") + word;
    }
  }
  return question;
}

}  // namespace

int due(const DueOptions& options) {
  const auto question = read_question(options.words);
  if (question.budget.empty() || question.from.empty() || question.calendar.empty())
    return fail_usage("ask like this: docket due 3 workdays from 2026-02-13 16:00 on office");
  const auto rules = load(options.common);
  if (!rules) return kMistakes;
  const auto projects = rules->projects();
  if (!options.project.empty() && std::find(projects.begin(), projects.end(), options.project) == projects.end())
    return fail({ErrorCode::not_found, "there is no project " + backticked(options.project) + "; " +
                                           did_you_mean(options.project, projects, "known are " + listed(projects))});
  const auto calendar = rules->calendar(question.calendar, options.project);
  if (!calendar) {
    const auto known = rules->calendars();
    return fail({ErrorCode::not_found, "calendar " + backticked(question.calendar) + " does not exist; " +
                                           did_you_mean(question.calendar, known, "known are " + listed(known))});
  }
  const auto start = parse_instant(question.from, calendar->zone());
  if (!start) return fail_usage(start.error().message);
  const auto budget = parse_budget(question.budget);
  if (!budget) return fail_usage(budget.error().message);
  const auto explanation = calendar->explain(*start, *budget);
  if (!explanation) return fail(explanation.error());
  if (options.common.json) {
    print(to_json(Value::object(
        {{"due", Value::string(to_string(explanation->due.at, calendar->zone()))},
         {"effective_start", Value::string(to_string(explanation->due.effective_start, calendar->zone()))},
         {"provisional", Value::boolean(explanation->due.provisional)}})));
  } else
    print(to_text(*explanation, options.common.language));
  return kOk;
}

}  // namespace docket::cli
