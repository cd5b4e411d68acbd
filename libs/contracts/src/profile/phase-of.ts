import type { CompiledPhase, CompiledProfile } from './compiled.js';

/** The phase of that name; the first one where there is none of it. */
export function phaseOf({ phases }: CompiledProfile, name: string | null): CompiledPhase {
  return phases.find((phase) => phase.name === name) ?? phases[0]!;
}
