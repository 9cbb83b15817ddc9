// Tested by tests/unit/engine/duty_test.cpp and tests/golden/diagnostics/
#include <algorithm>

#include "base/text.hpp"
#include "calendar/budget_reader.hpp"
#include "model/duty.hpp"
#include "model/plain_value.hpp"
#include "model/reader.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

using std::chrono::local_days;

// A Monday, and the first day of a year: every other week, every third month are counted from it.
constexpr Date kSince = std::chrono::year{2024} / 1 / 1;
constexpr int kTimesMax = 24;
// Occurrences whose time is held against the next one, in every project anew: four weeks of days, two years of months.
constexpr std::size_t kCompared = 28;
constexpr auto kComparedWithin = std::chrono::days(3 * 366);

class DutyReading {
 public:
  DutyReading(const yaml::Node& file, const yaml::Node& key, const yaml::Node& node, const DutyWorld& world,
              Diagnostics& diagnostics)
      : file_(file), key_(key), node_(node), world_(world), reader_(diagnostics) {}

  Duty read() {
    reader_.is_name(key_, "a duty");
    duty_.name = key_.text();
    duty_.place = key_.span();
    if (!reader_.is_map(node_, "a duty")) return std::move(duty_);
    reader_.check_keys(node_,
                       {"title", "opens", "event", "by", "input", "every", "since", "at", "until", "within", "calendar",
                        "roll", "quota", "done", "missed"},
                       "a duty");
    if (const auto title = node_.find("title")) duty_.title = reader_.localized(*title, "`title`");
    read_calendar();
    read_opening();
    read_quota();
    read_time();
    read_done();
    read_missed();
    return std::move(duty_);
  }

 private:
  std::optional<yaml::Node> required(const char* key, const char* hint) {
    auto node = node_.find(key);
    if (!node) reader_.report(key_.error("missing-key", "a duty needs `" + std::string(key) + ":`", hint));
    return node;
  }

  void read_calendar() {
    auto node = node_.find("calendar");
    if (!node) node = file_.find("calendar");
    if (!node) {
      reader_.report(
          key_.error("missing-key", "a duty needs a calendar", "name one here or on top: `calendar: office`"));
      return;
    }
    if (!reader_.is_scalar(*node, "a calendar")) return;
    duty_.calendar = world_.calendar(node->text());
    if (!duty_.calendar)
      reader_.report(node->error("unknown-calendar", "calendar " + backticked(node->text()) + " does not exist",
                                 nearest_or_known(node->text(), world_.calendar_names)));
  }

  // --- What it opens -------------------------------------------------------------------------------------

  void read_opening() {
    const auto opens = required("opens", "the workflow of the cases it opens");
    if (!opens || !reader_.is_scalar(*opens, "`opens`")) return;
    duty_.workflow = opens->text();
    workflow_ = world_.workflow(duty_.workflow);
    if (!workflow_) {
      if (!world_.is_broken(duty_.workflow))
        reader_.report(opens->error("unknown-workflow", "workflow " + backticked(duty_.workflow) + " does not exist",
                                    nearest_or_known(duty_.workflow, world_.workflow_names)));
      return;
    }
    if (const auto* opening = find_opening(*opens)) read_event(*opening);
  }

  const Transition* find_opening(const yaml::Node& opens) {
    std::vector<std::string> names;
    for (const auto index : workflow_->openings)
      names.push_back(workflow_->events[at(workflow_->transition(index).event)]);
    const auto node = node_.find("event");
    if (!node) {
      if (names.size() == 1) return &workflow_->transition(workflow_->openings.front());
      reader_.report(opens.error("missing-key", backticked(duty_.workflow) + " is opened by several events",
                                 "say which with `event:`: " + listed(names)));
      return nullptr;
    }
    const auto place = reader_.known(*node, names, "opening event");
    return place ? &workflow_->transition(workflow_->openings[*place]) : nullptr;
  }

  void read_event(const Transition& opening) {
    duty_.event.name = workflow_->events[at(opening.event)];
    duty_.event.actor.id = "duty";
    if (const auto by = node_.find("by")) {
      if (reader_.known(*by, workflow_->roles, "role")) duty_.event.actor.roles = {by->text()};
      if (!opening.roles.empty() && reader_.is_scalar(*by, "`by`") && !contains(opening.roles, by->text()))
        reader_.report(by->error("role-missing", backticked(by->text()) + " may not " + duty_.event.name,
                                 "it takes " + listed(opening.roles)));
    } else if (!opening.roles.empty()) {
      reader_.report(key_.error("missing-key", backticked(duty_.event.name) + " asks for a role",
                                "open it `by:` " + listed(opening.roles)));
    }
    read_input(opening);
  }

  void read_input(const Transition& opening) {
    const auto input = node_.find("input");
    if (input && reader_.is_map(*input, "`input`")) duty_.event.input = plain_value(*input);
    std::vector<std::string> names;
    for (const auto& declared : opening.inputs) {
      names.push_back(declared.name);
      const auto given = input ? input->find(declared.name) : std::nullopt;
      if (!given && declared.is_required)
        reader_.report((input ? *input : key_)
                           .error("missing-input", "the input " + backticked(declared.name) + " of " +
                                                       backticked(duty_.event.name) + " is missing"));
      if (!given) continue;
      const auto value = from_json(plain_value(*given), declared.type, declared.name);
      if (!value) reader_.report(given->error("wrong-type", value.error().message));
    }
    if (!input) return;
    for (const auto& entry : input->entries()) {
      if (!contains(names, entry.key.text()))
        reader_.report(entry.key.error("unknown-input",
                                       backticked(duty_.event.name) + " has no input " + backticked(entry.key.text()),
                                       nearest_or_known(entry.key.text(), names)));
    }
  }

  // --- When ----------------------------------------------------------------------------------------------

  void read_time() {
    const auto every = required("every", "how often, as an RRULE: `every: FREQ=WEEKLY;BYDAY=TH`");
    const auto begins = required("at", "the time of day at which its time begins: `at: \"08:30\"`");
    const auto at = begins ? wall_time(*begins, "`at`") : std::nullopt;
    read_end(at);
    if (const auto roll = node_.find("roll")) {
      static const std::vector<std::string> kWords = {"next_workday", "previous_workday", "none", "skip"};
      if (const auto word = reader_.word(*roll, kWords, "`roll`")) duty_.day_off = static_cast<DayOff>(*word);
    }
    if (!every || !at || !reader_.is_scalar(*every, "`every`") || !duty_.calendar) return;
    const auto since = read_since();
    auto recurrence = Recurrence::of_times(every->text(), local_days{since} + *at, duty_.calendar->zone());
    if (!recurrence) {
      reader_.report(every->error("bad-recurrence", recurrence.error().message));
      return;
    }
    // It comes on days, at the time that `at` says.
    if (const auto of_days = Recurrence::of_days(every->text(), since); !of_days) {
      reader_.report(every->error("bad-recurrence", of_days.error().message,
                                  "take `FREQ=DAILY`; what comes several times a day is several duties, or a `quota`"));
      return;
    }
    duty_.recurrence = *std::move(recurrence);
    check_spacing(*every, since);
  }

  std::optional<Elapsed> wall_time(const yaml::Node& node, std::string_view what) {
    if (!reader_.is_scalar(node, what)) return std::nullopt;
    const auto time = civil::parse_wall_time(node.text());
    if (time) return Elapsed{*time};
    reader_.report(node.error("bad-time", backticked(node.text()) + " is no time of day", "write `\"08:30\"`"));
    return std::nullopt;
  }

  void read_end(const std::optional<Elapsed>& at) {
    const auto until = node_.find("until"), within = node_.find("within");
    if (until && within) reader_.report(within->error("contradiction", "a duty has `until:` or `within:`, not both"));
    if (within) duty_.within = read_budget(*within, reader_.diagnostics()).value_or(duty_.within);
    if (within && duty_.within.purpose() != Budget::Purpose::limit)
      reader_.report(within->error("bad-window", "`within` must be a limit such as `2h` or `3 workdays`",
                                   "it says how long there is for it"));
    if (!until) return;
    duty_.until = wall_time(*until, "`until`");
    if (at && duty_.until && *duty_.until <= *at)
      reader_.report(until->error("bad-window", "it would be over before it begins",
                                  "`until` is a later time of the same day; `within` takes longer ones"));
  }

  Date read_since() {
    auto node = node_.find("since");
    if (!node) node = file_.find("since");
    if (!node || !reader_.is_scalar(*node, "`since`")) return kSince;
    const auto date = parse_date(node->text());
    if (!date) reader_.report(node->error("bad-date", date.error().message));
    return date ? *date : kSince;
  }

  // Whoever has not done it yet is not asked again.
  void check_spacing(const yaml::Node& every, Date since) {
    const auto from = duty_.calendar->zone().to_instant(local_days{since});
    const auto occurrences =
        occurrences_between(*duty_.recurrence, *duty_.calendar, duty_.day_off, from, from + kComparedWithin, kCompared);
    const bool is_ever =
        !occurrences.empty() || next_occurrence(*duty_.recurrence, *duty_.calendar, duty_.day_off, from).has_value();
    if (!is_ever) {
      reader_.report(every.error("never-due", "this never happens"));
      return;
    }
    if (!occurrences.empty()) check_length(every, occurrences.front());
    std::vector<std::size_t> overlapping;
    for (std::size_t i = 0; i + 1 < occurrences.size(); ++i) {
      if (duty_.end_of(occurrences[i]) > occurrences[i + 1].at) overlapping.push_back(i);
    }
    // A week with a holiday in it may be too short; a time that is mostly too long is a mistake.
    if (overlapping.size() * 2 > occurrences.size()) report_overlap(every, occurrences, overlapping.front());
  }

  void check_length(const yaml::Node& every, const Recurrence::Occurrence& first) {
    const Elapsed length = duty_.end_of(first) - first.at;
    const auto within = node_.find("within");
    const auto place = within.value_or(node_.find("until").value_or(every));
    if (within && length <= Elapsed{0})
      reader_.report(place.error("bad-window", "it would be over when it begins", "write a length such as `2h`"));
    else if (length > Elapsed{0} && duty_.at_least > length)
      reader_.report(place.error(
          "bad-window", "its time is " + to_string(length) + ", and it takes at least " + to_string(duty_.at_least)));
  }

  void report_overlap(const yaml::Node& every, const std::vector<Recurrence::Occurrence>& occurrences,
                      std::size_t first) {
    const auto text = [&](Instant instant) { return to_string(instant, duty_.calendar->zone()); };
    const auto place = node_.find("within").value_or(node_.find("until").value_or(every));
    reader_.report(place.error("window-too-long", "its time is not over when it comes again: from " +
                                                      text(occurrences[first].at) + " until " +
                                                      text(duty_.end_of(occurrences[first])) + ", and again at " +
                                                      text(occurrences[first + 1].at)));
  }

  // --- What counts -----------------------------------------------------------------------------------------

  void read_quota() {
    const auto quota = node_.find("quota");
    if (!quota || !reader_.is_map(*quota, "`quota`")) return;
    reader_.check_keys(*quota, {"times", "at_least", "in"}, "`quota`");
    if (const auto times = quota->find("times"))
      duty_.times = reader_.integer(*times, "`times`", 1, kTimesMax).value_or(1);
    if (const auto least = quota->find("at_least"); least && reader_.is_scalar(*least, "`at_least`")) {
      const auto length = parse_elapsed(least->text());
      if (!length)
        reader_.report(least->error("bad-length", length.error().message));
      else if (*length <= Elapsed{0})
        reader_.report(least->error("bad-length", "`at_least` must be longer than nothing"));
      else
        duty_.at_least = *length;
    }
    if (const auto in = quota->find("in")) duty_.in = state(*in);
  }

  void read_done() {
    if (const auto done = node_.find("done")) duty_.done = state(*done).value_or("");
  }

  std::optional<std::string> state(const yaml::Node& node) {
    if (!reader_.is_scalar(node, "a state") || !workflow_) return std::nullopt;
    std::vector<std::string> paths;
    for (std::size_t i = 1; i < workflow_->states.size(); ++i) paths.push_back(workflow_->states[i].path);
    if (const auto found = workflow_->find_state(node.text())) return workflow_->state(*found).path;
    reader_.report(node.error("unknown-state", "state " + backticked(node.text()) + " does not exist",
                              nearest_or_known(node.text(), paths)));
    return std::nullopt;
  }

  void read_missed() {
    const auto missed = node_.find("missed");
    if (!missed || !reader_.is_map(*missed, "`missed`")) return;
    reader_.check_keys(*missed, {"to"}, "`missed`");
    const auto to = missed->find("to");
    if (to && workflow_ && reader_.known(*to, workflow_->roles, "role")) duty_.to = to->text();
  }

  static bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  const yaml::Node &file_, &key_, &node_;
  const DutyWorld& world_;
  Reader reader_;
  Duty duty_;
  const Workflow* workflow_ = nullptr;
};

}  // namespace

Instant Duty::end_of(const Recurrence::Occurrence& occurrence) const {
  const auto& zone = calendar->zone();
  if (until) {
    const auto day = std::chrono::floor<std::chrono::days>(zone.local(occurrence.at));
    const auto begin = occurrence.planned - std::chrono::floor<std::chrono::days>(occurrence.planned);
    // In the hour that the clocks leave out it begins that much later, and is as long as ever.
    if (!zone.exists(day + begin)) return occurrence.at + (*until - begin);
    return zone.to_instant(day + *until);
  }
  const auto due = calendar->due(occurrence.at, within);
  return due ? std::max(due->at, occurrence.at) : occurrence.at;
}

std::vector<Duty> read_duties(const yaml::Node& root, const DutyWorld& world, Diagnostics& diagnostics) {
  Reader reader(diagnostics);
  reader.check_keys(root, {"docket", "duties", "title", "calendar", "since", "each"}, "a file of duties");
  if (const auto name = root.find("duties"); name && reader.is_scalar(*name, "`duties`"))
    reader.is_name(*name, "a file of duties");
  std::vector<Duty> duties;
  const auto each = root.find("each");
  if (!each) {
    reader.report(
        root.error("missing-key", "`each` is missing here", "the duties by name: `each: { morning_round: … }`"));
    return duties;
  }
  if (!reader.is_map(*each, "`each`")) return duties;
  for (const auto& entry : each->entries())
    duties.push_back(DutyReading(root, entry.key, entry.value, world, diagnostics).read());
  return duties;
}

}  // namespace docket
