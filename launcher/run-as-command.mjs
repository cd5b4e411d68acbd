import { Refusal } from './refusal.mjs';
import { say } from './say.mjs';
import { listenForStop, StopRequested } from './stop-request.mjs';

/**
 * The frame of every command: runs it, tells trouble in its plain form, and ends this process with the right code.
 * @param {(signal: AbortSignal) => Promise<number | void>} command answers the exit code
 */
export async function runAsCommand(command) {
  const signal = listenForStop();
  process.exit(await command(signal).then((code) => code ?? 0, tellTrouble));
}

/**
 * @param {unknown} error
 * @returns {number} the exit code
 */
function tellTrouble(error) {
  if (error instanceof StopRequested) return 0;
  say(error instanceof Refusal ? error.message : `Unexpected: ${error instanceof Error ? error.stack : error}`);
  return 1;
}
