// The rule sets that older cases are pinned to, as they were loaded from the store; and why some could not be.
//
// What is looked at stays at hand.  When new rules come, sets that nobody asked for since the rules before came are let
// go: their texts are in the store, and a caller who holds one keeps it.
// Tested by tests/unit/runtime/stored_rules_test.cpp
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "docket/result.hpp"
#include "docket/rule_book.hpp"

namespace docket {

class EarlierRules {
 public:
  // Loaded before, or failed to load before; nullopt: nobody asked yet.
  std::optional<Result<RuleBook>> find(const std::string& fingerprint);
  const RuleBook& keep(RuleBook rules);
  // Loading is not tried again until new rules come.
  void note_failure(const std::string& fingerprint, Error error);
  // New rules come.
  void let_go_of_unused();

 private:
  struct Kept {
    RuleBook rules;
    std::uint64_t used = 0;
    bool is_new = true;  // asked for since new rules came last
  };
  void let_go_of_oldest();

  std::map<std::string, Kept> kept_;
  std::map<std::string, Error> failures_;
  std::uint64_t uses_ = 0;
};

}  // namespace docket
