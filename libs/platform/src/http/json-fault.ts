/**
 * Where a text is no JSON, and why: in the words of Node's own parser, but for what it repeats of the text, which may be
 * a secret. Pure.
 */
export function jsonFault(text: string): string {
  const message = messageOf(text);
  // It can be parsed, so it was refused for what it says.
  if (message === undefined) return 'the keys __proto__ and constructor.prototype are not allowed';
  const [reason = message] = message.split(/ in JSON| at position|, (?:\.\.\.)?"/, 1);
  const before = text.slice(0, positionOf(message, text)).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: ${reason.replace(/^(Unexpected token).*/s, '$1')}`;
}

function positionOf(message: string, text: string): number {
  const [, position] = / at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  return message.startsWith('Unexpected token') ? tokenPosition(text) : text.length;
}

/** Of an unexpected token the parser does not say where it is: it stands behind the longest beginning that has none. */
function tokenPosition(text: string): number {
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (messageOf(text.slice(0, middle))?.startsWith('Unexpected token') === true) bad = middle;
    else good = middle;
  }
  return good;
}

function messageOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
