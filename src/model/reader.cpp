// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include "model/reader.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "docket/meaning.hpp"

namespace docket {
namespace {

std::string wanted(std::string_view what, std::string_view kind, const yaml::Node& node) {
  return std::string(what) + " must be " + std::string(kind) + ", not " +
         (node.is_scalar() ? backticked(node.text()) : yaml::describe(node.kind()));
}

}  // namespace

bool Reader::is_map(const yaml::Node& node, std::string_view what) {
  if (node.is_map()) return true;
  report(node.error("wrong-type", wanted(what, "a map", node)));
  return false;
}

bool Reader::is_scalar(const yaml::Node& node, std::string_view what) {
  if (node.is_scalar()) return true;
  report(node.error("wrong-type", wanted(what, "text", node)));
  return false;
}

void Reader::check_keys(const yaml::Node& map, std::initializer_list<std::string_view> allowed, std::string_view what) {
  const std::vector<std::string> names(allowed.begin(), allowed.end());
  for (const auto& entry : map.entries()) {
    const auto& key = entry.key.text();
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    report(entry.key.error("unknown-key", "unknown key " + backticked(key) + " in " + std::string(what),
                           nearest_or_known(key, names)));
  }
}

std::string Reader::text(const yaml::Node& node, std::string_view what) {
  return is_scalar(node, what) ? node.text() : std::string();
}

LocalizedText Reader::localized(const yaml::Node& node, std::string_view what) {
  const auto before = diagnostics_.size();
  auto text = in_any_language(node, what);
  if (!node.is_map() || diagnostics_.size() != before) return text;
  for (const auto* language : {"en", "zh"}) {
    const auto given = node.find(language);
    if (given && !given->text().empty()) continue;
    const auto lacking = backticked(language);
    report((given ? *given : node)
               .error("missing-language", "the text has no " + lacking,
                      (given ? "write it" : "add " + lacking) + "; one text without braces is for every reader"));
    break;
  }
  return text;
}

bool Reader::are_rows_named(const yaml::Node& map, std::initializer_list<std::string_view> keys, std::string_view what,
                            std::string example) {
  if (map.meaning() <= kFirstMeaning) return true;  // a row with such a name was one then
  for (const auto& entry : map.entries()) {
    const bool is_of_row = std::find(keys.begin(), keys.end(), entry.key.text()) != keys.end();
    if (!is_of_row || entry.value.is_map()) continue;
    report(entry.key.error(
        "unnamed-row",
        std::string(what) + " holds rows by name, and " + backticked(entry.key.text()) + " is no row of it",
        std::move(example)));
    return false;
  }
  return true;
}

LocalizedText Reader::in_any_language(const yaml::Node& node, std::string_view what) {
  if (node.is_scalar()) return {.en = node.text(), .zh = node.text()};
  if (!node.is_map()) {
    report(node.error("wrong-type", wanted(what, "text, or a map of `zh` and `en`", node)));
    return {};
  }
  for (const auto& entry : node.entries()) {
    if (!entry.value.is_null()) continue;
    report(entry.key.error("torn-text", "the text ends before " + backticked(entry.key.text()),
                           "quote the whole text: a comma ends it here"));
    return {};
  }
  check_keys(node, {"zh", "en"}, what);
  LocalizedText text;
  if (const auto en = node.find("en")) text.en = this->text(*en, what);
  if (const auto zh = node.find("zh")) text.zh = this->text(*zh, what);
  return text;
}

std::optional<int> Reader::integer(const yaml::Node& node, std::string_view what, int min, int max) {
  std::int64_t number = 0;
  const auto& text = node.text();
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = node.is_plain() && failure != std::errc::invalid_argument && end == text.data() + text.size();
  if (is_number && failure == std::errc{} && number >= min && number <= max) return static_cast<int>(number);
  if (is_number)
    report(node.error("out-of-range",
                      std::string(what) + " must lie between " + std::to_string(min) + " and " + std::to_string(max)));
  else
    report(node.error("wrong-type", wanted(what, "a whole number", node)));
  return std::nullopt;
}

std::optional<bool> Reader::boolean(const yaml::Node& node, std::string_view what) {
  if (node.is_plain() && node.text() == "true") return true;
  if (node.is_plain() && node.text() == "false") return false;
  report(node.error("wrong-type", wanted(what, "`true` or `false`", node)));
  return std::nullopt;
}

std::vector<yaml::Node> Reader::one_or_more(const yaml::Node& node, std::string_view what) {
  if (node.is_scalar()) return {node};
  if (!node.is_sequence()) {
    report(node.error("wrong-type", wanted(what, "a name or a list of names", node)));
    return {};
  }
  std::vector<yaml::Node> scalars;
  for (const auto& item : node.items()) {
    if (is_scalar(item, what)) scalars.push_back(item);
  }
  return scalars;
}

std::optional<std::size_t> Reader::word(const yaml::Node& node, const std::vector<std::string>& words,
                                        std::string_view what) {
  if (!is_scalar(node, what)) return std::nullopt;
  const auto place = std::find(words.begin(), words.end(), node.text());
  if (place != words.end()) return static_cast<std::size_t>(place - words.begin());
  report(node.error("unknown-word", wanted(what, "one of " + listed(words), node), did_you_mean(node.text(), words)));
  return std::nullopt;
}

bool Reader::is_name(const yaml::Node& key, std::string_view what) {
  if (is_identifier(key.text())) return true;
  report(
      key.error("bad-name", backticked(key.text()) + " is not a name for " + std::string(what),
                "names are small letters, digits and `_`, beginning with a letter; `title` carries what people read"));
  return false;
}

std::optional<std::size_t> Reader::known(const yaml::Node& node, const std::vector<std::string>& names,
                                         std::string_view what) {
  if (!is_scalar(node, what)) return std::nullopt;
  const auto place = std::find(names.begin(), names.end(), node.text());
  if (place != names.end()) return static_cast<std::size_t>(place - names.begin());
  const auto last_word = what.substr(what.rfind(' ') + 1);
  report(node.error("unknown-" + std::string(last_word),
                    std::string(what) + " " + backticked(node.text()) + " does not exist",
                    nearest_or_known(node.text(), names)));
  return std::nullopt;
}

}  // namespace docket
