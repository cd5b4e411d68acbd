/** `npm start`: both apps, and what to do with them. */
import './check-node.mjs';
import { appNames, logsFolder } from './places.mjs';
import { runAsCommand } from './run-as-command.mjs';
import { urlOf } from './settings.mjs';
import { supervise } from './supervisor.mjs';

/**
 * @param {import('./settings.mjs').Settings} settings
 * @param {string | undefined} dataFolder
 */
function announce(settings, dataFolder) {
  const monitor = urlOf(settings, 'monitor');
  process.stdout.write(`
Longwatch is ready.

  Monitor    ${monitor}/docs
  Emulator   ${urlOf(settings, 'emulator')}/docs
  Data       ${dataFolder ?? 'in the Postgres at DATABASE_URL'}
  Logs       ${logsFolder}

Start a monitor, from another terminal:

  curl ${monitor}/api/monitor-job/gb4711

Ctrl-C stops everything; the data stays.
`);
}

await runAsCommand((signal) => supervise({ apps: appNames, logToFiles: true, announce }, signal));
