// Recorder: collects the effects of one journal entry, which number themselves by their places.
#pragma once

#include <string>
#include <utility>

#include "engine/case_data.hpp"

namespace docket {

// `case/sequence/position`, from 1: derived, so that a consumer recognises a repeat.
std::string effect_id(const std::string& kase, std::int64_t sequence, std::size_t position);

class Recorder {
 public:
  Recorder(const CaseData& kase, JournalEntry entry) : entry_(std::move(entry)) {
    entry_.sequence = kase.sequence + 1;
    entry_.effects.reserve(4);
  }

  void add(Effect effect) { entry_.effects.push_back(std::move(effect)); }

  const JournalEntry& entry() const { return entry_; }
  JournalEntry take() { return std::move(entry_); }

 private:
  JournalEntry entry_;
};

}  // namespace docket
