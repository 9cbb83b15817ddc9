// Tested by tests/unit/expr/functions_test.cpp
#include "expr/regex.hpp"

#include <re2/re2.h>

#include "base/text.hpp"

namespace docket::expr {
namespace {

// A pattern of an author's takes a few KB; RE2 refuses what would take more than this.
constexpr std::int64_t kMemoryBytes = 1 << 20;
constexpr std::size_t kPatternBytes = 4'096;

class Re2Regex final : public Regex {
 public:
  explicit Re2Regex(std::string_view pattern) : re2_(re2::StringPiece(pattern.data(), pattern.size()), options()) {}
  bool is_ok() const { return re2_.ok(); }
  const std::string& reason() const { return re2_.error(); }
  // An instruction takes some 0.5 µs to compile: measured on `[a-z]{1,1000}`.
  std::size_t cost() const override { return 200 + 25 * static_cast<std::size_t>(std::max(re2_.ProgramSize(), 0)); }
  bool occurs_in(std::string_view text) const override {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), re2_);
  }

 private:
  static RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMemoryBytes);
    return options;
  }
  RE2 re2_;
};

}  // namespace

Result<std::shared_ptr<const Regex>> Regex::compile(std::string_view pattern) {
  if (pattern.size() > kPatternBytes) {
    return Error{ErrorCode::limit_exceeded, "a pattern may have " + std::to_string(kPatternBytes) + " bytes"};
  }
  auto regex = std::make_shared<const Re2Regex>(pattern);
  if (!regex->is_ok())
    return Error{ErrorCode::invalid_argument,
                 backticked(shortened(pattern, 80)) + " is no pattern: " + regex->reason()};
  return std::shared_ptr<const Regex>(std::move(regex));
}

}  // namespace docket::expr
