// The fuzzer's corpus, and small changes to it, as an ordinary test.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "support/fuzz_expression.hpp"

using namespace docket::testing;

namespace {

std::vector<std::string> corpus() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(DOCKET_SOURCE_DIR) + "/tests/fuzz/corpora/expression"))
    files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

}  // namespace

TEST_CASE("expression: no text of the fuzzer's corpus crashes, hangs or makes the evaluators disagree") {
  const auto texts = corpus();
  REQUIRE(texts.size() >= 20);
  for (const auto& text : texts) fuzz_expression(text);
}

TEST_CASE("expression: 5,000 texts made from the corpus by seeded changes neither crash nor disagree") {
  const auto texts = corpus();
  std::mt19937_64 random(20261122);
  for (int i = 0; i < 5'000; ++i) {
    std::string text = texts[random() % texts.size()];
    const std::string& other = texts[random() % texts.size()];
    for (std::size_t change = 0; change < 1 + random() % 3; ++change) {
      const std::size_t at = text.empty() ? 0 : random() % text.size();
      switch (random() % 4) {
        case 0: text.erase(at, 1 + random() % 3); break;
        case 1: text.insert(at, 1, "()[]{}.,?:!&|<>=+-*/%'\"0a\\"[random() % 26]); break;
        case 2: text.insert(at, other.substr(0, random() % (other.size() + 1))); break;
        default:
          if (!text.empty()) text[at] = static_cast<char>(random() % 256);
          break;
      }
    }
    fuzz_expression(text);
  }
}
