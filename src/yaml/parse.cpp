// yaml-cpp's events turned into a Tree.  The only file that sees yaml-cpp and catches its exceptions.
// Tested by tests/unit/yaml/document_test.cpp
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "yaml/document.hpp"
#include "yaml/scalar_position.hpp"

namespace docket::yaml {
namespace {

std::size_t offset_of(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos); }

// Stops the parser: the diagnostic is already written, or the nesting is out of bounds.
struct Abandon {};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const Source> source, Diagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  std::shared_ptr<const Tree> tree() { return std::make_shared<const Tree>(std::move(tree_)); }
  std::optional<NodeIndex> root() const { return root_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    const auto at = offset_of(mark);
    attach(tree_.add({.kind = Kind::null, .source = source_, .begin = at, .end = at}), mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    complain(mark, "yaml-alias", "aliases (`*name`) are not allowed in rules",
             "write the value out, or make it a parameter under `params:`");
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
    if (style != Style::plain) data.end = end_of_quoted(begin, style, value);
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
    std::optional<NodeIndex> key;  // of a map: the key that waits for its value
  };

  Tree::Data& data(NodeIndex index) { return tree_.nodes[static_cast<std::size_t>(index)]; }

  void complain(const YAML::Mark& mark, std::string code, std::string message, std::string hint = {}) {
    const auto at = offset_of(mark);
    diagnostics_.push_back(source_->error(at, at + 1, std::move(code), std::move(message), std::move(hint)));
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    complain(mark, "yaml-anchor", "anchors (`&name`) are not allowed in rules",
             "write the value out, or make it a parameter under `params:`");
    throw Abandon{};
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    complain(mark, "yaml-tag", "the tag " + backticked(tag) + " is not allowed in rules", "remove it");
  }

  std::size_t end_of_quoted(std::size_t begin, Style style, const std::string& value) {
    if (value.empty()) return begin + 2;
    const auto offsets = scalar_offsets(source_->text(), begin, style, value);
    const bool is_quoted = style == Style::single_quoted || style == Style::double_quoted;
    return offsets.back() + 1 + (is_quoted ? 1 : 0);
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
    open_.push_back({index, std::nullopt});
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
    for (const auto& entry : data(parent.index).entries) {
      if (data(entry.key).text != data(key).text) continue;
      const auto first = source_->span(data(entry.key).begin, data(entry.key).end);
      diagnostics_.push_back(source_->error(data(key).begin, data(key).end, "duplicate-key",
                                            "duplicate key " + backticked(data(key).text),
                                            "the first one is on line " + std::to_string(first.line)));
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

// yaml-cpp's own words, without its prefix of line and column, in our style.
std::string reason_of(const YAML::Exception& exception) {
  std::string reason = exception.msg;
  if (!reason.empty() && reason.front() >= 'A' && reason.front() <= 'Z') reason.front() = static_cast<char>(reason.front() + 32);
  return reason;
}

std::string hint_for(const std::string& line, const std::string& reason) {
  if (line.find('\t') != std::string::npos) return "indent with spaces, not with tabs";
  if (reason.find("illegal map value") != std::string::npos || reason.find("end of map") != std::string::npos ||
      reason.find("end of sequence") != std::string::npos)
    return "quote this text if it holds `: `, `#`, `{`, `[`, `?` or a leading quote";
  return {};
}

bool is_readable(const Source& source, Diagnostics& diagnostics) {
  const auto& text = source.text();
  if (text.size() > limits::kRuleFileBytes) {
    diagnostics.push_back(source.error(0, 0, "file-too-large", "the file has " + std::to_string(text.size()) + " bytes",
                                       "at most " + std::to_string(limits::kRuleFileBytes) + " are read"));
    return false;
  }
  const auto invalid = first_invalid_utf8(text);
  const auto control = text.find('\0');
  if (!invalid && control == std::string::npos) return true;
  // The line cannot be shown: it is not text.
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(invalid.value_or(control)), '\n');
  Diagnostic diagnostic{.code = "not-utf8", .message = "the file is not UTF-8 text", .hint = "save it as UTF-8"};
  diagnostic.span = {source.file(), static_cast<std::uint32_t>(line), 1, 1};
  diagnostics.push_back(std::move(diagnostic));
  return false;
}

}  // namespace

std::optional<Node> parse(std::string file, std::string text, Diagnostics& diagnostics) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // a byte order mark, as Windows editors write it
  const auto source = std::make_shared<const Source>(std::move(file), std::move(text));
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
        diagnostics.push_back(source->error(0, 0, "second-document", "a rule file holds one document",
                                            "move what follows `---` to a file of its own"));
    }
  } catch (const Abandon&) {
  } catch (const YAML::Exception& exception) {
    const auto at = offset_of(exception.mark);
    const auto reason = reason_of(exception);
    const auto span = source->span(at, at + 1);
    diagnostics.push_back(source->error(at, at + 1, "yaml-syntax", reason, hint_for(source->line(span.line), reason)));
  }
  if (diagnostics.size() != before) return std::nullopt;
  if (!builder.root()) {
    diagnostics.push_back(source->error(0, 0, "empty-file", "the file is empty"));
    return std::nullopt;
  }
  const auto root = *builder.root();
  return Node(builder.tree(), root);
}

}  // namespace docket::yaml
