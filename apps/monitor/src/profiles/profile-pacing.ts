import { type Classification, type CompiledProfile, printLocator } from '@app/contracts';
import { paceOf } from '../watching/phase-pace.js';
import { type Pace, firstPollAt, hintWait, nextPollAfterFailure, nextPollAt } from '../watching/poll-pace.js';

/** What MONITOR_POLLINGINTERVAL_SEC is by default: without a server nobody knows another. */
export const USUAL_INTERVAL_MS = 20_000;
/** That of a profile which says none. */
export const USUAL_DEADLINE_MS = 24 * 3_600_000;

const SETTING = 'MONITOR_POLLINGINTERVAL_SEC';

/** How long it is to the next poll, and why. */
export interface NextWait {
  ms: number;
  span: string;
  because: string;
}

type Read = Pick<Classification, 'step' | 'phase' | 'verdict' | 'hintMs' | 'next' | 'followUrl'>;

/** The deadline in words. Pure. */
export function deadlineText({ deadlineMs }: CompiledProfile): string {
  return deadlineMs === undefined ? `${spanText(USUAL_DEADLINE_MS)}, for the profile says none` : spanText(deadlineMs);
}

/** How fast each phase is polled, in words. Pure. */
export function pollsTexts({ phases }: CompiledProfile): string[] {
  return phases.map((phase) => {
    const pace = paceOf(phase, null, USUAL_INTERVAL_MS);
    const grows = pace.factor > 1 ? `, growing by ${pace.factor} up to ${spanText(pace.maxMs)}` : '';
    const every = `every ${spanText(pace.everyMs)}${grows}`;
    const hints = phase.pace.hints.map(printLocator).join(', else ');
    const hinted = pace.isDefault ? 'or when a reply asks for it' : 'or later, when a reply asks for it';
    const rest = hints === '' ? '' : `; ${hinted}: ${hints}`;
    return `${phase.name === null ? '' : `${phase.name}: `}${every}${pace.isDefault ? ` (${SETTING})` : ''}${rest}`;
  });
}

/** When a monitor would poll next after a reply, jitter aside; undefined where it would not. Pure. */
export function nextWait({ phases }: CompiledProfile, read: Read, askedPhase: string | null): NextWait | undefined {
  const phase = phases.find(({ name }) => name === read.phase);
  if (phase === undefined || read.next?.what !== 'poll' || read.followUrl !== undefined) return undefined;
  const pace = paceOf(phase, null, USUAL_INTERVAL_MS);
  const hintMs = read.hintMs ?? null;
  const polled = { sentAt: 0, repliedAt: 0, hintMs, random: 0 };
  if (read.step === 'start' || read.phase !== askedPhase) {
    const ms = firstPollAt(polled, pace);
    return toWait(ms, ms === 0 ? 'the first poll goes out at once' : reasonOf(ms, hintMs, pace, "the profile's first"));
  }
  if (['transient', 'reauth', 'missing'].includes(read.verdict)) {
    const again = 'after a failed poll, and twice as long after each further one, up to 5m or the interval';
    const ms = nextPollAfterFailure({ ...polled, failures: 1 }, pace);
    return toWait(ms, reasonOf(ms, hintMs, pace, again));
  }
  const ms = nextPollAt({ ...polled, polls: 1 }, pace);
  return toWait(ms, reasonOf(ms, hintMs, pace, pace.isDefault ? SETTING : "the profile's every"));
}

function toWait(ms: number, because: string): NextWait {
  return { ms, span: spanText(ms), because };
}

function reasonOf(ms: number, hintMs: number | null, pace: Pace, interval: string): string {
  if (ms > pace.everyMs && ms === pace.minMs) return "the profile's min";
  if (ms === pace.capMs) return 'half of keptFor, the most';
  if (hintMs === null) return interval;
  const asked = `the reply asks for ${spanText(hintMs)}`;
  if (ms === hintMs) return 'as the reply asks';
  if (ms === hintWait(hintMs, pace)) return `the most that is believed; ${asked}`;
  return `${pace.isDefault && ms < pace.everyMs ? 'the least' : interval}; ${asked}`;
}

const DAY_MS = 86_400_000;
const units = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** As profiles write it: `24h`, `90s`. */
function spanText(ms: number): string {
  const whole = units.find(([, unitMs]) => ms >= unitMs && ms % unitMs === 0 && (unitMs !== DAY_MS || ms > DAY_MS));
  if (whole !== undefined) return `${ms / whole[1]}${whole[0]}`;
  return ms > 0 && ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
