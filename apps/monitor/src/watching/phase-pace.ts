import { type CompiledPhase, type ProfilePace, durationMs, phaseOf } from '@app/contracts';
import type { Pace } from './poll-pace.js';
import type { WatchedMonitor } from './watched-monitor.js';

const GROWS_TO = 10;

/** The pace of a phase, by default the one that the monitor is in; worked out once per phase. */
export function paceInEffect(monitor: WatchedMonitor, phase = monitor.context.phase): Pace {
  const known = monitor.paceInEffect;
  if (known !== undefined && known.phase === phase) return known.pace;
  const pace = paceOf(phaseOf(monitor.compiled, phase), monitor.pace, monitor.pollIntervalMs);
  monitor.paceInEffect = { phase, pace };
  return pace;
}

/** The monitor's own pace over the phase's over the profile's, then `everyMs`. Pure. */
export function paceOf({ pace }: Pick<CompiledPhase, 'pace'>, own: ProfilePace | null, everyMs: number): Pace {
  const span = (text: string | undefined): number | undefined => (text === undefined ? undefined : durationMs(text));
  const given = span(own?.every) ?? pace.everyMs;
  const every = given ?? everyMs;
  return {
    firstMs: span(own?.first) ?? pace.firstMs,
    everyMs: every,
    isDefault: given === undefined || given === null,
    factor: own?.factor ?? pace.factor,
    maxMs: span(own?.max) ?? pace.maxMs ?? every * GROWS_TO,
    minMs: span(own?.min) ?? pace.minMs,
    jitter: own?.jitter ?? pace.jitter,
    longestHintMs: span(own?.longestHint) ?? pace.longestHintMs,
    capMs: pace.capMs,
  };
}
