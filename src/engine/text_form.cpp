// Tested by tests/unit/engine/text_form_test.cpp
#include "engine/text_form.hpp"

#include <vector>

namespace docket {
namespace {

constexpr int kDepth = 32;
constexpr int kRepeats = 500;
constexpr std::size_t kBytes = 4'000;

// A recursive descent over the pattern that writes as it reads: every part gives its first, shortest text.
class FormReader {
 public:
  explicit FormReader(std::string_view pattern) : pattern_(pattern) {}

  std::optional<std::string> read() {
    auto text = alternatives(0);
    if (!is_good_ || at_ != pattern_.size() || text.size() > kBytes) return std::nullopt;
    return text;
  }

 private:
  bool is_at(char c) const { return at_ < pattern_.size() && pattern_[at_] == c; }
  bool take(char c) {
    if (!is_at(c)) return false;
    ++at_;
    return true;
  }
  std::string give_up() {
    is_good_ = false;
    return {};
  }

  // The first of them; the others are only read.
  std::string alternatives(int depth) {
    if (depth > kDepth) return give_up();
    auto text = sequence(depth);
    while (is_good_ && take('|')) sequence(depth);
    return text;
  }

  std::string sequence(int depth) {
    std::string text;
    while (is_good_ && at_ < pattern_.size() && !is_at('|') && !is_at(')')) {
      const auto part = atom(depth);
      const auto times = repeats();
      for (int i = 0; i < times && text.size() <= kBytes; ++i) text += part;
    }
    return text;
  }

  std::string atom(int depth) {
    if (take('(')) {
      if (take('?')) skip_flags();
      auto text = alternatives(depth + 1);
      return take(')') ? text : give_up();
    }
    if (take('[')) return one_of_class();
    if (take('^') || take('$')) return {};
    if (take('.')) return "x";
    if (take('\\')) return escaped();
    if (is_at('*') || is_at('+') || is_at('?')) return give_up();
    return character();
  }

  // `?:`, `?P<name>`, `?<name>`; flags inside a group change too much.
  void skip_flags() {
    if (take(':')) return;
    take('P');
    if (!take('<')) {
      is_good_ = false;
      return;
    }
    while (at_ < pattern_.size() && !take('>')) ++at_;
  }

  // One code point as it stands.
  std::string character() {
    const auto lead = static_cast<unsigned char>(pattern_[at_]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const auto text = pattern_.substr(at_, bytes);
    at_ += text.size();
    return std::string(text);
  }

  std::string escaped() {
    if (at_ == pattern_.size()) return give_up();
    const char c = pattern_[at_];
    if (c == 'p') return property();
    if (static_cast<unsigned char>(c) >= 0x80) return character();
    ++at_;
    switch (c) {
      case 'd': return "1";
      case 'w':
      case 'D':
      case 'S': return "x";
      case 's': return " ";
      case 'W': return "-";
      case 'b':
      case 'A':
      case 'z': return {};
      case 't': return "\t";
      case 'n': return "\n";
      default: break;
    }
    const bool is_sign = (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z');
    return is_sign ? std::string(1, c) : give_up();
  }

  // `\p{Han}`, `\p{L}`, `\p{N}`
  std::string property() {
    const auto close = pattern_.find('}', at_);
    if (close == std::string_view::npos) return give_up();
    const auto name = pattern_.substr(at_, close + 1 - at_);
    at_ = close + 1;
    if (name == "p{Han}") return "\xE4\xB8\xAD";
    if (name == "p{L}" || name == "p{Ll}") return "x";
    if (name == "p{Lu}") return "X";
    return name == "p{N}" || name == "p{Nd}" ? "1" : give_up();
  }

  std::string one_of_class() {
    const bool is_negated = take('^');
    std::vector<std::pair<std::string, std::string>> ranges;
    for (bool is_first = true; is_good_ && (is_first || !is_at(']')); is_first = false) {
      if (at_ == pattern_.size()) return give_up();
      auto from = take('\\') ? escaped() : character();
      auto to = from;
      const bool is_range = is_at('-') && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
      if (is_range && take('-')) to = take('\\') ? escaped() : character();
      ranges.emplace_back(std::move(from), std::move(to));
    }
    if (!take(']') || ranges.empty()) return give_up();
    if (!is_negated) return ranges.front().first;
    for (const std::string other : {"x", "1", "-", "A", " ", "\xE4\xB8\xAD"}) {
      bool is_in = false;
      for (const auto& [from, to] : ranges) is_in = is_in || (from <= other && other <= to);
      if (!is_in) return other;
    }
    return give_up();
  }

  int repeats() {
    int times = 1;
    if (take('*') || take('?'))
      times = 0;
    else if (!take('+') && is_at('{'))
      times = counted();
    if (is_at('?')) ++at_;  // the lazy form: the same texts
    return times;
  }

  int counted() {
    auto here = at_ + 1;
    int number = 0;
    const auto digits = here;
    for (; here < pattern_.size() && pattern_[here] >= '0' && pattern_[here] <= '9' && number <= kRepeats; ++here)
      number = number * 10 + (pattern_[here] - '0');
    const auto close = pattern_.find('}', here);
    if (here == digits || close == std::string_view::npos || number > kRepeats) {
      is_good_ = false;
      return 0;
    }
    at_ = close + 1;
    return number;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool is_good_ = true;
};

}  // namespace

std::optional<std::string> text_of_form(std::string_view pattern) { return FormReader(pattern).read(); }

}  // namespace docket
