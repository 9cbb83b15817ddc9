// Keeps the module order of ARCHITECTURE.md true: a module may include its own files, the public
// headers, and the modules before it; the pure ones touch no clock, file, thread or chance; and each
// third party is known to one place.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;
using namespace std::string_view_literals;

namespace {

constexpr std::array kOrder = {"base"sv,   "yaml"sv,   "time"sv,  "calendar"sv, "value"sv,  "expr"sv, "model"sv,
                               "verify"sv, "engine"sv, "store"sv, "runtime"sv,  "replay"sv, "capi"sv, "cli"sv};
constexpr auto kFirstImpure = "store"sv;
constexpr std::array kImpure = {"system_clock"sv, "steady_clock"sv, "random_device"sv, "std::rand"sv, "getenv("sv,
                                "<fstream>"sv,    "<iostream>"sv,   "<thread>"sv,      "fopen("sv,    "<ctime>"sv};

// A third party or what only some systems have, and the beginnings of the paths that may include it.
struct Guest {
  std::string_view include;
  std::vector<std::string_view> hosts;
};
const std::vector<Guest> kGuests = {{"yaml-cpp/", {"yaml/parse.cpp"}},
                                    {"cctz/", {"time/timezone.cpp"}},
                                    {"libical", {"calendar/"}},
                                    {"nlohmann/", {"value/json.cpp"}},
                                    {"re2/", {"expr/"}},
                                    {"boost/graph", {"verify/graph.cpp"}},
                                    {"sqlite3.h", {"store/sqlite_"}},
                                    {"CLI/", {"cli/main.cpp"}},
                                    {"xxhash.h", {"base/fingerprint.cpp"}},
                                    {"<unistd.h>", {"store/store_file.cpp", "cli/streams.cpp"}},
                                    {"<fcntl.h>", {"store/store_file.cpp", "cli/streams.cpp"}},
                                    {"<poll.h>", {"cli/streams.cpp"}},
                                    {"<sys/", {"store/store_file.cpp"}},
                                    {"<sha2.h>", {"base/fingerprint.cpp"}}};

std::ptrdiff_t rank(std::string_view module) {
  return std::find(kOrder.begin(), kOrder.end(), module) - kOrder.begin();
}

// `#include "expr/parser.hpp"` -> `expr`; anything else -> empty.
std::string_view included_module(std::string_view line) {
  constexpr auto start = "#include \""sv;
  if (!line.starts_with(start)) return {};
  line.remove_prefix(start.size());
  const auto slash = line.find('/');
  return slash == line.npos ? std::string_view{} : line.substr(0, slash);
}

bool is_impure(std::string_view line) {
  return std::any_of(kImpure.begin(), kImpure.end(), [&](auto word) { return line.find(word) != line.npos; });
}

bool is_welcome(std::string_view line, std::string_view path) {
  if (!line.starts_with("#include")) return true;
  return std::all_of(kGuests.begin(), kGuests.end(), [&](const Guest& guest) {
    return line.find(guest.include) == line.npos ||
           std::any_of(guest.hosts.begin(), guest.hosts.end(), [&](auto host) { return path.starts_with(host); });
  });
}

template <class Check>
void each_line(const fs::path& file, Check check) {
  int number = 0;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    ++number;
    CAPTURE(file.string());
    CAPTURE(number);
    CAPTURE(line);
    check(line);
  }
}

}  // namespace

TEST_CASE("architecture: modules include only themselves and what comes before them, and the core is pure") {
  const fs::path source = DOCKET_SOURCE_DIR "/src";
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(source)) {
    if (!entry.is_regular_file() || entry.path().parent_path() == source) continue;
    const auto path = fs::relative(entry.path(), source).generic_string();
    const auto module = path.substr(0, path.find('/'));
    CAPTURE(path);
    REQUIRE_MESSAGE(rank(module) < std::ssize(kOrder), "add the module to kOrder and ARCHITECTURE.md");
    ++files;
    each_line(entry.path(), [&](const std::string& line) {
      if (rank(module) < rank(kFirstImpure)) CHECK_MESSAGE(!is_impure(line), "impure code in a pure module");
      CHECK_MESSAGE(is_welcome(line, path), "this third party belongs to another file");
      const auto used = included_module(line);
      if (!used.empty() && used != "docket") CHECK_MESSAGE(rank(used) <= rank(module), "upward include");
    });
  }
  CHECK(files > 100);
}

TEST_CASE("architecture: public headers name no third party and no inner file") {
  for (const auto& entry : fs::directory_iterator(DOCKET_SOURCE_DIR "/include/docket")) {
    // The one that a host includes because it has Boost.
    const bool is_for_boost = entry.path().filename() == "boost_date_time.hpp";
    each_line(entry.path(), [&](const std::string& line) {
      if (!line.starts_with("#include")) return;
      if (is_for_boost && line.starts_with("#include <boost/date_time/")) return;
      CHECK_MESSAGE(line != "#include \"docket/boost_date_time.hpp\"", "a host opts in to it; docket does without");
      const bool is_ours = line.starts_with("#include \"docket/");
      const bool is_standard =
          line.starts_with("#include <") && line.find('/') == std::string::npos && line.find(".h") == std::string::npos;
      CHECK_MESSAGE((is_ours || is_standard), "only docket's own and standard headers");
    });
  }
}

TEST_CASE("architecture: ARCHITECTURE.md prints the order of modules that this test keeps") {
  std::ifstream stream(DOCKET_SOURCE_DIR "/ARCHITECTURE.md");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::string line;
  for (const auto module : kOrder) {
    if (module == "capi") continue;  // comes with the C ABI
    line += line.empty() ? "" : module == kFirstImpure ? " ┃ " : " → ";
    line += module;
  }
  CHECK_MESSAGE(text.find(line) != std::string::npos, line);
}
