import { z } from 'zod';

export const MAX_JSON_DEPTH = 32;

type Path = (string | number)[];

/** NUL and lone surrogates are legal in JSON text, but no Postgres text or jsonb can hold them. */
function textFault(text: string): string | undefined {
  if (text.includes('\u0000')) return 'must not hold the character U+0000';
  if (!text.isWellFormed()) return 'must be well-formed Unicode (no lone surrogate)';
  return undefined;
}

/** Finds the first place of `value` that can't be kept, without recursion: the depth is the sender's choice. */
function storageFault(value: unknown): { path: Path; message: string } | undefined {
  const open: { value: unknown; path: Path }[] = [{ value, path: [] }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value: current, path } = place;
    if (path.length > MAX_JSON_DEPTH) return { path: [], message: `must not be nested deeper than ${MAX_JSON_DEPTH}` };
    if (typeof current === 'string') {
      const message = textFault(current);
      if (message !== undefined) return { path, message };
    }
    if (typeof current === 'object' && current !== null) {
      for (const [key, child] of Object.entries(current)) {
        if (textFault(key) !== undefined) return { path, message: `has a key that ${textFault(key)}` };
        open.push({ value: child, path: [...path, Array.isArray(current) ? Number(key) : key] });
      }
    }
  }
  return undefined;
}

/** Adds an issue where a JSON value can't be stored: nested too deep, or holding text that Postgres refuses. */
export function checkStorable(value: unknown, context: z.RefinementCtx): void {
  const fault = storageFault(value);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault.message, path: fault.path });
}

/** Any JSON value that we can store. */
export const storableJsonSchema = z.unknown().superRefine(checkStorable);
