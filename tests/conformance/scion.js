// Runs charts by SCION: node scion.js <file>.  Each line of the file is {model, story}; each line printed is the list
// of configurations, at first and after each event.
'use strict';
const fs = require('fs');
const path = require('path');
const scion = require(path.join(process.env.DOCKET_NODE_MODULES, '@scion-scxml/core'));

// Names of events to raise become functions that raise them.
function raising(names) {
  return names.map(name => function () { this.raise({ name }); });
}

function withActions(state) {
  if (state.entry) state.onEntry = raising(state.entry);
  if (state.exit) state.onExit = raising(state.exit);
  for (const transition of state.transitions || []) {
    if (transition.raise && transition.raise.length) transition.onTransition = raising(transition.raise);
  }
  for (const child of state.states || []) withActions(child);
  return state;
}

for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue;
  const { model, story } = JSON.parse(line);
  const chart = new scion.Statechart(() => withActions(model));
  const course = [chart.start(), ...story.map(event => chart.gen(event))];
  process.stdout.write(JSON.stringify(course) + '\n');
}
