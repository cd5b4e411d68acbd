/** Progress and trouble go to standard error, so that standard output holds results alone. */

/**
 * Says one or more lines. A terminal that is gone must not stop the one who speaks.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

process.stderr.on('error', () => {});
process.stdout.on('error', () => {});

/**
 * Says how long a slow step took, once it has ended well.
 * @template T
 * @param {string} beginning such as "Installing packages"
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function sayHowLong(beginning, step) {
  const begunAt = performance.now();
  say(`${beginning} …`);
  const result = await step();
  say(`  done in ${((performance.now() - begunAt) / 1000).toFixed(1)} s`);
  return result;
}
