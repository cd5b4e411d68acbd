/**
 * `longwatch emulator`, `longwatch monitor`, `npm run start:emulator` and `npm run start:monitor`: one app alone, whose log
 * goes to standard output. Its options are settings, said in the command line.
 */
import './check-node.mjs';
import { appOptions, readAppOptions } from './app-options.mjs';
import { appNames } from './places.mjs';
import { Refusal } from './refusal.mjs';
import { runAsCommand } from './run-as-command.mjs';
import { say } from './say.mjs';
import { urlOf } from './settings.mjs';
import { supervise } from './supervisor.mjs';

await runAsCommand(async (signal) => {
  const [name, ...words] = process.argv.slice(2);
  const app = appNames.find((known) => known === name);
  if (!app) throw new Refusal(`Say which app: ${appNames.join(' or ')}.`);
  const { settings, wantsHelp } = readAppOptions(app, words);
  if (wantsHelp) {
    process.stdout.write(appOptions(app));
    return;
  }
  Object.assign(process.env, settings);
  /** @type {import('./supervisor.mjs').Plan['announce']} */
  const announce = (ready, dataFolder) => {
    say(
      `The ${app} is ready: ${urlOf(ready, app)}/docs${dataFolder ? `, data in ${dataFolder}` : ''}. Ctrl-C stops it.`,
    );
  };
  await supervise({ apps: [app], logToFiles: false, announce }, signal);
});
