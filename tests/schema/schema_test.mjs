// The JSON Schemas of rules/schema and docket's own loader, held against each other:
//
// - every rule file and scenario of rules/ is valid by its schema;
// - the examples of rules/LANGUAGE.md: what loads is valid, and what is refused for its form is not;
// - rule files changed at random: what the loader takes the schema takes, and what the loader refuses for its form
//   the schema refuses, too.
//
//   schema_test.mjs <docket> <project> [seed]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

const [docket, project, seedText = '20261126'] = process.argv.slice(2);
const require = createRequire(path.join(process.env.DOCKET_NODE_MODULES, 'x.js'));
const Ajv = require('ajv/dist/2020').default;
const YAML = require('yaml');

// What is wrong with the form alone.  Everything else needs the names, types and times that a schema cannot know.
const FORM = new Set(['unknown-key', 'wrong-type', 'bad-name', 'unknown-word', 'target-and-choose', 'unknown-action',
  'not-a-map', 'unknown-step', 'no-steps', 'nothing-expected', 'not-an-expression', 'no-roles']);

// `wrong-type` is said of expressions, too, whose types no schema knows.
const isOfForm = (each) =>
  FORM.has(each.code) && (each.code !== 'wrong-type' || /, not (a map|a list|text|nothing)$/.test(each.message));

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
const KINDS = ['migration', 'scenario', 'workflow', 'shared', 'calendar', 'holidays', 'project'];
const folder = path.join(project, 'rules', 'schema');
for (const file of fs.readdirSync(folder).filter((each) => each.endsWith('.json'))) ajv.addSchema(JSON.parse(fs.readFileSync(path.join(folder, file))));

let passed = 0;
const failures = [];
const check = (holds, what) => (holds ? passed++ : failures.push(what));

const parse = (text) => YAML.parse(text, { schema: 'core' });
const kindOf = (document) =>
  document && typeof document === 'object' && !Array.isArray(document)
    ? KINDS.find((kind) => kind in document)
    : undefined;
function verdict(document) {
  const kind = kindOf(document);
  if (!kind) return { valid: false, why: 'neither of the kinds' };
  const validate = ajv.getSchema(`${kind}.schema.json`);
  const valid = validate(document);
  return { valid, why: valid ? '' : ajv.errorsText(validate.errors.slice(0, 3)) };
}

// --- 1. The rules --------------------------------------------------------------------------------------

const ruleFiles = fs.readdirSync(path.join(project, 'rules'), { recursive: true })
  .filter((file) => file.endsWith('.yaml')).sort();
for (const file of ruleFiles) {
  const { valid, why } = verdict(parse(fs.readFileSync(path.join(project, 'rules', file), 'utf8')));
  check(valid, `rules/${file}: ${why}`);
}

// --- 2. The manual's examples --------------------------------------------------------------------------

function mergePatch(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result = target && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null && key in result) delete result[key];
    else result[key] = key in result ? mergePatch(result[key], value) : value;
  }
  return result;
}

const manual = fs.readFileSync(path.join(project, 'rules', 'LANGUAGE.md'), 'utf8');
const frame = parse(/```yaml frame\n([^]*?)```/.exec(manual)[1]);
const HEADS = /^(docket|workflow|calendar|holidays|project|scenario|shared|duties|migration):/;
let examples = 0;
for (const [, how, code, text, told = ''] of manual.matchAll(
  /```yaml (valid|warned|refused)(?:: ([\w-]+))?\n([^]*?)```\n(?:> (.*?)(?: — .*)?\n)?/g)) {
  let document;
  try {
    document = parse(text);
  } catch {
    continue;  // broken YAML, or a key twice: no schema sees that
  }
  if (!HEADS.test(text)) document = mergePatch(frame, document);
  const { valid, why } = verdict(document);
  if (how !== 'refused') check(valid, `LANGUAGE.md, an example that loads: ${why}\n${text}`);
  else if (FORM.has(code) && isOfForm({ code, message: told })) check(!valid, `LANGUAGE.md, refused as ${code}, but valid by the schema:\n${text}`);
  examples++;
}
check(examples > 80, `only ${examples} examples were found in LANGUAGE.md`);

// --- 3. Changed at random ------------------------------------------------------------------------------

let state = Number(seedText) >>> 0;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

function places(value, found = [], trail = []) {
  if (value === null || typeof value !== 'object') return found;
  for (const key of Object.keys(value)) {
    found.push([...trail, key]);
    places(value[key], found, [...trail, key]);
  }
  return found;
}

const JUNK = ['zzz', 7, {}, [], { zzz: 1 }, ['zzz'], null, true];
function changed(document) {
  const copy = structuredClone(document);
  const all = places(copy).filter((trail) => trail.length > 1 || !KINDS.includes(trail[0]));
  const trail = all[random(all.length)];
  const holder = trail.slice(0, -1).reduce((value, key) => value[key], copy);
  const key = trail[trail.length - 1];
  const how = random(4);
  let what = `${trail.join('.')}: `;
  if (how === 0 && !Array.isArray(holder)) {
    // The key misspelt, in its place.
    const entries = Object.entries(holder).map(([k, v]) => [k === key ? `${k}z` : k, v]);
    for (const k of Object.keys(holder)) delete holder[k];
    for (const [k, v] of entries) holder[k] = v;
    what += 'misspelt';
  } else if (how === 1) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    what += 'left out';
  } else {
    holder[key] = JUNK[random(JUNK.length)];
    what += `becomes ${JSON.stringify(holder[key])}`;
  }
  return { copy, what };
}

const base = fs.mkdtempSync(path.join(os.tmpdir(), 'docket-schema-'));
const read = (file) => parse(fs.readFileSync(path.join(project, 'rules', file), 'utf8'));
const write = (file, document) => {
  fs.mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
  fs.writeFileSync(path.join(base, file), YAML.stringify(document, { schema: 'core', lineWidth: 0 }));
};
const isCalendar = (document) => 'calendar' in document && 'week' in document;
const withoutHolidays = (document) => {
  if (isCalendar(document)) delete document.holidays;
  return document;
};

// What docket says of the folder, or of a scenario in it.
const FOUND = /^(.*?):(\d+):(\d+): error: (.*) \[([\w-]+)\]$/;
function errorsOf(scenario) {
  const run = spawnSync(docket, scenario ? ['test', path.join(base, scenario), '--rules', base] : ['check', base], { encoding: 'utf8' });
  return (run.stdout + run.stderr).split('\n').map((line) => FOUND.exec(line)).filter(Boolean)
    .map(([, file, line, column, message, code]) => ({ file, line, column, message, code }));
}

const tally = { taken: 0, refused: 0, form: 0 };
function compare(file, name, document) {
  const { copy, what } = changed(document);
  write(name, copy);
  const isScenario = name.endsWith('.scenario.yaml');
  const errors = errorsOf(isScenario ? name : undefined);
  const { valid, why } = verdict(copy);
  const label = `rules/${file}, ${what} (seed ${seedText})`;
  // A story that goes otherwise than expected was read all the same.
  if (errors.every((each) => isScenario && each.code === 'difference')) {
    tally.taken++;
    return check(valid, `${label}: docket takes it, the schema does not: ${why}`);
  }
  tally.refused++;
  const form = errors.find((each) => path.basename(each.file) === path.basename(name) && isOfForm(each));
  if (!form) return;
  tally.form++;
  check(!valid, `${label}: docket refuses its form, the schema does not: ${form.line}:${form.column} ${form.message} [${form.code}]`);
}

const rounds = Number(process.env.DOCKET_SCHEMA_ROUNDS ?? (process.env.DOCKET_SLOW ? 60 : 6));
const calendars = ruleFiles.filter((file) => file.startsWith('calendars/'));
const workflows = ruleFiles.filter((file) => file.endsWith('/workflow.yaml'));
try {
  // Without holidays and other workflows each question is quick.
  for (const file of [...calendars, ...ruleFiles.filter((each) => each.startsWith('shared/'))]) write(file, withoutHolidays(read(file)));
  for (const file of [...calendars, ...ruleFiles.filter((each) => /^holidays\/.*202[0-6]/.test(each)), ...workflows]) {
    const name = file.startsWith('calendars/') ? file : 'changed.yaml';
    for (let i = 0; i < rounds; i++) compare(file, name, withoutHolidays(read(file)));
    if (name === file) write(file, withoutHolidays(read(file)));
    else fs.rmSync(path.join(base, name));
  }
  // A scenario beside its workflow.
  for (const file of workflows) {
    write('workflow.yaml', read(file));
    const beside = ruleFiles.filter((each) => path.dirname(each) === path.dirname(file) && each.endsWith('.scenario.yaml'))
      .filter((each) => !('project' in read(each)));
    for (let i = 0; i < Math.ceil(rounds / 2); i++) {
      const scenario = beside[random(beside.length)];
      compare(scenario, 'changed.scenario.yaml', read(scenario));
    }
  }
  // A project over all workflows.
  for (const file of workflows) write(file, read(file));
  fs.rmSync(path.join(base, 'workflow.yaml'));
  for (const file of ruleFiles.filter((each) => each.startsWith('projects/'))) {
    for (let i = 0; i < Math.ceil(rounds / 2); i++) compare(file, 'changed.yaml', read(file));
  }
} finally {
  fs.rmSync(base, { recursive: true });
}
check(tally.taken > 10 && tally.form > 20, `too few changes were telling: ${JSON.stringify(tally)}`);

for (const failure of failures) console.log(`FAILED  ${failure}`);
console.log(`${ruleFiles.length} files, ${examples} examples, ${tally.taken + tally.refused} changed files (${tally.taken} taken, ${tally.form} refused for their form)`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
