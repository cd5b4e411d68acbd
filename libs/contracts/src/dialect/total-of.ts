import { numberOf } from '../profile/scalars.js';
import type { Bound, CompiledDialect } from './dialect.js';
import { renderJson } from './write-template.js';

/** How many pieces the work of a job has by what its start was given, where the API says it in pieces. */
export function totalOf({ supplement }: CompiledDialect, { input, key, name }: Bound): number | undefined {
  if (supplement.total === undefined) return undefined;
  const total = numberOf(renderJson(supplement.total, { input, key, name }));
  return total !== undefined && Number.isSafeInteger(total) && total > 0 ? total : undefined;
}
