import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 20;

/** Asks again and again until `question` answers something other than undefined or false; fails after `limitMs`. */
export async function eventually<Answer>(
  what: string,
  question: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  limitMs = 10_000,
): Promise<Answer> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const answer = await question();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > giveUpAt) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await pause(PAUSE_MS);
  }
}
