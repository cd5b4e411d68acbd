import { compileProfile } from '../profile/compile.js';
import type { CompiledProfile } from '../profile/compiled.js';
import { compileRoutes } from './compile-routes.js';
import type { CompiledDialect } from './dialect.js';
import { ORIGIN, compileNames } from './job-names.js';
import { basePathOf } from './match-pattern.js';
import type { Supplement } from './supplement.contract.js';

/** Prepares a profile to be played, with what its supplement adds. Does not throw for those that their schemas accept. */
export function compileDialect(given: CompiledProfile, supplement: Supplement = {}): CompiledDialect {
  const basePath = basePathOf(given.profile.baseUrl);
  const compiled = withBase(given);
  const names = compileNames(compiled, supplement, basePath);
  return { compiled, supplement, basePath, names, routes: compileRoutes(compiled, supplement, names, basePath) };
}

/** Where everybody has a base URL of their own, requests can be made with one that stands for it. */
function withBase(compiled: CompiledProfile): CompiledProfile {
  const { profile } = compiled;
  if (profile.baseUrl !== undefined) return compiled;
  return { ...compileProfile({ ...profile, baseUrl: ORIGIN }), profile };
}
