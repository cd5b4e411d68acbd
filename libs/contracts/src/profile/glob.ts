/** A text in which `*` stands for anything, nothing included; cut at the stars once. */
export type Glob = string[];

export function parseGlob(pattern: string): Glob {
  return pattern.split('*');
}

/** Whether a text is of a pattern. Takes each part where it comes first, so that nothing is ever tried again. */
export function matchesGlob(glob: Glob, text: string): boolean {
  const first = glob[0]!;
  if (glob.length === 1) return text === first;
  const last = glob.at(-1)!;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of glob.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
