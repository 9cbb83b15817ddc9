// An explanation of a clock for people, in English and Chinese.
// Tested by tests/unit/engine/clock_explanation_test.cpp
#include "base/text.hpp"
#include "calendar/prose.hpp"
#include "docket/clock_explanation.hpp"

namespace docket {
namespace {

class Telling {
 public:
  Telling(const ClockExplanation& what, Language language) : what_(what), zh_(language == Language::zh) {}

  std::string tell() {
    const auto title = what_.title.empty() ? what_.clock : what_.title.in(language());
    const auto terms = what_.untargeted
                           ? say("no row of its target holds, so it has no limit", "没有一行目标适用，因此没有时限")
                           : what_.budget + say(", row `", "，目标 `") + what_.target + "`";
    line(title + say(": ", "：") + terms + "  [" + what_.place.file + ":" + std::to_string(what_.place.line) + "]");
    if (what_.whole)
      block(to_text(*what_.whole, language()));
    else
      stretches();
    end();
    text_.pop_back();
    return std::move(text_);
  }

 private:
  Language language() const { return zh_ ? Language::zh : Language::en; }
  std::string say(const char* en, const char* zh_text) const { return zh_ ? zh_text : en; }
  void line(const std::string& text) { text_ += text + '\n'; }
  std::string time(Instant instant) const {
    auto text = to_string(instant, what_.zone);
    text[10] = ' ';
    return text.substr(0, text.substr(17, 2) == "00" ? 16 : 19);
  }
  std::string length(WorkingTime length) const {
    const bool is_negative = length.length() < Elapsed{0};
    return (is_negative ? "-" : "") + length_text(is_negative ? -length.length() : length.length(), language());
  }
  void block(const std::string& text) {
    std::size_t from = 0;
    while (from <= text.size()) {
      const auto to = std::min(text.find('\n', from), text.size());
      line("  " + text.substr(from, to - from));
      from = to + 1;
    }
  }

  void stretches() {
    std::size_t next = 0;
    for (std::size_t i = 0; i <= what_.stretches.size(); ++i) {
      for (; next < what_.adjustments.size() && what_.adjustments[next].before == i; ++next)
        adjustment(what_.adjustments[next]);
      if (i < what_.stretches.size()) stretch(what_.stretches[i]);
    }
  }

  void adjustment(const ClockAdjustment& each) {
    if (each.what == "settled")
      return line("* " + say("before ", "") + time(each.at) + say("  spent ", " 之前已用 ") + length(each.spent) +
                  say(", kept as a sum; the history of the case tells each stretch", "，只保留合计；各段见案件经过"));
    auto text = "* " + time(each.at) + "  " + change_text(each.what) + say("; the budget is now ", "；时限变为 ") +
                length(each.budget);
    if (each.spent.length() != Elapsed{0})
      text += say(", time spent changes by ", "，已用时间调整 ") + length(each.spent);
    line(text);
  }

  std::string change_text(const std::string& what) const {
    if (!zh_) return what;
    if (what == "calendar") return "工作日历变更";
    if (what == "taken over") return "沿用原计时";
    if (what == "missed before") return "此前曾逾期";
    if (what == "no target") return "无适用目标";
    if (what.starts_with("target ")) return "目标改为 " + what.substr(7);
    if (what.starts_with("relief undone ")) return "撤销延长 " + what.substr(14);
    if (what.starts_with("relief ")) return "延长时限 " + what.substr(7);
    return what;
  }

  std::string holder_text(Holder holder) const {
    switch (holder) {
      case Holder::us: return say(", waiting for ourselves", "，等待我方");
      case Holder::customer: return say(", waiting for the customer", "，等待客户");
      case Holder::contractor: return say(", waiting for the contractor", "，等待外包单位");
      case Holder::developer: return say(", waiting for the developer", "，等待开发商");
      case Holder::authority: return say(", waiting for the authority", "，等待主管部门");
      case Holder::other: break;
    }
    return {};
  }

  void stretch(const ExplainedStretch& each) {
    const auto span = time(each.from) + " – " + time(each.to);
    if (!each.counts)
      return line("- " + span + "  " + say("paused: ", "暂停：") + each.reason + holder_text(each.holder));
    line("- " + span + "  " + say("counts on ", "计时，日历 ") + each.calendar + say(": ", "：") +
         length(each.subtotal) + say(", total ", "，累计 ") + length(each.total));
    if (!each.days) return;
    // Only the days: the stretch itself has said the rest.
    for (const auto& day : lines_of_days(to_text(*each.days, language()))) line("  " + day);
  }

  static std::vector<std::string> lines_of_days(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from <= text.size()) {
      const auto to = std::min(text.find('\n', from), text.size());
      if (text.compare(from, 2, "  ") == 0) lines.push_back(text.substr(from, to - from));
      from = to + 1;
    }
    return lines;
  }

  void end() {
    for (const auto& missed : what_.was_late)
      line(say("was late: missed ", "曾逾期：原期限 ") + time(missed) +
           say(", then a new target held", "，之后适用新目标"));
    const auto provisional = what_.provisional ? say(" (provisional: the next holiday notice may move it)",
                                                     "（暂定：可能随下一份放假通知调整）")
                                               : std::string();
    if (what_.due)
      line(say("due ", "期限 ") + time(*what_.due) + provisional);
    else if (what_.projected)
      line(say("stands still; due if it went on now ", "暂停中；如现在恢复则期限为 ") + time(*what_.projected) +
           provisional);
    else
      line(say("nothing is due", "无期限"));
  }

  const ClockExplanation& what_;
  bool zh_;
  std::string text_;
};

}  // namespace

std::string to_text(const ClockExplanation& explanation, Language language) {
  return Telling(explanation, language).tell();
}

}  // namespace docket
