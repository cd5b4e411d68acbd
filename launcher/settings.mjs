/** The settings that the launcher itself needs. Each app checks its own when it boots. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkout, isCheckout } from './places.mjs';
import { whyNotListen } from './ports.mjs';
import { Refusal, reasonOf } from './refusal.mjs';

/** @typedef {import('./places.mjs').AppName} AppName */

/**
 * @typedef {object} Settings
 * @property {NodeJS.ProcessEnv} environment what the apps are started with
 * @property {string} host where the apps listen
 * @property {Record<AppName, number>} ports
 * @property {string | undefined} databaseUrl undefined means the embedded database
 * @property {string | undefined} dataFolder where the embedded database was told to keep its data
 */

const portSettings = { emulator: 'EMULATOR_PORT', monitor: 'MONITOR_PORT' };

/** @returns {Settings} */
export function readSettings() {
  loadEnvironmentFile();
  const { LISTEN_HOST, DATABASE_URL, DATA_DIR } = process.env;
  const host = LISTEN_HOST || '127.0.0.1';
  const ports = { emulator: readPort('EMULATOR_PORT', 3001), monitor: readPort('MONITOR_PORT', 3000) };
  return {
    environment: { ...privateAddresses(host), ...addressesOfEmulator(ports.emulator), ...process.env },
    host,
    ports,
    databaseUrl: DATABASE_URL || undefined,
    dataFolder: DATA_DIR ? resolve(isCheckout ? checkout : process.cwd(), DATA_DIR) : undefined,
  };
}

/**
 * The monitor looks for the emulator at its usual port, unless it is told otherwise.
 * @param {number} port
 */
function addressesOfEmulator(port) {
  if (port === 3001) return {};
  const api = `http://localhost:${port}/api`;
  const addresses = { START_ASYNC_JOB_URL: `${api}/job-start`, ASYNC_JOB_STATUS_URL: `${api}/job-status` };
  // Our emulator knows a repeated start by its key; of another service only its operator can know.
  return process.env.START_ASYNC_JOB_URL ? addresses : { ...addresses, START_ASYNC_JOB_SAFE_TO_REPEAT: 'true' };
}

/**
 * Who can reach a monitor that listens on this machine alone can reach the machine's other services as well, so profiles
 * may ask them, too. Where others reach the monitor its operator must name what they may reach through it.
 * @param {string} host
 */
function privateAddresses(host) {
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(host);
  return isLocal ? { ALLOW_PRIVATE_CIDRS: '127.0.0.0/8,::1/128' } : {};
}

/** A `.env` in the checkout, or where an installed Longwatch was called, fills in what the real environment leaves open. */
function loadEnvironmentFile() {
  const file = join(isCheckout ? checkout : process.cwd(), '.env');
  if (!existsSync(file)) return;
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new Refusal(`${file} can't be read (${reasonOf(error)}).`);
  }
}

/**
 * @param {string} name
 * @param {number} usual
 */
function readPort(name, usual) {
  const text = process.env[name] || String(usual);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new Refusal(`${name} must be a whole number from 1 to 65535, not "${text}".`);
  return port;
}

/**
 * Before anything slow is begun: can the apps have their ports?
 * @param {Settings} settings
 * @param {readonly AppName[]} apps
 */
export async function checkPorts({ host, ports }, apps) {
  if (apps.length > 1 && ports.emulator === ports.monitor)
    throw new Refusal(`EMULATOR_PORT and MONITOR_PORT are both ${ports.monitor}; each app needs a port of its own.`);
  const troubles = [];
  for (const app of apps) {
    const name = portSettings[app];
    const reason = await whyNotListen(host, ports[app]);
    if (reason === 'EADDRINUSE')
      troubles.push(`Port ${ports[app]} is in use: stop what listens there, or set ${name} to another port.`);
    else if (reason)
      troubles.push(`The ${app} can't listen on ${host} port ${ports[app]} (LISTEN_HOST, ${name}): ${reason}.`);
  }
  if (troubles.length > 0) throw new Refusal(troubles.join('\n'));
}

/**
 * Where a browser or curl on this machine finds an app.
 * @param {Settings} settings
 * @param {AppName} app
 */
export function urlOf({ host, ports }, app) {
  const isLocal = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host);
  return `http://${isLocal ? 'localhost' : host}:${ports[app]}`;
}

/**
 * Where we ourselves find an app.
 * @param {Settings} settings
 * @param {AppName} app
 */
export function healthUrlOf({ host, ports }, app) {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${ports[app]}`;
}
