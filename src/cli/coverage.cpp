// Tested by tests/cli/transcript.sh, section test
#include "cli/coverage.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

#include "cli/output.hpp"
#include "docket/value.hpp"

namespace docket::cli {
namespace {

constexpr std::array<RuleKind, kRuleKinds> kKinds = {RuleKind::transition, RuleKind::rung, RuleKind::refusal,
                                                     RuleKind::outcome, RuleKind::row};
constexpr std::array<const char*, kRuleKinds> kHeadings = {"transitions", "rungs", "refusals", "outcomes",
                                                           "table rows"};

struct Line {
  std::string workflow, project;
  std::array<CoveredShare, kRuleKinds> shares{};
};

bool is_asked(const std::string& workflow, const CoveredWorkflows& only) {
  return only.empty() || only.contains(workflow);
}

// In the order of the rules: a workflow, then its projects.
std::vector<Line> lines_of(const Coverage& coverage, const CoveredWorkflows& only) {
  std::vector<Line> lines;
  for (const auto& rule : coverage.rules()) {
    if (!is_asked(rule.workflow, only)) continue;
    if (lines.empty() || lines.back().workflow != rule.workflow || lines.back().project != rule.project) {
      Line line{rule.workflow, rule.project};
      for (std::size_t i = 0; i < kRuleKinds; ++i)
        line.shares[i] = coverage.share(kKinds[i], rule.workflow, rule.project);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::string label_of(const Line& line) {
  return line.project.empty() ? line.workflow : fmt::format("  {} of {}", line.workflow, line.project);
}

std::string cell(const CoveredShare& share) {
  if (share.all == 0) return fmt::format("{:>14}", "-");
  return fmt::format("{:>14}", fmt::format("{}/{} {:>3}%", share.tried, share.all, share.percent()));
}

std::string row(const std::string& label, std::size_t width, const std::array<CoveredShare, kRuleKinds>& shares) {
  auto text = fmt::format("{:<{}}", label, width);
  for (const auto& share : shares) text += cell(share);
  return text;
}

void print_table(const std::vector<Line>& lines) {
  std::size_t width = 8;
  Line total;
  for (const auto& line : lines) {
    width = std::max(width, label_of(line).size());
    for (std::size_t i = 0; i < kRuleKinds; ++i) {
      total.shares[i].tried += line.shares[i].tried;
      total.shares[i].all += line.shares[i].all;
    }
  }
  auto heading = fmt::format("{:<{}}", "tried", width);
  for (const auto* word : kHeadings) heading += fmt::format("{:>14}", word);
  print(heading);
  for (const auto& line : lines) print(row(label_of(line), width, line.shares));
  print(row("together", width, total.shares));
}

void print_untried(const CoveredRule& rule, const Common& common) {
  const auto whose = rule.project.empty() ? std::string() : fmt::format(" ({})", rule.project);
  print(fmt::format("{}:{}: {}{}: {}", rule.place.file, rule.place.line, rule.name, whose,
                    rule.hint.in(common.language)));
}

Value value_of(const Line& line) {
  const auto text = [](const CoveredShare& share) {
    return Value::object({{"tried", Value::integer(share.tried)}, {"all", Value::integer(share.all)}});
  };
  return Value::object({{"workflow", Value::string(line.workflow)},
                        {"project", Value::string(line.project)},
                        {"transitions", text(line.shares[0])},
                        {"rungs", text(line.shares[1])},
                        {"refusals", text(line.shares[2])},
                        {"outcomes", text(line.shares[3])},
                        {"rows", text(line.shares[4])}});
}

}  // namespace

void print_coverage(const Coverage& coverage, const CoveredWorkflows& only, const Common& common) {
  const auto lines = lines_of(coverage, only);
  if (common.json) {
    for (const auto& line : lines) print(to_json(value_of(line)));
    return;
  }
  print_table(lines);
  bool is_first = true;
  for (const auto& rule : coverage.rules()) {
    if (rule.times > 0 || !is_asked(rule.workflow, only)) continue;
    if (is_first) print("nobody tried");
    is_first = false;
    print_untried(rule, common);
  }
}

bool has_coverage(const Coverage& coverage, const CoveredWorkflows& only, int percent_min) {
  bool is_enough = true;
  for (const auto& line : lines_of(coverage, only)) {
    for (const std::size_t kind : {0U, 1U, 4U}) {
      const auto& share = line.shares[kind];
      if (share.percent() >= percent_min) continue;
      is_enough = false;
      complain(fmt::format("docket: of the {} of `{}`{} {} % were tried, at least {} % are asked for", kHeadings[kind],
                           line.workflow, line.project.empty() ? "" : fmt::format(" in `{}`", line.project),
                           share.percent(), percent_min));
    }
  }
  return is_enough;
}

}  // namespace docket::cli
