// Recorder: collects the effects of one journal entry and knows their ids.
#pragma once

#include <string>
#include <utility>

#include "engine/case_data.hpp"

namespace docket {

// `case/sequence/position`, from 1: derived, so that a consumer recognises a repeat.
std::string effect_id(const std::string& kase, std::int64_t sequence, std::size_t position);

class Recorder {
 public:
  Recorder(const CaseData& kase, JournalEntry entry) : case_id_(kase.id), entry_(std::move(entry)) {
    entry_.sequence = kase.sequence + 1;
  }

  // Returns the effect's id.
  std::string add(Effect effect) {
    entry_.effects.push_back(std::move(effect));
    return effect_id(case_id_, entry_.sequence, entry_.effects.size());
  }

  const JournalEntry& entry() const { return entry_; }
  JournalEntry take() { return std::move(entry_); }

 private:
  std::string case_id_;
  JournalEntry entry_;
};

}  // namespace docket
