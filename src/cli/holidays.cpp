// docket holidays: a year's notice as a file of rules, and what it changes.
//
// A new year is written.  A file that says the same is left alone; one that says otherwise, too, unless
// `--replace` is given: a change in the middle of a year belongs under `amendments:`, whose text is shown.
//
// Tested by tests/golden/cli/holidays.txt
#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "calendar/holiday_notice.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "docket/value.hpp"

namespace docket::cli {
namespace {

namespace fs = std::filesystem;

// The file that stands there; nullopt when there is none or, after its diagnostics, when it is broken.
struct Standing {
  bool exists = false;
  std::optional<HolidayYear> year;
};

Standing read_standing(const fs::path& path, bool json) {
  auto text = read_text(path.string());
  if (!text) return {};
  Diagnostics diagnostics;
  const auto root = yaml::parse(path.generic_string(), *std::move(text), diagnostics);
  auto year = root ? read_holidays(*root, diagnostics) : std::nullopt;
  print_diagnostics(diagnostics, json);
  return {true, std::move(year)};
}

// Beside the file first: a reader sees the old one or the new one, whatever happens in between.
bool write(const fs::path& path, const std::string& text) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  auto beside = path;
  beside += ".new";
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
      fs::remove(beside, failed);
      return false;
    }
  }
  fs::rename(beside, path, failed);
  return !failed;
}

class Report {
 public:
  explicit Report(const Common& common) : common_(common) {}

  void say(const std::string& english, const std::string& chinese) const {
    if (!common_.json) print(common_.language == Language::zh ? chinese : english);
  }

  void changes(const std::vector<HolidayChange>& changes) const {
    for (const auto& change : changes) {
      if (!common_.json) print("  " + to_text(change, common_.language));
    }
  }

  void as_json(const std::string& path, const char* outcome, const std::vector<HolidayChange>& changes) const {
    if (!common_.json) return;
    static constexpr std::array<const char*, 3> kWords = {"ordinary", "off", "work"};
    std::vector<Value> list;
    for (const auto& change : changes)
      list.push_back(Value::object({{"date", Value::string(to_string(change.date))},
                                    {"was", Value::string(kWords[static_cast<std::size_t>(change.was)])},
                                    {"is", Value::string(kWords[static_cast<std::size_t>(change.is)])},
                                    {"name", Value::string(change.name.in(Language::zh))}}));
    print(to_json(Value::object({{"file", Value::string(path)},
                                 {"outcome", Value::string(outcome)},
                                 {"changes", Value::list(std::move(list))}})));
  }

 private:
  const Common& common_;
};

int put(const fs::path& path, const HolidayFile& file, const std::vector<HolidayChange>& changes,
        const HolidaysOptions& options) {
  const Report report(options.common);
  const auto shown = path.generic_string();
  if (options.is_dry_run) {
    report.say(fmt::format("`{}` would be", shown), fmt::format("`{}` 将写为", shown));
    if (!options.common.json) print(file.yaml.substr(0, file.yaml.size() - 1));
  } else if (!write(path, file.yaml)) {
    return fail_unusable({ErrorCode::unavailable, backticked(shown) + " cannot be written"});
  } else {
    report.say(fmt::format("`{}` is written; add `{}` to the `holidays:` of your calendars", shown, file.name),
               fmt::format("已写入 `{}`；请在日历的 `holidays:` 中加入 `{}`", shown, file.name));
  }
  report.changes(changes);
  report.as_json(shown, options.is_dry_run ? "would_be_written" : "written", changes);
  return kOk;
}

int refuse(const fs::path& path, const HolidayYear& standing, const HolidayFile& file,
           const std::vector<HolidayChange>& changes, const HolidaysOptions& options, const NoticeOptions& notice) {
  const Report report(options.common);
  const auto shown = path.generic_string();
  report.say(fmt::format("`{}` says otherwise about {}", shown, counted(changes.size(), "day")),
             fmt::format("`{}` 有 {} 天与通知不同", shown, changes.size()));
  report.changes(changes);
  report.as_json(shown, "differs", changes);
  report.say("as an amendment of that file this would be", "作为对该文件的修正，可写为");
  if (!options.common.json) {
    auto text = amendment_text(standing, file, notice);
    text.pop_back();
    print(text);
  }
  if (options.is_dry_run) return kOk;
  complain("docket: nothing was written: add the amendment by hand, or write the whole file anew with `--replace`");
  return kMistakes;
}

}  // namespace

int holidays(const HolidaysOptions& options) {
  NoticeOptions notice{.region = options.region, .published = {}};
  if (!is_identifier(options.region))
    return fail_usage(backticked(options.region) + " cannot name a region; write small letters, such as `cn`");
  if (!options.published.empty()) {
    const auto published = parse_date(options.published);
    if (!published) return fail_usage(published.error().message);
    notice.published = *published;
  }
  auto text = read_text(options.notice);
  if (!text) return fail_unread(options.notice);
  if (const auto json = parse_json(*text); !json)
    return fail({ErrorCode::invalid_argument, backticked(options.notice) + " cannot be read: " + json.error().message});
  Diagnostics diagnostics;
  auto file = holidays_from_notice(options.notice, *text, notice, diagnostics);
  print_diagnostics(diagnostics, options.common.json);
  if (!file) {
    complain(fmt::format("docket: {} in the notice; nothing was written", count_of_mistakes(diagnostics)));
    return kMistakes;
  }
  const auto folder =
      options.into.empty() ? fs::path(options.common.rules) / "holidays" / options.region : fs::path(options.into);
  const auto path = folder / (std::to_string(file->year.year) + ".yaml");
  const auto standing = read_standing(path, options.common.json);
  if (standing.exists && !standing.year && !options.replaces)
    return fail(
        {ErrorCode::invalid_argument, backticked(path.generic_string()) + " has mistakes; nothing was written"});
  // Since when the year is known does not change because it is written anew.
  if (options.replaces && !notice.published && standing.year && standing.year->published) {
    notice.published = standing.year->published;
    file = holidays_from_notice(options.notice, *text, notice, diagnostics);
    if (!file) return kMistakes;
  }
  const auto changes = holiday_changes(standing.year, file->year);
  if (standing.year && changes.empty()) {
    const Report report(options.common);
    report.say(fmt::format("`{}` says the same; nothing was written", path.generic_string()),
               fmt::format("`{}` 与通知一致，未写入", path.generic_string()));
    report.as_json(path.generic_string(), "same", changes);
    return kOk;
  }
  if (standing.year && !options.replaces) return refuse(path, *standing.year, *file, changes, options, notice);
  return put(path, *file, changes, options);
}

}  // namespace docket::cli
