#!/usr/bin/env bash
# The store and the streams under bad conditions: each command ends with one clear line and its exit
# code, and the cases are as they were.
#
#   hard_times.sh DOCKET SOURCE_DIR
set -u
docket=$1 source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
rules=$source/tests/cli/rules
checks=0

fail() { echo "FAIL: $1"; shift; printf '%s\n' "$@" | head -20; exit 1; }
# expect CODE TEXT COMMAND...: the exit code, and the text in what it says on standard error.
expect() {
  local code=$1 text=$2 got; shift 2
  "$@" > out.txt 2> err.txt
  got=$?
  [ "$got" -eq "$code" ] || fail "\`$*\` ended with $got, not $code" "$(cat err.txt)"
  [ -z "$text" ] || grep -qF -- "$text" err.txt || fail "\`$*\` does not say \`$text\`" "$(cat err.txt)"
  [ "$(grep -c . err.txt)" -le 1 ] || [ -n "${lines:-}" ] || fail "\`$*\` says more than one line" "$(cat err.txt)"
  checks=$((checks + 1))
}
event() { echo "{\"id\":\"$1\",\"case\":\"$2\",\"workflow\":\"repair\",\"event\":\"report\",\"now\":\"2026-03-09T09:00:00+08:00\",\"actor\":{\"id\":\"li\",\"roles\":[\"clerk\"]},\"input\":{\"note\":\"$3\"}}"; }
visit() { echo "{\"id\":\"$1\",\"case\":\"$2\",\"event\":\"visit\",\"now\":\"2026-03-09T09:30:00+08:00\",\"actor\":{\"id\":\"li\",\"roles\":[\"clerk\"]},\"input\":{\"visits\":1,\"note\":\"$3\"}}"; }
history() { "$docket" explain "$1" --store "$2"; }

event e1 C-1 "lift 3" > one.jsonl
"$docket" run one.jsonl --rules "$rules" --store a.db > told.txt || fail "an ordinary run fails"

# --- Two processes on one store
mkfifo pipe
"$docket" run --rules "$rules" --store a.db < pipe > first.txt 2> first.err &
first=$!
exec 9> pipe
visit e2 C-1 "door" >&9
for _ in $(seq 200); do grep -q '"C-1/2/1"' first.txt && break; sleep 0.02; done
expect 3 "in use by another process" "$docket" run one.jsonl --rules "$rules" --store a.db
expect 0 "" "$docket" explain C-1 --store a.db
grep -q "Visit" out.txt || fail "a reader beside the writer does not see its last event"
exec 9>&-
wait "$first" || fail "the first process suffered from the second" "$(cat first.err)"
expect 0 "" "$docket" run one.jsonl --rules "$rules" --store a.db
history C-1 a.db > before.txt

# --- A full disk: files may not grow beyond a limit (SIGXFSZ ignored, as a full disk sends no signal)
full_disk() { (trap '' XFSZ; ulimit -f "$1"; shift; exec "$@"); }
for n in $(seq 40); do event "f$n" "F-$n" "$(printf 'x%.0s' $(seq 20000))"; done > many.jsonl
cp a.db b.db
lines=many expect 3 "unavailable" full_disk 300 "$docket" run many.jsonl --rules "$rules" --store b.db
history C-1 b.db | cmp - before.txt || fail "a full disk changed a case that was not touched"
taken=$("$docket" explain --store b.db | grep -c '^F-')
{ [ "$taken" -gt 0 ] && [ "$taken" -lt 40 ]; } || fail "the disk was never full: $taken of 40 cases"
expect 0 "" "$docket" run many.jsonl --rules "$rules" --store b.db
[ "$("$docket" explain --store b.db | grep -c '^F-')" -eq 40 ] || fail "with room again, not every event was taken"
[ "$("$docket" explain F-1 --store b.db --json | grep -c '"sequence"')" -eq 1 ] || fail "an event was taken twice"
cut -d'"' -f8 out.txt | sort | uniq -d | grep -q . && fail "an event for the host was told twice in one run"

# --- Foreign and torn stores are refused and left alone
head -c 5000 /dev/urandom > foreign.db; cp foreign.db foreign.copy
echo "complaints, handwritten" > short.db
head -c $(($(stat -c %s b.db) / 2)) b.db > torn.db; cp torn.db torn.copy
mkdir folder.db
for command in "run one.jsonl --rules $rules" "explain C-1"; do
  # shellcheck disable=SC2086
  expect 3 "not a docket store" "$docket" $command --store foreign.db
  # shellcheck disable=SC2086
  expect 3 "not a docket store" "$docket" $command --store short.db
  # shellcheck disable=SC2086
  expect 3 "damaged" "$docket" $command --store torn.db
  # shellcheck disable=SC2086
  expect 3 "folder.db" "$docket" $command --store folder.db
done
cmp foreign.db foreign.copy && cmp torn.db torn.copy || fail "a store that was refused was changed"

# --- Streams
expect 3 "standard output cannot be written" bash -c "exec '$docket' show --rules '$rules' >&-"
expect 3 "standard output cannot be written" bash -c "exec '$docket' check '$rules' > /dev/full"
expect 3 "cannot be read" bash -c "exec '$docket' run --rules '$rules' <&-"
event g1 G-1 "gate" > gate.jsonl
for how in '>&-' '> /dev/full' '| true'; do
  rm -f g.db*
  bash -c "'$docket' run gate.jsonl --rules '$rules' --store g.db 2> err.txt $how; exit \${PIPESTATUS[0]}"
  code=$?
  # A reader that is gone may have taken the first lines before it went.
  [ "$code" -eq 3 ] || { [ "$how" = '| true' ] && [ "$code" -eq 0 ]; } || fail "with \`$how\` the run ended with $code" "$(cat err.txt)"
  history G-1 g.db | grep -q "Report" || fail "with \`$how\` the event itself is lost"
  [ "$how" = '| true' ] && continue
  grep -q "standard output cannot be written" err.txt || fail "with \`$how\` nothing is said" "$(cat err.txt)"
  "$docket" run /dev/null --rules "$rules" --store g.db > later.txt || fail "the next run fails"
  [ "$(grep -c '"G-1/1/[123]"' later.txt)" -eq 3 ] || fail "with \`$how\` events for the host were lost" "$(cat later.txt)"
done

# --- The machine's clock: lines as they come, none of them with a time
echo '{"id":"s1","case":"S-1","workflow":"repair","event":"report","actor":{"id":"li","roles":["clerk"]}}' |
  "$docket" run --rules "$rules" --clock system --store s.db > out.txt 2> err.txt || fail "--clock system" "$(cat err.txt)"
grep -q '"S-1/1/1"' out.txt || fail "--clock system tells nothing"

echo "$checks commands under bad conditions ended as they should"
