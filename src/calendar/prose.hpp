// Pieces of sentences that budgets and explanations share.
// Tested by tests/unit/calendar/budget_test.cpp and tests/unit/calendar/explanation_test.cpp
#pragma once

#include <string>

#include "docket/calendar.hpp"

namespace docket {

// `26h 30m`, `26 小时 30 分钟`: hours, never days, whose length readers disagree about.
std::string length_text(Elapsed length, Language language);

// `Mon`, `周一`
std::string weekday_text(Date date, Language language);

// `2026-02-13 Fri 16:00` on the zone's wall; seconds only when there are any.
std::string moment_text(Instant instant, const TimeZone& zone, Language language);

// `holiday: Spring Festival`, `调休上班：春节`, `working day`: what kind of day it is, and its name.
std::string reason_text(const Day& day, Language language);

// The days of an explanation alone, a line each or a line for several in a row; empty when there are none.
std::string days_text(const DueExplanation& explanation, Language language, const std::string& indent);

}  // namespace docket
