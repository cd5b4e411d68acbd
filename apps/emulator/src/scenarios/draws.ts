/** What one job's draws are made from: the text of the scenario's seed, and the key of the job. */
export interface DrawSeed {
  seed: string;
  drawKey: string;
}

/**
 * A number from 0 up to, not including, 1: the same for the same words, always and everywhere. Each thing that is drawn
 * has a number of its own, whatever else is drawn before it.
 */
export function drawShare({ seed, drawKey }: DrawSeed, what: string, index = 0): number {
  const next = sfc32(hash128(JSON.stringify([seed, drawKey, what, index])));
  const high = next() >>> 5;
  const low = next() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

type Words = [number, number, number, number];

/** Four words of a text, each of which depends on all of it: cyrb128, with MurmurHash3's multipliers. */
function hash128(text: string): Words {
  let [h1, h2, h3, h4]: Words = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ unit, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ unit, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ unit, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ unit, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}

/** Chris Doty-Humphrey's small fast counter (PractRand), run in until near seeds are far apart. */
function sfc32([first, second, third, fourth]: Words): () => number {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, fourth | 0];
  const next = (): number => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + word) | 0;
    return word >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}
