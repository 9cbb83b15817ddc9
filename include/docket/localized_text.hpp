// LocalizedText: a text that a person reads, in each language its author wrote it in.
//
// Threads: plain values.  Errors: none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace docket {

enum class Language : std::uint8_t { en, zh };

struct LocalizedText {
  std::string en;
  std::string zh;

  // The text in `language`, or in the other one where its author wrote only that.
  const std::string& in(Language language) const {
    const auto& wanted = language == Language::zh ? zh : en;
    return wanted.empty() ? (language == Language::zh ? en : zh) : wanted;
  }
  bool empty() const { return en.empty() && zh.empty(); }

  friend bool operator==(const LocalizedText&, const LocalizedText&) = default;
};

}  // namespace docket
