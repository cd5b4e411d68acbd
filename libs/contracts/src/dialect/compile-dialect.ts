import type { CompiledProfile } from '../profile/compiled.js';
import type { CompiledDialect } from './dialect.js';
import type { Supplement } from './supplement.contract.js';
import { basePathOf } from './match-pattern.js';
import { compileNames } from './job-names.js';
import { compileRoutes } from './compile-routes.js';

/** Prepares a profile to be played, with what its supplement adds. Does not throw for those that their schemas accept. */
export function compileDialect(compiled: CompiledProfile, supplement: Supplement = {}): CompiledDialect {
  const basePath = basePathOf(compiled.profile.baseUrl);
  const names = compileNames(compiled, supplement, basePath);
  return { compiled, supplement, basePath, names, routes: compileRoutes(compiled, supplement, names, basePath) };
}
