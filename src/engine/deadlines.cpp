// A wheel whose slots hold keys only; when a key is due stands in one table, by key.
//
// A key that is cancelled or moved stays behind in its slot.  Such a leftover is recognised when the slot is
// opened, because the table says another time: cancelling is one store, and no entry needs a generation.
// An entry too many for the right time does no harm either: the first one disarms the key.
//
// Slots are the digits of a radix sort, put off until they are needed.  Level 0 has 256 slots of 65.5 s, each
// level above it 256 slots of all the level below, six levels in all: every instant has a place.  The level is
// where its digits first differ from the position's, so that every slot of a level is earlier than any of
// the next one.  Opening a slot moves the position there and deals its keys out to the levels below; one of
// level 0 is sorted by millisecond and handed out.  What is armed for earlier than that goes into a heap.
//
// Tested by tests/unit/engine/deadlines_test.cpp and tests/property/deadlines_property_test.cpp
#include "docket/deadlines.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "docket/limits.hpp"
#include "engine/due_table.hpp"
#include "engine/key_lists.hpp"

namespace docket {
namespace {

// `now - due`, which may be more than an Elapsed holds.
Elapsed lateness(Instant due, Instant now) {
  const auto length = ordinal_of(now) - ordinal_of(due);
  return Elapsed{static_cast<std::int64_t>(std::min<Ordinal>(length, kSign - 1))};
}

constexpr unsigned kOpenBits = 16;  // of a slot of level 0: 65,536 ms
constexpr unsigned kDigitBits = 8;
constexpr unsigned kDigits = 1U << kDigitBits;
constexpr unsigned kLevels = (64 - kOpenBits) / kDigitBits;

constexpr unsigned shift_of(unsigned level) { return kOpenBits + level * kDigitBits; }

// Leftovers and early arrivals that are put up with before everything is dealt out anew: few enough that a small
// index stays small, enough that dealing is rare.
constexpr std::size_t kSlack = 1'024;

}  // namespace

struct Deadlines::Impl {
  explicit Impl(DeadlineOptions options) : before(std::move(options.before)) {
    position = ordinal_of(options.begin) >> kOpenBits << kOpenBits;
  }

  std::function<bool(DeadlineKey, DeadlineKey)> before;

  DueTable table;
  std::size_t armed = 0;

  // --- Entries: one for each armed key, and leftovers ---

  struct Entry {
    Ordinal due;
    std::uint32_t key;
  };

  KeyLists lists;
  std::array<std::array<KeyLists::List, kDigits>, kLevels> slots{};
  std::array<std::array<std::uint64_t, kDigits / 64>, kLevels> occupied{};  // one bit a slot
  Ordinal position = 0;             // of the open slot: what is earlier than its end is in `open` or `early`
  std::vector<std::uint64_t> open;  // milliseconds into the open slot, then key; sorted
  std::size_t taken = 0;            // of `open`
  std::vector<Entry> early;         // a heap: armed after its slot was opened
  std::vector<std::uint32_t> tied;  // with `before`: keys taken from both that are due at `tied_at`, the first last
  Ordinal tied_at = 0;
  std::size_t entries = 0;

  static unsigned level_of(Ordinal differing) {
    return (static_cast<unsigned>(std::bit_width(differing)) - 1 - kOpenBits) / kDigitBits;
  }
  bool is_in_open_slot_or_before(Ordinal due) const { return due < position || (due ^ position) >> kOpenBits == 0; }

  // Files a key whose slot is not open.
  void file(std::uint32_t key, Ordinal due) {
    const auto level = level_of(due ^ position);
    const auto digit = static_cast<unsigned>(due >> shift_of(level)) % kDigits;
    lists.add(slots[level][digit], key);
    occupied[level][digit / 64] |= std::uint64_t{1} << digit % 64;
  }

  void add_to_open(std::uint32_t key, Ordinal due) { open.push_back((due - position) << 32U | key); }

  static std::uint32_t key_of(std::uint64_t opened) { return static_cast<std::uint32_t>(opened); }
  static bool comes_before(const Entry& a, const Entry& b) { return a.due != b.due ? a.due < b.due : a.key < b.key; }
  // The heap's first is the one that comes before all others.
  static bool heap_order(const Entry& a, const Entry& b) { return comes_before(b, a); }

  // --- Opening slots ---

  // Opens the first slot, unless all of it is later than `until`.
  enum class Opening : std::uint8_t { opened, nothing };
  Opening open_first_slot(Ordinal until) {
    for (unsigned level = 0; level < kLevels; ++level) {
      for (unsigned word = 0; word < kDigits / 64; ++word) {
        if (occupied[level][word] == 0) continue;
        const auto digit = word * 64 + static_cast<unsigned>(std::countr_zero(occupied[level][word]));
        const auto shift = shift_of(level);
        const auto start = ((position >> shift & ~Ordinal{kDigits - 1}) | digit) << shift;
        if (start > until) return Opening::nothing;
        occupied[level][word] &= occupied[level][word] - 1;
        deal_out(level, digit, start);
        return Opening::opened;
      }
    }
    return Opening::nothing;
  }

  void deal_out(unsigned level, unsigned digit, Ordinal start) {
    position = start;
    open.clear();
    taken = 0;
    const auto shift = shift_of(level);
    lists.drain(slots[level][digit], [&](const std::uint32_t* keys, std::uint32_t count) {
      // All of the table's lines are asked for before the first is needed.
      std::array<Ordinal, KeyLists::kKeysPerChunk> dues;
      for (std::uint32_t i = 0; i < count; ++i) dues[i] = table.at(keys[i]);
      for (std::uint32_t i = 0; i < count; ++i) {
        if (dues[i] >> shift != start >> shift) {
          --entries;
        } else if (is_in_open_slot_or_before(dues[i])) {
          add_to_open(keys[i], dues[i]);
        } else {
          file(keys[i], dues[i]);
        }
      }
    });
    std::sort(open.begin(), open.end());
  }

  // Everything from the table anew, without leftovers, beginning where the first key is due.
  void deal_all_out_anew() {
    for (auto& level : slots) {
      for (auto& list : level) lists.drain(list, [](const std::uint32_t*, std::uint32_t) {});
    }
    occupied = {};
    open.clear();
    taken = 0;
    early.clear();
    tied.clear();
    entries = armed;
    Ordinal first = ~Ordinal{0};
    table.for_each_armed([&](std::uint32_t, Ordinal due) { first = std::min(first, due); });
    if (armed > 0) position = first >> kOpenBits << kOpenBits;
    table.for_each_armed([&](std::uint32_t key, Ordinal due) {
      is_in_open_slot_or_before(due) ? add_to_open(key, due) : file(key, due);
    });
    std::sort(open.begin(), open.end());
  }

  // Dealing anew costs a look at every page and at every armed key, so it waits for as much to be gained.
  bool has_too_many_leftovers() const { return entries > 3 * armed + table.size() / 8 + kSlack; }
  bool has_too_many_early() const { return early.size() > table.size() / 8 + kSlack; }

  // --- What the class promises ---

  void arm(std::uint32_t key, Ordinal due) {
    auto& place_of_due = table.place(key);
    const auto was = std::exchange(place_of_due, due);
    if (was == kUnarmed) ++armed;
    if (was == due) return;
    if (is_in_open_slot_or_before(due)) {
      early.push_back({due, key});
      std::push_heap(early.begin(), early.end(), heap_order);
    } else {
      // Moved within its slot: the entry it has will do.
      const bool has_entry =
          was > position && !is_in_open_slot_or_before(was) && (was ^ due) >> shift_of(level_of(due ^ position)) == 0;
      if (has_entry) return;
      file(key, due);
    }
    ++entries;
    if (has_too_many_leftovers() || has_too_many_early()) deal_all_out_anew();
  }

  bool disarm(Ordinal* place_of_due) {
    if (place_of_due == nullptr || *place_of_due == kUnarmed) return false;
    *place_of_due = kUnarmed;
    --armed;
    return true;
  }

  bool is_live(const Entry& entry) const { return table.at(entry.key) == entry.due; }
  bool has_open() const { return taken < open.size(); }
  Entry first_open() const { return {position + (open[taken] >> 32U), key_of(open[taken])}; }

  void drop_leftovers() {
    while (has_open() && !is_live(first_open())) drop_first_open();
    while (!early.empty() && !is_live(early.front())) drop_first_early();
  }
  void drop_first_open() {
    ++taken;
    --entries;
  }
  void drop_first_early() {
    std::pop_heap(early.begin(), early.end(), heap_order);
    early.pop_back();
    --entries;
  }

  // The first in order of due and key, unless nothing is due by `until`.  It may well be later than that.
  std::optional<Entry> first_by_key(Ordinal until) {
    for (;;) {
      drop_leftovers();
      if (has_open() && (early.empty() || !comes_before(early.front(), first_open()))) return first_open();
      if (!early.empty()) return early.front();
      if (!tied.empty() || open_first_slot(until) == Opening::nothing) return std::nullopt;
    }
  }

  // … and in the order of `before`, which is asked only about keys that are armed, for one and the same instant.
  // Whoever is to be first may be armed or cancelled at any moment, so only those of one instant are put in order.
  std::optional<Entry> first(Ordinal until) {
    if (!before) return first_by_key(until);
    while (!tied.empty() && table.at(tied.back()) != tied_at) drop_last_tied();
    const auto other = first_by_key(until);
    if (other && (tied.empty() || other->due <= tied_at)) tie(other->due);
    if (tied.empty()) return std::nullopt;
    return Entry{tied_at, tied.back()};
  }

  void drop_last_tied() {
    tied.pop_back();
    --entries;
  }

  // Puts those due at `at`, which nothing precedes, into `tied`.
  void tie(Ordinal at) {
    if (at != tied_at) untie();
    tied_at = at;
    while (has_open() && first_open().due == at) {
      tied.push_back(first_open().key);
      ++taken;
    }
    while (!early.empty() && early.front().due == at) {
      tied.push_back(early.front().key);
      std::pop_heap(early.begin(), early.end(), heap_order);
      early.pop_back();
    }
    const auto all = tied.size();
    std::erase_if(tied, [this](std::uint32_t key) { return table.at(key) != tied_at; });
    entries -= all - tied.size();
    std::sort(tied.begin(), tied.end(),
              [this](std::uint32_t a, std::uint32_t b) { return before(DeadlineKey{b}, DeadlineKey{a}); });
  }

  // Something earlier was armed: what was put in order waits among the early ones.
  void untie() {
    for (const auto key : tied) {
      early.push_back({tied_at, key});
      std::push_heap(early.begin(), early.end(), heap_order);
    }
    tied.clear();
  }
};

Deadlines::Deadlines(DeadlineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Deadlines::Deadlines(Deadlines&&) noexcept = default;
Deadlines& Deadlines::operator=(Deadlines&&) noexcept = default;
Deadlines::~Deadlines() = default;

Status Deadlines::arm(DeadlineKey key, Instant due) {
  const auto number = static_cast<std::uint32_t>(key);
  if (number >= limits::kDeadlineKeys)
    return Error{ErrorCode::limit_exceeded, "the deadline key " + std::to_string(number) + " is not below " +
                                                std::to_string(limits::kDeadlineKeys)};
  const auto ordinal = ordinal_of(due);
  if (ordinal == kUnarmed) {
    cancel(key);
  } else {
    impl_->arm(number, ordinal);
  }
  return Done{};
}

bool Deadlines::cancel(DeadlineKey key) { return impl_->disarm(impl_->table.find(static_cast<std::uint32_t>(key))); }

std::optional<Instant> Deadlines::due_of(DeadlineKey key) const {
  const auto* due = impl_->table.find(static_cast<std::uint32_t>(key));
  return due == nullptr || *due == kUnarmed ? std::nullopt : std::optional(instant_of(*due));
}

std::size_t Deadlines::size() const { return impl_->armed; }

std::optional<DueKey> Deadlines::next() {
  const auto first = impl_->first(~Ordinal{0});
  if (!first) return std::nullopt;
  return DueKey{.key = DeadlineKey{first->key}, .due = instant_of(first->due)};
}

Deadlines::Popped Deadlines::pop_due(Instant now, std::size_t limit, std::vector<DueKey>& due) {
  // Nothing is due at Instant::max(), but everything before it is.
  const auto until = now == Instant::max() ? ~Ordinal{0} : ordinal_of(now);
  for (auto left = limit;; --left) {
    const auto first = impl_->first(until);
    if (!first || first->due > until) return Popped::all;
    if (left == 0) return Popped::some;
    const auto at = instant_of(first->due);
    due.push_back({.key = DeadlineKey{first->key}, .due = at, .late_by = lateness(at, now)});
    impl_->disarm(impl_->table.find(first->key));
  }
}

}  // namespace docket
