// The timeline a person reads: a heading a day, a line an event, its consequences below it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "docket/calendar.hpp"
#include "docket/narrative.hpp"
#include "docket/store.hpp"

class Timeline {
 public:
  Timeline(docket::Calendar calendar, const docket::WorkflowSummary& workflow, docket::Language language)
      : calendar_(std::move(calendar)),
        workflow_(workflow),
        narrator_{.language = language, .zone = calendar_.zone(), .workflow = &workflow_} {}

  // The event that the host is about to fire: what follows is told below it.
  void announce(const std::string& case_id, const std::string& event, const std::string& actor, docket::Instant at);
  // One of docket's events.
  docket::Status tell(const docket::OutboxEvent& event);
  // Prints what is still held back: a line is complete when the next one begins.
  void flush();

  // The title of a role, state, event or clock, or its name.
  std::string title_of(std::string_view kind, const std::string& name) const;
  const docket::Narrator& narrator() const { return narrator_; }
  bool in_chinese() const { return narrator_.language == docket::Language::zh; }

 private:
  // What becomes one line of the timeline, with what it brought about.
  struct Line {
    std::string journal_line;  // `case/sequence`
    std::string case_id, headline;
    docket::Instant at{};
    std::string states;               // where the case went
    std::vector<std::string> clocks;  // that started, with their limits
    std::vector<std::string> notes;
  };

  void begin_line(const docket::OutboxEvent& event);
  void add(std::string_view type, const docket::Value& data);
  void start_day(docket::Instant at);

  docket::Calendar calendar_;
  docket::WorkflowSummary workflow_;
  docket::Narrator narrator_;
  docket::Date day_{};
  struct Announced {
    std::string case_id, text;
    docket::Instant at{};
  } announced_;
  Line line_;
};
