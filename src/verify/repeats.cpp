// Tested by tests/unit/verify/repeats_test.cpp
#include "verify/repeats.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace docket {
namespace {

// More than anybody looks up from one line.
constexpr std::size_t kPlacesNamed = 8;

std::string place_of(const Diagnostic& diagnostic) {
  return std::to_string(diagnostic.span.line) + ":" + std::to_string(diagnostic.span.column);
}

void add_places(Diagnostic& first, std::vector<std::string> places) {
  std::string text;
  for (std::size_t i = 0; i < places.size() && i < kPlacesNamed; ++i) {
    const bool is_last = i + 1 == places.size();  // where more follow, their number is the last
    text += (i == 0 ? "also at " : is_last ? " and " : ", ") + places[i];
  }
  if (places.size() > kPlacesNamed) text += " and at " + std::to_string(places.size() - kPlacesNamed) + " more";
  first.hint = first.hint.empty() ? text : first.hint + " (" + text + ")";
}

// A key is misspelt anew wherever it is written; a name that does not exist is missing once.
bool is_missing_name(const Diagnostic& diagnostic) {
  return diagnostic.code.starts_with("unknown-") && diagnostic.code != "unknown-key" && diagnostic.span.line > 0;
}

}  // namespace

void tell_once(Diagnostics& diagnostics) {
  using Mistake = std::tuple<std::string, std::string, std::string, std::string>;
  std::map<Mistake, std::size_t> first_of;
  std::vector<std::vector<std::string>> repeats;
  Diagnostics kept;
  for (auto& each : diagnostics) {
    if (is_missing_name(each)) {
      const auto [first, is_new] =
          first_of.try_emplace({each.span.file, each.code, each.message, each.hint}, kept.size());
      if (!is_new) {
        repeats[first->second].push_back(place_of(each));
        continue;
      }
    }
    kept.push_back(std::move(each));
    repeats.emplace_back();
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!repeats[i].empty()) add_places(kept[i], std::move(repeats[i]));
  }
  diagnostics = std::move(kept);
}

}  // namespace docket
