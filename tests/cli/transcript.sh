#!/usr/bin/env bash
# What the command line prints and returns, compared with tests/golden/cli/<section>.txt.
#
#   transcript.sh DOCKET SOURCE_DIR      DOCKET_UPDATE_GOLDEN=1 writes the golden files anew
set -u
docket=$1 source=$2
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
cp -r "$source/tests/cli/rules" "$source/tests/cli/bad_rules" "$source/tests/cli/scenarios" "$source/tests/cli/notices" .
mkdir estate && cp -r "$source/rules/calendars" "$source/rules/holidays" estate
chmod -R u+w .
mkdir out
failed=0

section() { out=$folder/out/$1.txt; : > "$out"; }
# Fingerprints depend on the machine's time zone data.
masked() { sed -E 's/[0-9a-f]{32}/<fingerprint>/g'; }
# The command as typed, all it prints, and its exit code.
t() {
  local code
  echo "\$ docket $*" >> "$out"
  "$docket" "$@" > said.txt 2>&1 < "${input:-/dev/null}"
  code=$?
  masked < said.txt >> "$out"
  echo "[$code]" >> "$out"
}
# The same with these lines on standard input.
with() { cat > lines.jsonl; { echo "# standard input:"; sed 's/^/#   /' lines.jsonl; } >> "$out"; input=lines.jsonl t "$@"; }
note() { echo "# $*" >> "$out"; }

section check
t check rules
t check bad_rules
t check bad_rules --json
t check nowhere
mkdir empty; t check empty
t check rules --lang zh
t check rules --rules bad_rules
note "files that hold no rules"
mkdir odd && : > odd/blank.yaml && echo 'just words' > odd/words.yaml && echo '%PDF-1.4' > odd/paper.yaml && printf 'a: \xff' > odd/bytes.yaml
t check odd
t check rules bad_rules
note "what it finds stands on standard output"
"$docket" check bad_rules 2>/dev/null | masked >> "$out"

section new
cp -r rules begun; cp -r estate plain
t new workflow lost_property --rules begun
t check begun
t test --rules begun begun/workflows/lost_property
t new workflow lost_property --rules begun
t new workflow Lost-property --rules begun
t new workflow keys --rules plain --lang zh
t test --rules plain plain/workflows/keys --lang zh
t new
note "somebody begins with nothing: one command, and there are rules that load and pass"
mkdir nothing && cd nothing
t new workflow keys
t check
t test
t new workflow meters
cat rules/calendars/office.yaml >> "$out"
t check
t test
t new workflow keys --rules fresh --json
t new workflow keys --rules rules/workflows/keys/workflow.yaml
mkdir -p almost/calendars && echo 'workflow: w' > almost/w.yaml
t new workflow keys --rules almost
cd ..

section test
t test --rules rules
t test rules/in_time.scenario.yaml --rules rules --lang zh
t test scenarios/differs.scenario.yaml --rules rules --junit report.xml
t test scenarios --rules rules
note "what is no scenario"
t test odd/blank.yaml odd/words.yaml odd/paper.yaml odd/bytes.yaml rules/repair.yaml --rules rules
note "one file by two names, and once more in its folder"
t test rules/in_time.scenario.yaml rules/../rules/in_time.scenario.yaml rules --rules rules
t test empty --rules rules
t test nowhere --rules rules
t test --rules bad_rules
t test --rules rules --junit no/such/folder/report.xml
masked < report.xml >> "$out"
note "which rules nobody tried"
t test --rules rules --coverage
t test --rules rules --coverage --lang zh
t test --rules rules --coverage --json
t test --rules rules --min-coverage 100
t test --rules rules --min-coverage 40
t test --rules rules --min-coverage 101
t test --rules rules --coverage-report coverage.json
cat coverage.json >> "$out"
t test --rules rules --coverage-report no/such/folder/coverage.json
note "a row of a table that no scenario asked for"
mkdir priced && cat > priced/fees.yaml <<YAML
workflow: fees
version: 1
record: { item: { type: enum, values: [lamp, tap] }, fee: int }
tables:
  price_list:
    given: { item: record }
    gives: int
    rows:
      lamp: { item: lamp, gives: 20 }
      tap:  { item: tap, gives: 30 }
open: { ask: { input: { item: required }, set: { item: input.item, fee: price_list(input.item) }, target: told } }
states: { told: { type: final } }
YAML
cat > priced/lamp.scenario.yaml <<YAML
scenario: { zh: 灯, en: A lamp }
workflow: fees
at: 2026-03-09 09:00
steps: [{ fire: ask, input: { item: lamp } }, { expect: { record: { fee: 20 } } }]
YAML
t test --rules priced --coverage
t test --rules priced --min-coverage 100

section stores
note "whatever keeps a store from being used ends with 3"
echo "no store" > no_store.txt
for store in nowhere.db no_store.txt rules; do
  t explain --store $store
  t why C-1 close --store $store
  t allowed C-1 --store $store
  t duties --store $store --rules rules --from 2026-03-09 --to 2026-03-10
  t amend calendars --store $store --rules rules
done
t migrate rules --store nowhere.db --rules rules
t holidays rules

section missing
note "a file or folder that is not there, and a time that cannot be read, are mistakes of the call: 2"
t check --rules nowhere
t check rules/office.yaml
t test --rules nowhere
t run lines.jsonl --rules nowhere
t show --rules rules/office.yaml
t duties --rules rules --at soon --store nowhere.db
t run nowhere.jsonl --rules rules
t migrate nowhere.yaml --store nowhere.db --rules rules
t holidays nowhere.json
t test nowhere.scenario.yaml --rules rules

section due
t due 3 workdays from 2026-02-13 16:00 on office --rules rules
t due "4h from 2026-03-09 11:00 on office" --rules rules --lang zh
t due 4h from 2026-03-09T11:00:00+08:00 on always --rules rules --json
t due 3 workdys from 2026-02-13 16:00 on office --rules rules
t due 99999999999999999999 workdays from 2026-02-13 16:00 on office --rules rules
t due 3 workdays from 2026-02-30 16:00 on office --rules rules
t due 3 workdays from 2026-02-13 16:00 on ofice --rules rules
t due 3 workdays from 2026-02-13 16:00 on office --project lakesid --rules rules
t due 3 workdays --rules rules
t due --rules rules
note "the limits of a clock, as a project has them"
t due repair.finish from 2026-03-09 11:00 --rules rules
t due repair.finish.any from 2026-03-09 11:00 at 2026-03-09 15:00 --project lakeside --rules rules --lang zh
t due repair.finish.any from 2026-03-09 11:00 --project lakeside --rules rules --json
t due repair.finsh from 2026-03-09 11:00 --rules rules
t due repair.finish.some from 2026-03-09 11:00 --rules rules
t due repiar.finish from 2026-03-09 11:00 --rules rules
t due repair.finish from 2026-03-09 11:00 --project lakesid --rules rules
t due repair.finish from 2026-03-09 11:00 on office --rules rules
note "every form of budget; what a combination comes to is what its parts come to"
t due "{ first_of: [2h, 1 workday] }" from 2026-02-13 16:30 on office --rules estate
t due "{ last_of: [2h, { then: [1 workday, 2h] }] }" from 2026-02-13 16:30 on office --rules estate --lang zh
t due "{ length: 3 workdays, start: same_day, end: \"12:00\", cut_off: \"17:00\" }" from 2026-02-12 17:05 on office --rules estate
t due "{ length: 10 days, roll: previous_workday }" from 2026-02-12 10:00 on office --rules estate --lang zh
t due 1 month from 2026-01-31 10:00 on shanshui_office --rules estate
t due today from 2026-02-12 10:00 on office --rules estate
t due not before 48h wall from 2026-02-12 10:00 on office --rules estate
t due valid 30 days from 2026-12-20 10:00 on office --rules estate --lang zh
t due at 2026-02-12T10:00:00+08:00 from 2026-02-11 10:00 on office --rules estate
t due "{ first_of: [2h, 1d] }" from 2026-02-13 16:30 on office --rules estate
t due "{ first_of: [2h, 1 workday" from 2026-02-13 16:30 on office --rules estate
t due "{ length: 2h, end: same_time }" from 2026-02-13 16:30 on office --rules estate
note "what is spent and left, what lies between, and when it opens"
t due 2 workdays from 2026-02-13 16:30 at 2026-02-24 10:00 on office --rules estate
t due 2h from 2026-02-13 16:30 at 2026-02-24 10:00 on office --rules estate --lang zh
t due 2h from 2026-02-13 16:30 at 2026-02-24 10:00 on office --rules estate --json
t due elapsed from 2026-02-13 16:30 to 2026-02-24 10:00 on office --rules estate
t due elapsed from 2026-02-13 16:30 to 2026-02-24 10:00 on office --rules estate --lang zh
t due elapsed from 2026-02-15 10:00 to 2026-02-20 10:00 on office --rules estate --json
t due elapsed from 2026-02-15 10:00 on office --rules estate
t due elapsed from 2026-02-20 10:00 to 2026-02-15 10:00 on office --rules estate
t due next_open from 2026-02-14 17:30 on office --rules estate
t due next_open from 2026-02-14 17:00 on office --rules estate --lang zh
t due next_open from 2026-02-14 17:00 on office --rules estate --json
t due next_open from 2026-02-14 17:00 at 2026-02-14 18:00 on office --rules estate
t due elapsed from 2026-02-13 16:30 to 2026-02-24 10:00 at 2026-02-14 18:00 on office --rules estate
note "what was known then: two days before the Spring Festival of 2020 was made longer, and after"
cat > estate/calendars/old.yaml <<YAML
calendar: old_office
timezone: Asia/Shanghai
week: { mon-fri: ["08:30-12:00", "13:30-17:30"] }
holidays: [cn/2020]
YAML
t due 1 workday from 2020-01-23 10:00 on old_office --rules estate --as-of 2020-01-25
t due 1 workday from 2020-01-23 10:00 on old_office --rules estate
t due 1 workday from 2020-01-23 10:00 on old_office --rules estate --as-of 2019-11-20
t due 1 workday from 2020-01-23 10:00 on old_office --rules estate --as-of 2020-13-01

section calendar
t calendar office 2026-02 --rules estate
t calendar office 2026-02 --rules estate --lang zh
t calendar office 2026-10 --year --rules estate
t calendar shanshui_office 2025 --rules estate --lang zh
t calendar office 2027-01 --rules estate
t calendar old_office 2020-02 --rules estate --as-of 2020-01-20
t calendar always 2026-06 --rules rules --project lakeside
cat > estate/calendars/night.yaml <<YAML
calendar: night
title: { zh: 夜班, en: Night shift }
timezone: Europe/Berlin
week: { mon-sat: ["22:00-06:00"] }
overrides: { 2026-03-30: ["20:00-06:00"] }
exceptions: { 2026-03-31: { name: { zh: 盘点, en: stocktaking }, hours: closed } }
YAML
note "the clocks go forward on the 29th: the shift of that Saturday has seven hours"
t calendar night 2026-03 --rules estate
t calendar night 2026-03 --rules estate --lang zh
t calendar office 2026-02 --rules estate --json
t calendar ofice 2026-02 --rules estate
t calendar office 2026-13 --rules estate
t calendar office tomorrow --rules estate
t calendar office 20260 --rules estate
t calendar --rules estate

section holidays
t holidays notices/2027.json --rules estate --dry-run --published 2026-11-05
t holidays notices/2027.json --rules estate --lang zh --published 2026-11-05
t holidays notices/2027.json --rules estate
note "an amendment in the middle of the year is no new file"
t holidays notices/2027_amended.json --rules estate --published 2027-01-15
t holidays notices/2027_amended.json --rules estate --published 2027-01-15 --lang zh --dry-run
t holidays notices/2027_amended.json --rules estate --json
t holidays notices/2027_amended.json --rules estate --replace --json
note "since when the year is known stays as it was: $(grep published estate/holidays/cn/2027.yaml)"
t holidays notices/2027.json --into elsewhere --region sg
t calendar office 2027-02 --rules estate
t holidays notices/mistakes.json --rules estate
sed 's/"year": 2027/"year": 2031/' notices/2027.json > other_year.json
t holidays other_year.json --rules estate
echo '{ "year": 2028, "papers": [], "days": [] }' > not_yet.json
t holidays not_yet.json --rules estate
echo 'year: 2028' > not.json
t holidays not.json --rules estate
t holidays nowhere.json --rules estate
t holidays notices/2027.json --rules estate --into elsewhere
t holidays notices/2027.json --rules estate --published soon
t holidays notices/2027.json --rules estate --region ../cn
echo broken > estate/holidays/cn/2027.yaml
t holidays notices/2027.json --rules estate
ls estate/holidays/cn | tail -2 >> "$out"

section show
t show --rules rules
t show repair --rules rules
t show repair --project lakeside --rules rules --lang zh
t show repair --effective --project lakeside --rules rules
note "a project that means other hours by office"
cp -r rules chosen
echo 'calendars: { office: front_desk }' >> chosen/lakeside.yaml
printf 'calendar: front_desk\ntimezone: Asia/Shanghai\nweek: { mon-sat: ["08:00-12:00"] }\n' > chosen/front_desk.yaml
t show repair --project lakeside --rules chosen
note "what would change nothing is refused"
t show --effective --rules rules
t show --project lakeside --rules rules
t show repair --effective --json --rules rules
t show repiar --rules rules
t show repair --project lakesid --rules rules

section run
report='{"id":"e1","case":"C-1","workflow":"repair","event":"report","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"note":"lift 3"}}'
note "events from a file, in memory"
echo "$report" > events.jsonl
t run events.jsonl --rules rules
note "events from standard input into a store, among them everything that can be wrong with one"
with run --rules rules --store c.db <<LINES
$report

{"id":"e2","case":"C-2","workflow":"repair","project":"lakeside","event":"report","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e3","case":"C-2","event":"close","now":"2026-03-09T09:10:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e4","case":"C-2","event":"close","now":"2026-03-09T09:10:00+08:00","actor":{"id":"x","roles":["cook"]}}
{"id":"e5","case":"C-9","event":"close","now":"2026-03-09T09:10:00+08:00"}
{"id":"e6","case":"C-1","event":"clsoe","now":"2026-03-09T09:10:00+08:00"}
{"id":"e7","case":"C-1","event":"visit","now":"2026-03-09T09:10:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":"three","nte":"x"}}
{"id":"e8","case":"C-1","event":"visit","now":"2026-03-09T09:10:00+08:00","actor":{"id":"li","roles":["clerk"]}
{"id":"e9","case":"C-1","event":"visit"}
{"id":"e10","case":"C-1","event":"visit","now":"2026-03-09T08:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":1}}
{"id":"e11","case":"C-1","event":"visit","now":"2026-03-09T09:20:00+08:00","at":"2026-03-09T10:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":1}}
{"id":"e12","case":"C-1","event":"visit","now":"2026-03-09T09:20:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":1}}
{"id":"e12","case":"C-1","event":"visit","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":1}}
{"id":"e12","case":"C-1","event":"visit","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":2}}
{"id":"e13","case":"C-1","workflow":"repair","event":"report","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e14","case":"C-3","workflow":"repiar","event":"report","now":"2026-03-09T09:30:00+08:00"}
{"id":"e15","case":"C-3","workflow":"repair","project":"lakesid","event":"report","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e16","case":"C-4","workflow":"repair","event":"close","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e17","case":"C-5","workflow":"repiar","event":"report","now":"2026-03-09T09:30:00+08:00"}
{"id":"e18","case":"C-5","event":"visit","now":"2026-03-09T09:30:00+08:00"}
{"case":"C-1","event":"visit","now":"yesterday"}
{"case":"C-1","evnt":"visit","now":"2026-03-09T09:30:00+08:00"}
{"case":7,"event":"visit","now":"2026-03-09T09:30:00+08:00"}
{"event":"visit","now":"2026-03-09T09:30:00+08:00"}
{"case":"C-1","event":"visit","now":"2026-03-09T09:30:00+08:00","input":[1]}
{"case":"C-1","event":"visit","now":"2026-03-09T09:30:00+08:00","actor":"li"}
{"case":"C-1","event":"visit","now":"2026-03-09T09:30:00+08:00","actor":{"roles":"clerk"}}
{"case":"C-1","case":"C-2","event":"visit","now":"2026-03-09T09:30:00+08:00"}
["C-1"]
LINES
note "what is due fires before the event, and --until fires what remains"
with run --rules rules --store c.db --until 2026-03-10T00:00:00+08:00 <<LINES
{"id":"e20","case":"C-1","event":"close","now":"2026-03-09T14:30:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t run nowhere.jsonl --rules rules
t run empty --rules rules
t run events.jsonl --rules rules --until tomorrow
t run events.jsonl --rules rules --until 2026-03-10T00:00:00+08:00 --clock system
t run events.jsonl --rules rules --clock sundial
t run events.jsonl --rules bad_rules
t run events.jsonl --rules rules --store no/such/folder/c.db
head -c 1200000 /dev/zero | tr '\0' 'x' > long.jsonl; { echo; echo "$report"; } >> long.jsonl
note "a line beyond all bounds is passed over, the next one is taken"
t run long.jsonl --rules rules

section explain
note "a case in several states at once"
mkdir regions; cat > regions/works.yaml <<'RULES'
docket: 1
workflow: works
version: 1
open: { begin: {} }
states:
  site:
    title: { en: On site, zh: 现场施工 }
    type: parallel
    states:
      pipes: { states: { laid: { title: { en: Pipes laid, zh: 已铺管 }, on: { join: joined } }, joined: { type: final } } }
      wires: { states: { pulled: { title: { en: Wires pulled, zh: 已布线 }, on: { wire: wired } }, wired: { type: final } } }
    onDone: closed
  closed: { type: final }
RULES
with run --rules regions --store regions.db <<LINES
{"case":"S-1","workflow":"works","event":"begin","now":"2026-03-09T01:00:00Z"}
{"case":"S-1","event":"join","now":"2026-03-09T02:00:00Z"}
LINES
t explain S-1 --store regions.db
t explain S-1 --store regions.db --lang zh
t explain S-1 --store regions.db --json
t explain --store c.db
t explain C-1 --store c.db
t explain C-2 --store c.db --lang zh
t explain C-2 --store c.db --json
t explain C-9 --store c.db
t explain C-3 --store c.db
t explain C-1 --store nowhere.db
t explain C-1
t explain C-2 --store c.db --clock finish
t explain C-2 --store c.db --clock finish --lang zh
t explain C-2 --store c.db --clock finish --json
t explain C-2 --store c.db --clock finsh
t explain --store c.db --lang zh
t explain --store c.db --clock finish
t explain C-1 --store c.db --rules rules
note "the rules that the case is pinned to come from its store"
mv rules hidden; t explain C-1 --store c.db; mv hidden rules

note "a case whose opening was refused, and lines that could not be taken, as JSON"
with run --rules rules --store r.db --json <<LINES
{"id":"e1","case":"R-1","workflow":"repair","event":"close","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e2","case":"R-1","event":"visit","now":"2026-03-09T09:10:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t explain R-1 --store r.db

section preview
t preview repair --at 2026-03-09T11:00:00+08:00 --rules rules
t preview repair --at 2026-03-09T11:00:00+08:00 --rules rules --clock finish --lang zh
t preview repair --at 2026-03-09T11:00:00+08:00 --rules rules --project lakeside --json
t preview repair --at 2026-03-09T11:00:00+08:00 --rules rules --clock finish --json
note "a project that means other hours by office"
t preview repair --at 2026-03-09T11:00:00+08:00 --rules chosen --project lakeside
t preview repair --at 2026-03-09T11:00:00+08:00 --rules chosen
with run --rules chosen --store chosen.db <<LINES
{"case":"P-1","workflow":"repair","project":"lakeside","event":"report","now":"2026-03-09T11:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t explain P-1 --store chosen.db
t preview repair --at 2026-02-30 --rules rules
t preview repiar --at 2026-03-09T11:00:00+08:00 --rules rules
t preview repair --at 2026-03-09T11:00:00+08:00 --rules rules --clock finsh
t preview repair --at 2026-03-09T11:00:00+08:00 --rules rules --record '{"nte": "x"}'

section amend
with run --rules rules --store c.db <<LINES
{"case":"C-8","workflow":"repair","event":"report","now":"2026-03-30T17:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t amend relieve --store c.db --id rain --percent 50 --from 2026-03-09T09:00:00+08:00 --to 2026-03-31T18:00:00+08:00 --at 2026-03-30T17:00:00+08:00 --rules rules
t amend relieve --store c.db --id rain --percent 50 --from 2026-03-09T09:00:00+08:00 --to 2026-03-31T18:00:00+08:00 --at 2026-03-30T17:00:00+08:00 --rules rules --evidence 暴雨红色预警 --by chen --apply --lang zh
t amend undo --store c.db --id rain --at 2026-03-30T17:30:00+08:00 --rules rules
t amend undo --store c.db --id rain --at 2026-03-30T17:30:00+08:00 --rules rules --apply --json
t amend relieve --store c.db --id rain --percent 0 --from 2026-03-09T09:00:00+08:00 --to 2026-03-31T18:00:00+08:00 --rules rules
t amend calendars --store c.db --rules rules --percent 50
t amend calendars --store c.db --rules rules --id rain
t amend undo --store c.db --rules rules --id rain --clock finish
t amend undo --store c.db --rules rules --id rain --at soon
note "what nobody knows ends with 1"
t amend calendars --store c.db --rules rules --workflow repiar
t amend calendars --store c.db --rules rules --project lakesyde
note "nor does an opening that was refused make a project known"
with run --rules rules --store l.db <<LINES
{"case":"C-9","workflow":"repair","project":"seaside","event":"close","now":"2026-03-30T17:00:00+08:00"}
LINES
t amend calendars --store l.db --rules rules --project seaside
t amend undo --store c.db --rules rules --id rein --at 2026-03-30T17:30:00+08:00
t amend calendars --rules rules
t amend calendars --store nowhere.db --rules rules
t amend holidays --store c.db --rules rules
note "two days become holidays"
cp -r rules later
sed -i 's/^timezone.*/&\nexceptions: { 2026-03-31: closed, 2026-04-01: closed }/' later/office.yaml
t amend calendars --store c.db --rules later --at 2026-03-30T17:45:00+08:00
note "what a run says aloud"
t run --rules later --store c.db
t amend calendars --store c.db --rules later --at 2026-03-30T17:45:00+08:00 --apply --json
t amend calendars --store c.db --rules later --at 2026-03-30T17:45:00+08:00 --apply --lang zh
rm -r later

section migrate
with run --rules rules --store m.db <<LINES
{"case":"M-1","workflow":"repair","event":"report","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"note":"lift 3"}}
{"case":"M-2","workflow":"repair","project":"lakeside","event":"report","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"case":"M-2","event":"visit","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":3}}
LINES
cp -r rules later
sed -i 's/^version: 1/version: 2/; s/finish_within: 4h/finish_within: 6h/; s/^  open:$/  in_work:/; s/start: open/start: in_work/; s/type: int,/type: enum, values: [one, two],/; s/^  finish:/  completion:/' later/repair.yaml
sed -i 's/finish:/completion:/' later/lakeside.yaml
cat > two.migration.yaml <<END
docket: 1
migration: repair
name: in_work
from: 1
to: 2
states: { open: in_work }
clocks: { finish: completion }
END
at=(--store m.db --at 2026-03-09T10:00:00+08:00)
t migrate two.migration.yaml "${at[@]}" --rules later
t migrate two.migration.yaml "${at[@]}" --rules later --lang zh
t migrate two.migration.yaml "${at[@]}" --rules later --json
t migrate two.migration.yaml "${at[@]}" --rules later --apply
t migrate two.migration.yaml "${at[@]}" --rules later --apply --only-ready --by chen
note "and so it goes on"
t explain M-1 --store m.db
t explain M-1 --store m.db --lang zh
note "the field that did not fit is let go"
echo "record: { visits: null }" >> two.migration.yaml
t migrate two.migration.yaml "${at[@]}" --rules later --apply --lang zh
t migrate two.migration.yaml "${at[@]}" --rules later --apply
note "what can be wrong"
sed -i 's/to: 2/to: 3/; s/open: in_work/opne: in_wrok/' two.migration.yaml
t migrate two.migration.yaml "${at[@]}" --rules later
t migrate two.migration.yaml "${at[@]}" --rules later --only-ready
t migrate two.migration.yaml --rules later
t migrate none.migration.yaml "${at[@]}" --rules later
t migrate two.migration.yaml --store nowhere.db --rules later
rm -r later

section duties
cp -r rules dutiful
cat > dutiful/duties.yaml <<END
duties: daily
calendar: office
each:
  lift_round:
    { title: { zh: 电梯巡检, en: Lifts }, opens: repair, by: clerk, input: { note: lifts }, every: "FREQ=WEEKLY;BYDAY=MO,TH", at: "09:00", until: "11:00", roll: skip, missed: { to: manager } }
  rooms: { opens: repair, by: clerk, input: { note: rooms }, every: "FREQ=MONTHLY;BYMONTHDAY=10", at: "14:00", within: 2 workdays, quota: { times: 2 } }
END
t duties --rules dutiful --project lakeside --from 2026-03-09 --to 2026-03-14
t duties --rules dutiful --project lakeside --from 2026-03-09 --to 2026-03-14 --lang zh
t duties --rules dutiful --from 2026-03-09 --to 2026-03-11
t duties --rules dutiful --from 2026-03-09 --to 2026-03-11 --json
with run --rules dutiful --store d.db --duties --until 2026-03-12T12:00:00+08:00 <<LINES
{"case":"D-1","workflow":"repair","event":"report","now":"2026-03-09T08:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"note":"lift 3"}}
{"case":"lakeside/lift_round/2026-03-09T09:00","event":"visit","now":"2026-03-09T09:30:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"visits":1}}
{"case":"lakeside/lift_round/2026-03-09T09:00","event":"close","now":"2026-03-09T10:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t duties --rules dutiful --project lakeside --from 2026-03-09 --to 2026-03-20 --store d.db --at "2026-03-12 12:00"
t duties --rules dutiful --project lakeside --from 2026-03-09 --to 2026-03-10 --store d.db --at "2026-03-12 12:00" --lang zh
note "before the store began nobody was asked for anything, and work of no project is nobody's"
t duties --rules dutiful --from 2026-03-02 --to 2026-03-10 --store d.db --at "2026-03-12 12:00"
t duties --rules dutiful --from 2026-03-02 --to 2026-03-10 --store d.db --at "2026-03-12 12:00" --lang zh
note "what can be wrong"
t duties --rules dutiful --project lakesid
t duties --rules dutiful --from soon
t duties --rules dutiful --from 2026-03-14 --to 2026-03-09
t duties --rules dutiful --from "2026-03-14 09:00" --to "2026-03-14 09:00"
t duties --rules dutiful --to 2020-01-01
t duties --rules dutiful --at 2026-03-09
t duties --rules dutiful --store nowhere.db
t duties --rules rules --from 2026-03-09
rm -r dutiful

section why
note "a case whose note is missing, and one that may be closed"
with run --rules rules --store w.db <<LINES
{"id":"e1","case":"W-1","workflow":"repair","project":"lakeside","event":"report","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"id":"e2","case":"W-2","workflow":"repair","event":"report","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"note":"lift 3"}}
LINES
at=(--store w.db --at "2026-03-09 09:30")
t why W-1 close "${at[@]}"
t why W-1 close --by clerk "${at[@]}"
t why W-1 close --by clerk "${at[@]}" --lang zh
t why W-1 close --by clerk "${at[@]}" --json
t why W-2 close --by manager "${at[@]}"
t why W-2 visit --by manager "${at[@]}"
t why W-2 visit --by clerk "${at[@]}"
t why W-2 visit --by clerk --input '{"visits":"three","nte":"x"}' "${at[@]}"
t why W-2 visit --by clerk --input '{"visits":"three","nte":"x"}' "${at[@]}" --lang zh
t why W-2 visit --by clerk --input '{"visits":3}' "${at[@]}"
t why W-2 report "${at[@]}"
t allowed W-1 "${at[@]}"
t allowed W-1 --by clerk "${at[@]}" --lang zh
t allowed W-1 --by manager "${at[@]}" --json
note "an event that each state calls something else, and a guard that can be satisfied in two ways"
mkdir leaving && cat > leaving/w.yaml <<YAML
workflow: w
version: 1
roles: [clerk]
record: { size: { type: enum, values: [big, small] }, note: string }
guards:
  noted: { check: "record.?size.orValue('small') != 'big' || has(record.note)", message: Say why }
open: { begin: { by: clerk, input: { size: optional }, set: [size], target: one } }
states:
  one: { on: { go: { title: Leave one, by: clerk, target: two } } }
  two: { on: { go: { title: Leave two, by: clerk, require: [noted], target: done } } }
  done: { type: final }
YAML
with run --rules leaving --store l.db <<LINES
{"case":"L-1","workflow":"w","event":"begin","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"size":"big"}}
{"case":"L-2","workflow":"w","event":"begin","now":"2026-03-09T09:00:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t allowed L-1 --store l.db --at 2026-03-09T10:00:00Z
with run --rules leaving --store l.db <<LINES
{"case":"L-1","event":"go","now":"2026-03-09T09:10:00+08:00","actor":{"id":"li","roles":["clerk"]}}
{"case":"L-1","event":"go","now":"2026-03-09T09:20:00+08:00","actor":{"id":"li","roles":["clerk"]}}
LINES
t why L-1 go --store l.db --at 2026-03-09T10:00:00Z
t why L-1 go --store l.db --at 2026-03-09T10:00:00Z --lang zh
t allowed L-1 --store l.db --at 2026-03-09T10:00:00Z
t explain L-1 --store l.db
note "what can be wrong with the question"
t why W-1 clsoe --by clerk "${at[@]}"
t why W-1 clsoe --by clerk "${at[@]}" --lang zh
t why W-1 close --by clrk "${at[@]}"
t why W-9 close "${at[@]}"
t why W-1 close --by clerk --input '{' "${at[@]}"
t why W-1 close --by clerk --input '[1]' "${at[@]}"
t why W-1 close --store w.db --at "2026-03-08 09:00"
t why W-1 close --store w.db --at soon
t why W-1 close
t why W-1 --store w.db
t allowed W-9 "${at[@]}"
t allowed W-1 --store nowhere.db

section zones
note "calendars of other zones: aaa, which nothing counts on, and then one that a workflow does"
cp -r rules zoned
cat > zoned/aaa.yaml <<END
calendar: aaa
timezone: America/New_York
week: { mon-fri: ["09:00-17:00"] }
END
t preview repair --rules zoned --at "2026-03-09 11:00"
with run --rules zoned --store z.db --until "2026-03-09 17:00" <<LINES
{"case":"Z-1","workflow":"repair","project":"lakeside","event":"report","now":"2026-03-09T11:00:00+08:00","actor":{"id":"li","roles":["clerk"]},"input":{"note":"lift 3"}}
LINES
t explain Z-1 --store z.db
t allowed Z-1 --by clerk --store z.db --at "2026-03-09 18:00"
t amend relieve --rules zoned --store z.db --id rain --percent 50 --from "2026-03-09 11:00" --to "2026-03-09 12:00" --at "2026-03-09 18:00"
sed -e 's/^workflow: .*/workflow: abroad/' -e 's/^calendar: .*/calendar: aaa/' rules/repair.yaml > zoned/abroad.yaml
t preview abroad --rules zoned --at "2026-03-09 11:00"
t preview abroad --rules zoned --at "2026-03-09 11:00" --lang zh
t preview repair --rules zoned --at "2026-03-09 11:00"
t run --rules zoned --until "2026-03-09 17:00"
t duties --rules zoned --from "2026-03-09 17:00"
t duties --rules zoned --from 2026-03-09
t duties --rules zoned --from 2026-03-09T17:00:00+08:00 --to 2026-03-10T17:00:00+08:00
t amend relieve --rules zoned --store z.db --id rain --percent 50 --from "2026-03-09 11:00" --to "2026-03-09 12:00" --at now
t amend relieve --rules zoned --store z.db --id rain --percent 50 --from "2026-03-09 11:00" --to "2026-03-09 12:00" --at "2026-03-09 18:00" --workflow repair
rm -r zoned

section usage
t
t frobnicate
t check --lang fr
t due --colour

for file in out/*.txt; do
  golden=$source/tests/golden/cli/$(basename "$file")
  if [ -n "${DOCKET_UPDATE_GOLDEN:-}" ]; then cp "$file" "$golden"; fi
  diff -u "$golden" "$file" || failed=1
done
# Any XML parser will do; without one the golden file speaks for itself.
if command -v xmllint > /dev/null; then xmllint --noout report.xml || failed=1; fi
[ "$failed" -eq 0 ] && echo "$(cat out/*.txt | grep -c '^\$ docket') commands as expected"
exit "$failed"
