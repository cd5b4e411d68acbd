/** How a running command learns that it should stop. */

/** The reason with which a command's signal is aborted. */
export class StopRequested extends Error {
  /** @override */
  name = 'StopRequested';
}

const parentCheckEveryMs = 100;

/**
 * Aborts on SIGINT, SIGTERM and SIGHUP, and under npm when npm is gone: killed by -9 it can pass no signal on.
 * @returns {AbortSignal}
 */
export function listenForStop() {
  const controller = new AbortController();
  const stop = () => controller.abort(new StopRequested('asked to stop'));
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, stop);
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), parentCheckEveryMs).unref();
  }
  return controller.signal;
}
