// Prints the digest of a simulated estate, or compares it with one that is checked in:
//
//   docket_estate_digest RULES [GOLDEN] [--by-date] [--journals FILE]
//
// DOCKET_UPDATE_GOLDEN=1 writes the golden file anew.  `--by-date`: the same rules, whose calendars count days as they
// do unless told otherwise (semantics.md 28).  `--journals`: what each case told, to compare two builds case by case.
// GCC's and Clang's build must both come to the same: ./dev test runs the one, ./dev lint the other.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/fingerprint.hpp"
#include "docket/runtime.hpp"
#include "estate.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

constexpr std::uint32_t kCasesPerLine = 100;

// One line for so many cases, so that a difference can be told to be of one case or of all.
std::string digest_of(const std::vector<CaseRecord>& records) {
  std::string text;
  Fingerprinter all, part;
  CaseRecord sum;
  int closed = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& each = records[i];
    all.add(each.fingerprint);
    part.add(each.fingerprint);
    sum.entries += each.entries;
    sum.accepted += each.accepted;
    sum.refused += each.refused;
    sum.deadlines += each.deadlines;
    closed += each.is_closed ? 1 : 0;
    if ((i + 1) % kCasesPerLine != 0 && i + 1 != records.size()) continue;
    text += "to " + each.id + "  " + part.quick_hex() + "\n";
    part = {};
  }
  text += "all         " + all.quick_hex() + "\n";
  text += std::to_string(records.size()) + " cases, " + std::to_string(closed) + " closed; " +
          std::to_string(sum.entries) + " journal entries: " + std::to_string(sum.accepted) + " accepted, " +
          std::to_string(sum.refused) + " refused, " + std::to_string(sum.deadlines) + " deadlines\n";
  return text;
}

// Tells the first case whose journal depends on when `advance` was called.
bool is_same(const std::vector<CaseRecord>& rarely, const std::vector<CaseRecord>& often) {
  for (std::size_t i = 0; i < rarely.size(); ++i) {
    if (rarely[i].fingerprint == often[i].fingerprint) continue;
    std::fprintf(stderr, "the journal of %s is another one when the host calls often\n", rarely[i].id.c_str());
    return false;
  }
  return true;
}

bool is_golden(const std::string& text, const char* golden) {
  if (std::getenv("DOCKET_UPDATE_GOLDEN") != nullptr) return static_cast<bool>(std::ofstream(golden) << text);
  std::ifstream stream(golden);
  if (std::string(std::istreambuf_iterator<char>(stream), {}) == text) return true;
  std::fprintf(stderr, "it is not what %s says; DOCKET_UPDATE_GOLDEN=1 writes that anew\n", golden);
  return false;
}

}  // namespace

namespace {

struct Options {
  std::vector<std::string> paths;  // the rules, the golden file
  std::string journals;
  bool is_by_date = false;
};

Options options_of(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string word = arguments[i];
    if (word == "--by-date")
      options.is_by_date = true;
    else if (word == "--journals" && i + 1 < count)
      options.journals = arguments[++i];
    else
      options.paths.push_back(word);
  }
  return options;
}

// Nothing where no calendar says another way of counting: then it would be the same estate again.
std::optional<RuleBook> by_date(const RuleBook& rules) {
  const std::string other = ", received: next_opening";
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  bool is_other = false;
  for (const auto& [path, text] : rules.files()) {
    auto& copy = sources.files[path] = text;
    const auto at = copy.find(other);
    if (!path.starts_with("calendars/") || at == std::string::npos) continue;
    copy.erase(at, other.size());
    is_other = true;
  }
  if (!is_other) return std::nullopt;
  return load_rules(std::move(sources)).rules;
}

bool write_journals(const std::vector<CaseRecord>& records, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  for (const auto& each : records) file << "== " << each.id << "\n" << each.journal;
  return static_cast<bool>(file);
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = options_of(count, arguments);
  if (options.paths.empty()) return 2;
  auto report = read_rules(options.paths[0]);
  if (report.rules && options.is_by_date) report.rules = by_date(*report.rules);
  if (!report.rules) {
    std::fputs("the rules do not load\n", stderr);
    return 2;
  }
  const Estate estate{.seed = 20260101,
                      .cases = 1'000,
                      .workflow = "complaint",
                      .projects = {"", "shanshui"},
                      .begin = std::chrono::sys_days{std::chrono::January / 1 / 2026},
                      .end = std::chrono::sys_days{std::chrono::January / 1 / 2027}};
  const auto records = live_through(*report.rules, estate, Calls::never);
  const auto text = digest_of(records);
  std::fputs(text.c_str(), stdout);
  bool is_well = is_same(records, live_through(*report.rules, estate, Calls::often));
  if (!options.journals.empty()) is_well = write_journals(records, options.journals) && is_well;
  if (options.paths.size() > 1) is_well = is_golden(text, options.paths[1].c_str()) && is_well;
  return is_well ? 0 : 1;
}
