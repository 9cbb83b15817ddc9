// Tested by examples/estate_day/expected.zh.txt
#include "docket/narrative.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace docket {
namespace {

std::string in_small_letters(std::string text) {
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

class Telling {
 public:
  Telling(const Value& data, const Narrator& narrator) : data_(data), narrator_(narrator) {}

  bool zh() const { return narrator_.language == Language::zh; }
  std::string say(const char* en, const char* zh_text) const { return zh() ? zh_text : en; }

  std::string text(std::string_view key) const {
    const auto* value = data_.find(key);
    return value ? std::string(value->as_string()) : std::string();
  }
  bool is_set(std::string_view key) const { return data_.find(key) != nullptr; }
  std::string number(std::string_view key) const {
    const auto* value = data_.find(key);
    return value ? std::to_string(value->as_int()) : std::string();
  }
  std::string time(std::string_view key) const {
    const auto instant = parse_instant(text(key));
    return instant ? narrate(*instant, narrator_) : text(key);
  }
  // The title of a clock, event or state, or its name.
  std::string title(std::string_view kind, const std::string& name) const {
    if (!narrator_.workflow) return name;
    const auto found = narrator_.workflow->titles.find(std::string(kind) + "." + name);
    if (found == narrator_.workflow->titles.end() || found->second.empty()) return name;
    return found->second.in(narrator_.language);
  }
  std::string clock() const { return title("clock", text("clock")); }
  std::string due() const { return is_set("due") ? say(", due ", "，期限 ") + time("due") : std::string(); }
  std::string told() const {
    if (!is_set("to")) return {};
    const auto role = title("role", text("to"));
    const auto later = is_set("deliver_at") && text("deliver_at") != text("at") && text("deliver_at") != text("due");
    const auto when = later ? say(" at ", "，送达时间 ") + time("deliver_at") : std::string();
    return (zh() ? "，通知" + role : ", " + role + " is told") + when;
  }
  // "No access, waiting for the customer": the state or rule, and who holds the ball unless that says it.
  std::string why_paused() const {
    const auto reason = title("state", text("reason"));
    const auto holder = waiting_for();
    if (holder.empty() || in_small_letters(reason).find(holder) != std::string::npos) return reason;
    return reason + say(", ", "，") + holder;
  }
  std::string states(std::string_view key) const {
    std::string all;
    const auto* list = data_.find(key);
    if (!list) return all;
    for (const auto& state : list->as_list()) {
      if (!all.empty()) all += say(" + ", "＋");
      all += title("state", std::string(state.as_string()));
    }
    return all;
  }
  // "Record the facts first (facts must have at least 10 characters, not 3)"
  std::string reasons() const {
    std::string all;
    const auto* list = data_.find("reasons");
    if (!list) return all;
    for (const auto& reason : list->as_list()) {
      if (!all.empty()) all += say("; ", "；");
      all += localized(reason, "message");
      const auto detail = localized(reason, "detail");
      if (!detail.empty()) all += say(" (", "（") + detail + say(")", "）");
    }
    return all;
  }
  std::string data_text() const {
    const auto* inner = data_.find("data");
    if (!inner || inner->size() == 0) return {};
    std::string text;
    for (const auto& entry : inner->as_map()) {
      if (!text.empty()) text += say(", ", "，");
      text += entry.value.kind() == Value::Kind::string ? std::string(entry.value.as_string()) : to_json(entry.value);
    }
    return say(": ", "：") + text;
  }

 private:
  std::string waiting_for() const {
    const auto name = text("holder");
    if (name == "us") return say("waiting for ourselves", "等待我方");
    if (name == "customer") return say("waiting for the customer", "等待客户");
    if (name == "contractor") return say("waiting for the contractor", "等待外包单位");
    if (name == "developer") return say("waiting for the developer", "等待开发商");
    if (name == "authority") return say("waiting for the authority", "等待主管部门");
    return {};
  }

  std::string localized(const Value& map, std::string_view key) const {
    const auto* value = map.find(key);
    if (!value) return {};
    const auto* wanted = value->find(zh() ? "zh" : "en");
    return wanted ? std::string(wanted->as_string()) : std::string();
  }

  const Value& data_;
  const Narrator& narrator_;
};

using Sentence = std::function<std::string(const Telling&)>;

const std::vector<std::pair<std::string_view, Sentence>>& sentences() {
  static const std::vector<std::pair<std::string_view, Sentence>> table = {
      {"docket.case.opened.v1", [](const Telling& t) { return t.say("case opened", "开立工单"); }},
      {"docket.case.closed.v1",
       [](const Telling& t) { return t.say("case closed in ", "工单关闭于 ") + t.title("state", t.text("state")); }},
      {"docket.case.migrated.v1",
       [](const Telling& t) {
         return t.say("moved from version ", "由版本 ") + t.number("from_version") +
                t.say(" to version ", " 迁移至版本 ") + t.number("to_version") + " (" + t.text("mapping") +
                "): " + t.states("from") + " → " + t.states("to");
       }},
      {"docket.duty.missed.v1",
       [](const Telling& t) {
         return t.text("duty") + t.say(": NOT DONE, time was until ", "：未完成！期限为 ") + t.time("until") + t.told();
       }},
      {"docket.transition.taken.v1",
       [](const Telling& t) {
         const auto from = t.states("from"), to = t.states("to");
         if (from == to) return t.say("stays in ", "仍处于 ") + to;
         return from.empty() ? t.say("begins in ", "进入 ") + to : from + " → " + to;
       }},
      {"docket.event.refused.v1", [](const Telling& t) { return t.say("refused: ", "不予受理：") + t.reasons(); }},
      {"docket.faulted.v1",
       [](const Telling& t) {
         return t.say("could not be done: ", "未能执行：") + t.text("subject") + ": " + t.text("message");
       }},
      {"docket.clock.started.v1",
       [](const Telling& t) {
         const auto provisional = t.is_set("provisional") ? t.say(" (provisional: the next holiday notice may move it)",
                                                                  "（暂定：可能随下一份放假通知调整）")
                                                          : std::string();
         return t.clock() + t.say(": clock starts", "：开始计时") + t.due() + provisional;
       }},
      {"docket.clock.paused.v1",
       [](const Telling& t) {
         return t.clock() + t.say(": clock pauses (", "：暂停计时（") + t.why_paused() + t.say(")", "）");
       }},
      {"docket.clock.resumed.v1",
       [](const Telling& t) { return t.clock() + t.say(": clock goes on", "：恢复计时") + t.due(); }},
      {"docket.clock.retargeted.v1",
       [](const Telling& t) {
         if (t.text("cause") == "migration")
           return t.clock() + t.say(": goes on under the new rules", "：按新规则继续计时") + t.due();
         if (t.text("cause") == "calendar")
           return t.clock() + t.say(": counted anew, the calendar has changed", "：工作日历变更，重新计算") + t.due();
         return t.clock() + t.say(": limit changes from ", "：时限由 ") + t.text("from") + t.say(" to ", " 改为 ") +
                t.text("to") + t.due();
       }},
      {"docket.clock.relieved.v1",
       [](const Telling& t) {
         const auto share = t.number("percent") + "% (" + t.text("relief") + ")";
         if (t.is_set("undone")) return t.clock() + t.say(": taken back, the extra ", "：撤销延长 ") + share + t.due();
         return t.clock() + t.say(": more time, ", "：延长时限 ") + share + t.due();
       }},
      {"docket.clock.met.v1",
       [](const Telling& t) {
         return t.clock() +
                (t.is_set("breached") ? t.say(": done, but late", "：已完成，但逾期")
                 : t.is_set("was_late") ? t.say(": done in time after a new limit", "：在新时限内完成（原时限已逾期）")
                                        : t.say(": done in time", "：按时完成")) +
                t.due();
       }},
      {"docket.clock.ended.v1",
       [](const Telling& t) { return t.clock() + t.say(": ended, it had no limit", "：已结束，没有适用的时限"); }},
      {"docket.clock.cancelled.v1",
       [](const Telling& t) { return t.clock() + t.say(": clock no longer needed", "：不再计时"); }},
      {"docket.deadline.warning.v1",
       [](const Telling& t) {
         return t.clock() + t.say(": warning ", "：预警 ") + t.text("rung") + t.due() + t.told();
       }},
      {"docket.deadline.breached.v1",
       [](const Telling& t) {
         return t.clock() + t.say(": MISSED, was due ", "：逾期！期限为 ") + t.time("due") + t.told();
       }},
      {"docket.clock.expired.v1",
       [](const Telling& t) {
         return t.clock() + t.say(": expired, was valid until ", "：已到期，有效期至 ") + t.time("due") + t.told();
       }},
      {"docket.clock.wait_over.v1",
       [](const Telling& t) { return t.clock() + t.say(": the wait is over", "：等待期满") + t.told(); }},
      {"docket.deadline.escalated.v1",
       [](const Telling& t) {
         return t.clock() + t.say(": still open, reminder ", "：仍未完成，第 ") + t.number("occurrence") +
                t.say("", " 次催办") + t.told();
       }},
      {"docket.deadline.corrected.v1",
       [](const Telling& t) {
         return t.clock() + t.say(": taken back, ", "：更正，") + t.text("rung") + t.say(" was not so: ", " 不成立：") +
                t.text("now");
       }},
      {"docket.emitted.v1",
       [](const Telling& t) { return t.title("emitted", t.text("name")) + t.told() + t.data_text(); }},
  };
  return table;
}

}  // namespace

std::string narrate(std::string_view type, const Value& data, const Narrator& narrator) {
  for (const auto& [known, sentence] : sentences()) {
    if (known == type) return sentence(Telling(data, narrator));
  }
  return std::string(type) + " " + to_json(data);
}

std::string narrate(Instant instant, const Narrator& narrator) {
  // RFC 3339 without its offset and without what is zero: the zone is known from the context.
  auto text = to_string(instant, narrator.zone);
  text[10] = ' ';
  const auto has_seconds = text.substr(17, 2) != "00";
  return text.substr(0, has_seconds ? 19 : 16);
}

}  // namespace docket
