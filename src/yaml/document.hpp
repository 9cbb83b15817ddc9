// Strict YAML with positions: what the rule files are read through.
//
// The only user of yaml-cpp.  Beyond YAML's own grammar it refuses what has surprised rule authors
// elsewhere: anchors, aliases, tags, duplicate keys, keys that are not plain text, second documents.
// Plain scalars stay text: `no`, `1.10` and `2026-02-13` are what the author typed, and each reader
// says what it wants.
//
// A Node is a view into a Tree that it shares; copying one is cheap.  Trees are immutable.
// Tested by tests/unit/yaml/document_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/meaning.hpp"

namespace docket::yaml {

enum class Kind : std::uint8_t { null, scalar, sequence, map };
enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

// One file's name and text, with its lines found.
class Source {
 public:
  Source(std::string file, std::string text, int meaning = kRulesMeaning);

  const std::string& file() const { return file_; }
  const std::string& text() const { return text_; }
  // By whose checks it is read, see docket/meaning.hpp.
  int meaning() const { return meaning_; }
  // The stretch [begin, end) in bytes, cut at the end of the first line.
  SourceSpan span(std::size_t begin, std::size_t end) const;
  std::string line(std::uint32_t number) const;
  Diagnostic error(std::size_t begin, std::size_t end, std::string code, std::string message,
                   std::string hint = {}) const;

 private:
  std::size_t line_index(std::size_t offset) const;

  std::string file_;
  std::string text_;
  int meaning_;
  std::vector<std::size_t> line_starts_;
};

enum class NodeIndex : std::uint32_t {};

// The arena behind Nodes: parse() fills one, and model/overlay.cpp merges several into a new one.
struct Tree {
  struct Entry {
    NodeIndex key;  // always a scalar
    NodeIndex value;
  };
  struct Data {
    Kind kind = Kind::null;
    Style style = Style::plain;
    std::shared_ptr<const Source> source;
    std::size_t begin = 0;  // bytes in the source, of the node's first token
    std::size_t end = 0;    // one past the node's text on its first line
    std::string text;       // a scalar's value
    std::vector<NodeIndex> items;
    std::vector<Entry> entries;
  };
  std::vector<Data> nodes;

  const Data& at(NodeIndex index) const { return nodes[static_cast<std::size_t>(index)]; }
  NodeIndex add(Data data);
};

class Node {
 public:
  struct Entry;

  Node(std::shared_ptr<const Tree> tree, NodeIndex index) : tree_(std::move(tree)), index_(index) {}

  Kind kind() const { return data().kind; }
  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() == Kind::scalar; }
  bool is_sequence() const { return kind() == Kind::sequence; }
  bool is_map() const { return kind() == Kind::map; }
  // A scalar without quotes: it may be meant as a number, a bool or a name.
  bool is_plain() const { return is_scalar() && data().style == Style::plain; }

  const std::string& text() const { return data().text; }  // of a scalar, else empty
  std::vector<Node> items() const;                         // of a sequence, else empty
  std::vector<Entry> entries() const;                      // of a map, in document order
  std::optional<Node> find(std::string_view key) const;    // in a map
  std::vector<std::string> keys() const;
  std::size_t size() const;  // items or entries

  const std::string& file() const { return data().source->file(); }
  SourceSpan span() const;
  // The place of bytes [begin, end) of text() in the file: exact inside quotes, escapes and block
  // scalars, too.
  SourceSpan span_within(std::size_t begin, std::size_t end) const;

  // The text from this node's first character on as its author meant it, whatever YAML made of it
  // (yaml/quoting.hpp); nullopt in a block.
  std::optional<std::string> meant_text() const;

  // The node for a check that came later: what it reports is an error since that meaning, and a warning in a rule set
  // that was stored before.  After the report go on as it was done before the check was there.
  //
  //   reader.report(node.since(2).error("no-time", …));
  Node since(int meaning) const;
  // By whose checks this node is read: for what a report alone does not settle.
  int meaning() const { return data().source->meaning(); }

  Diagnostic error(std::string code, std::string message, std::string hint = {}) const;
  Diagnostic error_within(std::size_t begin, std::size_t end, std::string code, std::string message,
                          std::string hint = {}) const;
  // At a place noted earlier, in any of the files that this node's tree was made of.
  Diagnostic error_at(const SourceSpan& place, std::string code, std::string message, std::string hint = {}) const;
  Diagnostic warning(std::string code, std::string message, std::string hint = {}) const;

  const std::shared_ptr<const Tree>& tree() const { return tree_; }
  NodeIndex index() const { return index_; }

 private:
  const Tree::Data& data() const { return tree_->at(index_); }
  Severity severity() const { return meaning() < since_ ? Severity::warning : Severity::error; }

  std::shared_ptr<const Tree> tree_;
  NodeIndex index_;
  int since_ = kFirstMeaning;  // of what is reported here; not of the nodes inside
};

struct Node::Entry {
  Node key;
  Node value;
};

// "a map", "a list", "text", "nothing": for messages.
std::string describe(Kind kind);

// Reads one document.  Every mistake found goes to `diagnostics`; the root is returned only when
// there was none.  An empty file is a mistake.  `meaning`: of the rule set the file belongs to.
// Cost: linear; nesting and size are bounded by limits.hpp.
std::optional<Node> parse(std::string file, std::string text, Diagnostics& diagnostics, int meaning = kRulesMeaning);

}  // namespace docket::yaml
