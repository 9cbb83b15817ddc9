// Tested by tests/unit/calendar/day_plan_test.cpp
#include "calendar/day_plan.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "docket/limits.hpp"

namespace docket {
namespace {

constexpr std::int32_t kWordDays = 64;
constexpr int kFewDays = 16;

std::int32_t word_of(DayNumber day) { return day >> 6; }
unsigned bit_of(DayNumber day) { return static_cast<unsigned>(day) & 63U; }

// Monday is 0; 1970-01-01 was a Thursday.
unsigned weekday_of(DayNumber day) {
  const std::int32_t remainder = (day + 3) % 7;
  return static_cast<unsigned>(remainder < 0 ? remainder + 7 : remainder);
}

// Of all times: before the first notice, after the last.
constexpr DayNumber kBeginning = std::numeric_limits<DayNumber>::min();
constexpr DayNumber kEnd = std::numeric_limits<DayNumber>::max();

// The index of `item` in `pool`, which grows when it is new.
template <class Item>
std::uint32_t pooled(std::vector<Item>& pool, const Item& item) {
  const auto found = std::find(pool.rbegin(), pool.rend(), item);
  if (found != pool.rend()) return static_cast<std::uint32_t>(pool.rend() - found - 1);
  pool.push_back(item);
  return static_cast<std::uint32_t>(pool.size() - 1);
}

std::string source_text(const std::string& file, std::uint32_t line) {
  return line == 0 ? file : file + ":" + std::to_string(line);
}

// The words outside which no working day is looked for.
std::int32_t word_min() { return word_of(day_number(std::chrono::year{limits::kYearMin} / 1 / 1)) - 1; }
std::int32_t word_max() { return word_of(day_number(std::chrono::year{limits::kYearMax} / 12 / 31)) + 1; }

std::uint64_t bits_from(unsigned bit) { return ~std::uint64_t{0} << bit; }
std::uint64_t bits_below(unsigned bit) { return ~bits_from(bit); }

// The position of the n-th set bit, n from 1, counted upwards.  Requires popcount(word) >= n.
unsigned nth_bit(std::uint64_t word, int n) {
  for (; n > 1; --n) word &= word - 1;
  return static_cast<unsigned>(std::countr_zero(word));
}

}  // namespace

DayNumber day_number(Date date) {
  return static_cast<DayNumber>(std::chrono::local_days{date}.time_since_epoch().count());
}

Date date_of(DayNumber day) { return Date{std::chrono::local_days{std::chrono::days{day}}}; }

DayPlan::DayPlan(const CalendarDefinition& definition)
    : week_source_(source_text(definition.file, definition.week_line)) {
  for (unsigned weekday = 0; weekday < 7; ++weekday) week_[weekday] = pooled(hours_, definition.week[weekday]);
  for (unsigned first = 0; first < 7; ++first) {
    for (unsigned bit = 0; bit < 64; ++bit) {
      if (!definition.week[(first + bit) % 7].empty()) week_words_[first] |= std::uint64_t{1} << bit;
    }
  }
  add_special_days(definition.special_days);
  decide(std::move(others_), definition.as_of ? day_number(*definition.as_of) : kEnd - 1);
  mark_bits();
  const bool has_versions = std::any_of(reasons_.begin(), reasons_.end(), [](const Reason& reason) {
    return reason.known_from != kBeginning || reason.replaced_on != kEnd;
  });
  if (!has_versions) others_ = {};
}

DayPlan DayPlan::as_of(DayNumber day) const {
  DayPlan plan = *this;
  // Of equals the one that won here wins again, if it is known then.
  auto layers = std::move(plan.others_);
  layers.insert(layers.end(), specials_.begin(), specials_.end());
  std::stable_sort(layers.begin(), layers.end(), [&](const Special& a, const Special& b) {
    return a.day != b.day ? a.day < b.day : reasons_[a.reason].kind < reasons_[b.reason].kind;
  });
  plan.decide(std::move(layers), day);
  plan.mark_bits();
  return plan;
}

// Everything is kept, by date, then layer: which of them decides depends on what was known.
void DayPlan::add_special_days(std::vector<SpecialDay> days) {
  std::stable_sort(days.begin(), days.end(), [](const SpecialDay& a, const SpecialDay& b) {
    return a.date != b.date ? a.date < b.date : a.kind < b.kind;
  });
  for (const auto& day : days) {
    const Reason reason{pooled(hours_, day.hours),
                        pooled(names_, day.name),
                        pooled(texts_, day.file),
                        pooled(texts_, day.notice),
                        day.line,
                        day.kind,
                        day.known_from ? day_number(*day.known_from) : kBeginning,
                        day.replaced_on ? day_number(*day.replaced_on) : kEnd};
    // The days of one holiday follow each other, so its reason is near the end.
    const bool is_last = !reasons_.empty() && reasons_.back() == reason;
    others_.push_back(
        {day_number(day.date), is_last ? static_cast<PoolIndex>(reasons_.size() - 1) : pooled(reasons_, reason)});
  }
  reasons_.shrink_to_fit();
  hours_.shrink_to_fit();
  names_.shrink_to_fit();
  texts_.shrink_to_fit();
}

// Of several special days on one date the highest layer stays, and of equals the last one.
void DayPlan::decide(std::vector<Special> layers, DayNumber known_on) {
  specials_.clear();
  others_.clear();
  for (const auto& layer : layers) {
    const auto& reason = reasons_[layer.reason];
    if (known_on < reason.known_from || known_on >= reason.replaced_on) {
      others_.push_back(layer);
      continue;
    }
    if (!specials_.empty() && specials_.back().day == layer.day) {
      others_.push_back(specials_.back());
      specials_.pop_back();
    }
    specials_.push_back(layer);
  }
  specials_.shrink_to_fit();
  others_.shrink_to_fit();
}

void DayPlan::mark_bits() {
  workday_words_.clear();
  special_words_.clear();
  if (specials_.empty()) return;
  first_word_ = word_of(specials_.front().day);
  const auto words = static_cast<std::size_t>(word_of(specials_.back().day) - first_word_ + 1);
  special_words_.resize(words);
  for (std::size_t i = 0; i < words; ++i) {
    workday_words_.push_back(week_words_[weekday_of((first_word_ + static_cast<std::int32_t>(i)) * kWordDays)]);
  }
  for (const auto& special : specials_) {
    const auto word = static_cast<std::size_t>(word_of(special.day) - first_word_);
    const auto mask = std::uint64_t{1} << bit_of(special.day);
    const bool is_open = !hours_[reasons_[special.reason].hours].empty();
    special_words_[word] |= mask;
    workday_words_[word] = is_open ? workday_words_[word] | mask : workday_words_[word] & ~mask;
  }
}

std::uint64_t DayPlan::workdays_of_word(std::int32_t word) const {
  const auto index = static_cast<std::size_t>(word - first_word_);
  if (word >= first_word_ && index < workday_words_.size()) return workday_words_[index];
  return week_words_[weekday_of(word * kWordDays)];
}

const DayPlan::Reason* DayPlan::special(DayNumber day) const {
  if (word_of(day) < first_word_) return nullptr;
  const auto word = static_cast<std::size_t>(word_of(day) - first_word_);
  if (word >= special_words_.size() || ((special_words_[word] >> bit_of(day)) & 1U) == 0) return nullptr;
  const auto found = std::lower_bound(specials_.begin(), specials_.end(), day,
                                      [](const Special& special, DayNumber wanted) { return special.day < wanted; });
  return &reasons_[found->reason];
}

const DayHours& DayPlan::hours(DayNumber day) const {
  const auto* differs = special(day);
  return hours_[differs != nullptr ? differs->hours : week_[weekday_of(day)]];
}

DayReason DayPlan::reason(DayNumber day) const {
  const auto* differs = special(day);
  if (differs == nullptr) return {DayKind::week, {}, week_source_, {}};
  return {differs->kind, names_[differs->name], source_text(texts_[differs->file], differs->line),
          texts_[differs->notice]};
}

bool DayPlan::is_workday(DayNumber day) const { return ((workdays_of_word(word_of(day)) >> bit_of(day)) & 1U) != 0; }

std::optional<DayNumber> DayPlan::nth_workday(DayNumber day, int n) const {
  static const std::int32_t kFirst = word_min();
  static const std::int32_t kLast = word_max();
  if (n > 0) {
    auto word = word_of(day + 1);
    auto days = workdays_of_word(word) & bits_from(bit_of(day + 1));
    for (;;) {
      if (n > kFewDays) {
        n -= std::popcount(days);
        if (n <= 0) return word * kWordDays + static_cast<DayNumber>(nth_bit(days, n + std::popcount(days)));
      } else {
        // Taking away the lowest days one by one is quicker than counting them.
        for (; days != 0 && n > 1; --n) days &= days - 1;
        if (days != 0) return word * kWordDays + std::countr_zero(days);
      }
      if (++word > kLast) return std::nullopt;
      days = workdays_of_word(word);
    }
  }
  auto word = word_of(day);
  auto days = workdays_of_word(word) & bits_below(bit_of(day));
  while (std::popcount(days) < -n) {
    n += std::popcount(days);
    if (--word < kFirst) return std::nullopt;
    days = workdays_of_word(word);
  }
  return word * kWordDays + static_cast<DayNumber>(nth_bit(days, std::popcount(days) + n + 1));
}

int DayPlan::count_workdays(DayNumber after, DayNumber until) const {
  const auto begin = after + 1;
  const auto end = until + 1;  // [begin, end)
  if (word_of(begin) == word_of(end)) {
    return std::popcount(workdays_of_word(word_of(begin)) & bits_from(bit_of(begin)) & bits_below(bit_of(end)));
  }
  int count = std::popcount(workdays_of_word(word_of(begin)) & bits_from(bit_of(begin)));
  for (auto word = word_of(begin) + 1; word < word_of(end); ++word) count += std::popcount(workdays_of_word(word));
  return count + std::popcount(workdays_of_word(word_of(end)) & bits_below(bit_of(end)));
}

void DayPlan::add_to(Fingerprinter& fingerprinter) const {
  const auto add_hours = [&](PoolIndex index) {
    fingerprinter.add(static_cast<std::int64_t>(hours_[index].size()));
    for (const auto& window : hours_[index]) fingerprinter.add(window.start.count()).add(window.end.count());
  };
  for (const auto index : week_) add_hours(index);
  for (const auto& special : specials_) {
    const auto& reason = reasons_[special.reason];
    fingerprinter.add(special.day).add(static_cast<std::int64_t>(reason.kind));
    fingerprinter.add(names_[reason.name].en).add(names_[reason.name].zh);
    add_hours(reason.hours);
  }
}

std::size_t DayPlan::memory_used() const {
  const auto bytes_of = [](const auto& items) { return items.capacity() * sizeof(items.front()); };
  std::size_t bytes = sizeof(DayPlan) + bytes_of(others_) + bytes_of(specials_) + bytes_of(workday_words_) +
                      bytes_of(special_words_) + bytes_of(reasons_) + bytes_of(hours_) + bytes_of(names_) +
                      bytes_of(texts_);
  for (const auto& hours : hours_) bytes += bytes_of(hours);
  for (const auto& text : texts_) bytes += text.capacity();
  for (const auto& name : names_) bytes += name.en.capacity() + name.zh.capacity();
  return bytes;
}

}  // namespace docket
