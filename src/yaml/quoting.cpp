// Tested by tests/unit/yaml/quoting_test.cpp and tests/golden/diagnostics/
#include "yaml/quoting.hpp"

#include <algorithm>

namespace docket::yaml {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

// One past the quote that closes the one at `at`, on the same line.
std::size_t past_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (quote == '"' && text[at] == '\\')
      ++at;
    else if (text[at] == quote)
      return at + 1;
  }
  return std::string_view::npos;
}

// One past the value that begins at `at`; npos when its quotes or brackets do not match.
std::size_t past_value(std::string_view text, std::size_t at, bool is_in_flow) {
  std::string expected;  // the closing brackets, innermost last
  for (char before = ' '; at < text.size() && text[at] != '\n'; before = text[at - 1]) {
    const char c = text[at];
    if (c == '#' && before == ' ') break;
    if (is_in_flow && expected.empty() && (c == ',' || c == '}' || c == ']')) break;
    // The apostrophe of a word begins no text.
    if (c == '"' || (c == '\'' && !is_word(before))) {
      at = past_quoted(text, at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') expected += closing(c);
    if (c == ')' || c == ']' || c == '}') {
      if (expected.empty() || expected.back() != c) return std::string_view::npos;
      expected.pop_back();
    }
    ++at;
  }
  return expected.empty() ? at : std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_expression_key(std::string_view key) { return key == "when" || key == "check" || key == "if"; }
bool holds_expressions(std::string_view key) { return key == "set" || key == "data"; }

// A quoted text or a list with nothing behind it: YAML did not stumble over that.
bool is_whole(std::string_view text) {
  const char first = text.front();
  if (first == '\'' || first == '"') return past_quoted(text, 0) == text.size();
  if (first != '[' && first != '{') return false;
  return past_value(text, 1, true) == text.size() - 1 && text.back() == closing(first);
}

struct Key {
  std::string_view name;
  std::size_t value;  // where its value begins
};

// The first `name: ` in [from, end).
std::optional<Key> next_key(std::string_view text, std::size_t from, std::size_t end) {
  for (std::size_t at = from; at + 1 < end; ++at) {
    if ((text[at] == '\'' || text[at] == '"') && (at == 0 || !is_word(text[at - 1]))) {
      const auto past = past_quoted(text, at);
      if (past != std::string_view::npos) at = past;
      if (at + 1 >= end) return std::nullopt;
    }
    if (text[at] != ':' || text[at + 1] != ' ' || at == from || !is_word(text[at - 1])) continue;
    auto begin = at;
    while (begin > from && is_word(text[begin - 1])) --begin;
    auto value = at + 1;
    while (value < end && text[value] == ' ') ++value;
    return Key{text.substr(begin, at - begin), value};
  }
  return std::nullopt;
}

// The key of the map that the line at `line_begin` belongs to, in block style.
std::string_view parent_key(std::string_view text, std::size_t line_begin) {
  const auto indent_of = [&](std::size_t line) { return text.find_first_not_of(' ', line) - line; };
  const auto indent = indent_of(line_begin);
  while (line_begin > 0) {
    const auto newline = line_begin - 1;
    const auto before = newline == 0 ? std::string_view::npos : text.rfind('\n', newline - 1);
    line_begin = before == std::string_view::npos ? 0 : before + 1;
    const auto line = text.substr(line_begin, newline - line_begin);
    if (trimmed(line).empty() || indent_of(line_begin) >= indent) continue;
    const auto name = trimmed(line.substr(line.find_first_not_of(" -")));
    return name.ends_with(':') ? name.substr(0, name.size() - 1) : std::string_view{};
  }
  return {};
}

}  // namespace

std::optional<std::string> meant_text(std::string_view file_text, std::size_t begin, bool is_in_flow) {
  const auto end = past_value(file_text, begin, is_in_flow);
  if (end == std::string_view::npos) return std::nullopt;
  const auto text = trimmed(file_text.substr(begin, end - begin));
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::string in_quotes(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  if (has_single && text.find_first_of("\"\\") == std::string_view::npos) return "\"" + std::string(text) + "\"";
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

std::optional<Stumble> stumble_at(std::string_view file_text, std::size_t position, bool is_in_flow) {
  position = std::min(position, file_text.size());
  const auto newline = position == 0 ? std::string_view::npos : file_text.rfind('\n', position - 1);
  const auto line_begin = newline == std::string_view::npos ? 0 : newline + 1;
  const auto line_end = std::min(file_text.find('\n', line_begin), file_text.size());
  auto parent = parent_key(file_text, line_begin);
  for (auto from = line_begin; from < position;) {
    const auto key = next_key(file_text, from, line_end);
    if (!key || key->value > position) return std::nullopt;
    const bool is_expression = is_expression_key(key->name) || holds_expressions(parent);
    if (!is_expression && key->value < line_end && file_text[key->value] == '{') {
      parent = key->name;
      from = key->value + 1;
      continue;
    }
    const auto end = past_value(file_text, key->value, is_in_flow);
    if (end == std::string_view::npos) return std::nullopt;
    const auto text = trimmed(file_text.substr(key->value, end - key->value));
    if (position < end && !text.empty() && !is_whole(text)) return Stumble{std::string(text), is_expression};
    from = end;
  }
  return std::nullopt;
}

}  // namespace docket::yaml
