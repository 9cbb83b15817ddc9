// Tested by tests/unit/store/binary_snapshot_test.cpp
#include "store/binary_value.hpp"

#include <bit>

#include "base/text.hpp"
#include "docket/limits.hpp"

namespace docket::stored {
namespace {

// Append only, never renumber.
enum class Tag : std::uint8_t {
  null = 0,
  no = 1,
  yes = 2,
  integer = 3,
  uinteger = 4,
  real = 5,
  string = 6,
  bytes = 7,
  list = 8,
  map = 9,
  timestamp = 10,
  duration = 11,
  type = 12,
  none = 13,
  some = 14,
  money = 15,
};

void tag(ByteWriter& out, Tag tag) { out.byte(static_cast<std::uint8_t>(tag)); }

template <class Moment>
void write_moment(ByteWriter& out, const Moment& moment) {
  out.signed_small(moment.seconds);
  out.small(moment.nanoseconds);
}

std::uint32_t nanoseconds(ByteReader& in) { return static_cast<std::uint32_t>(in.small(999'999'999)); }

Value read_value(ByteReader& in, std::size_t depth);

Value read_list(ByteReader& in, std::size_t depth) {
  const auto count = in.small(in.left());  // each takes a byte at least
  std::vector<Value> items;
  items.reserve(count);
  for (std::size_t i = 0; i < count && in.is_good(); ++i) items.push_back(read_value(in, depth + 1));
  return Value::list(std::move(items));
}

Value read_map(ByteReader& in, std::size_t depth) {
  const auto count = in.small(in.left());
  std::vector<MapEntry> entries;
  entries.reserve(count);
  for (std::size_t i = 0; i < count && in.is_good(); ++i) {
    auto key = read_value(in, depth + 1);
    entries.push_back({std::move(key), read_value(in, depth + 1)});
  }
  return Value::map(std::move(entries));
}

std::string_view read_utf8(ByteReader& in) {
  const auto text = in.text();
  if (first_invalid_utf8(text)) in.fail();
  return text;
}

Value read_value(ByteReader& in, std::size_t depth) {
  if (depth > limits::kStoredDepth) {
    in.fail();
    return {};
  }
  switch (static_cast<Tag>(in.byte())) {
    case Tag::null: return {};
    case Tag::no: return Value::boolean(false);
    case Tag::yes: return Value::boolean(true);
    case Tag::integer: return Value::integer(in.signed_small());
    case Tag::uinteger: return Value::uinteger(in.small());
    case Tag::real: return Value::real(std::bit_cast<double>(in.fixed()));
    case Tag::string: return Value::string(read_utf8(in));
    case Tag::bytes: return Value::bytes(in.text());
    case Tag::list: return read_list(in, depth);
    case Tag::map: return read_map(in, depth);
    case Tag::timestamp: {
      const auto seconds = in.signed_small();
      return Value::timestamp(Timestamp{seconds, nanoseconds(in)});
    }
    case Tag::duration: {
      const auto seconds = in.signed_small();
      return Value::duration(Duration{seconds, nanoseconds(in)});
    }
    case Tag::type: return Value::type(read_utf8(in));
    case Tag::none: return Value::none();
    case Tag::some: return Value::some(read_value(in, depth + 1));
    case Tag::money: {
      const auto amount = in.signed_small();
      const auto currency = in.raw(3);
      return Value::money(amount, currency);
    }
  }
  in.fail();
  return {};
}

}  // namespace

void write_value(ByteWriter& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return tag(out, Tag::null);
    case Value::Kind::boolean: return tag(out, value.as_bool() ? Tag::yes : Tag::no);
    case Value::Kind::integer: tag(out, Tag::integer); return out.signed_small(value.as_int());
    case Value::Kind::uinteger: tag(out, Tag::uinteger); return out.small(value.as_uint());
    case Value::Kind::real: tag(out, Tag::real); return out.fixed(std::bit_cast<std::uint64_t>(value.as_double()));
    case Value::Kind::string: tag(out, Tag::string); return out.text(value.as_string());
    case Value::Kind::bytes: tag(out, Tag::bytes); return out.text(value.as_bytes());
    case Value::Kind::list:
      tag(out, Tag::list);
      out.small(value.count());
      for (const auto& item : value.as_list()) write_value(out, item);
      return;
    case Value::Kind::map:
      tag(out, Tag::map);
      out.small(value.count());
      for (const auto& entry : value.as_map()) {
        write_value(out, entry.key);
        write_value(out, entry.value);
      }
      return;
    case Value::Kind::timestamp: tag(out, Tag::timestamp); return write_moment(out, value.as_timestamp());
    case Value::Kind::duration: tag(out, Tag::duration); return write_moment(out, value.as_duration());
    case Value::Kind::type: tag(out, Tag::type); return out.text(value.type_name());
    case Value::Kind::optional:
      if (!value.as_optional()) return tag(out, Tag::none);
      tag(out, Tag::some);
      return write_value(out, *value.as_optional());
    case Value::Kind::money: {
      tag(out, Tag::money);
      const auto money = value.as_money();
      out.signed_small(money.minor_units);
      return out.raw({money.currency, 3});
    }
  }
}

Value read_value(ByteReader& in) { return read_value(in, 0); }

}  // namespace docket::stored
