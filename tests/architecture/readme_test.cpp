// Keeps the documents true where a machine can tell: both READMEs show the files of examples/01_hello
// word for word, the program and `docket due` answer what they say, and every link leads somewhere.
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

using namespace docket;

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

TEST_CASE(
    "readme: the event that `docket run` prints, and the rules that `docket explain` names, are those of the example") {
  const auto rules = read_rules((kHello / "rules").string());
  REQUIRE(rules.rules);
  std::string breached;
  const auto keep = [&](const OutboxEvent& event) -> Status {
    if (event.event.find("breached") != std::string::npos && breached.empty()) breached = event.event;
    return Done{};
  };
  auto runtime = Runtime::open({.rules = *rules.rules, .store = open_memory_store(), .sink = keep});
  REQUIRE(runtime);
  const auto four = *parse_instant("2026-02-13T16:00:00Z");
  REQUIRE(
      runtime->open_case({.id = "C-1", .workflow = "incident"}, {.name = "report", .actor = {"li", {"guard"}}}, four));
  REQUIRE(runtime->run_due(four + std::chrono::minutes(40)));
  for (const std::string name : {"README.md", "README.zh-CN.md"}) {
    CAPTURE(name);
    const auto readme = text_of(kRoot / name);
    CHECK(readme.find("\n" + breached + "\n") != std::string::npos);
    CHECK(readme.find(rules.rules->fingerprint() + "\n") != std::string::npos);
  }
}

TEST_CASE("documents: `docket due` answers what they say it answers, in both languages") {
  struct Question {
    std::string budget, from, english, chinese;
  };
  const auto rules = read_rules((kRoot / "rules").string());
  REQUIRE(rules.rules);
  const auto office = *rules.rules->calendar("office");
  for (const auto& each : {Question{"3 workdays", "2026-02-13 16:00", "README.md", "README.zh-CN.md"},
                           Question{"4h", "2026-05-11 14:00", "rules/README.md", "rules/README.zh-CN.md"}}) {
    CAPTURE(each.budget);
    const auto explanation = office.explain(*parse_instant(each.from, office.zone()), *parse_budget(each.budget));
    REQUIRE(explanation);
    const auto question = "$ docket due " + each.budget + " from " + each.from + " on office";
    CHECK(text_of(kRoot / each.english).find(question + "\n" + to_text(*explanation, Language::en) + "\n```") !=
          std::string::npos);
    CHECK(
        text_of(kRoot / each.chinese).find(question + " --lang zh\n" + to_text(*explanation, Language::zh) + "\n```") !=
        std::string::npos);
  }
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
