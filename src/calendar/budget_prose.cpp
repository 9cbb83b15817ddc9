// Budgets as people say them, in English and Chinese.
// Tested by tests/unit/calendar/budget_test.cpp
#include "base/match.hpp"
#include "base/text.hpp"
#include "calendar/prose.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

std::string counted(int count, const char* word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

std::string end_prose(const CountingChanges& changes, Language language) {
  if (!changes.end) return {};
  const bool zh = language == Language::zh;
  switch (*changes.end) {
    case Counting::End::close_of_business: return zh ? "至当日下班" : "until close of business";
    case Counting::End::same_time: return zh ? "至同一时刻" : "until the same time";
    case Counting::End::end_of_day: return zh ? "至当日 24:00" : "until midnight";
    case Counting::End::at_time: {
      const auto time = civil::to_wall_time(changes.end_at.value_or(std::chrono::seconds{0}));
      return (zh ? "至当日 " : "until ") + time;
    }
  }
  return {};
}

std::string as_prose(Received::As as, Language language) {
  const bool zh = language == Language::zh;
  switch (as) {
    case Received::As::as_is: return zh ? "按当日" : "on its date";
    case Received::As::next_opening: return zh ? "视为下次上班时收到" : "at the next opening";
    case Received::As::same_time: return zh ? "视为下个工作日同一时刻收到" : "on the next working day at the same time";
  }
  return {};
}

std::string received_prose(const Received& received, Language language) {
  const bool zh = language == Language::zh;
  if (received == Received::by_date()) return zh ? "按收到之日起算" : "received on its date";
  if (received == Received::next_opening())
    return zh ? "非工作时间收到的，视为下次上班时收到" : "outside hours received at the next opening";
  std::vector<std::string> parts;
  const auto add = [&](const char* english, const char* chinese, Received::As as) {
    if (as != Received::As::as_is) parts.push_back((zh ? chinese : english) + as_prose(as, language));
  };
  add("before opening received ", "上班前收到的，", received.before_opening);
  add("after closing received ", "下班后收到的，", received.after_closing);
  add("on a day off received ", "休息日收到的，", received.day_off);
  return join(parts, zh ? "；" : ", ");
}

std::string with_options(std::string text, const CountingChanges& changes, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> options;
  if (changes.start == Counting::Start::same_day) options.push_back(zh ? "当日起算" : "the first day counts");
  if (changes.start == Counting::Start::next_day) options.push_back(zh ? "次日起算" : "from the next day");
  if (changes.end) options.push_back(end_prose(changes, language));
  if (changes.received) options.push_back(received_prose(*changes.received, language));
  if (changes.cut_off) {
    const auto time = civil::to_wall_time(*changes.cut_off);
    options.push_back(zh ? time + " 后视为次日" : "from " + time + " on it is the next day's");
  }
  if (changes.roll == Counting::Roll::none) options.push_back(zh ? "末日不顺延" : "no roll");
  if (changes.roll == Counting::Roll::previous_workday) options.push_back(zh ? "末日提前" : "rolled back");
  if (changes.roll == Counting::Roll::next_workday) options.push_back(zh ? "末日顺延" : "rolled forward");
  if (options.empty()) return text;
  return text + (zh ? "（" : " (") + join(options, zh ? "，" : ", ") + (zh ? "）" : ")");
}

std::string combined_prose(const Budget::Combined& combined, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> parts;
  for (const auto& part : combined.parts) parts.push_back(to_text(part, language));
  switch (combined.how) {
    case Budget::Combination::first_of:
      return zh ? join(parts, "、") + "（以先到者为准）" : "the earliest of " + join(parts, ", ");
    case Budget::Combination::last_of:
      return zh ? join(parts, "、") + "（以后到者为准）" : "the latest of " + join(parts, ", ");
    case Budget::Combination::then: return join(parts, zh ? "，再加 " : ", then ");
  }
  return {};
}

std::string limit_prose(const Budget& budget, Language language) {
  const bool zh = language == Language::zh;
  return match(
      budget.kind(), [&](const Budget::Open& kind) { return length_text(kind.length.length(), language); },
      [&](const Budget::Wall& kind) {
        return length_text(kind.length, language) + (zh ? "（昼夜连续）" : " day and night");
      },
      [&](const Budget::Workdays& kind) {
        const auto text = zh ? std::to_string(kind.count) + " 个工作日" : counted(kind.count, "workday");
        return with_options(text, kind.counting, language);
      },
      [&](const Budget::Days& kind) {
        return with_options(zh ? std::to_string(kind.count) + " 天" : counted(kind.count, "day"), kind.counting,
                            language);
      },
      [&](const Budget::Months& kind) {
        const auto text = zh ? std::to_string(kind.count) + " 个月" : counted(kind.count, "month");
        return with_options(text, kind.counting, language);
      },
      [&](const Budget::Today& kind) { return with_options(zh ? "当日" : "today", kind.counting, language); },
      [&](const Budget::Until& kind) { return (zh ? "至 " : "until ") + to_string(kind.at); },
      [&](const Budget::Combined& kind) { return combined_prose(kind, language); });
}

}  // namespace

std::string length_text(Elapsed length, Language language) {
  const auto hours = std::chrono::floor<std::chrono::hours>(length);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(length - hours);
  const auto rest = length - hours - minutes;
  const bool zh = language == Language::zh;
  std::string text;
  const auto append = [&](std::int64_t count, const char* english, const char* chinese) {
    if (count == 0) return;
    if (!text.empty()) text += ' ';
    text += std::to_string(count) + (zh ? chinese : english);
  };
  append(hours.count(), "h", " 小时");
  append(minutes.count(), "m", " 分钟");
  if (rest.count() > 0 || text.empty()) {
    if (!text.empty()) text += ' ';
    auto seconds = to_string(rest);  // `30s`, `1.250s`
    seconds.pop_back();
    text += seconds + (zh ? " 秒" : "s");
  }
  return text;
}

std::string to_text(const Budget& budget, Language language) {
  const auto text = limit_prose(budget, language);
  const bool zh = language == Language::zh;
  switch (budget.purpose()) {
    case Budget::Purpose::limit: return text;
    case Budget::Purpose::not_before: return zh ? "不早于 " + text + " 后" : "not before " + text;
    case Budget::Purpose::valid: return zh ? "有效期 " + text : "valid " + text;
  }
  return text;
}

}  // namespace docket
