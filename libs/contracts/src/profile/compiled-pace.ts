import { durationMs } from './duration.js';
import { type Locator, parseLocator } from './locator.js';
import type { ProfilePace } from './phase.contract.js';
import { MAX_RETRY_AFTER_MS } from './retry-after.js';

/** How fast a phase is polled. */
export interface CompiledPace {
  firstMs: number;
  /** Null: the monitor's own interval. */
  everyMs: number | null;
  factor: number;
  /** Null: by the interval. */
  maxMs: number | null;
  minMs: number;
  jitter: number;
  hints: Locator[];
  longestHintMs: number;
  /** No wait is longer, or the result might be gone; null where it stays. */
  capMs: number | null;
}

const DEFAULT_MIN_MS = 100;
const DEFAULT_HINTS = ['header.retry-after-ms | ms', 'header.retry-after | wait'];

/** The pace of a phase: its own words, then those of the profile, then what is built in. */
export function compilePace(
  own: ProfilePace | undefined,
  all: ProfilePace | undefined,
  keptForMs: number | null,
): CompiledPace {
  const pace = { ...all, ...own };
  const ms = (text: string | undefined): number | null => (text === undefined ? null : durationMs(text));
  return {
    firstMs: ms(pace.first) ?? 0,
    everyMs: ms(pace.every),
    factor: pace.factor ?? 1,
    maxMs: ms(pace.max),
    minMs: ms(pace.min) ?? DEFAULT_MIN_MS,
    jitter: pace.jitter ?? 0,
    hints: (pace.hints ?? DEFAULT_HINTS).map(parseLocator),
    longestHintMs: Math.min(ms(pace.longestHint) ?? MAX_RETRY_AFTER_MS, MAX_RETRY_AFTER_MS),
    capMs: keptForMs === null ? null : keptForMs / 2,
  };
}
