// The value is walked beside the raw text: a value byte belongs to the next raw byte that can have
// produced it.  Line folding, indentation and doubled quotes are raw bytes that produce nothing.
// Tested by tests/unit/yaml/document_test.cpp
#include "yaml/scalar_position.hpp"

namespace docket::yaml {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The length of the escape at `raw[at]`, which is a backslash.
std::size_t escape_length(std::string_view raw, std::size_t at) {
  const char kind = at + 1 < raw.size() ? raw[at + 1] : '\\';
  return kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
}

// Past a block scalar's header line (`|-`, `>2`, a comment).
std::size_t after_header(std::string_view raw, std::size_t begin) {
  const auto newline = raw.find('\n', begin);
  return newline == std::string_view::npos ? raw.size() : newline + 1;
}

std::size_t skip_blanks(std::string_view raw, std::size_t at) {
  while (at < raw.size() && is_blank(raw[at])) ++at;
  return at;
}

}  // namespace

Style style_at(std::string_view file_text, std::size_t begin) {
  const char first = begin < file_text.size() ? file_text[begin] : ' ';
  switch (first) {
    case '\'': return Style::single_quoted;
    case '"': return Style::double_quoted;
    case '|': return Style::literal;
    case '>': return Style::folded;
    default: return Style::plain;
  }
}

std::size_t closing_quote(std::string_view raw, std::size_t begin) {
  const char quote = raw[begin];
  for (std::size_t at = begin + 1; at < raw.size(); ++at) {
    const bool is_doubled = quote == '\'' && at + 1 < raw.size() && raw[at] == quote && raw[at + 1] == quote;
    if (is_doubled || (quote == '"' && raw[at] == '\\'))
      ++at;
    else if (raw[at] == quote)
      return at;
  }
  return std::string_view::npos;
}

std::vector<std::size_t> scalar_offsets(std::string_view raw, std::size_t begin, Style style, std::string_view value) {
  const bool is_block = style == Style::literal || style == Style::folded;
  const bool is_quoted = style == Style::single_quoted || style == Style::double_quoted;
  std::size_t at = is_block ? after_header(raw, begin) : begin + (is_quoted ? 1 : 0);
  if (is_block) at = skip_blanks(raw, at);

  std::vector<std::size_t> offsets;
  offsets.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (at >= raw.size()) {
      offsets.push_back(raw.size());
      continue;
    }
    offsets.push_back(at);
    if (is_blank(value[i])) {
      // A space or newline stands for the whole run of blanks when the raw text folds it there.
      const bool run_continues = i + 1 < value.size() && is_blank(value[i + 1]);
      if (raw[at] == value[i] && value[i] != '\n' && run_continues)
        ++at;
      else if (is_blank(raw[at]))
        at = run_continues && raw[at] == value[i] ? at + 1 : skip_blanks(raw, at);
      else if (raw[at] == '\\')
        at += escape_length(raw, at);
      continue;
    }
    if (style == Style::double_quoted && raw[at] == '\\') {
      // All bytes of one escaped character share its place.
      const std::size_t length = escape_length(raw, at);
      while (i + 1 < value.size() && (static_cast<unsigned char>(value[i + 1]) & 0xC0U) == 0x80U) {
        offsets.push_back(at);
        ++i;
      }
      at += length;
      continue;
    }
    if (style == Style::single_quoted && raw[at] == '\'') ++at;
    ++at;
  }
  return offsets;
}

}  // namespace docket::yaml
