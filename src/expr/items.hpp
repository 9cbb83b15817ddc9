// What a macro runs over: the items of a list, the entries of a map.
#pragma once

#include <cstdint>
#include <span>

#include "docket/value.hpp"

namespace docket::expr {

class Items {
 public:
  // With two variables the first one is the index or key.
  Items(const Value& range, bool has_two)
      : range_(range), is_map_(range.kind() == Value::Kind::map), has_two_(has_two) {}

  bool is_iterable() const { return is_map_ || range_.kind() == Value::Kind::list; }

  bool next() {
    const std::size_t size = is_map_ ? range_.as_map().size() : range_.as_list().size();
    if (count_ >= size) return false;
    ++count_;
    if (has_two_ && !is_map_) index_ = Value::integer(static_cast<std::int64_t>(count_ - 1));
    return true;
  }

  std::size_t count() const { return count_; }  // of items so far, this one included
  const Value& value() const { return is_map_ ? range_.as_map()[count_ - 1].value : range_.as_list()[count_ - 1]; }
  // What the first variable stands for.
  const Value& first() const {
    if (is_map_) return range_.as_map()[count_ - 1].key;
    return has_two_ ? index_ : range_.as_list()[count_ - 1];
  }

  template <class Locals>
  void bind(Locals& locals, std::uint32_t slot) const {
    locals[slot] = &first();
    if (has_two_) locals[slot + 1] = &value();
  }

 private:
  const Value& range_;
  bool is_map_;
  bool has_two_;
  std::size_t count_ = 0;
  Value index_;
};

}  // namespace docket::expr
