// Tested by tests/unit/expr/parser_test.cpp
#include "expr/lexer.hpp"

#include <charconv>

#include "base/text.hpp"
#include "expr/code_points.hpp"
#include "expr/literal.hpp"

namespace docket::expr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

struct Symbol {
  std::string_view text;
  TokenKind kind;
};

// Longer ones first where one begins with another.
constexpr Symbol kSymbols[] = {
    {"<=", TokenKind::less_equal},  {">=", TokenKind::greater_equal}, {"==", TokenKind::equal},
    {"!=", TokenKind::not_equal},   {"&&", TokenKind::and_and},       {"||", TokenKind::or_or},
    {"+", TokenKind::plus},         {"-", TokenKind::minus},          {"*", TokenKind::star},
    {"/", TokenKind::slash},        {"%", TokenKind::percent},        {"!", TokenKind::bang},
    {"?", TokenKind::question},     {":", TokenKind::colon},          {",", TokenKind::comma},
    {".", TokenKind::dot},          {"(", TokenKind::open_paren},     {")", TokenKind::close_paren},
    {"[", TokenKind::open_bracket}, {"]", TokenKind::close_bracket},  {"{", TokenKind::open_brace},
    {"}", TokenKind::close_brace},  {"<", TokenKind::less},           {">", TokenKind::greater},
    {"=", TokenKind::assign}};

// What a Chinese input method types where the plain character is meant.
struct FullWidth {
  std::string_view typed;
  std::string_view plain;
};

constexpr FullWidth kFullWidth[] = {{"，", ","}, {"、", ","}, {"（", "("}, {"）", ")"}, {"［", "["}, {"］", "]"},
                                    {"【", "["}, {"】", "]"}, {"｛", "{"}, {"｝", "}"}, {"＝", "="}, {"！", "!"},
                                    {"＜", "<"}, {"＞", ">"}, {"《", "<"}, {"》", ">"}, {"＆", "&"}, {"｜", "|"},
                                    {"＋", "+"}, {"－", "-"}, {"＊", "*"}, {"／", "/"}, {"％", "%"}, {"：", ":"},
                                    {"？", "?"}, {"．", "."}, {"。", "."}, {"　", " "}};

const FullWidth* find_full_width(std::string_view character) {
  for (const auto& each : kFullWidth) {
    if (each.typed == character) return &each;
  }
  return nullptr;
}

// A character that is part of words, though not of ours.
bool is_letter_elsewhere(std::string_view character) {
  constexpr std::string_view kSigns = "≤≥≠×÷；“”‘’「」＂＇…—·";
  return static_cast<unsigned char>(character.front()) >= 0x80U && find_full_width(character) == nullptr &&
         kSigns.find(character) == std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() {
    result_.tokens.reserve(text_.size() / 3 + 2);
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) read_token();
    add(TokenKind::end, at_);
    return std::move(result_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Token& add(TokenKind kind, std::size_t begin) {
    Token& token = result_.tokens.emplace_back();
    token.kind = kind;
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(at_);
    return token;
  }

  void complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint = {}) {
    result_.problems.push_back({begin, end, std::move(code), std::move(message), std::move(hint)});
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++at_;
        continue;
      }
      if (!text_.substr(at_).starts_with("//")) return;
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    }
  }

  void read_token() {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
    if (const auto prefix = string_prefix()) return read_string(*prefix);
    if (is_letter(c)) return read_identifier();
    if (c == '`') return read_quoted_identifier();
    for (const auto& symbol : kSymbols) {
      if (!text_.substr(at_).starts_with(symbol.text)) continue;
      const std::size_t begin = at_;
      at_ += symbol.text.size();
      add(symbol.kind, begin);
      return;
    }
    refuse_character();
  }

  // Letters before an opening quote: none, `r`, `b` or `br`.
  std::optional<std::size_t> string_prefix() const {
    std::size_t length = 0;
    if (peek() == 'b' || peek() == 'B') ++length;
    if (peek(length) == 'r' || peek(length) == 'R') ++length;
    const char quote = peek(length);
    return quote == '\'' || quote == '"' ? std::optional(length) : std::nullopt;
  }

  void read_string(std::size_t prefix) {
    const std::size_t begin = at_;
    const StringLiteral literal = read_string_literal(text_, begin, prefix);
    at_ = literal.end;
    if (!literal.problem.empty()) {
      complain(literal.problem_begin, literal.problem_end, "bad-literal", literal.problem, literal.hint);
    }
    add(TokenKind::literal, begin).value = literal.is_bytes ? Value::bytes(literal.text) : Value::string(literal.text);
  }

  void read_identifier() {
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    const auto word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false") {
      add(TokenKind::literal, begin).value = Value::boolean(word == "true");
      return;
    }
    if (word == "null") {
      add(TokenKind::literal, begin);
      return;
    }
    add(word == "in" ? TokenKind::in : TokenKind::identifier, begin);
  }

  void read_quoted_identifier() {
    const std::size_t begin = at_++;
    const auto is_allowed = [](char c) {
      return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    };
    while (is_allowed(peek())) ++at_;
    if (peek() == '`' && at_ > begin + 1) {
      ++at_;
      add(TokenKind::quoted_identifier, begin);
      return;
    }
    at_ = std::max(at_, begin + 1);
    complain(begin, at_, "syntax",
             "a name in backticks may hold letters, digits, `_`, `.`, `-`, `/` and blanks, and must end in a backtick");
    add(TokenKind::bad, begin);
  }

  void read_number() {
    const std::size_t begin = at_;
    const NumberLiteral literal = read_number_literal(text_, begin);
    at_ = literal.end;
    if (!literal.problem.empty()) complain(begin, at_, "bad-literal", literal.problem, literal.hint);
    Token& token = add(TokenKind::literal, begin);
    token.value = literal.value;
    token.is_number = true;
    token.is_beyond_int = literal.is_beyond_int;
  }

  void refuse_character() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U) ++at_;
    const auto character = text_.substr(begin, at_ - begin);
    if (read_typographic_text(character, begin)) return;
    if (const FullWidth* typed = find_full_width(character)) return read_full_width(*typed, begin);
    if (is_letter_elsewhere(character)) return refuse_word(begin);
    complain(begin, at_, "syntax", "unexpected character " + backticked(character), hint_for(character));
    if (character == "&")
      add(TokenKind::and_and, begin);
    else if (character == "|")
      add(TokenKind::or_or, begin);
    else
      add(TokenKind::bad, begin);
  }

  // Text in the quotes that a word processor or an input method makes, read as meant.
  bool read_typographic_text(std::string_view opening, std::size_t begin) {
    constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {
        {"“", "”"}, {"‘", "’"}, {"”", "”"}, {"’", "’"}, {"「", "」"}, {"＂", "＂"}, {"＇", "＇"}};
    for (const auto& [left, right] : kQuotes) {
      const std::size_t end = left == opening ? text_.find(right, at_) : std::string_view::npos;
      if (end == std::string_view::npos) continue;
      const auto inner = text_.substr(at_, end - at_);
      at_ = end + right.size();
      complain(begin, at_, "full-width", backticked(text_.substr(begin, at_ - begin)) + " is not in plain quotes",
               "write " + backticked("'" + std::string(inner) + "'"));
      add(TokenKind::literal, begin).value = Value::string(inner);
      return true;
    }
    return false;
  }

  // Read as meant, and reported once for all that follow each other.
  void read_full_width(const FullWidth& typed, std::size_t begin) {
    std::string plain(typed.plain);
    for (;;) {
      const auto rest = text_.substr(at_);
      const FullWidth* next = rest.empty() ? nullptr : find_full_width(rest.substr(0, character_length(rest)));
      if (next == nullptr || (typed.plain != "=" && typed.plain != "!" && typed.plain != "<" && typed.plain != ">" &&
                              typed.plain != "&" && typed.plain != "|"))
        break;
      plain += next->plain;
      at_ += next->typed.size();
    }
    complain(begin, at_, "full-width", backticked(text_.substr(begin, at_ - begin)) + " is full-width",
             "switch the input method to half-width and type " + backticked(plain));
    for (const auto& symbol : kSymbols) {
      if (symbol.text != plain) continue;
      add(symbol.kind, begin);
      return;
    }
    if (plain != " ") add(TokenKind::bad, begin);
  }

  static std::string hint_for(std::string_view character) {
    if (character == "&") return "`and` is written `&&`";
    if (character == "|") return "`or` is written `||`";
    if (character == "“" || character == "”" || character == "‘" || character == "’" || character == "＂" ||
        character == "＇" || character == "「" || character == "」")
      return "use straight quotes: `'`";
    if (character == ";" || character == "；") return "an expression is one condition; there are no statements";
    if (character == "≤") return "write `<=`";
    if (character == "≥") return "write `>=`";
    if (character == "≠") return "write `!=`";
    if (character == "×") return "write `*`";
    if (character == "÷") return "write `/`";
    if (character == "#") return "a comment begins with `//`";
    if (character == "$") return "a parameter is written `params.name` in an expression";
    return {};
  }

  // `数量` or `１２`: all of it is blamed at once.
  void refuse_word(std::size_t begin) {
    while (at_ < text_.size()) {
      const auto next = text_.substr(at_, character_length(text_.substr(at_)));
      if (!is_letter_elsewhere(next)) break;
      at_ += next.size();
    }
    const auto word = text_.substr(begin, at_ - begin);
    complain(
        begin, at_, "syntax", "unexpected " + backticked(word),
        "names and numbers are plain letters and digits; text is written in quotes: `'" + std::string(word) + "'`");
    add(TokenKind::bad, begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Tokens result_;
};

}  // namespace

Tokens tokenize(std::string_view text) { return Lexer(text).run(); }

}  // namespace docket::expr
