// Type: what the rule language knows about a value before any rule runs.
//
// Record fields, inputs, parameters and functions have Types; expressions are checked against them
// when rules are loaded, and values that come from outside when they arrive.
//
// Threads: immutable, cheap to copy.  Errors: none.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docket {

enum class FieldIndex : std::uint32_t {};
struct StructureField;

class Type {
 public:
  enum class Kind : std::uint8_t {
    dyn,  // known only at run time
    null,
    boolean,
    integer,
    uinteger,
    real,
    string,
    bytes,
    timestamp,
    duration,
    money,
    type,
    list,
    map,
    optional,
    enumeration,  // at run time a string
    structure,    // at run time a map, or the numbered fields of a variable
    parameter,    // stands for any one type in the signature of a generic function
    opaque,       // a host's own type, known by its name
  };

  Type() = default;  // dyn
  static Type dyn() { return {}; }
  static Type null() { return Type(Kind::null); }
  static Type boolean() { return Type(Kind::boolean); }
  static Type integer() { return Type(Kind::integer); }
  static Type uinteger() { return Type(Kind::uinteger); }
  static Type real() { return Type(Kind::real); }
  static Type string() { return Type(Kind::string); }
  static Type bytes() { return Type(Kind::bytes); }
  static Type timestamp() { return Type(Kind::timestamp); }
  static Type duration() { return Type(Kind::duration); }
  static Type type() { return Type(Kind::type); }
  static Type money(std::string currency = {});  // without a currency: of any
  static Type list(Type item);
  static Type map(Type key, Type value);
  static Type optional(Type content);
  static Type enumeration(std::vector<std::string> values);
  static Type structure(std::string name, std::vector<StructureField> fields);
  static Type parameter(std::string name);
  static Type opaque(std::string name, std::vector<Type> parameters = {});

  Kind kind() const noexcept { return kind_; }
  bool is(Kind kind) const noexcept { return kind_ == kind; }

  // list and optional: [item]; map: [key, value]; opaque: its parameters; otherwise empty.
  std::span<const Type> parameters() const noexcept;
  // Of a structure, parameter or opaque type; of money its currency.
  const std::string& name() const noexcept;
  // Of an enumeration.
  std::span<const std::string> values() const noexcept;
  // Of a structure, in the order of their FieldIndex.
  std::span<const StructureField> fields() const noexcept;
  std::optional<FieldIndex> find_field(std::string_view name) const noexcept;

  friend bool operator==(const Type& a, const Type& b) noexcept;

 private:
  struct Details;
  explicit Type(Kind kind) : kind_(kind) {}
  Type(Kind kind, std::shared_ptr<const Details> details) : kind_(kind), details_(std::move(details)) {}

  Kind kind_ = Kind::dyn;
  std::shared_ptr<const Details> details_;
};

// Whether a field is always there once the value is complete, or may be absent.
enum class Presence : std::uint8_t { required, optional };

struct StructureField {
  std::string name;
  Type type;
  Presence presence = Presence::required;

  friend bool operator==(const StructureField& a, const StructureField& b) noexcept {
    return a.name == b.name && a.type == b.type && a.presence == b.presence;
  }
};

// As a rule author knows it: `int`, `list(string)`, `money(CNY)`, `enum(major, minor)`, `record`.
std::string to_string(const Type& type);

}  // namespace docket
