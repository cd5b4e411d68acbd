/** `npm run start:emulator` and `npm run start:monitor`: one app alone, whose log goes to standard output. */
import './check-node.mjs';
import { appNames } from './places.mjs';
import { Refusal } from './refusal.mjs';
import { runAsCommand } from './run-as-command.mjs';
import { say } from './say.mjs';
import { urlOf } from './settings.mjs';
import { supervise } from './supervisor.mjs';

await runAsCommand(async (signal) => {
  const app = appNames.find((name) => name === process.argv[2]);
  if (!app) throw new Refusal(`Say which app: ${appNames.join(' or ')}.`);
  /** @type {import('./supervisor.mjs').Plan['announce']} */
  const announce = (settings, dataFolder) => {
    say(
      `The ${app} is ready: ${urlOf(settings, app)}/docs${dataFolder ? `, data in ${dataFolder}` : ''}. Ctrl-C stops it.`,
    );
  };
  await supervise({ apps: [app], logToFiles: false, announce }, signal);
});
