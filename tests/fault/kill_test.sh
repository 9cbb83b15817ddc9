#!/usr/bin/env bash
# The estate's week, killed with SIGKILL at random points and started again until it is through, ends
# with the journal of a week that nobody disturbed, byte for byte.
#
#   kill_test.sh ESTATE_DAY SOURCE_DIR      DOCKET_SEED, DOCKET_KILLS and DOCKET_RUNS choose others
set -u
program=$1 source=$2
seed=${DOCKET_SEED:-$((RANDOM * 32768 + RANDOM))} kills=${DOCKET_KILLS:-12} runs=${DOCKET_RUNS:-4}
echo "seed $seed, $runs runs of up to $kills kills (DOCKET_SEED=$seed repeats it)"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -1 "$source/examples/estate_day/events.jsonl" > "$folder/first.jsonl"
fail() { echo "FAIL: $1 (DOCKET_SEED=$seed)"; exit 1; }

# Only the journal goes on: the timeline is told again where a delivery was not acknowledged.
week() { exec "$program" --events "$2" --rules "$source/rules" --store "$1" --journal; }
journal() { grep '^[^ ]* {"sequence"' "$1"; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

start=$(milliseconds)
(week "$folder/first.db" "$folder/first.jsonl") > "$folder/first.txt" || fail "a week of one event fails"
loading=$(($(milliseconds) - start))
start=$(milliseconds)
(week "$folder/whole.db" "$source/examples/estate_day/events.jsonl") > "$folder/whole.txt" || fail "the undisturbed week fails"
playing=$(($(milliseconds) - start - loading))
[ "$playing" -ge 100 ] || playing=100
journal "$folder/whole.txt" > "$folder/whole.journal"
[ "$(wc -l < "$folder/whole.journal")" -ge 100 ] || fail "the week has hardly a journal"

# One run: each start gets some way beyond loading before it is struck, so that it takes several.
disturbed_run() {
  local run=$1 struck=0 pid status delay store=$folder/run$1.db
  RANDOM=$(((seed + run) % 32768))
  for _ in $(seq "$kills"); do
    (week "$store" "$source/examples/estate_day/events.jsonl") > "$folder/part$run.txt" 2> "$folder/error$run.txt" &
    pid=$!
    delay=$((loading * 3 / 4 + RANDOM % (playing / 2)))
    sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
    kill -9 "$pid" 2> /dev/null
    wait "$pid" 2> /dev/null
    status=$?
    [ "$status" -eq 0 ] && break
    [ "$status" -eq 137 ] || fail "run $run ended with $status: $(cat "$folder/error$run.txt")"
    struck=$((struck + 1))
  done
  (week "$store" "$source/examples/estate_day/events.jsonl") > "$folder/end$run.txt" || fail "run $run does not go on after a kill"
  journal "$folder/end$run.txt" > "$folder/end$run.journal"
  cmp "$folder/whole.journal" "$folder/end$run.journal" || fail "run $run ends with another journal"
  echo "$struck" > "$folder/struck$run"
}

pids=()
for run in $(seq "$runs"); do
  disturbed_run "$run" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || exit 1; done
total=0
for run in $(seq "$runs"); do total=$((total + $(cat "$folder/struck$run"))); done
[ "$total" -ge "$runs" ] || fail "only $total kills struck a running week"
echo "$total kills, $runs journals of $(wc -l < "$folder/whole.journal") entries equal to the undisturbed one"
