/**
 * `npm test`: everything; `npm run test:unit`, `test:integration` and `test:e2e`: one project of the tests;
 * `npm run conformance`: the whole matrix of the monitor against the emulator. The end-to-end
 * tests run the built apps, which must be a build of these very sources: no older one will do.
 */
import './check-node.mjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { checkout } from './places.mjs';
import { signalProcess } from './process-identity.mjs';
import { runAsCommand } from './run-as-command.mjs';
import { registerReplica } from './running-replicas.mjs';

const projects = ['unit', 'integration', 'e2e'];
/** Takes longer, and writes a page. */
const CONFORMANCE = 'conformance';

await runAsCommand(async (signal) => {
  const words = process.argv.slice(2);
  const project = [...projects, CONFORMANCE].includes(words[0] ?? '') ? words.shift() : undefined;
  const selection = ['--selectProjects', ...(project ? [project] : projects)];
  await bootstrap({ name: 'tests', build: !project || project === 'e2e', acceptStale: false, signal });
  return runJest([...words, ...selection], signal);
});

/**
 * @param {string[]} words
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the exit code
 */
function runJest(words, signal) {
  const jest = join(checkout, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--no-warnings'];
  const child = spawn(process.execPath, [...flags, jest, ...words], { cwd: checkout, stdio: 'inherit' });
  const registration = registerReplica('tests', child.pid ?? 0);
  signal.addEventListener('abort', () => signalProcess(child.pid ?? 0, 'SIGTERM'));
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      registration.end();
      resolve(code ?? 1);
    });
  });
}
