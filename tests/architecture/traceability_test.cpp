// rules/TRACEABILITY.md says where each figure of the sources is kept. Here every row is looked up.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = DOCKET_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The cells of a row of the table; a `|` inside is written `\|`.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (line[i] == '|') {
      cells.push_back(trimmed(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return cells;
}

struct Row {
  std::string figure, chinese, source, file, line;
};

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::istringstream table(text_of(kRoot / "rules/TRACEABILITY.md"));
  for (std::string line; std::getline(table, line);) {
    if (!line.starts_with("| ") || line.starts_with("| figure ")) continue;
    const auto cells = cells_of(line);
    CAPTURE(line);
    REQUIRE(cells.size() == 5);
    rows.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
  }
  return rows;
}

}  // namespace

TEST_CASE("traceability: every figure of the sources stands in its file, exactly as the table says") {
  std::map<std::string, std::string> texts;
  std::size_t kept = 0;
  for (const auto& row : rows()) {
    CAPTURE(row.figure);
    CHECK_FALSE(row.chinese.empty());
    CHECK_FALSE(row.source.empty());
    if (row.file == "–") continue;
    REQUIRE(fs::exists(kRoot / row.file));
    auto& text = texts[row.file];
    if (text.empty()) text = text_of(kRoot / row.file);
    REQUIRE(row.line.size() > 2);
    REQUIRE(row.line.front() == '`');
    CHECK_MESSAGE(text.find(row.line.substr(1, row.line.size() - 2)) != std::string::npos,
                  row.file << " does not hold " << row.line);
    ++kept;
  }
  CHECK(kept >= 100);
}

TEST_CASE("traceability: no figure stands twice, and each source that holds figures is named") {
  std::map<std::string, int> figures;
  std::map<std::string, int> sources;
  for (const auto& row : rows()) {
    CHECK_MESSAGE(++figures[row.figure] == 1, row.figure << " stands in the table twice");
    for (const char* source : {"001", "002", "003", "004", "005"}) {
      if (row.source.find(source) != std::string::npos) ++sources[source];
    }
  }
  for (const auto* source : {"001", "002", "004"})
    CHECK_MESSAGE(sources[source] > 0, "nothing is of source " << source);
}
