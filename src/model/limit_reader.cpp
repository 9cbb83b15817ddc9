// Lengths of time in a workflow: written out, or by the name of a parameter.
// Tested by tests/golden/diagnostics/
#include "base/text.hpp"
#include "calendar/budget_reader.hpp"
#include "docket/meaning.hpp"
#include "model/draft.hpp"
#include "model/no_length.hpp"

namespace docket {

std::optional<yaml::Node> through_params(Draft& draft, const yaml::Node& node) {
  if (!node.is_scalar() || !node.text().starts_with('$')) return node;
  return find_param(draft, node, node.text().substr(1));
}

std::optional<yaml::Node> find_param(Draft& draft, const yaml::Node& node, const std::string& name) {
  const auto param = draft.params.find(name);
  if (param != draft.params.end()) {
    // Reported where it is declared.
    const bool is_refused = param->second.meaning() > kFirstMeaning && is_no_length(param->second);
    if (param->second.is_null() || param->second.is_sequence() || is_refused) return std::nullopt;
    if (!param->second.is_scalar() || !param->second.text().starts_with('$')) return param->second;
    draft.reader.report(param->second.error(
        "unknown-parameter",
        "a parameter cannot stand for another one, as " + backticked(param->second.text()) + " does",
        "write its value"));
    return std::nullopt;
  }
  if (draft.is_lost("parameter")) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [known, value] : draft.params) names.push_back(known);
  draft.reader.report(node.error("unknown-parameter", "parameter " + backticked(name) + " does not exist",
                                 did_you_mean(name, names, "declare it under `params:`")));
  return std::nullopt;
}

std::optional<Budget> read_limit(Draft& draft, const yaml::Node& node, std::string_view what, std::string* written,
                                 bool allows_purpose) {
  const auto source = through_params(draft, node);
  if (!source) return std::nullopt;
  // A parameter may stand within a list, too: `{ first_of: [$answer_within, 1 workday] }`.
  const auto budget = read_budget(*source, draft.reader.diagnostics(),
                                  [&](const yaml::Node& name) { return through_params(draft, name); });
  if (!budget) return std::nullopt;
  if (!allows_purpose && budget->purpose() != Budget::Purpose::limit) {
    draft.reader.report(
        source->error("not-a-limit", std::string(what) + " must be a limit, not a minimum wait or an expiry"));
    return std::nullopt;
  }
  if (written) *written = source->is_scalar() ? source->text() : to_string(*budget);
  return budget;
}

std::optional<Elapsed> read_elapsed(Draft& draft, const yaml::Node& node, std::string_view what) {
  const auto source = through_params(draft, node);
  if (!source || !draft.reader.is_scalar(*source, what)) return std::nullopt;
  const auto length = parse_elapsed(source->text());
  if (length && length->count() > 0) return *length;
  draft.reader.report(source->error(
      "bad-length", std::string(what) + " must be a length of time such as `4h`, not " + backticked(source->text())));
  return std::nullopt;
}

}  // namespace docket
