/** The options of a command that starts one app: the settings that are changed most, by names that are quickly typed. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal, reasonOf } from './refusal.mjs';

/** @typedef {import('./places.mjs').AppName} AppName */
/** @typedef {{ value: string, setting: string, says: string, isFolder?: true }} Option */

/** @type {Record<string, Option>} */
const common = {
  host: { value: 'ADDRESS', setting: 'LISTEN_HOST', says: 'where it listens; by default 127.0.0.1' },
  'database-url': { value: 'URL', setting: 'DATABASE_URL', says: 'a Postgres; by default it brings one of its own' },
  data: { value: 'FOLDER', setting: 'DATA_DIR', says: 'where its own Postgres keeps its data', isFolder: true },
  'log-level': { value: 'LEVEL', setting: 'LOG_LEVEL', says: 'by default info' },
};

/** @type {Record<AppName, Record<string, Option>>} */
const options = {
  emulator: {
    port: { value: 'PORT', setting: 'EMULATOR_PORT', says: 'by default 3001' },
    scenarios: { value: 'FOLDER', setting: 'SCENARIOS_DIR', says: 'of scenario files (*.yaml)', isFolder: true },
    'time-scale': { value: 'RATE', setting: 'EMULATOR_TIME_SCALE', says: 'how fast its clock runs; by default 1' },
    ...common,
  },
  monitor: { port: { value: 'PORT', setting: 'MONITOR_PORT', says: 'by default 3000' }, ...common },
};

/**
 * @param {AppName} app
 * @param {string[]} words
 * @returns {{ settings: Record<string, string>, wantsHelp: boolean }}
 */
export function readAppOptions(app, words) {
  const known = options[app];
  /** @type {Record<string, string>} */
  const settings = {};
  const values = parse(app, words);
  for (const [name, { setting, isFolder }] of Object.entries(known)) {
    const value = values[name];
    if (typeof value === 'string') settings[setting] = isFolder ? resolve(value) : value;
  }
  return { settings, wantsHelp: values.help === true };
}

/**
 * @param {AppName} app
 * @param {string[]} words
 * @returns {Record<string, unknown>}
 */
function parse(app, words) {
  const texts = Object.keys(options[app]).map((name) => [name, { type: 'string' }]);
  try {
    const { values } = parseArgs({
      args: words,
      options: { ...Object.fromEntries(texts), help: { type: 'boolean', short: 'h' } },
    });
    return values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : reasonOf(error)}\n\n${appOptions(app)}`);
  }
}

/**
 * What the command understands.
 * @param {AppName} app
 */
export function appOptions(app) {
  const lines = Object.entries(options[app]).map(([name, { value, setting, says }]) => {
    return `  ${`--${name} ${value}`.padEnd(24)}${says} (${setting})`;
  });
  return `Usage: longwatch ${app} [options]\n\n${lines.join('\n')}\n\nEach is a setting, too; all others are in .env.example.\n`;
}
