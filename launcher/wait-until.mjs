import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is truthy, and gives that answer; undefined once the time limit has passed.
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {{ limitMs: number, everyMs?: number, signal?: AbortSignal }} options an aborted signal throws its reason
 * @returns {Promise<T | undefined>}
 */
export async function waitUntil(condition, { limitMs, everyMs = 50, signal }) {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() >= endsAt) return undefined;
    await pause(everyMs);
  }
}
