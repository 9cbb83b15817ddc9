// Value: one value of the rule language, of whatever type it happens to have while a rule runs.
//
// The types are those of the Common Expression Language (CEL), and money.  A Value takes 16 bytes:
// numbers, times, money, texts of up to 14 bytes, empty lists and empty maps lie inside, everything
// longer is shared and never changes, so that a copy costs at most one reference count.
//
// Threads: immutable; different copies may be used and destroyed by different threads.
// Lifetime: a string_view or span lent by an accessor lives as long as the Value it was taken from.
//           However deep its lists and maps lie in each other, copying, comparing, writing and
//           destroying a Value takes no more stack for it.
// Errors: accessors are total; asked for another kind they answer zero or nothing.
// Cost: constant, except where a comment says otherwise.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "docket/result.hpp"
#include "docket/time.hpp"

namespace docket {

class Type;
struct MapEntry;

// A moment as CEL counts it, finer than an Instant: nanoseconds lie in 0..999'999'999 and always
// count forward, before 1970 as well.
struct Timestamp {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// A length of clock time; -0.5 s is {-1, 500'000'000}.
struct Duration {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

// An amount in the currency's smallest unit (fen, cent), never a floating-point number.
struct Money {
  std::int64_t minor_units = 0;
  char currency[4] = {};  // ISO 4217, such as "CNY"
  friend bool operator==(const Money&, const Money&) = default;
};

class Value {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    uinteger,
    real,
    string,
    bytes,
    list,
    map,
    timestamp,
    duration,
    type,
    optional,
    money,
  };

  Value() noexcept : raw_{} {}  // null
  Value(const Value& other) noexcept {
    copy_from(other);
    if (is_shared()) retain();
  }
  Value(Value&& other) noexcept {
    copy_from(other);
    other.forget();
  }
  // Either way `other` may lie inside of what this Value lets go.
  Value& operator=(const Value& other) noexcept {
    if (other.is_shared()) {
      if (has_same_bytes(other)) return *this;  // nothing to count
      other.retain();
    }
    replace(other);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    unsigned char taken[sizeof raw_];
    std::memcpy(taken, other.raw_, sizeof raw_);
    other.forget();
    if (is_shared()) release();
    std::memcpy(raw_, taken, sizeof raw_);
    return *this;
  }
  ~Value() {
    if (is_shared()) release();
  }
  void swap(Value& other) noexcept { std::swap(raw_, other.raw_); }

  static Value null() noexcept { return {}; }
  static Value boolean(bool value) noexcept { return number(Kind::boolean, value ? 1U : 0U); }
  static Value integer(std::int64_t value) noexcept { return number(Kind::integer, static_cast<std::uint64_t>(value)); }
  static Value uinteger(std::uint64_t value) noexcept { return number(Kind::uinteger, value); }
  static Value real(double value) noexcept;
  static Value string(std::string_view utf8);
  static Value bytes(std::string_view bytes);
  static Value list(std::vector<Value> items);
  // Keeps the order of insertion.  Of equal keys the first wins; keys are bool, int, uint or string.
  static Value map(std::vector<MapEntry> entries);
  static Value object(std::initializer_list<std::pair<std::string_view, Value>> fields);
  static Value timestamp(Timestamp moment) noexcept;
  static Value timestamp(Instant instant) noexcept;
  static Value duration(Duration length) noexcept;
  static Value duration(Elapsed length) noexcept;
  static Value type(std::string_view name);
  static Value some(Value content);
  static Value none() noexcept;
  static Value money(std::int64_t minor_units, std::string_view currency) noexcept;

  Kind kind() const noexcept { return static_cast<Kind>(raw_[0]); }
  bool is_null() const noexcept { return kind() == Kind::null; }

  bool as_bool() const noexcept { return kind() == Kind::boolean && payload() != 0; }
  std::int64_t as_int() const noexcept { return static_cast<std::int64_t>(payload()); }
  std::uint64_t as_uint() const noexcept { return payload(); }
  double as_double() const noexcept;
  std::string_view as_string() const noexcept { return kind() == Kind::string ? text() : std::string_view(); }
  std::string_view as_bytes() const noexcept { return kind() == Kind::bytes ? text() : std::string_view(); }
  std::string_view type_name() const noexcept { return kind() == Kind::type ? text() : std::string_view(); }
  std::span<const Value> as_list() const noexcept;
  std::span<const MapEntry> as_map() const noexcept;
  Timestamp as_timestamp() const noexcept { return {as_int(), extra()}; }
  Duration as_duration() const noexcept { return {as_int(), extra()}; }
  Money as_money() const noexcept;
  // What an optional holds, or nullptr for none.
  const Value* as_optional() const noexcept;

  // The moment as the engine counts it: whole milliseconds, cut towards the past.
  // Instants beyond what an Instant can hold are clamped to its ends.
  Instant as_instant() const noexcept;
  // Likewise for a duration.
  Elapsed as_elapsed() const noexcept;

  // The value under a key of a map, or nullptr.  Cost: linear up to 8 entries, then logarithmic.
  const Value* find(const Value& key) const noexcept;
  const Value* find(std::string_view key) const noexcept;

  // Number of items, entries, code points (string) or bytes.
  std::size_t size() const noexcept;
  // Of a list or map how many items or entries it has, without looking at them; otherwise 0.
  std::size_t count() const noexcept { return kind() == Kind::list || kind() == Kind::map ? extra() : 0; }
  // Levels of lists, maps and optionals inside each other; 0 for everything else.
  std::size_t depth() const noexcept;
  // The work of going through all of it: 1, its parts, and 1 for each 16 bytes of text.  What is shared counts
  // as often as it appears.
  std::size_t weight() const noexcept;

  // CEL's equality: numbers of different kinds by their value, maps without regard to order, NaN
  // unequal to itself.  Cost: linear in the size.
  friend bool operator==(const Value& a, const Value& b) noexcept { return equals(a, b); }
  // The same value in the same representation: 1 is not 1.0, NaN is NaN, and -0.0 is not 0.0.
  friend bool identical(const Value& a, const Value& b) noexcept;

  // Both hold the same 16 bytes: for short texts, numbers and times this is identity.
  bool has_same_bytes(const Value& other) const noexcept { return std::memcmp(raw_, other.raw_, sizeof raw_) == 0; }
  // Part of it lies elsewhere: a long text, the items of a list, the entries of a map.
  bool is_shared() const noexcept { return raw_[1] == kShared; }

 private:
  struct Shared;
  struct Text;
  struct Items;
  struct Entries;
  struct Content;
  struct Ending;
  static constexpr unsigned char kShared = 0xFF;
  static constexpr std::size_t kInlineBytes = 14;

  static Value number(Kind kind, std::uint64_t payload) noexcept {
    Value value;
    value.raw_[0] = static_cast<unsigned char>(kind);
    std::memcpy(value.raw_ + 8, &payload, sizeof payload);
    return value;
  }
  static Value shared(Kind kind, Shared* owner) noexcept;
  static Value text(Kind kind, std::string_view text);
  static bool equals(const Value& a, const Value& b) noexcept;

  void copy_from(const Value& other) noexcept { std::memcpy(raw_, other.raw_, sizeof raw_); }
  void replace(const Value& other) noexcept {
    unsigned char taken[sizeof raw_];
    std::memcpy(taken, other.raw_, sizeof raw_);
    if (is_shared()) release();
    std::memcpy(raw_, taken, sizeof raw_);
  }
  void forget() noexcept { std::memset(raw_, 0, sizeof raw_); }
  std::uint64_t payload() const noexcept {
    std::uint64_t payload;
    std::memcpy(&payload, raw_ + 8, sizeof payload);
    return payload;
  }
  std::uint32_t extra() const noexcept {
    std::uint32_t extra;
    std::memcpy(&extra, raw_ + 4, sizeof extra);
    return extra;
  }
  void set_extra(std::uint32_t extra) noexcept { std::memcpy(raw_ + 4, &extra, sizeof extra); }
  const Shared* owner() const noexcept;
  void retain() const noexcept;
  void release() noexcept;
  static void destroy(Kind kind, const Shared* last) noexcept;
  std::string_view text() const noexcept {
    return is_shared() ? shared_text() : std::string_view(reinterpret_cast<const char*>(raw_) + 2, raw_[1]);
  }
  std::string_view shared_text() const noexcept;

  // [0] kind, [1] length of an inline text or kShared, [2..15] inline text,
  // or [4..7] nanoseconds, currency or number of items and [8..15] number or pointer.
  alignas(8) unsigned char raw_[16];
};

static_assert(sizeof(Value) == 16);

struct MapEntry {
  Value key;
  Value value;
};

// `null_type`, `int`, `google.protobuf.Timestamp` ...: the name CEL's type() gives.
std::string_view type_name_of(const Value& value) noexcept;

// Before, same, after: -1, 0 or 1.  A total order over all values, for sorted and canonical output;
// it is not CEL's `<`.
int total_order(const Value& a, const Value& b) noexcept;

// The value as a rule author would write it in an expression: `'major'`, `[1, 2u]`,
// `duration('2h30m')`.  Long values are cut after about `bytes_max` bytes with `…`.
std::string to_text(const Value& value, std::size_t bytes_max = 200);

// ------------------------------------------------------------------------------------- JSON

// Compact and canonical: entries in their order, numbers in their shortest form, a double always
// with a point or exponent.  What JSON lacks is written plainly: bytes in base64, timestamps in
// RFC 3339, durations as `2h30m`, money as `"5000.00 CNY"`, a type by its name, an optional as its
// content or null, keys as text, NaN and infinities as text.
std::string to_json(const Value& value);

// JSON text as a plain Value of null, bool, int, uint, double, string, list and map.
// Errors: invalid_argument with the byte offset: text that is not JSON, bytes that are not UTF-8, a
// key twice, an integer beyond 64 bits.  limit_exceeded: more than limits::kStoredBytes, or nesting
// beyond limits::kStoredDepth.
Result<Value> parse_json(std::string_view text);

// A plain value (from JSON or YAML) as a value of the wanted type: text becomes a timestamp,
// duration, bytes or money, an int becomes a double or uint, an enumeration or structure is checked.
// `name` is what the message calls the value, such as `severity`.  Fields come out in the order of
// the structure; an optional field that is null counts as absent.  What it answers reads back the same
// from its JSON: a double is finite, text is UTF-8, a time lies within the years 1 to 9999.
// Errors: invalid_argument: "`severity` must be one of `major` and `minor`, not `majr`; did you ..."
Result<Value> from_json(const Value& plain, const Type& type, std::string_view name);

}  // namespace docket
