// Tested by tests/unit/expr/decision_table_test.cpp
#include "expr/table_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "value/compare.hpp"

namespace docket {
namespace {

using Rows = std::vector<std::size_t>;

// A part of a column within which every row says the same, shown by one of its values; nullopt: a value that
// no row names.
struct Piece {
  std::optional<Value> value;
  std::string text;
};

bool is_counted(const Type& type) { return type.is(Type::Kind::integer) || type.is(Type::Kind::money); }

std::int64_t number_of(const Value& value) {
  return value.kind() == Value::Kind::money ? value.as_money().minor_units : value.as_int();
}

Value value_of(const Type& type, std::int64_t number, const Value* example) {
  if (type.is(Type::Kind::money))
    return Value::money(number, example ? example->as_money().currency : std::string_view(type.name()));
  return Value::integer(number);
}

// Between two of these there are others, but the nearest neighbour stands for all of them.
bool is_measured(const Type& type) {
  return type.is(Type::Kind::real) || type.is(Type::Kind::duration) || type.is(Type::Kind::timestamp);
}

double real_of(const Value& value) {
  return value.kind() == Value::Kind::integer ? static_cast<double>(value.as_int()) : value.as_double();
}

constexpr std::uint32_t kLastNanosecond = 999'999'999;

template <class Moment>
Moment moved(Moment moment, bool is_later) {
  const auto edge = is_later ? kLastNanosecond : 0;
  if (moment.nanoseconds != edge) {
    moment.nanoseconds = is_later ? moment.nanoseconds + 1 : moment.nanoseconds - 1;
    return moment;
  }
  moment.nanoseconds = kLastNanosecond - edge;
  moment.seconds += is_later ? 1 : -1;  // the bounds of the language are far from those of the type
  return moment;
}

// The next value there is, or the one before.
Value neighbour(const Value& value, bool is_later) {
  if (value.kind() == Value::Kind::duration) return Value::duration(moved(value.as_duration(), is_later));
  if (value.kind() == Value::Kind::timestamp) return Value::timestamp(moved(value.as_timestamp(), is_later));
  const auto infinity = std::numeric_limits<double>::infinity();
  return Value::real(std::nextafter(real_of(value), is_later ? infinity : -infinity));
}

bool is_less(const Value& a, const Value& b) { return compare(a, b) == Ordering::less; }

std::string shown(const Value& value) {
  return value.kind() == Value::Kind::string ? std::string(value.as_string()) : to_text(value);
}

class Decomposition {
 public:
  explicit Decomposition(const DecisionTable& table) : table_(table) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      pieces_.push_back(pieces_of(i));
      work_max_ += pieces_.back().size() * table.rows.size();  // each once, however large a table is
    }
  }

  TableFindings run() {
    Rows all(table_.rows.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    walk(0, all);
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      const bool is_told = table_.hit == HitPolicy::collect || is_overlapping(i);
      if (!reached_.contains(i) && !is_told) findings_.unreachable.push_back(i);
    }
    if (findings_.is_too_large) return {.is_too_large = true};
    return std::move(findings_);
  }

 private:
  static constexpr std::size_t kGapsShown = 3;

  // --- Cutting ------------------------------------------------------------------------------------------

  std::vector<Piece> pieces_of(std::size_t column) const {
    const auto& type = table_.columns[column].type;
    std::vector<Piece> pieces;
    if (type.is(Type::Kind::enumeration)) {
      for (const auto& value : type.values()) pieces.push_back({Value::string(value), value});
      return pieces;
    }
    if (type.is(Type::Kind::boolean)) return {{Value::boolean(true), "true"}, {Value::boolean(false), "false"}};
    if (is_counted(type)) return counted_pieces(column);
    const auto ends = ends_in(column);
    return is_measured(type) && !ends.empty() ? measured_pieces(ends) : named_pieces(ends);
  }

  // The values that rows name, each once.
  std::vector<Value> ends_in(std::size_t column) const {
    std::vector<Value> ends;
    for (const auto& row : table_.rows) {
      for (const auto& range : row.cells[column].ranges) {
        for (const auto* end : {&range.from, &range.to}) {
          if (*end && std::find(ends.begin(), ends.end(), **end) == ends.end()) ends.push_back(**end);
        }
      }
    }
    return ends;
  }

  // Of texts and the like: each one that a row names, and all others together.
  static std::vector<Piece> named_pieces(const std::vector<Value>& ends) {
    std::vector<Piece> pieces;
    for (const auto& end : ends) pieces.push_back({end, shown(end)});
    pieces.push_back({std::nullopt, "anything else"});
    return pieces;
  }

  // Each end, and what lies before, between and after them.
  static std::vector<Piece> measured_pieces(std::vector<Value> ends) {
    std::sort(ends.begin(), ends.end(), is_less);
    std::vector<Piece> pieces = {{neighbour(ends.front(), false), "less than " + shown(ends.front())}};
    for (std::size_t i = 0; i < ends.size(); ++i) {
      pieces.push_back({ends[i], shown(ends[i])});
      const auto after = neighbour(ends[i], true);
      if (i + 1 == ends.size())
        pieces.push_back({after, "more than " + shown(ends[i])});
      else if (is_less(after, ends[i + 1]))
        pieces.push_back({after, "between " + shown(ends[i]) + " and " + shown(ends[i + 1])});
    }
    return pieces;
  }

  // A cut before each value at which a range begins, and after each at which one ends.
  std::vector<Piece> counted_pieces(std::size_t column) const {
    constexpr auto kFirst = std::numeric_limits<std::int64_t>::min(), kLast = std::numeric_limits<std::int64_t>::max();
    std::set<std::int64_t> begins = {kFirst};
    const Value* example = nullptr;
    for (const auto& row : table_.rows) {
      for (const auto& range : row.cells[column].ranges) {
        if (range.from) {
          example = &*range.from;
          const auto from = number_of(*range.from);
          if (!range.is_from_open) begins.insert(from);
          if (range.is_from_open && from != kLast) begins.insert(from + 1);
        }
        if (range.to) {
          example = &*range.to;
          const auto to = number_of(*range.to);
          if (range.is_to_open) begins.insert(to);
          if (!range.is_to_open && to != kLast) begins.insert(to + 1);
        }
      }
    }
    const auto& type = table_.columns[column].type;
    std::vector<Piece> pieces;
    for (auto at = begins.begin(); at != begins.end(); ++at) {
      const auto next = std::next(at);
      const auto first = value_of(type, *at, example);
      if (next == begins.end()) {
        pieces.push_back({first, *at == kFirst ? "anything" : shown(first) + " or more"});
        break;
      }
      const auto last = value_of(type, *next - 1, example);
      const auto text = *at == kFirst ? shown(last) + " or less"
                                      : (*at == *next - 1 ? shown(first) : shown(first) + ".." + shown(last));
      pieces.push_back({first, text});
    }
    return pieces;
  }

  // --- Looking ------------------------------------------------------------------------------------------

  // The rows among `rows` that may hold for the piece.
  Rows holding(const Rows& rows, std::size_t column, const Piece& piece) const {
    Rows held;
    work_ += rows.size();
    for (const auto row : rows) {
      const auto& cell = table_.rows[row].cells[column];
      const bool holds =
          cell.is_any() || cell.condition ||
          (piece.value && std::any_of(cell.ranges.begin(), cell.ranges.end(),
                                      [&](const CellRange& range) { return range.holds(*piece.value); }));
      if (holds) held.push_back(row);
    }
    return held;
  }

  // Pieces of a column that leave the same rows are looked at together.
  void walk(std::size_t column, const Rows& rows) {
    if (findings_.is_too_large) return;
    if (rows.empty() || column == table_.columns.size()) return judge(rows);
    std::vector<std::pair<Rows, std::string>> groups;
    for (const auto& piece : pieces_[column]) {
      findings_.is_too_large = findings_.is_too_large || work_ > work_max_;
      if (findings_.is_too_large) return;
      auto held = holding(rows, column, piece);
      const auto same =
          std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.first == held; });
      if (same == groups.end())
        groups.emplace_back(std::move(held), piece.text);
      else
        same->second += " or " + piece.text;
    }
    const bool is_told = groups.size() > 1;
    for (const auto& [held, text] : groups) {
      if (is_told) where_.push_back(backticked(table_.columns[column].name) + " " + text);
      walk(column + 1, held);
      if (is_told) where_.pop_back();
    }
  }

  void judge(const Rows& rows) {
    if (++looked_at_ > limits::kTableCombinations) {
      findings_.is_too_large = true;
      return;
    }
    Rows certain;
    for (const auto row : rows) {
      if (certain.empty()) reached_.insert(row);
      if (!table_.rows[row].has_condition()) certain.push_back(row);
    }
    if (certain.empty() && findings_.gaps.size() < kGapsShown)
      findings_.gaps.push_back(where_.empty() ? "anything" : join(where_, ", "));
    if (table_.hit != HitPolicy::unique) return;
    for (std::size_t i = 1; i < certain.size(); ++i) note_overlap(certain[0], certain[i]);
  }

  bool is_overlapping(std::size_t row) const {
    return std::any_of(overlapping_.begin(), overlapping_.end(),
                       [&](const auto& pair) { return pair.first == row || pair.second == row; });
  }

  void note_overlap(std::size_t one, std::size_t other) {
    if (overlapping_.insert({one, other}).second)
      findings_.overlaps.push_back({one, other, where_.empty() ? "anything" : join(where_, ", ")});
  }

  const DecisionTable& table_;
  std::vector<std::vector<Piece>> pieces_;
  std::vector<std::string> where_;
  std::set<std::size_t> reached_;
  std::set<std::pair<std::size_t, std::size_t>> overlapping_;
  std::size_t looked_at_ = 0;
  std::size_t work_max_ = limits::kTableWork;
  mutable std::size_t work_ = 0;  // cells held against a piece
  TableFindings findings_;
};

}  // namespace

TableFindings check_table(const DecisionTable& table) { return Decomposition(table).run(); }

}  // namespace docket
