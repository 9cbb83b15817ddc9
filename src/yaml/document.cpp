// Tested by tests/unit/yaml/document_test.cpp
#include "yaml/document.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "yaml/quoting.hpp"
#include "yaml/scalar_position.hpp"

namespace docket::yaml {

Source::Source(std::string file, std::string text, int meaning)
    : file_(std::move(file)), text_(std::move(text)), meaning_(meaning) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

std::size_t Source::line_index(std::size_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::size_t>(after - line_starts_.begin()) - 1;
}

std::string Source::line(std::uint32_t number) const {
  if (number == 0 || number > line_starts_.size()) return {};
  const auto begin = line_starts_[number - 1];
  auto end = text_.find('\n', begin);
  if (end == std::string::npos) end = text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return text_.substr(begin, end - begin);
}

SourceSpan Source::span(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  const auto index = line_index(begin);
  const auto line_begin = line_starts_[index];
  const auto newline = text_.find('\n', begin);
  const auto line_end = newline == std::string::npos ? text_.size() : newline;
  end = std::clamp(end, begin, line_end);
  const auto column_of = [&](std::size_t offset) {
    return static_cast<std::uint32_t>(code_points(std::string_view(text_).substr(line_begin, offset - line_begin))) + 1;
  };
  return {file_, static_cast<std::uint32_t>(index + 1), column_of(begin), column_of(end)};
}

Diagnostic Source::error(std::size_t begin, std::size_t end, std::string code, std::string message,
                         std::string hint) const {
  Diagnostic diagnostic{Severity::error, std::move(code), span(begin, end), std::move(message), std::move(hint), {}};
  diagnostic.source_line = line(diagnostic.span.line);
  return diagnostic;
}

NodeIndex Tree::add(Data data) {
  nodes.push_back(std::move(data));
  return static_cast<NodeIndex>(nodes.size() - 1);
}

std::vector<Node> Node::items() const {
  std::vector<Node> nodes;
  nodes.reserve(data().items.size());
  for (const auto index : data().items) nodes.emplace_back(tree_, index);
  return nodes;
}

std::vector<Node::Entry> Node::entries() const {
  std::vector<Entry> entries;
  entries.reserve(data().entries.size());
  for (const auto& entry : data().entries) entries.push_back({Node(tree_, entry.key), Node(tree_, entry.value)});
  return entries;
}

std::optional<Node> Node::find(std::string_view key) const {
  for (const auto& entry : data().entries) {
    if (tree_->at(entry.key).text == key) return Node(tree_, entry.value);
  }
  return std::nullopt;
}

std::vector<std::string> Node::keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : data().entries) keys.push_back(tree_->at(entry.key).text);
  return keys;
}

std::size_t Node::size() const { return is_map() ? data().entries.size() : data().items.size(); }

SourceSpan Node::span() const { return data().source->span(data().begin, data().end); }

SourceSpan Node::span_within(std::size_t begin, std::size_t end) const {
  const auto& scalar = data();
  const auto offsets = scalar_offsets(scalar.source->text(), scalar.begin, scalar.style, scalar.text);
  const auto place = [&](std::size_t at) { return at < offsets.size() ? offsets[at] : scalar.end; };
  const auto last = end > begin ? place(end - 1) + 1 : place(begin);
  return scalar.source->span(place(begin), last);
}

std::optional<std::string> Node::meant_text() const {
  const auto& text = data().source->text();
  const bool begins_here =
      is_plain() || (data().begin < text.size() && (text[data().begin] == '{' || text[data().begin] == '['));
  if (!begins_here) return std::nullopt;
  return yaml::meant_text(text, data().begin, true);
}

Node Node::since(int meaning) const {
  auto later = *this;
  later.since_ = meaning;
  return later;
}

Diagnostic Node::error(std::string code, std::string message, std::string hint) const {
  auto diagnostic =
      data().source->error(data().begin, data().end, std::move(code), std::move(message), std::move(hint));
  diagnostic.severity = severity();
  return diagnostic;
}

Diagnostic Node::error_within(std::size_t begin, std::size_t end, std::string code, std::string message,
                              std::string hint) const {
  Diagnostic diagnostic{severity(), std::move(code), span_within(begin, end), std::move(message), std::move(hint), {}};
  diagnostic.source_line = data().source->line(diagnostic.span.line);
  return diagnostic;
}

Diagnostic Node::error_at(const SourceSpan& place, std::string code, std::string message, std::string hint) const {
  Diagnostic diagnostic{severity(), std::move(code), place, std::move(message), std::move(hint), {}};
  for (const auto& node : tree_->nodes) {
    if (node.source->file() != place.file) continue;
    diagnostic.source_line = node.source->line(place.line);
    break;
  }
  return diagnostic;
}

Diagnostic Node::warning(std::string code, std::string message, std::string hint) const {
  auto diagnostic = error(std::move(code), std::move(message), std::move(hint));
  diagnostic.severity = Severity::warning;
  return diagnostic;
}

std::string describe(Kind kind) {
  switch (kind) {
    case Kind::null: return "nothing";
    case Kind::scalar: return "text";
    case Kind::sequence: return "a list";
    case Kind::map: return "a map";
  }
  return {};
}

}  // namespace docket::yaml
