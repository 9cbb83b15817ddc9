// Tested by tests/unit/model/language_examples_test.cpp
#include "replay/notices.hpp"

#include "base/match.hpp"
#include "model/plain_value.hpp"
#include "model/reader.hpp"
#include "replay/written.hpp"

namespace docket {
namespace {

std::optional<Notice> notice_of(const Effect& effect) {
  using None = std::optional<Notice>;
  return match(
      effect,
      [](const Emitted& e) {
        return None(Notice{"emit", e.name, "", e.to, e.data});
      },
      [](const DeadlineWarning& e) {
        return None(Notice{"warning", e.clock, e.rung, e.to, {}});
      },
      [](const DeadlineBreached& e) {
        return None(Notice{"breach", e.clock, "", e.to, {}});
      },
      [](const Expired& e) {
        return None(Notice{"expired", e.clock, "", e.to, {}});
      },
      [](const WaitOver& e) {
        return None(Notice{"wait_over", e.clock, "", e.to, {}});
      },
      [](const Escalated& e) {
        return None(Notice{"escalated", e.clock, e.rung, e.to, {}});
      },
      [](const Corrected& e) {
        return None(Notice{"corrected", e.clock, e.rung, "", {}});
      },
      [](const Faulted& e) {
        return None(Notice{"faulted", e.subject, "", "", {}});
      },
      [](const CaseOpened&) { return None(); }, [](const CaseClosed&) { return None(); },
      [](const TransitionTaken&) { return None(); }, [](const Refused&) { return None(); },
      [](const ClockStarted&) { return None(); }, [](const ClockPaused&) { return None(); },
      [](const ClockResumed&) { return None(); }, [](const ClockRetargeted&) { return None(); },
      [](const CaseMigrated&) { return None(); }, [](const ClockRelieved&) { return None(); },
      [](const ClockMet&) { return None(); }, [](const ClockCancelled&) { return None(); },
      [](const ClockEnded&) { return None(); });
}

const std::vector<std::string> kKinds = {"emit",      "warning",   "breach",  "expired", "wait_over",
                                         "escalated", "corrected", "faulted", "missed"};

}  // namespace

std::vector<Notice> notices_in(const JournalEntry& entry) {
  std::vector<Notice> notices;
  for (const auto& effect : entry.effects) {
    if (auto notice = notice_of(effect)) notices.push_back(std::move(*notice));
  }
  return notices;
}

std::string to_text(const Notice& notice) {
  std::string text = "{ " + notice.kind + ": " + notice.subject;
  if (!notice.rung.empty()) text += ", rung: " + notice.rung;
  if (!notice.to.empty()) text += ", to: " + notice.to;
  return text + " }";
}

std::optional<Notice> read_notice(const yaml::Node& node, Diagnostics& diagnostics) {
  Reader reader(diagnostics);
  const auto before = diagnostics.size();
  if (!reader.is_map(node, "an item of `emitted`")) return std::nullopt;
  reader.check_keys(node,
                    {"emit", "warning", "breach", "expired", "wait_over", "escalated", "corrected", "faulted", "missed",
                     "rung", "to", "data"},
                    "an item of `emitted`");
  Notice notice;
  for (const auto& kind : kKinds) {
    const auto subject = node.find(kind);
    if (!subject) continue;
    if (!notice.kind.empty())
      diagnostics.push_back(subject->error("two-kinds", "this is `" + notice.kind + "` and `" + kind + "` at once",
                                           "make two items of it"));
    notice.kind = kind;
    notice.subject = reader.text(*subject, "`" + kind + "`");
  }
  if (notice.kind.empty())
    diagnostics.push_back(
        node.error("missing-key", "say what was sent",
                   "one of `emit`, `warning`, `breach`, `expired`, `wait_over`, `escalated`, `corrected`"));
  if (const auto rung = node.find("rung")) notice.rung = reader.text(*rung, "`rung`");
  if (const auto to = node.find("to")) notice.to = reader.text(*to, "`to`");
  if (const auto data = node.find("data"); data && reader.is_map(*data, "`data`")) notice.data = plain_value(*data);
  if (diagnostics.size() != before) return std::nullopt;
  return notice;
}

bool fits(const Notice& wanted, const Notice& actual, const TimeZone& zone) {
  if (wanted.kind != actual.kind || wanted.subject != actual.subject) return false;
  if (!wanted.rung.empty() && wanted.rung != actual.rung) return false;
  if (!wanted.to.empty() && wanted.to != actual.to) return false;
  for (const auto& entry : wanted.data.as_map()) {
    const auto* value = actual.data.find(entry.key);
    if (!value || !is_as_written(*value, entry.value, zone)) return false;
  }
  return true;
}

}  // namespace docket
