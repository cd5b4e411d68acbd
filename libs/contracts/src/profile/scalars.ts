/** Text of a scalar; undefined for null, lists and objects. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

const MAX_NUMBER_CHARACTERS = 64;

/** A finite number, or text that is one in decimal notation. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > MAX_NUMBER_CHARACTERS) return undefined;
  const text = value.trim();
  // Number() would take '' and '0x10', too.
  if (!/^[-+.\de]+$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** Replaces what is legal in JSON text but in no Postgres text or jsonb: U+0000 and lone surrogates. */
export function storableText(text: string): string {
  return text.isWellFormed() && !text.includes('\u0000') ? text : text.replaceAll('\u0000', '\ufffd').toWellFormed();
}

/** Text that is no longer than `maxCharacters`, and can be stored. */
export function cutText(text: string, maxCharacters: number): string {
  return storableText(text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)}…`);
}

/** Whether there is a value; null counts as none. */
export function isFound(value: unknown): value is NonNullable<unknown> {
  return value !== undefined && value !== null;
}
