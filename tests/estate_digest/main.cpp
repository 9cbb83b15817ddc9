// Prints the digest of a simulated estate, or compares it with one that is checked in:
//
//   docket_estate_digest RULES [GOLDEN]      DOCKET_UPDATE_GOLDEN=1 writes the golden file anew
//
// GCC's and Clang's build must both come to the same: ./dev test runs the one, ./dev lint the other.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

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

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const auto report = read_rules(arguments[1]);
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
  if (count > 2) is_well = is_golden(text, arguments[2]) && is_well;
  return is_well ? 0 : 1;
}
