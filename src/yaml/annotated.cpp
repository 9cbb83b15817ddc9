// Tested by tests/unit/yaml/annotated_test.cpp
#include "yaml/annotated.hpp"

namespace docket::yaml {
namespace {

std::string quoted(const std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += std::string("\\x") + kDigits[byte >> 4U] + kDigits[byte & 0xFU];
    else
      out += c;
  }
  return out + "\"";
}

// A plain scalar of several lines, or one that ended at the edge of a flow collection, stays on one line.
std::string scalar(const Node& node) {
  const bool is_one_line = node.text().find('\n') == std::string::npos;
  return node.is_plain() && is_one_line && !node.text().empty() ? node.text() : quoted(node.text());
}

class Writing {
 public:
  std::string take() { return std::move(out_); }

  void map(const Node& node, std::size_t depth) {
    for (const auto& entry : node.entries()) {
      out_ += std::string(depth * 2, ' ') + scalar(entry.key) + ":";
      value(entry.value, depth, entry.key);
    }
  }

 private:
  void value(const Node& node, std::size_t depth, const Node& key) {
    if (node.size() == 0) return leaf(node);
    note(key);
    if (node.is_map()) return map(node, depth + 1);
    for (const auto& item : node.items()) {
      out_ += std::string((depth + 1) * 2, ' ') + "-";
      this->item(item, depth + 1);
    }
  }

  void item(const Node& node, std::size_t depth) {
    if (node.size() == 0) return leaf(node);
    note(node);
    if (node.is_map()) return map(node, depth + 1);
    for (const auto& inner : node.items()) {
      out_ += std::string((depth + 1) * 2, ' ') + "-";
      item(inner, depth + 1);
    }
  }

  void leaf(const Node& node) {
    switch (node.kind()) {
      case Kind::null: out_ += " null"; break;
      case Kind::scalar: out_ += " " + scalar(node); break;
      case Kind::sequence: out_ += " []"; break;
      case Kind::map: out_ += " {}"; break;
    }
    note(node);
  }

  void note(const Node& node) { out_ += "  # " + node.file() + ":" + std::to_string(node.span().line) + "\n"; }

  std::string out_;
};

}  // namespace

std::string annotated(const Node& root) {
  Writing writing;
  writing.map(root, 0);
  return writing.take();
}

}  // namespace docket::yaml
