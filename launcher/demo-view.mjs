/** The demo itself: starts one monitor over HTTP and shows what becomes of it. */
import { randomBytes } from 'node:crypto';
import { Refusal } from './refusal.mjs';

const lookEveryMs = 100;
/** The demo's own pace: quick enough to see every state of a job of four seconds. */
const pace = { pollingIntervalSec: 0.25, durationMin: 1 };
const stations = ['Queued', 'InProgress', 'Completed'];

/**
 * @typedef {object} Status what the Durable Functions face tells
 * @property {string} runtimeStatus
 * @property {string} createdTime
 * @property {{ jobId: string, jobStatus: string, polls: number } | null} customStatus
 * @property {{ outcome?: string } | null} output
 * @property {{ Name: string, Timestamp: string, Result?: { statusWord?: string } }[]} [historyEvents]
 */

/**
 * Starts a job through the monitor and prints a line whenever something changes; in a terminal the last line is live.
 * @param {string} monitorUrl
 * @param {{ pause: (ms: number) => Promise<void> }} clock
 * @returns {Promise<boolean>} whether the job succeeded
 */
export async function watchJob(monitorUrl, { pause }) {
  const name = `demo-${randomBytes(3).toString('hex')}`;
  print(`\nThe monitor starts the job ${name} at the emulator and watches it to its end.\n\n`);
  const begunAt = performance.now();
  const statusUrl = await start(monitorUrl, name);
  let shown = '';
  for (;;) {
    const status = await read(statusUrl);
    const seconds = ((performance.now() - begunAt) / 1000).toFixed(1).padStart(5);
    const facts = describe(status);
    if (facts !== shown) print(`${shown === '' ? '' : clearLine()}  ${seconds} s  ${facts}\n`);
    shown = facts;
    if (hasEnded(status)) return await sum(statusUrl, status, seconds.trim());
    if (process.stdout.isTTY) print(`${clearLine()}  ${seconds} s  … polls ${status.customStatus?.polls ?? 0}`);
    await pause(lookEveryMs);
  }
}

/**
 * @param {string} monitorUrl
 * @param {string} name
 * @returns {Promise<string>} where its status is
 */
async function start(monitorUrl, name) {
  const base = `${monitorUrl}/runtime/webhooks/durabletask`;
  const response = await fetch(`${base}/orchestrators/MonitorOrchestrator/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jobName: name, ...pace }),
  });
  if (response.status !== 202) throw new Refusal(`The monitor answered ${response.status}: ${await response.text()}`);
  return `${base}/instances/${name}`;
}

/**
 * @param {string} url
 * @returns {Promise<Status>}
 */
async function read(url) {
  const response = await fetch(url);
  if (response.status !== 200 && response.status !== 202)
    throw new Refusal(`The monitor answered ${response.status}: ${await response.text()}`);
  return /** @type {Promise<Status>} */ (response.json());
}

/** @param {Status} status */
function describe({ runtimeStatus, customStatus }) {
  const word = customStatus?.jobStatus ?? '';
  const reached = stations.indexOf(word) + 1;
  const bar = stations.map((station, index) => `${index < reached ? '●' : '○'} ${station}`).join(' ─ ');
  return `monitor ${runtimeStatus.padEnd(9)}  job ${(word || '-').padEnd(10)}  ${bar}`;
}

/** @param {Status} status */
const hasEnded = ({ runtimeStatus }) => ['Completed', 'Failed', 'Terminated'].includes(runtimeStatus);

/**
 * @param {string} statusUrl
 * @param {Status} status
 * @param {string} seconds
 */
async function sum(statusUrl, status, seconds) {
  const { historyEvents = [], createdTime } = await read(`${statusUrl}?showHistory=true&showHistoryOutput=true`);
  const polls = status.customStatus?.polls ?? 0;
  print(`\nOutcome: ${status.output?.outcome ?? status.runtimeStatus} after ${seconds} s and ${polls} polls.\n`);
  print('\nIts history, as Postgres has it:\n\n');
  for (const { Name, Timestamp, Result } of historyEvents) {
    const after = ((Date.parse(Timestamp) - Date.parse(createdTime)) / 1000).toFixed(3).padStart(7);
    print(`  ${Timestamp}  +${after} s  ${Name} ${Result?.statusWord ?? ''}\n`);
  }
  print('\n');
  return status.runtimeStatus === 'Completed';
}

const clearLine = () => (process.stdout.isTTY ? '\r\x1b[2K' : '');

/** @param {string} text */
const print = (text) => process.stdout.write(text);
