// All duties of a rule set, as every project has them and as they are written.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/duty.hpp"
#include "model/project.hpp"

namespace docket {

using DutyBook = std::map<std::string, std::vector<Duty>, std::less<>>;  // by project; "" as written

DutyBook read_duty_book(const std::vector<yaml::Node>& roots, const std::map<std::string, Project>& projects,
                        const std::function<DutyWorld(const std::string& project)>& world_of, Diagnostics& diagnostics);

}  // namespace docket
