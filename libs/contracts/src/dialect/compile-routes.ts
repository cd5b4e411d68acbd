import type { CompiledProfile } from '../profile/compiled.js';
import type { CompiledRoute, JobName } from './dialect.js';
import type { Supplement } from './supplement.contract.js';

/** Every request that a dialect takes. */
export function compileRoutes(
  compiled: CompiledProfile,
  supplement: Supplement,
  names: Record<string, JobName>,
): CompiledRoute[] {
  void [compiled, supplement, names];
  return [];
}
