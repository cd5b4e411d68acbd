import { spawn } from 'node:child_process';
import { checkout } from './places.mjs';
import { signalProcess } from './process-identity.mjs';

/**
 * Runs a command in the checkout to its end, in a process group of its own so that stopping it stops its children.
 * @param {string[]} words the command and its arguments
 * @param {{ signal: AbortSignal, onStarted?: (pid: number | undefined) => void }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCommand([command = '', ...args], { signal, onStarted }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    const abandon = () => child.pid && signalProcess(-child.pid, 'SIGKILL');
    signal.addEventListener('abort', abandon);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }));
    child.on('close', (code) => {
      signal.removeEventListener('abort', abandon);
      if (signal.aborted) reject(signal.reason);
      else resolve({ code: code ?? 1, output });
    });
    onStarted?.(child.pid);
  });
}
