import { type CompiledDialect, type RouteMatch, chosenReference, nameSchema, renderReference } from '@app/contracts';
import type { NewNames } from '../jobs/start-request.js';

/** What an index of Postgres takes has an end. */
const MAX_REFERENCE_BYTES = 2000;

/**
 * What a job is called: by the name that the API takes, or by the reference that the client chose, but for its random key.
 * What is too long for a name, such as the path of a resource, is none: its job goes without.
 */
export function nameOf(dialect: CompiledDialect, { bound }: RouteMatch): string | null {
  const { key: _key, ...withoutKey } = bound;
  const name = bound.name ?? chosenReference(dialect, withoutKey);
  return nameSchema.safeParse(name).data ?? null;
}

/**
 * What the API calls a job: the text that its client chose, else what is made of the new job's names. Undefined where what
 * was chosen can't be kept.
 */
export function referenceOf(
  dialect: CompiledDialect,
  { bound }: RouteMatch,
  name: string | null,
): string | ((names: NewNames) => string) | undefined {
  const chosen = chosenReference(dialect, bound);
  if (chosen !== undefined) return canBeKept(chosen) ? chosen : undefined;
  return ({ id, number }) => {
    const reference = String(renderReference(dialect, 'id', { id, number, name, bound }));
    return canBeKept(reference) ? reference : id;
  };
}

function canBeKept(reference: string): boolean {
  return Buffer.byteLength(reference) <= MAX_REFERENCE_BYTES;
}
