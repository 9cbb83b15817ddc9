// Sizes, sums and extremes.
// Tested by tests/unit/expr/functions_test.cpp
#include "expr/functions.hpp"
#include "value/compare.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

bool size(Call& call, Arguments a, Value& result) {
  const Kind kind = a[0]->kind();
  if (kind != Kind::string && kind != Kind::bytes && kind != Kind::list && kind != Kind::map)
    return no_overload(call, "size", a);
  if (kind == Kind::string && !call.spend(a[0]->as_string().size() / 16)) return false;
  return give(result, Value::integer(static_cast<std::int64_t>(a[0]->size())));
}

// The checker adds the zero of the items' type, so that an empty list has a sum.
bool sum(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::list) return no_overload(call, "sum", a);
  const auto items = a[0]->as_list();
  if (!call.spend(items.size())) return false;
  Value total = a.size() > 1 && items.empty() ? *a[1] : items.empty() ? Value::integer(0) : items.front();
  const Implementation add = FunctionTable::get().find("+").front().row->run;
  const auto is_summable = [](Kind k) {
    return k == Kind::integer || k == Kind::uinteger || k == Kind::real || k == Kind::duration || k == Kind::money;
  };
  if (!is_summable(total.kind())) return no_overload(call, "sum", a);
  for (std::size_t i = 1; i < items.size(); ++i) {
    Value next;
    const Value* pair[] = {&total, &items[i]};
    if (!add(call, Arguments(pair), next)) return false;
    total = std::move(next);
  }
  return give(result, std::move(total));
}

bool extreme(Call& call, std::string_view name, Arguments a, Value& result, Ordering wanted) {
  if (a[0]->kind() != Kind::list) return no_overload(call, name, a);
  const auto items = a[0]->as_list();
  if (items.empty()) return call.fail("an empty list has no " + std::string(name));
  if (!call.spend(items.size())) return false;
  const Value* best = &items.front();
  for (const auto& item : items) {
    const auto order = compare(item, *best);
    if (!order) {
      const Value* pair[] = {&item, best};
      return no_overload(call, name, pair);
    }
    if (*order == wanted) best = &item;
  }
  return give(result, *best);
}

bool min(Call& call, Arguments a, Value& result) { return extreme(call, "min", a, result, Ordering::less); }
bool max(Call& call, Arguments a, Value& result) { return extreme(call, "max", a, result, Ordering::greater); }

constexpr FunctionRow kRows[] = {
    {"size",
     "size(string) -> int; size(bytes) -> int; size(list(A)) -> int; size(map(A, B)) -> int; "
     "string.size() -> int; bytes.size() -> int; list(A).size() -> int; map(A, B).size() -> int",
     "How many characters, bytes, items or entries.", "字符、字节、项或条目的个数。", "size('投诉') == 2", size},
    {"sum",
     "sum(list(int)) -> int; sum(list(uint)) -> uint; sum(list(double)) -> double; sum(list(duration)) -> duration; "
     "sum(list(money)) -> money",
     "All items added up; of none, zero.", "各项之和；没有项时为零。", "sum([1, 2, 3]) == 6", sum},
    {"min", "min(list(A)) -> A", "The smallest item; an empty list is an error.", "最小的一项；空列表是错误。",
     "min([3, 1, 2]) == 1", min},
    {"max", "max(list(A)) -> A", "The largest item; an empty list is an error.", "最大的一项；空列表是错误。",
     "max([3, 1, 2]) == 3", max},
};

}  // namespace

FunctionSection collection_functions() { return {"Lists and maps", "列表和映射", kRows}; }

}  // namespace docket::expr
