// Small readers for pieces of YAML, each of which writes a diagnostic when the piece is not what it
// should be, and answers something harmless so that the next mistake is found, too.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "yaml/document.hpp"

namespace docket {

class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void report(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }
  Diagnostics& diagnostics() { return diagnostics_; }

  // False, with a diagnostic, when the node is something else.
  bool is_map(const yaml::Node& node, std::string_view what);
  bool is_scalar(const yaml::Node& node, std::string_view what);

  // A diagnostic for each key that is not allowed here; `what` names the place: "a state".
  void check_keys(const yaml::Node& map, std::initializer_list<std::string_view> allowed, std::string_view what);

  // False, with one diagnostic, when what belongs into a row stands where the rows' names should: `keys` are those of
  // a row, `example` shows one.
  bool are_rows_named(const yaml::Node& map, std::initializer_list<std::string_view> keys, std::string_view what,
                      std::string example);

  std::string text(const yaml::Node& node, std::string_view what);
  // Text, or a map by language, which needs both: {zh: …, en: …}.
  LocalizedText localized(const yaml::Node& node, std::string_view what);
  // The same where one language will do: a scenario's title is for those who wrote it.
  LocalizedText in_any_language(const yaml::Node& node, std::string_view what);
  // A whole number within the bounds, which it names when the number lies outside.
  std::optional<int> integer(const yaml::Node& node, std::string_view what, int min, int max);
  std::optional<bool> boolean(const yaml::Node& node, std::string_view what);
  // A scalar, or a list of them.
  std::vector<yaml::Node> one_or_more(const yaml::Node& node, std::string_view what);
  // One of the words, by its place in the list.
  std::optional<std::size_t> word(const yaml::Node& node, const std::vector<std::string>& words, std::string_view what);
  // A key of ours: [a-z][a-z0-9_]*
  bool is_name(const yaml::Node& key, std::string_view what);
  // The place of a name in a list of known ones; `what` is "role", "state", …
  std::optional<std::size_t> known(const yaml::Node& node, const std::vector<std::string>& names,
                                   std::string_view what);

 private:
  Diagnostics& diagnostics_;
};

}  // namespace docket
