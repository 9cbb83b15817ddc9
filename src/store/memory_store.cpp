// Tested by tests/store_contract/
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "docket/stored_rules.hpp"
#include "docket/stores.hpp"

namespace docket {
namespace {

bool is_or_lies_in(const std::string& path, const std::string& state) {
  return path == state || (path.starts_with(state) && path[state.size()] == '.');
}

bool matches(const CaseQuery& query, const CaseSummary& summary) {
  if (query.project && *query.project != summary.project) return false;
  if (query.workflow && *query.workflow != summary.workflow) return false;
  if (query.breached && *query.breached != summary.is_breached) return false;
  if (query.closed && *query.closed != summary.is_closed) return false;
  if (query.due_before && !(summary.due && *summary.due < *query.due_before)) return false;
  if (!query.state) return true;
  return std::any_of(summary.states.begin(), summary.states.end(),
                     [&](const std::string& path) { return is_or_lies_in(path, *query.state); });
}

class MemoryStore final : public Store, public RulesOrigins {
 public:
  Result<std::optional<StoredCase>> load(std::string_view case_id) override {
    const auto found = rows_.find(case_id);
    if (found == rows_.end()) return std::optional<StoredCase>();
    const auto& [summary, snapshot, entries] = found->second;
    return std::optional(
        StoredCase{summary.id, summary.workflow, summary.project, summary.rules, summary.version, snapshot});
  }

  Result<std::vector<std::int64_t>> commit(const Commit& commit) override {
    const auto& id = commit.summary.id;
    const auto found = rows_.find(id);
    const std::int64_t version = found == rows_.end() ? 0 : found->second.summary.version;
    if (version != commit.expected_version)
      return Error{ErrorCode::conflict, "the case " + backticked(id) + " was changed by somebody else"};
    auto& row = rows_[id];
    if (row.summary.deadline) deadlines_.erase({*row.summary.deadline, id});
    row.summary = commit.summary;
    row.snapshot = commit.snapshot;
    if (row.summary.deadline) deadlines_.insert({*row.summary.deadline, id});
    row.entries.insert(row.entries.end(), commit.journal.begin(), commit.journal.end());
    if (!commit.event_id.empty()) events_[{id, commit.event_id}] = commit.outcome;
    for (const auto position : commit.delivered) outbox_.erase(position);
    std::vector<std::int64_t> positions;
    for (auto event : commit.outbox) {
      event.position = ++last_position_;
      positions.push_back(event.position);
      outbox_.emplace(event.position, std::move(event));
    }
    return positions;
  }

  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    std::vector<DueCase> due;
    for (const auto& [deadline, id] : deadlines_) {
      if (deadline > now || due.size() == limit) break;
      due.push_back({id, deadline});
    }
    return due;
  }

  Result<std::optional<Instant>> next_deadline() override {
    return deadlines_.empty() ? std::optional<Instant>() : std::optional(deadlines_.begin()->first);
  }

  Result<std::optional<StoredOutcome>> find_event(std::string_view case_id, std::string_view event_id) override {
    const auto found = events_.find({std::string(case_id), std::string(event_id)});
    if (found == events_.end()) return std::optional<StoredOutcome>();
    return std::optional(found->second);
  }

  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override {
    std::vector<CaseSummary> page;
    for (auto row = rows_.upper_bound(query.after); row != rows_.end() && page.size() < query.limit; ++row) {
      if (!row->second.snapshot.empty() && matches(query, row->second.summary)) page.push_back(row->second.summary);
    }
    return page;
  }

  Result<std::vector<StoredEntry>> journal(std::string_view case_id) override {
    const auto found = rows_.find(case_id);
    return found == rows_.end() ? std::vector<StoredEntry>() : found->second.entries;
  }

  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override {
    std::vector<OutboxEvent> events;
    for (const auto& [position, event] : outbox_) {
      if (events.size() == limit) break;
      events.push_back(event);
    }
    return events;
  }

  Status acknowledge(const std::vector<std::int64_t>& positions) override {
    for (const auto position : positions) outbox_.erase(position);
    return Done{};
  }

  Status put_rules(std::string_view fingerprint, const StoredRules& rules) override {
    rules_.emplace(std::string(fingerprint), rules);
    return Done{};
  }

  Status put_origin(std::string_view fingerprint, const RulesOrigin& origin) override {
    origins_.emplace(std::string(fingerprint), origin);
    return Done{};
  }

  Result<RulesOrigin> get_origin(std::string_view fingerprint) override {
    const auto found = origins_.find(std::string(fingerprint));
    return found == origins_.end() ? RulesOrigin() : found->second;
  }

  Result<std::optional<StoredRules>> get_rules(std::string_view fingerprint) override {
    const auto found = rules_.find(std::string(fingerprint));
    if (found == rules_.end()) return std::optional<StoredRules>();
    return std::optional(found->second);
  }

 private:
  struct Row {
    CaseSummary summary;
    std::string snapshot;
    std::vector<StoredEntry> entries;
  };

  std::map<std::string, Row, std::less<>> rows_;
  std::set<std::pair<Instant, std::string>> deadlines_;
  std::map<std::pair<std::string, std::string>, StoredOutcome> events_;
  std::map<std::int64_t, OutboxEvent> outbox_;
  std::map<std::string, StoredRules> rules_;
  std::map<std::string, RulesOrigin> origins_;
  std::int64_t last_position_ = 0;
};

}  // namespace

std::unique_ptr<Store> open_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace docket
