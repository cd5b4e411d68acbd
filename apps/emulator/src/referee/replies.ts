import type { NumberedEntry } from './journal-entry.js';

/** The last reply of some sort that the client had when it sent the request at `index`. Entries are in order. */
export function replyBefore(
  entries: readonly NumberedEntry[],
  index: number,
  isOfSort: (entry: NumberedEntry) => boolean = () => true,
): NumberedEntry | undefined {
  const { at } = entries[index]!;
  for (let before = index - 1; before >= 0; before--) {
    const entry = entries[before]!;
    if (entry.code !== null && entry.answeredAt <= at && isOfSort(entry)) return entry;
  }
  return undefined;
}

export function isRedirect({ code, leadsTo }: NumberedEntry): boolean {
  return leadsTo !== null && (code === 301 || code === 302 || code === 303 || code === 307 || code === 308);
}

export function isGood({ code }: NumberedEntry): boolean {
  return code !== null && code < 300;
}

/** The reply by which the client first knew that the job had ended; a later start makes it one to ask for again. */
export function endTold(entries: readonly NumberedEntry[]): NumberedEntry | undefined {
  let end: NumberedEntry | undefined;
  for (const entry of entries) {
    if (entry.kind === 'start' && !entry.tellsEnd) end = undefined;
    else if (entry.tellsEnd) end ??= entry;
  }
  return end;
}
