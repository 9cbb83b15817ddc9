// Values: how they lie in 16 bytes, and what they lend.
// Tested by tests/unit/value/value_test.cpp
#include "docket/value.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "value/map_index.hpp"

namespace docket {

// What several Values own together.  It never changes once a Value points to it.
struct Value::Shared {
  mutable std::atomic<std::uint32_t> owners{1};
  std::uint32_t depth = 0;
  std::uint64_t weight = 1;

  void contain(const Value& part) {
    constexpr std::uint64_t kWeightMax = std::uint64_t{1} << 40U;  // far beyond every limit: it cannot overflow
    depth = std::max(depth, static_cast<std::uint32_t>(part.depth()));
    weight = std::min(weight + part.weight(), kWeightMax);
  }
};
struct Value::Text : Shared {
  explicit Text(std::string_view text) : characters(text) {}
  std::string characters;
};
struct Value::Items : Shared {
  std::vector<Value> items;
};
struct Value::Entries : Shared {
  std::vector<MapEntry> entries;
  MapIndex index;
};
struct Value::Content : Shared {
  Value content;
};

// Ends what lies so deep that one destructor calling the next would overflow the stack: whatever nobody owns any more
// waits in a list until its turn comes.  The list runs through what is to be destroyed and takes no memory.
struct Value::Ending {
  Shared* waiting = nullptr;

  void add(Kind kind, const Shared* last) noexcept {
    auto* next = const_cast<Shared*>(last);  // nobody looks at it any more
    next->depth = static_cast<std::uint32_t>(kind);
    next->weight = reinterpret_cast<std::uintptr_t>(waiting);
    waiting = next;
  }
  void let_go(Value& part) noexcept {
    if (!part.is_shared()) return;
    const auto kind = part.kind();
    const auto* owner = part.owner();
    part.forget();
    if (owner->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) add(kind, owner);
  }
  void run() noexcept {
    while (waiting) {
      auto* const next = waiting;
      const auto kind = static_cast<Kind>(next->depth);
      waiting = reinterpret_cast<Shared*>(static_cast<std::uintptr_t>(next->weight));
      if (kind == Kind::list) {
        for (auto& item : static_cast<Items*>(next)->items) let_go(item);
      } else if (kind == Kind::map) {
        for (auto& entry : static_cast<Entries*>(next)->entries) let_go(entry.value);  // keys are never deep
      } else if (kind == Kind::optional) {
        let_go(static_cast<Content*>(next)->content);
      }
      destroy(kind, next);
    }
  }
};

Value Value::real(double value) noexcept { return number(Kind::real, std::bit_cast<std::uint64_t>(value)); }

double Value::as_double() const noexcept { return std::bit_cast<double>(payload()); }

Value Value::shared(Kind kind, Shared* owner) noexcept {
  Value value;
  value.raw_[0] = static_cast<unsigned char>(kind);
  value.raw_[1] = kShared;
  std::memcpy(value.raw_ + 8, &owner, sizeof owner);
  return value;
}

const Value::Shared* Value::owner() const noexcept {
  const Shared* owner;
  std::memcpy(&owner, raw_ + 8, sizeof owner);
  return owner;
}

void Value::retain() const noexcept { owner()->owners.fetch_add(1, std::memory_order_relaxed); }

void Value::release() noexcept {
  constexpr std::uint32_t kShallow = 100;  // what a rule makes; deeper values only a host can make
  const Shared* last = owner();
  if (last->owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (last->depth <= kShallow) return destroy(kind(), last);
  Ending ending;
  ending.add(kind(), last);
  ending.run();
}

void Value::destroy(Kind kind, const Shared* last) noexcept {
  switch (kind) {
    case Kind::string:
    case Kind::bytes:
    case Kind::type: delete static_cast<const Text*>(last); return;
    case Kind::list: delete static_cast<const Items*>(last); return;
    case Kind::map: delete static_cast<const Entries*>(last); return;
    case Kind::optional: delete static_cast<const Content*>(last); return;
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::money: DOCKET_ASSERT(false); return;
  }
}

Value Value::text(Kind kind, std::string_view text) {
  if (text.size() > kInlineBytes) return shared(kind, new Text(text));
  Value value;
  value.raw_[0] = static_cast<unsigned char>(kind);
  value.raw_[1] = static_cast<unsigned char>(text.size());
  if (!text.empty()) std::memcpy(value.raw_ + 2, text.data(), text.size());
  return value;
}

std::string_view Value::shared_text() const noexcept { return static_cast<const Text*>(owner())->characters; }

Value Value::string(std::string_view utf8) { return text(Kind::string, utf8); }
Value Value::bytes(std::string_view bytes) { return text(Kind::bytes, bytes); }
Value Value::type(std::string_view name) { return text(Kind::type, name); }

Value Value::list(std::vector<Value> items) {
  if (items.empty()) return number(Kind::list, 0);
  auto* owner = new Items;
  for (const auto& item : items) owner->contain(item);
  ++owner->depth;
  owner->items = std::move(items);
  Value value = shared(Kind::list, owner);
  value.set_extra(static_cast<std::uint32_t>(owner->items.size()));
  return value;
}

Value Value::map(std::vector<MapEntry> entries) {
  if (entries.empty()) return number(Kind::map, 0);  // as nearly every event has it: nothing to count, nothing to free
  auto* owner = new Entries;
  for (const auto& entry : entries) {
    owner->contain(entry.key);
    owner->contain(entry.value);
  }
  ++owner->depth;
  remove_repeated_keys(entries);
  owner->entries = std::move(entries);
  owner->index = index_of(owner->entries);
  Value value = shared(Kind::map, owner);
  value.set_extra(static_cast<std::uint32_t>(owner->entries.size()));
  return value;
}

Value Value::object(std::initializer_list<std::pair<std::string_view, Value>> fields) {
  std::vector<MapEntry> entries;
  entries.reserve(fields.size());
  for (const auto& [name, value] : fields) entries.push_back({string(name), value});
  return map(std::move(entries));
}

Value Value::some(Value content) {
  auto* owner = new Content;
  owner->contain(content);
  ++owner->depth;
  owner->content = std::move(content);
  return shared(Kind::optional, owner);
}

Value Value::none() noexcept { return number(Kind::optional, 0); }

Value Value::timestamp(Timestamp moment) noexcept {
  Value value = number(Kind::timestamp, static_cast<std::uint64_t>(moment.seconds));
  value.set_extra(moment.nanoseconds);
  return value;
}

Value Value::duration(Duration length) noexcept {
  Value value = number(Kind::duration, static_cast<std::uint64_t>(length.seconds));
  value.set_extra(length.nanoseconds);
  return value;
}

Value Value::timestamp(Instant instant) noexcept {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  const auto rest = std::chrono::nanoseconds(instant - seconds).count();
  return timestamp(Timestamp{seconds.time_since_epoch().count(), static_cast<std::uint32_t>(rest)});
}

Value Value::duration(Elapsed length) noexcept {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(length);
  const auto rest = std::chrono::nanoseconds(length - seconds).count();
  return duration(Duration{seconds.count(), static_cast<std::uint32_t>(rest)});
}

Value Value::money(std::int64_t minor_units, std::string_view currency) noexcept {
  Value value = number(Kind::money, static_cast<std::uint64_t>(minor_units));
  if (!currency.empty()) std::memcpy(value.raw_ + 4, currency.data(), std::min<std::size_t>(currency.size(), 3));
  return value;
}

std::span<const Value> Value::as_list() const noexcept {
  if (kind() != Kind::list || !is_shared()) return {};
  return static_cast<const Items*>(owner())->items;
}

std::span<const MapEntry> Value::as_map() const noexcept {
  if (kind() != Kind::map || !is_shared()) return {};
  return static_cast<const Entries*>(owner())->entries;
}

Money Value::as_money() const noexcept {
  Money money{as_int(), {}};
  std::memcpy(money.currency, raw_ + 4, 3);
  return money;
}

const Value* Value::as_optional() const noexcept {
  if (kind() != Kind::optional || !is_shared()) return nullptr;
  return &static_cast<const Content*>(owner())->content;
}

namespace {

std::chrono::milliseconds whole_milliseconds(std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
  constexpr std::int64_t kSecondsMax = std::numeric_limits<std::int64_t>::max() / 1000 - 1;
  if (seconds > kSecondsMax) return std::chrono::milliseconds::max();
  if (seconds < -kSecondsMax) return std::chrono::milliseconds::min();
  return std::chrono::milliseconds(seconds * 1000 + nanoseconds / 1'000'000);
}

}  // namespace

Instant Value::as_instant() const noexcept { return Instant(whole_milliseconds(as_int(), extra())); }
Elapsed Value::as_elapsed() const noexcept { return whole_milliseconds(as_int(), extra()); }

const Value* Value::find(const Value& key) const noexcept {
  if (kind() != Kind::map || !is_shared()) return nullptr;
  const auto& map = *static_cast<const Entries*>(owner());
  return find_key(map.entries, map.index, key);
}

const Value* Value::find(std::string_view key) const noexcept {
  if (kind() != Kind::map || !is_shared()) return nullptr;
  const auto& map = *static_cast<const Entries*>(owner());
  return find_key(map.entries, map.index, key);
}

std::size_t Value::size() const noexcept {
  switch (kind()) {
    case Kind::string: return code_points(as_string());
    case Kind::bytes: return as_bytes().size();
    case Kind::list:
    case Kind::map: return count();
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::type:
    case Kind::optional:
    case Kind::money: return 0;
  }
  return 0;
}

std::size_t Value::depth() const noexcept {
  if (is_shared()) return owner()->depth;
  return kind() == Kind::list || kind() == Kind::map ? 1 : 0;
}

std::size_t Value::weight() const noexcept {
  if (kind() == Kind::string) return 1 + as_string().size() / 16;
  if (kind() == Kind::bytes) return 1 + as_bytes().size() / 16;
  return is_shared() ? static_cast<std::size_t>(owner()->weight) : 1;
}

std::string_view type_name_of(const Value& value) noexcept {
  switch (value.kind()) {
    case Value::Kind::null: return "null_type";
    case Value::Kind::boolean: return "bool";
    case Value::Kind::integer: return "int";
    case Value::Kind::uinteger: return "uint";
    case Value::Kind::real: return "double";
    case Value::Kind::string: return "string";
    case Value::Kind::bytes: return "bytes";
    case Value::Kind::list: return "list";
    case Value::Kind::map: return "map";
    case Value::Kind::timestamp: return "google.protobuf.Timestamp";
    case Value::Kind::duration: return "google.protobuf.Duration";
    case Value::Kind::type: return "type";
    case Value::Kind::optional: return "optional_type";
    case Value::Kind::money: return "money";
  }
  return "null_type";
}

}  // namespace docket
