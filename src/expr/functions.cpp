// Tested by tests/unit/expr/functions_test.cpp
#include "expr/functions.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"

namespace docket::expr {
namespace {

// Reads `string.split(string, int) -> list(string)`; the table is ours, so a slip in it is a defect.
class SignatureReader {
 public:
  explicit SignatureReader(std::string_view text) : rest_(text) {}

  Overload read(std::string_view name) {
    Overload overload;
    const auto open = rest_.find('(', rest_.find(name));
    const auto before = rest_.substr(0, rest_.find(name));
    if (before.ends_with('.')) {
      SignatureReader receiver(before.substr(0, before.size() - 1));
      overload.is_member = true;
      overload.parameters.push_back(receiver.read_type());
      overload.is_generic = receiver.is_generic_;
    }
    rest_.remove_prefix(open + 1);
    while (!takes(")")) {
      overload.parameters.push_back(read_type());
      takes(", ");
    }
    takes(" -> ");
    overload.result = read_type();
    overload.is_generic = overload.is_generic || is_generic_;
    DOCKET_ASSERT(rest_.empty());
    return overload;
  }

 private:
  bool takes(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  Type read_type() {
    const auto end = std::min(rest_.find_first_of("(),"), rest_.find(" "));
    const auto word = rest_.substr(0, end);
    rest_.remove_prefix(word.size());
    if (word == "list" || word == "optional" || word == "map") return read_container(word);
    if (word == "A" || word == "B") {
      is_generic_ = true;
      return Type::parameter(std::string(word));
    }
    return simple(word);
  }

  Type read_container(std::string_view word) {
    takes("(");
    Type first = read_type();
    Type second;
    if (takes(", ")) second = read_type();
    takes(")");
    if (word == "map") return Type::map(std::move(first), std::move(second));
    return word == "list" ? Type::list(std::move(first)) : Type::optional(std::move(first));
  }

  static Type simple(std::string_view word) {
    struct Named {
      std::string_view name;
      Type type;
    };
    static const Named kTypes[] = {
        {"dyn", Type::dyn()},           {"null", Type::null()},     {"bool", Type::boolean()},
        {"int", Type::integer()},       {"uint", Type::uinteger()}, {"double", Type::real()},
        {"string", Type::string()},     {"bytes", Type::bytes()},   {"timestamp", Type::timestamp()},
        {"duration", Type::duration()}, {"type", Type::type()},     {"money", Type::money()}};
    const auto* found = std::ranges::find(kTypes, word, &Named::name);
    DOCKET_ASSERT(found != std::end(kTypes));
    return found == std::end(kTypes) ? Type::dyn() : found->type;
  }

  std::string_view rest_;
  bool is_generic_ = false;
};

}  // namespace

FunctionTable::FunctionTable()
    : sections_{operator_functions(), conversion_functions(), collection_functions(), string_functions(),
                time_functions(),     money_functions(),      math_functions(),       optional_functions()} {
  for (const auto& section : sections_) {
    for (const auto& row : section.rows) {
      auto& overloads = by_name_[row.name];
      if (overloads.empty()) names_.emplace_back(row.name);
      for (const auto signature : signatures_of(row)) {
        overloads.push_back(SignatureReader(signature).read(row.name));
        overloads.back().row = &row;
      }
    }
  }
}

const FunctionTable& FunctionTable::get() {
  static const FunctionTable kTable;
  return kTable;
}

std::span<const Overload> FunctionTable::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::span<const Overload>() : found->second;
}

bool no_overload(Call& call, std::string_view function, Arguments arguments) {
  std::vector<std::string> kinds;
  for (const Value* argument : arguments) kinds.emplace_back(type_name_of(*argument));
  return call.fail("no such overload: " + backticked(function) + " cannot take " + listed(kinds));
}

bool may_make(Call& call, std::size_t bytes) { return may_grow(call, 0, bytes); }

bool may_grow(Call& call, std::size_t bytes_so_far, std::size_t bytes_more) {
  if (bytes_so_far + bytes_more > limits::kValueBytes)
    return call.fail("the text would be longer than " + std::to_string(limits::kValueBytes) + " bytes");
  return call.spend(bytes_more / 16);
}

bool may_make_list(Call& call, std::size_t items) {
  if (items > limits::kValueItems)
    return call.fail("the list would be longer than " + std::to_string(limits::kValueItems) + " items");
  return call.spend(items);
}

}  // namespace docket::expr
