// Tested by tests/unit/value/compare_test.cpp
#include "value/compare.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "docket/limits.hpp"

namespace docket {
namespace {

using Kind = Value::Kind;

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

template <class T>
Ordering ordering(const T& a, const T& b) noexcept {
  return a < b ? Ordering::less : b < a ? Ordering::greater : Ordering::equal;
}

Ordering ordering_of_doubles(double a, double b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return Ordering::unordered;
  return ordering(a, b);
}

Ordering reversed(Ordering order) noexcept {
  switch (order) {
    case Ordering::less: return Ordering::greater;
    case Ordering::greater: return Ordering::less;
    case Ordering::equal:
    case Ordering::unordered: return order;
  }
  return order;
}

Ordering int_to_uint(std::int64_t a, std::uint64_t b) noexcept {
  return a < 0 ? Ordering::less : ordering(static_cast<std::uint64_t>(a), b);
}

template <class T>
int sign(const T& a, const T& b) noexcept {
  return a < b ? -1 : b < a ? 1 : 0;
}

int rank(const Value& value) noexcept {
  return is_number(value) ? static_cast<int>(Kind::integer) : static_cast<int>(value.kind());
}

// An integer of either sign as (is negative, bits): enough to order int and uint together.
struct Whole {
  bool is_negative;
  std::uint64_t bits;
  friend bool operator<(const Whole& a, const Whole& b) noexcept {
    return a.is_negative != b.is_negative ? a.is_negative : a.bits < b.bits;
  }
};

std::optional<Whole> whole(const Value& number) noexcept {
  if (number.kind() != Kind::real) {
    return Whole{number.kind() == Kind::integer && number.as_int() < 0, number.as_uint()};
  }
  const double real = number.as_double();
  if (real != std::trunc(real) || real < -kTwoTo63 || real >= kTwoTo64) return std::nullopt;
  if (real < 0) return Whole{true, static_cast<std::uint64_t>(static_cast<std::int64_t>(real))};
  return Whole{false, static_cast<std::uint64_t>(real)};
}

int number_key_order(const Value& a, const Value& b) noexcept {
  const auto x = whole(a);
  const auto y = whole(b);
  if (x && y) return *x < *y ? -1 : *y < *x ? 1 : 0;
  if (x || y) return x ? -1 : 1;  // after all integers
  return total_order(a, b);
}

int order_of_lists(std::span<const Value> a, std::span<const Value> b) noexcept {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const int order = total_order(a[i], b[i])) return order;
  }
  return sign(a.size(), b.size());
}

int order_of_maps(std::span<const MapEntry> a, std::span<const MapEntry> b) noexcept {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const int order = total_order(a[i].key, b[i].key)) return order;
    if (const int order = total_order(a[i].value, b[i].value)) return order;
  }
  return sign(a.size(), b.size());
}

int order_of_optionals(const Value* a, const Value* b) noexcept {
  return a && b ? total_order(*a, *b) : sign(a != nullptr, b != nullptr);
}

int order_of_money(const Money& a, const Money& b) noexcept {
  if (const int order = std::string_view(a.currency).compare(b.currency)) return order < 0 ? -1 : 1;
  return sign(a.minor_units, b.minor_units);
}

// By value without rounding; a tie goes by kind.
int order_of_mixed_numbers(const Value& a, const Value& b) noexcept {
  const auto x = whole(a);
  const auto y = whole(b);
  if (x && y && (*x < *y || *y < *x)) return *x < *y ? -1 : 1;
  if (!x || !y) {
    const Ordering order = compare_numbers(a, b);
    if (order == Ordering::unordered) return a.kind() == Kind::real ? -1 : 1;  // NaN comes first
    return order == Ordering::less ? -1 : 1;
  }
  return sign(static_cast<int>(a.kind()), static_cast<int>(b.kind()));
}

// NaN comes before every number and -0.0 before 0.0, so that the order is total.
int order_of_doubles(double a, double b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return sign(!std::isnan(a), !std::isnan(b));
  return a != b ? sign(a, b) : sign(!std::signbit(a), !std::signbit(b));
}

bool equal_maps(const Value& a, const Value& b) noexcept {
  if (a.as_map().size() != b.as_map().size()) return false;
  return std::all_of(a.as_map().begin(), a.as_map().end(), [&](const MapEntry& entry) {
    const Value* other = b.find(entry.key);
    return other != nullptr && entry.value == *other;
  });
}

bool equal_optionals(const Value* a, const Value* b) noexcept { return a && b ? *a == *b : a == b; }

// --- What lies so deep that calls inside calls would overflow the stack ----------------------------------

// Both are looked into at once, so that the one that is less deep ends it.
bool are_deep(const Value& a, const Value& b) noexcept {
  return std::min(a.depth(), b.depth()) > limits::kStoredDepth && a.kind() == b.kind();
}

// Two values that have to be compared yet; without them, what decides if everything before was alike.
struct Waiting {
  const Value* a = nullptr;
  const Value* b = nullptr;
  int tie = 0;
};

void add_parts(const Value& a, const Value& b, std::vector<Waiting>& waiting) {
  const auto first = static_cast<std::ptrdiff_t>(waiting.size());
  if (a.kind() == Kind::optional) {
    waiting.push_back({a.as_optional(), b.as_optional()});  // both are there: they are deep
    return;
  }
  for (std::size_t i = 0; i < std::min(a.as_list().size(), b.as_list().size()); ++i)
    waiting.push_back({&a.as_list()[i], &b.as_list()[i]});
  for (std::size_t i = 0; i < std::min(a.as_map().size(), b.as_map().size()); ++i) {
    waiting.push_back({&a.as_map()[i].key, &b.as_map()[i].key});
    waiting.push_back({&a.as_map()[i].value, &b.as_map()[i].value});
  }
  waiting.push_back({nullptr, nullptr, sign(a.count(), b.count())});
  std::reverse(waiting.begin() + first, waiting.end());  // the last is taken first
}

int order_of_deep(const Value& a, const Value& b) {
  std::vector<Waiting> waiting = {{&a, &b}};
  while (!waiting.empty()) {
    const auto next = waiting.back();
    waiting.pop_back();
    if (next.a && are_deep(*next.a, *next.b)) {
      add_parts(*next.a, *next.b, waiting);
      continue;
    }
    if (const int order = next.a ? total_order(*next.a, *next.b) : next.tie) return order;
  }
  return 0;
}

bool equal_deep(const Value& a, const Value& b) {
  std::vector<Waiting> waiting = {{&a, &b}};
  while (!waiting.empty()) {
    const auto next = waiting.back();
    waiting.pop_back();
    if (!are_deep(*next.a, *next.b)) {
      if (!(*next.a == *next.b)) return false;
      continue;
    }
    if (next.a->depth() != next.b->depth() || next.a->count() != next.b->count()) return false;
    if (next.a->kind() != Kind::map) {
      if (next.a->as_optional()) waiting.push_back({next.a->as_optional(), next.b->as_optional()});
      for (std::size_t i = 0; i < next.a->as_list().size(); ++i)
        waiting.push_back({&next.a->as_list()[i], &next.b->as_list()[i]});
      continue;
    }
    for (const auto& entry : next.a->as_map()) {
      const auto* other = next.b->find(entry.key);
      if (!other) return false;
      waiting.push_back({&entry.value, other});
    }
  }
  return true;
}

}  // namespace

Ordering compare_numbers(const Value& a, const Value& b) noexcept {
  if (a.kind() == b.kind()) {
    if (a.kind() == Kind::integer) return ordering(a.as_int(), b.as_int());
    if (a.kind() == Kind::uinteger) return ordering(a.as_uint(), b.as_uint());
    return ordering_of_doubles(a.as_double(), b.as_double());
  }
  if (a.kind() == Kind::real) return reversed(compare_numbers(b, a));
  if (b.kind() == Kind::real) {
    const double converted =
        a.kind() == Kind::integer ? static_cast<double>(a.as_int()) : static_cast<double>(a.as_uint());
    return ordering_of_doubles(converted, b.as_double());
  }
  return a.kind() == Kind::integer ? int_to_uint(a.as_int(), b.as_uint())
                                   : reversed(int_to_uint(b.as_int(), a.as_uint()));
}

std::optional<Ordering> compare(const Value& a, const Value& b) noexcept {
  if (is_number(a) && is_number(b)) return compare_numbers(a, b);
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::boolean: return ordering(a.as_bool(), b.as_bool());
    case Kind::string: return ordering(a.as_string(), b.as_string());
    case Kind::bytes: return ordering(a.as_bytes(), b.as_bytes());
    case Kind::timestamp: return ordering(a.as_timestamp(), b.as_timestamp());
    case Kind::duration: return ordering(a.as_duration(), b.as_duration());
    case Kind::money:
      if (std::string_view(a.as_money().currency) != b.as_money().currency) return std::nullopt;
      return ordering(a.as_money().minor_units, b.as_money().minor_units);
    case Kind::null:
    case Kind::list:
    case Kind::map:
    case Kind::type:
    case Kind::optional:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real: return std::nullopt;
  }
  return std::nullopt;
}

int key_order(const Value& a, const Value& b) noexcept {
  if (is_number(a) && is_number(b)) return number_key_order(a, b);
  return total_order(a, b);
}

int key_order(const Value& a, std::string_view b) noexcept {
  if (a.kind() != Kind::string) return sign(rank(a), static_cast<int>(Kind::string));
  return sign(a.as_string(), b);
}

int total_order(const Value& a, const Value& b) noexcept {
  if (rank(a) != rank(b)) return sign(rank(a), rank(b));
  if (a.kind() != b.kind()) return order_of_mixed_numbers(a, b);
  if (are_deep(a, b)) return order_of_deep(a, b);
  switch (a.kind()) {
    case Kind::null: return 0;
    case Kind::boolean: return sign(a.as_bool(), b.as_bool());
    case Kind::integer: return sign(a.as_int(), b.as_int());
    case Kind::uinteger: return sign(a.as_uint(), b.as_uint());
    case Kind::real: return order_of_doubles(a.as_double(), b.as_double());
    case Kind::string: return sign(a.as_string(), b.as_string());
    case Kind::bytes: return sign(a.as_bytes(), b.as_bytes());
    case Kind::list: return order_of_lists(a.as_list(), b.as_list());
    case Kind::map: return order_of_maps(a.as_map(), b.as_map());
    case Kind::timestamp: return sign(a.as_timestamp(), b.as_timestamp());
    case Kind::duration: return sign(a.as_duration(), b.as_duration());
    case Kind::type: return sign(a.type_name(), b.type_name());
    case Kind::optional: return order_of_optionals(a.as_optional(), b.as_optional());
    case Kind::money: return order_of_money(a.as_money(), b.as_money());
  }
  return 0;
}

bool identical(const Value& a, const Value& b) noexcept { return a.kind() == b.kind() && total_order(a, b) == 0; }

bool Value::equals(const Value& a, const Value& b) noexcept {
  if (is_number(a) && is_number(b)) return compare_numbers(a, b) == Ordering::equal;
  if (a.kind() != b.kind()) return false;
  if (a.depth() > limits::kStoredDepth && are_deep(a, b)) return equal_deep(a, b);
  switch (a.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return a.as_bool() == b.as_bool();
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real: return false;  // decided above
    case Kind::string:
    case Kind::bytes:
    case Kind::type: return a.text() == b.text();
    case Kind::list: return std::ranges::equal(a.as_list(), b.as_list());
    case Kind::map: return equal_maps(a, b);
    case Kind::timestamp: return a.as_timestamp() == b.as_timestamp();
    case Kind::duration: return a.as_duration() == b.as_duration();
    case Kind::optional: return equal_optionals(a.as_optional(), b.as_optional());
    case Kind::money: return a.as_money() == b.as_money();
  }
  return false;
}

}  // namespace docket
