#include "timeline.hpp"

#include <chrono>
#include <iostream>

namespace {

using docket::Language;

std::string weekday(docket::Date date, Language language) {
  static const char* const kEnglish[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  static const char* const kChinese[] = {"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"};
  const auto index = std::chrono::weekday(std::chrono::local_days(date)).c_encoding();
  return language == Language::zh ? kChinese[index] : kEnglish[index];
}

std::string kind_of(const docket::Day& day, Language language) {
  const bool zh = language == Language::zh;
  const auto& name = day.name.in(language);
  switch (day.kind) {
    case docket::DayKind::holiday: return (zh ? "放假：" : "holiday: ") + name;
    case docket::DayKind::make_up: return (zh ? "调休上班：" : "working in exchange: ") + name;
    case docket::DayKind::week:
    case docket::DayKind::project:
    case docket::DayKind::exception: break;
  }
  if (day.is_workday) return zh ? "工作日" : "working day";
  return zh ? "休息日" : "day off";
}

}  // namespace

std::string Timeline::title_of(std::string_view kind, const std::string& name) const {
  const auto found = workflow_.titles.find(std::string(kind) + "." + name);
  return found == workflow_.titles.end() ? name : found->second.in(narrator_.language);
}

void Timeline::start_day(docket::Instant at) {
  const docket::Date date{std::chrono::floor<std::chrono::days>(calendar_.zone().local(at))};
  if (date == day_) return;
  day_ = date;
  const auto language = narrator_.language;
  std::cout << "\n── " << docket::to_string(date) << "  " << weekday(date, language) << "  ("
            << kind_of(calendar_.day(date), language) << ") ──\n";
}

void Timeline::announce(const std::string& case_id, const std::string& event, const std::string& actor,
                        docket::Instant at) {
  announced_ = {case_id, title_of("event", event) + (in_chinese() ? "（" : " (") + actor + (in_chinese() ? "）" : ")"),
                at};
}

void Timeline::begin_line(const docket::OutboxEvent& event) {
  flush();
  line_.journal_line = event.id.substr(0, event.id.rfind('/'));
  line_.case_id = event.case_id;
  line_.at = event.at;
}

// Everyday consequences become part of the headline; what somebody should notice gets its own line.
void Timeline::add(std::string_view type, const docket::Value& data) {
  const bool is_deadline = type.starts_with("docket.deadline.") && type != "docket.deadline.corrected.v1";
  const auto sentence = docket::narrate(type, data, narrator_);
  if (type == "docket.case.opened.v1") return;
  if (type == "docket.transition.taken.v1") {
    const auto* from = data.find("from");
    const auto* to = data.find("to");
    if (*from == *to) return;
    line_.states.clear();
    for (const auto& state : to->as_list())
      line_.states += (line_.states.empty() ? "" : " + ") + title_of("state", std::string(state.as_string()));
  } else if (type == "docket.clock.started.v1") {
    const auto* due = data.find("due");
    const auto instant =
        due ? docket::parse_instant(due->as_string()) : docket::Result<docket::Instant>(docket::Error{});
    line_.clocks.push_back(
        title_of("clock", std::string(data.find("clock")->as_string())) +
        (instant ? (in_chinese() ? " 至 " : " by ") + docket::narrate(*instant, narrator_).substr(5) : ""));
  } else if (is_deadline && line_.headline.empty()) {
    line_.headline = "⏰ " + sentence;
  } else {
    line_.notes.push_back(sentence);
  }
}

docket::Status Timeline::tell(const docket::OutboxEvent& event) {
  const auto json = docket::parse_json(event.event);
  if (!json) return json.error();
  const auto type = json->find("type")->as_string();
  if (event.id.substr(0, event.id.rfind('/')) != line_.journal_line) {
    begin_line(event);
    // A deadline has nobody behind it; everything else is the event that was announced.
    const bool is_event = announced_.case_id == event.case_id && announced_.at >= event.at &&
                          !type.starts_with("docket.deadline.") && !announced_.text.empty();
    if (is_event) {
      line_.headline = std::exchange(announced_.text, {});
      line_.at = announced_.at;
    }
  }
  add(type, *json->find("data"));
  return docket::Done{};
}

void Timeline::flush() {
  const Line line = std::exchange(line_, {});
  if (line.journal_line.empty()) return;
  start_day(line.at);
  std::cout << docket::narrate(line.at, narrator_).substr(11) << "  " << line.case_id << "  " << line.headline;
  if (!line.states.empty()) std::cout << (line.headline.empty() ? "→ " : "  → ") << line.states;
  std::cout << "\n";
  std::string clocks;
  for (const auto& clock : line.clocks) clocks += (clocks.empty() ? "" : in_chinese() ? "，" : ", ") + clock;
  if (!clocks.empty()) std::cout << "         " << (in_chinese() ? "时限：" : "limits: ") << clocks << "\n";
  for (const auto& note : line.notes) std::cout << "         " << note << "\n";
}
