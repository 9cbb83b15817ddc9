// Tested by tests/unit/expr/checker_test.cpp
#include "expr/schema.hpp"

#include "base/assert.hpp"

namespace docket {

Schema::Schema() : impl_(std::make_shared<Impl>()) {}

VariableIndex Schema::add_variable(std::string name, Type type) {
  if (impl_.use_count() > 1) impl_ = std::make_shared<Impl>(*impl_);
  const auto index = static_cast<VariableIndex>(impl_->variables.size());
  DOCKET_ASSERT(!impl_->variables_by_name.contains(name));
  impl_->variables_by_name.emplace(name, index);
  impl_->variables.push_back({std::move(name), std::move(type)});
  return index;
}

void Schema::set_type(VariableIndex variable, Type type) {
  if (impl_.use_count() > 1) impl_ = std::make_shared<Impl>(*impl_);
  impl_->variables[static_cast<std::size_t>(variable)].type = std::move(type);
}

FunctionIndex Schema::add_function(Function function) {
  if (impl_.use_count() > 1) impl_ = std::make_shared<Impl>(*impl_);
  auto& functions = impl_->functions;
  if (functions.use_count() > 1) functions = std::make_shared<Impl::Functions>(*functions);
  const auto index = static_cast<FunctionIndex>(functions->list.size());
  functions->by_name[function.name].push_back(index);
  functions->list.push_back(std::move(function));
  return index;
}

void Schema::set_container(std::string name) {
  if (impl_.use_count() > 1) impl_ = std::make_shared<Impl>(*impl_);
  impl_->container = std::move(name);
}

std::optional<VariableIndex> Schema::find_variable(std::string_view name) const {
  const auto found = impl_->variables_by_name.find(name);
  if (found == impl_->variables_by_name.end()) return std::nullopt;
  return found->second;
}

const std::string& Schema::name_of(VariableIndex variable) const {
  return impl_->variables[static_cast<std::size_t>(variable)].name;
}
const Type& Schema::type_of(VariableIndex variable) const {
  return impl_->variables[static_cast<std::size_t>(variable)].type;
}
const Function& Schema::function(FunctionIndex index) const {
  return impl_->functions->list[static_cast<std::size_t>(index)];
}
std::size_t Schema::variable_count() const noexcept { return impl_->variables.size(); }
std::size_t Schema::function_count() const noexcept { return impl_->functions->list.size(); }

namespace expr {

std::vector<std::string> candidates(const std::string& container, const std::string& name, bool is_rooted) {
  std::vector<std::string> names;
  std::string around = is_rooted ? std::string() : container;
  while (!around.empty()) {
    names.push_back(around + "." + name);
    const auto dot = around.rfind('.');
    around = dot == std::string::npos ? std::string() : around.substr(0, dot);
  }
  names.push_back(name);
  return names;
}

}  // namespace expr
}  // namespace docket
