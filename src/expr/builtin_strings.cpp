// Text.  Indices and sizes count characters (code points), never bytes.
// Tested by tests/unit/expr/functions_test.cpp
#include <algorithm>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "expr/code_points.hpp"
#include "expr/format.hpp"
#include "expr/functions.hpp"
#include "value/base64.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

bool are_strings(Arguments a, std::size_t count) {
  return std::ranges::all_of(a.first(count), [](const Value* v) { return v->kind() == Kind::string; });
}
bool is_int(const Value& value) { return value.kind() == Kind::integer; }

bool out_of_range(Call& call, std::int64_t index) { return call.fail("index out of range: " + std::to_string(index)); }

// ------------------------------------------------------------------------------ searching

// Searching compares up to all of the pattern at each place of the text.
bool may_search(Call& call, std::string_view text, std::string_view pattern) {
  const std::size_t places = text.size() >= pattern.size() ? text.size() - pattern.size() + 1 : 0;
  return call.spend(text.size() / 16 + places / 1024 * pattern.size());
}

bool contains(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2)) return no_overload(call, "contains", a);
  if (!may_search(call, a[0]->as_string(), a[1]->as_string())) return false;
  return give(result, Value::boolean(a[0]->as_string().find(a[1]->as_string()) != std::string_view::npos));
}
bool starts_with(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2)) return no_overload(call, "startsWith", a);
  if (!call.spend(a[1]->as_string().size() / 16)) return false;
  return give(result, Value::boolean(a[0]->as_string().starts_with(a[1]->as_string())));
}
bool ends_with(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2)) return no_overload(call, "endsWith", a);
  if (!call.spend(a[1]->as_string().size() / 16)) return false;
  return give(result, Value::boolean(a[0]->as_string().ends_with(a[1]->as_string())));
}
bool matches(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2)) return no_overload(call, "matches", a);
  if (!call.spend(1 + a[0]->as_string().size() / 16)) return false;
  const auto is_match = call.matches(a[0]->as_string(), *a[1]);
  return is_match && give(result, Value::boolean(*is_match));
}

std::int64_t character_index(std::string_view text, std::size_t byte) {
  return byte == std::string_view::npos ? -1 : static_cast<std::int64_t>(code_points(text.substr(0, byte)));
}

// The byte at which a character begins; nullopt outside 0..size.
std::optional<std::size_t> byte_of(const std::vector<std::uint32_t>& offsets, std::int64_t index) {
  if (index < 0 || static_cast<std::uint64_t>(index) >= offsets.size()) return std::nullopt;
  return offsets[static_cast<std::size_t>(index)];
}

bool index_of(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2) || (a.size() > 2 && !is_int(*a[2]))) return no_overload(call, "indexOf", a);
  const auto text = a[0]->as_string();
  if (!may_search(call, text, a[1]->as_string())) return false;
  const auto from = a.size() > 2 ? byte_of(character_offsets(text), a[2]->as_int()) : std::optional<std::size_t>(0);
  if (!from) return out_of_range(call, a[2]->as_int());
  return give(result, Value::integer(character_index(text, text.find(a[1]->as_string(), *from))));
}

bool last_index_of(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2) || (a.size() > 2 && !is_int(*a[2]))) return no_overload(call, "lastIndexOf", a);
  const auto text = a[0]->as_string();
  if (!may_search(call, text, a[1]->as_string())) return false;
  const auto from =
      a.size() > 2 ? byte_of(character_offsets(text), a[2]->as_int()) : std::optional<std::size_t>(text.size());
  if (!from) return out_of_range(call, a[2]->as_int());
  return give(result, Value::integer(character_index(text, text.rfind(a[1]->as_string(), *from))));
}

// -------------------------------------------------------------------------------- cutting

bool char_at(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 1) || !is_int(*a[1])) return no_overload(call, "charAt", a);
  if (!call.spend(a[0]->as_string().size() / 16)) return false;
  const auto offsets = character_offsets(a[0]->as_string());
  const auto begin = byte_of(offsets, a[1]->as_int());
  if (!begin) return out_of_range(call, a[1]->as_int());
  const auto end = byte_of(offsets, a[1]->as_int() + 1);
  return give(result, Value::string(end ? a[0]->as_string().substr(*begin, *end - *begin) : std::string_view()));
}

bool substring(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 1) || !is_int(*a[1]) || (a.size() > 2 && !is_int(*a[2])))
    return no_overload(call, "substring", a);
  if (!call.spend(a[0]->as_string().size() / 16)) return false;
  const auto offsets = character_offsets(a[0]->as_string());
  const auto begin = byte_of(offsets, a[1]->as_int());
  const auto end = a.size() > 2 ? byte_of(offsets, a[2]->as_int()) : std::optional<std::size_t>(offsets.back());
  if (!begin) return out_of_range(call, a[1]->as_int());
  if (!end) return out_of_range(call, a[2]->as_int());
  if (*end < *begin) return call.fail("invalid substring range: it ends before it begins");
  return give(result, Value::string(a[0]->as_string().substr(*begin, *end - *begin)));
}

// Splits at most `parts_max` times; a negative number means without end.
bool split(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 2) || (a.size() > 2 && !is_int(*a[2]))) return no_overload(call, "split", a);
  std::string_view rest = a[0]->as_string();
  const auto separator = a[1]->as_string();
  const std::int64_t parts_max = a.size() > 2 ? a[2]->as_int() : -1;
  std::vector<Value> parts;
  if (!may_search(call, rest, separator)) return false;
  if (parts_max == 0) return give(result, Value::list(std::move(parts)));
  while (parts_max < 0 || static_cast<std::int64_t>(parts.size()) + 1 < parts_max) {
    if (parts.size() >= limits::kValueItems) return may_make_list(call, parts.size() + 1);
    if (!call.spend(1)) return false;
    if (separator.empty() && rest.empty()) break;
    // Without a separator, every character is a part.
    const std::size_t at = separator.empty() ? character_length(rest) : rest.find(separator);
    if (at == std::string_view::npos || (separator.empty() && at == rest.size())) break;
    parts.push_back(Value::string(rest.substr(0, at)));
    rest.remove_prefix(at + separator.size());
  }
  if (!separator.empty() || !rest.empty()) parts.push_back(Value::string(rest));
  return give(result, Value::list(std::move(parts)));
}

// Unicode's White_Space.
bool is_blank(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::uint32_t decode(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
  if (character.size() == 1) return byte(0);
  if (character.size() == 2) return (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
  if (character.size() == 3) return (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
  return (byte(0) & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
}

bool trim(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 1)) return no_overload(call, "trim", a);
  const auto text = a[0]->as_string();
  if (!call.spend(text.size() / 16)) return false;
  const auto offsets = character_offsets(text);
  std::size_t first = 0;
  std::size_t last = offsets.size() - 1;
  const auto blank_at = [&](std::size_t i) {
    return is_blank(decode(text.substr(offsets[i], offsets[i + 1] - offsets[i])));
  };
  while (first < last && blank_at(first)) ++first;
  while (last > first && blank_at(last - 1)) --last;
  return give(result, Value::string(text.substr(offsets[first], offsets[last] - offsets[first])));
}

// ------------------------------------------------------------------------------- changing

template <class Change>
bool change_ascii(Call& call, std::string_view name, Arguments a, Value& result, Change change) {
  if (!are_strings(a, 1)) return no_overload(call, name, a);
  std::string text(a[0]->as_string());
  if (!may_make(call, text.size())) return false;
  for (char& c : text) c = change(c);
  return give(result, Value::string(text));
}
bool lower_ascii(Call& call, Arguments a, Value& result) {
  return change_ascii(call, "lowerAscii", a, result,
                      [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}
bool upper_ascii(Call& call, Arguments a, Value& result) {
  return change_ascii(call, "upperAscii", a, result,
                      [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

bool replace(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 3) || (a.size() > 3 && !is_int(*a[3]))) return no_overload(call, "replace", a);
  std::string_view rest = a[0]->as_string();
  const auto old = a[1]->as_string();
  const auto replacement = a[2]->as_string();
  std::int64_t left = a.size() > 3 ? a[3]->as_int() : -1;
  std::string text;
  if (!may_search(call, rest, old)) return false;
  for (; left != 0; --left) {
    const std::size_t at = rest.find(old);
    if (at == std::string_view::npos) break;
    if (!may_grow(call, text.size(), at + replacement.size()) || !call.spend(1)) return false;
    text += rest.substr(0, at);
    text += replacement;
    rest.remove_prefix(at + old.size());
    if (!old.empty()) continue;
    // Nothing replaced by something: before each character, and once at the end.
    if (rest.empty()) break;
    const std::size_t length = character_length(rest);
    text += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  if (!may_make(call, text.size() + rest.size())) return false;
  return give(result, Value::string(text.append(rest)));
}

bool reverse(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 1)) return no_overload(call, "reverse", a);
  const auto text = a[0]->as_string();
  if (!may_make(call, text.size())) return false;
  const auto offsets = character_offsets(text);
  std::string reversed;
  for (std::size_t i = offsets.size() - 1; i > 0; --i)
    reversed += text.substr(offsets[i - 1], offsets[i] - offsets[i - 1]);
  return give(result, Value::string(reversed));
}

bool join(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::list || (a.size() > 1 && a[1]->kind() != Kind::string)) return no_overload(call, "join", a);
  const auto separator = a.size() > 1 ? a[1]->as_string() : std::string_view();
  std::string text;
  for (const auto& item : a[0]->as_list()) {
    if (item.kind() != Kind::string) return no_overload(call, "join", a);
    if (!may_grow(call, text.size(), separator.size() + item.as_string().size()) || !call.spend(1)) return false;
    if (&item != &a[0]->as_list().front()) text += separator;
    text += item.as_string();
  }
  return give(result, Value::string(text));
}

bool quote(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 1)) return no_overload(call, "strings.quote", a);
  if (!may_make(call, a[0]->as_string().size() * 2)) return false;
  constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kLetters = "abfnrtv\\\"";
  std::string text = "\"";
  for (const char c : a[0]->as_string()) {
    const auto at = kSpecial.find(c);
    if (at == std::string_view::npos)
      text += c;
    else
      text += {'\\', kLetters[at]};
  }
  return give(result, Value::string(text + "\""));
}

bool format(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::string || a[1]->kind() != Kind::list) return no_overload(call, "format", a);
  return format_text(call, a[0]->as_string(), a[1]->as_list(), result);
}

// ------------------------------------------------------------------------------- encoders

bool encode_base64(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::bytes) return no_overload(call, "base64.encode", a);
  if (!may_make(call, a[0]->as_bytes().size() * 4 / 3)) return false;
  return give(result, Value::string(base64_encode(a[0]->as_bytes())));
}
bool decode_base64(Call& call, Arguments a, Value& result) {
  if (!are_strings(a, 1)) return no_overload(call, "base64.decode", a);
  if (!may_make(call, a[0]->as_string().size())) return false;
  const auto bytes = base64_decode(a[0]->as_string());
  if (!bytes) return call.fail("the text is not base64");
  return give(result, Value::bytes(*bytes));
}

constexpr FunctionRow kRows[] = {
    {"contains", "string.contains(string) -> bool", "Whether the other text occurs in it.", "是否含有另一段文本。",
     "'complaint'.contains('plain')", contains},
    {"startsWith", "string.startsWith(string) -> bool", "Whether it begins with the other text.",
     "是否以另一段文本开头。", "'complaint'.startsWith('com')", starts_with},
    {"endsWith", "string.endsWith(string) -> bool", "Whether it ends with the other text.", "是否以另一段文本结尾。",
     "'complaint'.endsWith('t')", ends_with},
    {"matches", "string.matches(string) -> bool; matches(string, string) -> bool",
     "Whether the pattern (RE2) occurs in it; `^` and `$` bind it to the ends.",
     "是否含有符合模式（RE2 正则）的部分；`^` 和 `$` 表示首尾。", "'A-17'.matches('^[A-Z]-[0-9]+$')", matches},
    {"indexOf", "string.indexOf(string) -> int; string.indexOf(string, int) -> int",
     "Where the other text occurs first (from a place on), or -1.",
     "另一段文本首次出现的位置（可从某处找起），没有则为 -1。", "'tacocat'.indexOf('a', 3) == 5", index_of},
    {"lastIndexOf", "string.lastIndexOf(string) -> int; string.lastIndexOf(string, int) -> int",
     "Where the other text occurs last (up to a place), or -1.",
     "另一段文本最后一次出现的位置（可限到某处），没有则为 -1。", "'tacocat'.lastIndexOf('a', 3) == 1", last_index_of},
    {"charAt", "string.charAt(int) -> string", "The character at a place; at the end, an empty text.",
     "某个位置上的字符；在末尾为空文本。", "'投诉'.charAt(1) == '诉'", char_at},
    {"substring", "string.substring(int) -> string; string.substring(int, int) -> string",
     "From a place to the end, or to before another place.", "从某处到末尾，或到另一处之前。",
     "'tacocat'.substring(4) == 'cat'", substring},
    {"split", "string.split(string) -> list(string); string.split(string, int) -> list(string)",
     "The parts between a separator, at most so many.", "按分隔符切开，可限定最多几段。",
     "'a,b'.split(',') == ['a', 'b']", split},
    {"join", "list(string).join() -> string; list(string).join(string) -> string",
     "The items one after the other, with a separator between.", "各项依次相接，中间加分隔符。",
     "['a', 'b'].join('-') == 'a-b'", join},
    {"trim", "string.trim() -> string", "Without blanks at its ends.", "去掉首尾空白。", "'  a '.trim() == 'a'", trim},
    {"replace", "string.replace(string, string) -> string; string.replace(string, string, int) -> string",
     "With one text put for another, at most so many times.", "把一段文本换成另一段，可限定最多几次。",
     "'aa'.replace('a', 'b', 1) == 'ba'", replace},
    {"lowerAscii", "string.lowerAscii() -> string", "With capitals A to Z made small.", "大写字母 A 到 Z 变小写。",
     "'AbC'.lowerAscii() == 'abc'", lower_ascii},
    {"upperAscii", "string.upperAscii() -> string", "With letters a to z made capitals.", "小写字母 a 到 z 变大写。",
     "'AbC'.upperAscii() == 'ABC'", upper_ascii},
    {"reverse", "string.reverse() -> string", "Its characters from the last to the first.", "字符倒序。",
     "'abc'.reverse() == 'cba'", reverse},
    {"format", "string.format(list(dyn)) -> string", "With `%s %d %f %e %x %X %o %b` filled from a list.",
     "用列表里的值填入 `%s %d %f %e %x %X %o %b`。", "'%d of %s'.format([1, 'two']) == '1 of two'", format},
    {"strings.quote", "strings.quote(string) -> string", "In double quotes, with escapes.", "加双引号，并作转义。",
     "strings.quote('a') == '\"a\"'", quote},
    {"base64.encode", "base64.encode(bytes) -> string", "Bytes as base64.", "把字节写成 base64。",
     "base64.encode(b'hello') == 'aGVsbG8='", encode_base64},
    {"base64.decode", "base64.decode(string) -> bytes", "Base64 as bytes; padding may be left out.",
     "由 base64 得到字节；末尾的 `=` 可省。", "base64.decode('aGVsbG8') == b'hello'", decode_base64},
};

}  // namespace

FunctionSection string_functions() { return {"Text", "文本", kRows}; }

}  // namespace docket::expr
