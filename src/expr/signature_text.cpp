// Signatures as people read them: operators between their operands, and numbers of all kinds as one.
// Tested by tests/unit/expr/functions_test.cpp
#include <algorithm>

#include "base/text.hpp"
#include "expr/functions.hpp"

namespace docket::expr {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_number(std::string_view word) { return word == "int" || word == "uint" || word == "double"; }

// The names of types in a piece of a signature.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

struct Signature {
  std::string receiver;  // `string` of `string.size()`, or empty
  std::string parameters;
  std::string result;
};

Signature parts_of(std::string_view text, std::string_view name) {
  const auto at = text.find(std::string(name) + "(");
  const auto arrow = text.rfind(") -> ");
  const auto before = text.substr(0, at);
  return {std::string(before.substr(0, before.empty() ? 0 : before.size() - 1)),
          std::string(text.substr(at + name.size() + 1, arrow - at - name.size() - 1)),
          std::string(text.substr(arrow + 5))};
}

bool takes_only_numbers(const Signature& signature) {
  const auto words = words_of(signature.parameters);
  return !words.empty() &&
         std::ranges::all_of(words, [](auto word) { return is_number(word) || word == "list" || word == "dyn"; });
}

bool mixes_numbers(const Signature& signature) {
  const auto words = words_of(signature.parameters);
  return takes_only_numbers(signature) && words.size() == 2 && words[0] != "list" && words[0] != words[1];
}

std::string with_numbers_as_one(const std::string& text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    const auto word = text.substr(at, end - at);
    shown += is_number(word) || word == "dyn" ? "number" : word;
    if (end < text.size()) shown += text[end];
    at = end + 1;
  }
  return shown;
}

// `a + b -> c` instead of `+(a, b) -> c`.
std::string written(const Signature& signature, std::string_view name) {
  const auto tail = " -> " + signature.result;
  if (name == "-_") return "-" + signature.parameters + tail;
  if (is_operator(name)) {
    // Between two parameters that are no part of `map(A, B)`.
    const auto comma = signature.parameters.find(", ");
    return signature.parameters.substr(0, comma) + " " + std::string(name) + signature.parameters.substr(comma + 1) +
           tail;
  }
  const auto receiver = signature.receiver.empty() ? std::string() : signature.receiver + ".";
  return receiver + std::string(name) + "(" + signature.parameters + ")" + tail;
}

}  // namespace

bool is_operator(std::string_view name) {
  return name == "in" || name.find_first_of("+-*/%=!<>") != std::string_view::npos;
}

std::vector<std::string_view> signatures_of(const FunctionRow& row) {
  std::vector<std::string_view> signatures;
  for (std::string_view rest = row.signatures;;) {
    const auto end = rest.find("; ");
    signatures.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) return signatures;
    rest.remove_prefix(end + 2);
  }
}

std::vector<std::string> shown_signatures(const FunctionRow& row) {
  std::vector<Signature> signatures;
  for (const auto text : signatures_of(row)) signatures.push_back(parts_of(text, row.name));
  const bool any_numbers = std::ranges::any_of(signatures, mixes_numbers);
  std::vector<std::string> shown;
  for (auto& signature : signatures) {
    if (any_numbers && takes_only_numbers(signature)) {
      signature.parameters = with_numbers_as_one(signature.parameters);
      signature.result = with_numbers_as_one(signature.result);
    }
    auto text = written(signature, row.name);
    if (std::ranges::find(shown, text) == shown.end()) shown.push_back(std::move(text));
  }
  return shown;
}

}  // namespace docket::expr
