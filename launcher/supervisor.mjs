/**
 * Runs apps over a database, from the first check to the last process: whatever ends one of them, or this, ends all,
 * the apps first and the database last.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { AppProcess } from './app-process.mjs';
import { bootstrap } from './bootstrap.mjs';
import { holdDatabase } from './database.mjs';
import { logsFolder } from './places.mjs';
import { chooseFolder } from './postgres-folder.mjs';
import { Refusal } from './refusal.mjs';
import { waitForLeavers } from './running-replicas.mjs';
import { say } from './say.mjs';
import { provideSecretsKey } from './secrets-key.mjs';
import { checkPorts, healthUrlOf, readSettings } from './settings.mjs';

/** @typedef {import('./settings.mjs').Settings} Settings */
/** @typedef {import('./places.mjs').AppName} AppName */
/** @typedef {import('./database.mjs').Database} Database */

const postgresSettings = { max_connections: 200 };

/**
 * @typedef {object} Plan
 * @property {readonly AppName[]} apps
 * @property {boolean} logToFiles
 * @property {(settings: Settings, dataFolder: string | undefined) => void} announce called when all are ready
 */

/**
 * @param {Plan} plan
 * @param {AbortSignal} signal
 */
export async function supervise(plan, signal) {
  const settings = readSettings();
  const place = settings.databaseUrl ? undefined : chooseFolder(settings.dataFolder);
  await waitForLeavers(signal);
  await checkPorts(settings, plan.apps);
  const registration = await bootstrap({ name: `supervisor of ${plan.apps.join(' and ')}`, build: true, signal });
  // Installing and building take long enough for somebody else to take a port.
  await checkPorts(settings, plan.apps);
  if (place?.note) say(`Note: ${place.note}`);
  const database = place && (await openDatabase(place.folder, signal));
  /** @type {AppProcess[]} */
  const apps = [];
  try {
    if (place && !settings.environment.SECRETS_KEY) {
      settings.environment.SECRETS_KEY = provideSecretsKey(place.folder);
    }
    for (const app of plan.apps) apps.push(await startApp(app, settings, database, plan.logToFiles));
    await Promise.all(apps.map((app) => app.waitUntilReady(healthUrlOf(settings, app.app), signal)));
    plan.announce(settings, place?.folder);
    await waitForEnd(apps, database, signal);
  } finally {
    registration.markAsStopping();
    if (signal.aborted) say('Stopping …');
    await Promise.all(apps.map((app) => app.stop()));
    await database?.release();
    registration.end();
  }
}

/**
 * @param {string} folder
 * @param {AbortSignal} signal
 */
function openDatabase(folder, signal) {
  return holdDatabase({ folder, logFile: join(logsFolder, 'postgres.log'), settings: postgresSettings, signal });
}

/**
 * @param {AppName} app
 * @param {Settings} settings
 * @param {Database | undefined} database
 * @param {boolean} logToFile
 */
async function startApp(app, settings, database, logToFile) {
  const environment = { ...settings.environment, ...(database && { DATABASE_URL: database.url }) };
  return new AppProcess(app, environment, { hold: await database?.openHold(), logToFile });
}

/**
 * Returns when asked to stop; throws when an app or the database ended unasked.
 * @param {AppProcess[]} apps
 * @param {Database | undefined} database
 * @param {AbortSignal} signal
 */
async function waitForEnd(apps, database, signal) {
  const trouble = async (/** @type {Promise<string>} */ ending) => {
    throw new Refusal(await ending);
  };
  const ends = apps.map((app) => trouble(app.tellEnd()));
  if (database) ends.push(trouble(database.lost));
  signal.throwIfAborted();
  await Promise.race([...ends, once(signal, 'abort')]);
}
