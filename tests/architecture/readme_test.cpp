// Keeps the documents true where a machine can tell: both READMEs show the files of examples/01_hello
// word for word, the program prints what they say, and every link of every document leads somewhere.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

// The program itself, under a name that a test can call.
#define main print_what_the_readme_says
#include "../../examples/01_hello/main.cpp"
#undef main

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = DOCKET_SOURCE_DIR;
const fs::path kHello = kRoot / "examples/01_hello";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  CAPTURE(path.string());
  REQUIRE(file);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::string fenced(const std::string& language, const fs::path& path) {
  return "```" + language + "\n" + text_of(path) + "```\n";
}

// Standard output goes into a string, and the folder is the project's root, as long as this lives.
class Captured {
 public:
  Captured() : buffer_(std::cout.rdbuf(output_.rdbuf())), folder_(fs::current_path()) { fs::current_path(kRoot); }
  ~Captured() {
    std::cout.rdbuf(buffer_);
    fs::current_path(folder_);
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  std::string text() const { return output_.str(); }

 private:
  std::ostringstream output_;
  std::streambuf* buffer_;
  fs::path folder_;
};

}  // namespace

TEST_CASE("readme: both languages show the rules, the program and the output of examples/01_hello word for word") {
  for (const std::string name : {"README.md", "README.zh-CN.md"}) {
    CAPTURE(name);
    const auto readme = text_of(kRoot / name);
    const auto rules = readme.find(fenced("yaml", kHello / "rules/incident.yaml"));
    const auto program = readme.find(fenced("cpp", kHello / "main.cpp"));
    const auto output = readme.find(fenced("text", kHello / "expected.txt"));
    CHECK_MESSAGE(rules != std::string::npos, "the rules differ from incident.yaml");
    CHECK_MESSAGE(program != std::string::npos, "the program differs from main.cpp");
    CHECK_MESSAGE(output != std::string::npos, "the output differs from expected.txt");
    CHECK(rules < program);
    CHECK(program < output);
  }
}

TEST_CASE("readme: the program prints what the README says it prints") {
  std::string printed;
  {
    const Captured output;
    REQUIRE(print_what_the_readme_says() == 0);
    printed = output.text();
  }
  CHECK(printed == text_of(kHello / "expected.txt"));
}

TEST_CASE("documents: every link to a file of the project leads to one") {
  int links = 0;
  for (const std::string name : {"README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md",
                                 "rules/README.md", "rules/README.zh-CN.md", "rules/LANGUAGE.md", "tests/README.md"}) {
    const auto document = kRoot / name;
    const auto text = text_of(document);
    for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 2)) {
      if (at > 0 && text[at - 1] == '[') continue;  // a lambda, not a link
      auto target = text.substr(at + 2, text.find(')', at) - at - 2);
      target.resize(std::min(target.find('#'), target.size()));
      if (target.empty() || target.starts_with("http")) continue;
      ++links;
      CAPTURE(name);
      CAPTURE(target);
      CHECK(fs::exists(document.parent_path() / target));
    }
  }
  CHECK(links > 20);
}
