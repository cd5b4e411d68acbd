const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Whether valid JSON may hold an integer that a double can't: the shortest such has sixteen digits (RFC 8259, section 6).
 */
export function mayHoldLargeIntegers(json: string): boolean {
  return /\d{16}/.test(json);
}

/** Valid JSON with every integer beyond ±(2^53 − 1) put between quotes, so that parsing it keeps all digits: 64-bit ids. */
export function quoteLargeIntegers(json: string): string {
  let quoted = '';
  let copied = 0;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfString(json, index);
    if (code !== MINUS && !isDigit(code)) continue;
    const end = endOfNumber(json, index);
    const literal = json.slice(index, end);
    if (/^-?\d{16,}$/.test(literal) && !Number.isSafeInteger(Number(literal))) {
      quoted += `${json.slice(copied, index)}"${literal}"`;
      copied = end;
    }
    index = end - 1;
  }
  return quoted + json.slice(copied);
}

/** Where the closing quote of the string is that opens here. */
function endOfString(json: string, opening: number): number {
  let index = opening + 1;
  while (json.charCodeAt(index) !== QUOTE) index += json.charCodeAt(index) === BACKSLASH ? 2 : 1;
  return index;
}

function endOfNumber(json: string, start: number): number {
  let index = start;
  while (index < json.length && /[-+.\deE]/.test(json[index]!)) index++;
  return index;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
