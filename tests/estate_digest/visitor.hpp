// What people do to a case, out of a seed: the next event, when it comes, who causes it and what it brings.
#pragma once

#include <memory>

#include "docket/engine.hpp"
#include "model/workflow.hpp"
#include "support/seed.hpp"

namespace docket::testing {

class Visitor {
 public:
  Visitor(std::shared_ptr<const Workflow> workflow, std::uint64_t seed)
      : workflow_(std::move(workflow)), random_(seed) {}

  // Until somebody does something again: minutes as a rule, now and then days.
  Elapsed pause();
  Event opening(Instant now);
  // Mostly what is known where the case is, by somebody who may; sometimes anything by anybody.
  // Requires: nothing of the case is due any more at `now`.
  Event next(const Case& kase, Instant now);

 private:
  Event event(const Transition& transition, Instant now);
  Value some_value(const std::string& name, const Type& type, Instant now);
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(random_.between(0, static_cast<std::int64_t>(all.size()) - 1))];
  }

  std::shared_ptr<const Workflow> workflow_;
  Random random_;
};

}  // namespace docket::testing
