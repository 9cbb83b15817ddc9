// Tested by tests/unit/calendar/calendar_reader_test.cpp
#include "calendar/reading.hpp"

#include <algorithm>

#include "base/short_text.hpp"
#include "base/text.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

// A range of dates is a holiday or a closure, not a year.
constexpr int kRangeDaysMax = 92;

// Why `2026-02-30` is none: the calendar says so, or the digits are elsewhere.
std::string date_hint(std::string_view text) {
  civil::Scanner digits(text);
  const auto year = digits.digits(4);
  const bool has_year = year && digits.literal('-');
  const auto month = has_year ? digits.digits(2) : std::nullopt;
  const bool has_month = month && digits.literal('-');
  const auto day = has_month ? digits.digits(2) : std::nullopt;
  if (!day || !digits.at_end()) return "write the date as `2026-02-13`";
  if (*month < 1 || *month > 12) return "a year has the months 01 to 12";
  const auto last = std::chrono::year{*year} / std::chrono::month{static_cast<unsigned>(*month)} / std::chrono::last;
  return "that month has the days 01 to " + std::to_string(static_cast<unsigned>(last.day()));
}

std::optional<Date> read_date(const yaml::Node& scalar, std::size_t begin, std::size_t end, Diagnostics& diagnostics) {
  const std::string text = scalar.text().substr(begin, end - begin);
  const auto date = parse_date(text);
  if (date && civil::is_year_within_limits(*date)) return *date;
  const auto hint = date ? std::string("a year between 1900 and 2200 is expected") : date_hint(text);
  diagnostics.push_back(scalar.error_within(begin, end, "bad-date", backticked(text) + " is not a date", hint));
  return std::nullopt;
}

}  // namespace

bool expect_map(const yaml::Node& node, std::span<const std::string> known, Diagnostics& diagnostics) {
  if (!node.is_map()) {
    diagnostics.push_back(node.error("wrong-type", "a map is expected here, not " + describe(node.kind()),
                                     "its keys are " + listed(known)));
    return false;
  }
  for (const auto& [key, value] : node.entries()) {
    if (std::find(known.begin(), known.end(), key.text()) != known.end()) continue;
    diagnostics.push_back(key.error("unknown-key", "key " + backticked(key.text()) + " has no meaning here",
                                    nearest_or_known(key.text(), known)));
  }
  return true;
}

std::optional<yaml::Node> required(const yaml::Node& map, std::string_view key, Diagnostics& diagnostics) {
  auto found = map.find(key);
  if (!found || found->is_null()) {
    diagnostics.push_back(map.error("missing-key", "key " + backticked(key) + " is missing"));
    return std::nullopt;
  }
  return found;
}

std::optional<yaml::Node> required_text(const yaml::Node& map, std::string_view key, Diagnostics& diagnostics) {
  const auto found = required(map, key, diagnostics);
  if (!found || found->is_scalar()) return found;
  diagnostics.push_back(
      found->error("wrong-type", "key " + backticked(key) + " must be text, not " + describe(found->kind())));
  return std::nullopt;
}

LocalizedText read_localized(const yaml::Node& node, Diagnostics& diagnostics) {
  if (node.is_scalar()) return is_ascii(node.text()) ? LocalizedText{node.text(), {}} : LocalizedText{{}, node.text()};
  static const std::vector<std::string> kLanguages = {"zh", "en"};
  LocalizedText text;
  if (!expect_map(node, kLanguages, diagnostics)) return text;
  for (const auto& [key, place] : {std::pair{"zh", &text.zh}, std::pair{"en", &text.en}}) {
    const auto written = node.find(key);
    if (!written) continue;
    if (written->is_scalar())
      *place = written->text();
    else
      diagnostics.push_back(written->error("wrong-type", "a text is expected here, not " + describe(written->kind())));
  }
  return text;
}

std::optional<std::chrono::seconds> read_wall_time(const yaml::Node& node, Diagnostics& diagnostics) {
  const auto time = node.is_scalar() ? civil::parse_wall_time(node.text()) : std::nullopt;
  if (!time) {
    diagnostics.push_back(node.error(
        "bad-time", (node.is_scalar() ? backticked(node.text()) : describe(node.kind())) + " is not a time of day",
        "times run from `00:00` to `24:00`"));
  }
  return time;
}

std::vector<Date> read_dates(const yaml::Node& scalar, Diagnostics& diagnostics) {
  if (!scalar.is_scalar()) {
    diagnostics.push_back(scalar.error("bad-date", "a date is expected here, not " + describe(scalar.kind()),
                                       "such as `2026-05-01` or `2026-05-01..2026-05-05`"));
    return {};
  }
  const auto& text = scalar.text();
  const auto dots = text.find("..");
  const auto first = read_date(scalar, 0, std::min(dots, text.size()), diagnostics);
  const auto last = dots == std::string::npos ? first : read_date(scalar, dots + 2, text.size(), diagnostics);
  if (!first || !last) return {};
  const std::chrono::local_days from{*first};
  const std::chrono::local_days until{*last};
  if (until < from) {
    diagnostics.push_back(
        scalar.error("bad-date", "the range " + backticked(text) + " ends before it begins",
                     "did you mean " + backticked(to_string(*last) + ".." + to_string(*first)) + "?"));
    return {};
  }
  if ((until - from).count() >= kRangeDaysMax) {
    diagnostics.push_back(scalar.error(
        "bad-date", "the range " + backticked(text) + " is longer than " + std::to_string(kRangeDaysMax) + " days"));
    return {};
  }
  std::vector<Date> dates;
  for (auto day = from; day <= until; day += std::chrono::days{1}) dates.emplace_back(day);
  return dates;
}

std::optional<std::size_t> read_choice(const yaml::Node& node, std::span<const std::string> words,
                                       Diagnostics& diagnostics) {
  const auto found = std::find(words.begin(), words.end(), node.text());
  if (node.is_scalar() && found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto given = node.is_scalar() ? backticked(node.text()) : describe(node.kind());
  diagnostics.push_back(
      node.error("unknown-word", given + " is none of " + listed(words), did_you_mean(node.text(), words)));
  return std::nullopt;
}

}  // namespace docket
