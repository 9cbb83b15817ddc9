// Loading the rule set, beside yaml-cpp's own parse of the same files: the floor.
#include <benchmark/benchmark.h>
#include <yaml-cpp/yaml.h>

#include "workload.hpp"

namespace {

using namespace docket;

void load_rule_set(benchmark::State& state) {
  const auto files = bench::rules().files();
  std::int64_t bytes = 0;
  for (const auto& [path, text] : files) bytes += static_cast<std::int64_t>(text.size());
  for (auto _ : state) {
    auto report = load_rules({.files = files, .zone_bytes = system_zone});
    if (!report.rules) std::abort();
    benchmark::DoNotOptimize(report);
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void limit_yaml_cpp_parse(benchmark::State& state) {
  const auto files = bench::rules().files();
  for (auto _ : state) {
    for (const auto& [path, text] : files) benchmark::DoNotOptimize(YAML::Load(text));
  }
}

// The whole folder is read and compared; nothing has changed.
void reload_unchanged_rule_set(benchmark::State& state) {
  const auto& current = bench::rules();
  for (auto _ : state) {
    auto report = read_rules("rules", current);
    if (!report.rules || report.rules->fingerprint() != current.fingerprint()) std::abort();
    benchmark::DoNotOptimize(report);
  }
}

BENCHMARK(load_rule_set)->Unit(benchmark::kMillisecond);
BENCHMARK(reload_unchanged_rule_set)->Unit(benchmark::kMillisecond);
BENCHMARK(limit_yaml_cpp_parse)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
