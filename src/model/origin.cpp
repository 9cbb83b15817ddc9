// Tested by tests/unit/engine/refusal_test.cpp
#include "model/origin.hpp"

namespace docket {
namespace {

bool is_word(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// The parameters in `$reply_major` or `size(record.facts) >= params.facts_min`.
std::vector<std::string> parameters_in(std::string_view text) {
  std::vector<std::string> names;
  constexpr std::string_view kPrefix = "params.";
  const auto add = [&](std::size_t begin) {
    auto end = begin;
    while (end < text.size() && is_word(text[end])) ++end;
    names.emplace_back(text.substr(begin, end - begin));
  };
  if (text.starts_with('$')) add(1);
  for (auto place = text.find(kPrefix); place != text.npos; place = text.find(kPrefix, place + 1)) {
    if (place == 0 || !(is_word(text[place - 1]) || text[place - 1] == '.')) add(place + kPrefix.size());
  }
  return names;
}

std::string overlay_file(const Draft& draft, const yaml::Node& node) {
  return node.file() == draft.overlay_file ? node.file() : "";
}

std::string overlay_of_scalar(const Draft& draft, const yaml::Node& node) {
  for (const auto& name : parameters_in(node.text())) {
    const auto param = draft.params.find(name);
    if (param == draft.params.end()) continue;
    if (auto file = overlay_file(draft, param->second); !file.empty()) return file;
  }
  return {};
}

}  // namespace

std::string overlay_of(const Draft& draft, const yaml::Node& node) {
  if (draft.overlay_file.empty()) return {};
  if (auto file = overlay_file(draft, node); !file.empty()) return file;
  if (node.is_scalar()) return overlay_of_scalar(draft, node);
  for (const auto& item : node.items()) {
    if (auto file = overlay_of(draft, item); !file.empty()) return file;
  }
  for (const auto& entry : node.entries()) {
    if (auto file = overlay_file(draft, entry.key); !file.empty()) return file;
    if (auto file = overlay_of(draft, entry.value); !file.empty()) return file;
  }
  return {};
}

}  // namespace docket
