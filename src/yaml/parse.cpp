// yaml-cpp's events turned into a Tree.  The only file that sees yaml-cpp and catches its exceptions.
// Tested by tests/unit/yaml/document_test.cpp
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "yaml/document.hpp"
#include "yaml/quoting.hpp"
#include "yaml/scalar_position.hpp"

namespace docket::yaml {
namespace {

std::size_t offset_of(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos); }

constexpr std::string_view kAliasMessage = "aliases (`*name`) are not allowed in rules";
constexpr std::string_view kWriteOut = "write the value out, or make it a parameter under `params:`";

bool is_flow_at(const Source& source, std::size_t begin) {
  const auto& text = source.text();
  return begin < text.size() && (text[begin] == '{' || text[begin] == '[');
}

// Stops the parser: the diagnostic is already written, or the nesting is out of bounds.
struct Abandon {};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const Source> source, Diagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  std::shared_ptr<const Tree> tree() { return std::make_shared<const Tree>(std::move(tree_)); }
  std::optional<NodeIndex> root() const { return root_; }
  std::size_t begin_of_root() const { return tree_.at(*root_).begin; }
  // Where the innermost map or list that is not complete begins.
  std::optional<std::size_t> innermost() const {
    if (open_.empty()) return std::nullopt;
    return tree_.at(open_.back().index).begin;
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    const auto at = place_of_nothing(mark);
    attach(tree_.add({.kind = Kind::null, .source = source_, .begin = at, .end = at}), mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    complain(mark, "yaml-alias", std::string(kAliasMessage), std::string(kWriteOut));
    throw Abandon{};  // an alias may stand for a bomb: nothing behind it is looked at
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    // yaml-cpp reports `!` for quoted text and `?` or nothing for plain text.
    if (!tag.empty() && tag != "?" && tag != "!") refuse_tag(mark, tag);
    const auto begin = offset_of(mark);
    const Style style = style_at(source_->text(), begin);
    const bool is_null = style == Style::plain && (value.empty() || value == "~" || value == "null");
    const auto offsets_end = begin + (style == Style::plain ? value.size() : 0);
    Tree::Data data{.kind = is_null ? Kind::null : Kind::scalar,
                    .style = style,
                    .source = source_,
                    .begin = begin,
                    .end = offsets_end,
                    .text = value};
    if (style == Style::single_quoted || style == Style::double_quoted)
      data.end = end_of_quoted(mark);
    else if (style != Style::plain)
      data.end = end_of_block(begin, style, value);
    attach(tree_.add(std::move(data)), mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Open {
    NodeIndex index;
    std::optional<NodeIndex> key = {};  // of a map: the key that waits for its value
    std::map<std::string, NodeIndex> keys = {};
  };

  Tree::Data& data(NodeIndex index) { return tree_.nodes[static_cast<std::size_t>(index)]; }

  void complain(const YAML::Mark& mark, std::string code, std::string message, std::string hint = {}) {
    const auto at = offset_of(mark);
    diagnostics_.push_back(source_->error(at, at + 1, std::move(code), std::move(message), std::move(hint)));
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    complain(mark, "yaml-anchor", "anchors (`&name`) are not allowed in rules", std::string(kWriteOut));
    throw Abandon{};
  }

  // `!record.urgent` is a tag to YAML, and a condition to its author.
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    const bool is_in_flow = !open_.empty() && is_flow_at(*source_, data(open_.back().index).begin);
    const auto stumble = stumble_at(source_->text(), offset_of(mark), is_in_flow);
    if (stumble && stumble->is_expression)
      complain(mark, "yaml-tag", "to YAML, `!` at the beginning of a text is a tag",
               "quote this expression: " + in_quotes(stumble->text));
    else
      complain(mark, "yaml-tag", "the tag " + backticked(tag) + " is not allowed in rules", "remove it");
  }

  // yaml-cpp takes a text whose closing quote is missing to go on to the end of the file.
  std::size_t end_of_quoted(const YAML::Mark& mark) {
    const auto quote = closing_quote(source_->text(), offset_of(mark));
    if (quote != std::string::npos) return quote + 1;
    complain(mark, "yaml-syntax", "the quote that begins here is never closed", "close it, or leave both quotes out");
    throw Abandon{};
  }

  std::size_t end_of_block(std::size_t begin, Style style, const std::string& value) {
    return value.empty() ? begin + 1 : scalar_offsets(source_->text(), begin, style, value).back() + 1;
  }

  // yaml-cpp is at the next token by then, which may be lines away: nothing stands behind its key's colon.
  std::size_t place_of_nothing(const YAML::Mark& mark) {
    const auto at = offset_of(mark);
    if (open_.empty() || !open_.back().key) return at;
    const auto key_end = data(*open_.back().key).end;
    const auto colon = source_->text().find(':', key_end);
    return std::min(at, colon == std::string::npos ? key_end : colon + 1);
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (!tag.empty() && tag != "?" && tag != "!") refuse_tag(mark, tag);
    if (open_.size() >= limits::kYamlDepth) {
      complain(mark, "yaml-depth", "nested more than " + std::to_string(limits::kYamlDepth) + " levels deep");
      throw Abandon{};
    }
    const auto begin = offset_of(mark);
    const auto index = tree_.add({.kind = kind, .source = source_, .begin = begin, .end = begin + 1});
    attach(index, mark);
    open_.push_back({.index = index});
  }

  void attach(NodeIndex index, const YAML::Mark& mark) {
    if (open_.empty()) {
      root_ = index;
      return;
    }
    auto& parent = open_.back();
    if (data(parent.index).kind == Kind::sequence) {
      data(parent.index).items.push_back(index);
      return;
    }
    if (!parent.key) {
      if (data(index).kind != Kind::scalar) refuse_key(mark, data(index).kind);
      parent.key = index;
      return;
    }
    add_entry(parent, index);
  }

  void refuse_key(const YAML::Mark& mark, Kind kind) {
    complain(mark, "yaml-key", "a key must be text, not " + describe(kind));
    if (kind != Kind::null) throw Abandon{};
  }

  void add_entry(Open& parent, NodeIndex value) {
    const NodeIndex key = *std::exchange(parent.key, std::nullopt);
    const auto [first, is_new] = parent.keys.emplace(data(key).text, key);
    if (!is_new) {
      const auto line = source_->span(data(first->second).begin, data(first->second).end).line;
      diagnostics_.push_back(source_->error(data(key).begin, data(key).end, "duplicate-key",
                                            "duplicate key " + backticked(data(key).text),
                                            "the first one is on line " + std::to_string(line)));
      return;
    }
    data(parent.index).entries.push_back({key, value});
  }

  std::shared_ptr<const Source> source_;
  Diagnostics& diagnostics_;
  Tree tree_;
  std::optional<NodeIndex> root_;
  std::vector<Open> open_;
};

std::string missing_end(const Source& source, std::size_t innermost) {
  const std::string_view open = source.text()[innermost] == '{' ? "{" : "[";
  return backticked(open) + " on line " + std::to_string(source.span(innermost, innermost).line) + " needs `,` or " +
         backticked(open == "{" ? "}" : "]") + " before this";
}

std::string quote_hint(const Stumble& stumble) {
  return (stumble.is_expression ? "quote this expression: " : "quote this text: ") + in_quotes(stumble.text);
}

std::string hint_for(const Source& source, std::size_t at, std::optional<std::size_t> innermost, bool is_in_flow,
                     const std::string& reason) {
  const auto& text = source.text();
  const auto line = source.line(source.span(at, at).line);
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string::npos)
    return "indent with spaces, not with tabs";
  if (reason.find("escape") != std::string::npos) return "in double quotes write `\\\\` for `\\`, or use single quotes";
  const auto number = source.span(at, at).line;
  for (const std::string_view mark : {"，", "："}) {
    // A key that lost its colon swallows the line below.
    const bool is_here =
        line.find(mark) != std::string::npos || source.line(number - 1).find(mark) != std::string::npos;
    if (is_here) return backticked(mark) + " is part of the text: write " + (mark == "，" ? "`, `" : "`: `");
  }
  if (const auto stumble = stumble_at(text, at, is_in_flow)) return quote_hint(*stumble);
  if (!is_in_flow) return reason.find("end of map") != std::string::npos ? "are both indented alike?" : "";
  // A `#` inside an expression began a comment: YAML noticed only on a later line.
  const auto comment = text.find(" #", *innermost);
  if (comment == std::string::npos || comment > at || comment > text.find('\n', *innermost)) return {};
  const auto stumble = stumble_at(text, comment, is_in_flow);
  return stumble ? "` #` begins a comment; " + quote_hint(*stumble) : std::string();
}

// What yaml-cpp met, in the words of somebody who knows the file and not the parser.
Diagnostic syntax_error(const Source& source, const TreeBuilder& builder, const YAML::Exception& exception) {
  const auto at = offset_of(exception.mark);
  const auto has = [&](std::string_view words) { return exception.msg.find(words) != std::string::npos; };
  if (has("referenced anchor"))
    return source.error(at, at + 1, "yaml-alias", std::string(kAliasMessage), std::string(kWriteOut));

  const auto innermost = builder.innermost();
  const bool is_in_flow = innermost && is_flow_at(source, *innermost);
  std::string reason = exception.msg;
  if (!reason.empty() && reason.front() >= 'A' && reason.front() <= 'Z')
    reason.front() = static_cast<char>(reason.front() + 32);
  if (has("illegal map value"))
    reason = "`: ` cannot stand inside a text without quotes";
  else if (is_in_flow && (has("flow") || has("end of")))
    reason = missing_end(source, *innermost);
  else if (has("end of map not found"))
    reason = "this does not continue the map above it";
  else if (has("end of sequence not found"))
    reason = "this does not continue the list above it";
  return source.error(at, at + 1, "yaml-syntax", reason, hint_for(source, at, innermost, is_in_flow, exception.msg));
}

Diagnostic second_document(const Source& source, std::size_t root) {
  const auto& text = source.text();
  const auto mark = text.rfind("\n---", root);
  const auto begin = mark == std::string::npos ? root : mark + 1;
  return source.error(begin, begin + 3, "second-document", "a rule file holds one document",
                      "move what follows `---` to a file of its own");
}

bool is_readable(const Source& source, Diagnostics& diagnostics) {
  const auto& text = source.text();
  if (text.size() > limits::kRuleFileBytes) {
    diagnostics.push_back(source.error(0, 0, "file-too-large", "the file has " + std::to_string(text.size()) + " bytes",
                                       "at most " + std::to_string(limits::kRuleFileBytes) + " are read"));
    return false;
  }
  const auto invalid = first_invalid_utf8(text).value_or(std::string::npos);
  const auto nul = text.find('\0');
  if (invalid == std::string::npos && nul == std::string::npos) return true;
  // The line cannot be shown: it is not text.
  const auto first = std::min(invalid, nul);
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first), '\n');
  Diagnostic diagnostic{.code = "not-utf8", .message = "the file is not UTF-8 text", .hint = "save it as UTF-8"};
  if (nul < invalid) diagnostic.message = "the file is not text: there is a byte 0 in it";
  diagnostic.span = {source.file(), static_cast<std::uint32_t>(line), 1, 1};
  diagnostics.push_back(std::move(diagnostic));
  return false;
}

}  // namespace

std::optional<Node> parse(std::string file, std::string text, Diagnostics& diagnostics, int meaning) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // a byte order mark, as Windows editors write it
  const auto source = std::make_shared<const Source>(std::move(file), std::move(text), meaning);
  const auto before = diagnostics.size();
  if (!is_readable(*source, diagnostics)) return std::nullopt;

  TreeBuilder builder(source, diagnostics);
  try {
    std::istringstream stream(source->text());
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (builder.root() && parser) {
      const auto first_root = *builder.root();
      if (parser.HandleNextDocument(builder) && builder.root() != first_root)
        diagnostics.push_back(second_document(*source, builder.begin_of_root()));
    }
  } catch (const Abandon&) {
  } catch (const YAML::Exception& exception) {
    diagnostics.push_back(syntax_error(*source, builder, exception));
  }
  if (diagnostics.size() != before) return std::nullopt;
  if (!builder.root()) {
    const bool is_blank = source->text().find_first_not_of(" \t\r\n") == std::string_view::npos;
    diagnostics.push_back(source->error(
        0, 0, "empty-file",
        is_blank ? "the file is empty" : "the file holds only comments or directives, lines with `#` or `%`"));
    return std::nullopt;
  }
  const auto root = *builder.root();
  return Node(builder.tree(), root);
}

}  // namespace docket::yaml
