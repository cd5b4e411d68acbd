import type { CompiledPace } from './compiled-pace.js';
import { readLocator } from './read-locator.js';
import type { Scope } from './scope.js';

/** How long the reply asks to wait: the first hint that says so, no longer than the profile believes it. */
export function readHint({ hints, longestHintMs }: CompiledPace, scope: Scope): number | undefined {
  for (const hint of hints) {
    const ms = readLocator(hint, scope);
    if (typeof ms === 'number' && ms >= 0) return Math.min(ms, longestHintMs);
  }
  return undefined;
}
