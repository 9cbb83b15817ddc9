// match(variant, handlers...): std::visit with one lambda per alternative.
// Give no catch-all handler: a new alternative must then fail to compile at each place that has to
// decide something about it.
#pragma once

#include <utility>
#include <variant>

namespace docket {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

template <class Variant, class... Handlers>
decltype(auto) match(Variant&& value, Handlers&&... handlers) {
  return std::visit(Overloaded{std::forward<Handlers>(handlers)...}, std::forward<Variant>(value));
}

}  // namespace docket
