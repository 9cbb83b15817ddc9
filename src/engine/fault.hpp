// Why what an event or a deadline set going cannot be done; the case stays as it was.
#pragma once

#include <string>
#include <utility>

#include "docket/localized_text.hpp"

namespace docket {

struct Fault {
  std::string message;    // in English, as `Faulted` has it
  std::string chinese{};  // empty: whoever tells it finds the words
  std::string field{};    // that a value does not fit; empty: something else is wrong

  Fault(std::string text) : message(std::move(text)) {}
  Fault(LocalizedText text, std::string of)
      : message(std::move(text.en)), chinese(std::move(text.zh)), field(std::move(of)) {}
};

}  // namespace docket
