import { type Hint, type HintForm, durationMs } from '@app/contracts';

/** About three years: more than any client should believe, and within what all can read. */
const HUGE_SECONDS = 99_999_999;
const DEFAULT_MS = 5000;
const LONG_AGO_MS = 3_600_000;

/** The value of Retry-After (of Retry-After-Ms for `ms`) in a form. `now` is what the reply's Date will say, in milliseconds. */
export function retryAfterText(form: HintForm, ms: number | undefined, now: number): string {
  const seconds = Math.ceil((ms ?? DEFAULT_MS) / 1000);
  switch (form) {
    case 'seconds':
    case 'body':
      return String(seconds);
    case 'date':
      // A date has no parts of a second: rather late than early.
      return new Date(Math.ceil(now / 1000) * 1000 + seconds * 1000).toUTCString();
    case 'zero':
      return '0';
    case 'huge':
      return String(ms === undefined ? HUGE_SECONDS : seconds);
    case 'negative':
      return String(-Math.max(seconds, 1));
    case 'past-date':
      return new Date(now - Math.max(ms ?? LONG_AGO_MS, 1000)).toUTCString();
    case 'garbage':
      return 'in a while';
    case 'ms':
      return String(Math.ceil(ms ?? DEFAULT_MS));
  }
}

/** A hint to write: in headers (names in lower case), or, with `ms`, where the profile reads it. Without both: none. */
export interface GivenHint {
  ms?: number;
  headers: Record<string, string>;
}

/** What a scenario's hint makes a reply say; undefined where the scenario leaves it to the dialect. */
export function hintAt(hint: Hint | undefined, on: 'start' | 'poll', now: number): GivenHint | undefined {
  if (hint === undefined) return undefined;
  if (hint === 'none') return { headers: {} };
  if (typeof hint === 'string') return { ms: durationMs(hint), headers: {} };
  if (hint.on !== undefined && hint.on !== on) return undefined;
  const ms = hint.after === undefined ? undefined : durationMs(hint.after);
  if (hint.form === undefined || hint.form === 'body') return { ms: ms ?? DEFAULT_MS, headers: {} };
  return { headers: hintHeaders(hint.form, ms, now) };
}

/** The same for a reply that is none of the API's own: always in a header. */
export function faultHint(hint: Hint | undefined, now: number): Record<string, string> | undefined {
  if (hint === undefined || hint === 'none') return hint && {};
  const { form = 'seconds', after } = typeof hint === 'string' ? { after: hint } : hint;
  return hintHeaders(form, after === undefined ? undefined : durationMs(after), now);
}

function hintHeaders(form: HintForm, ms: number | undefined, now: number): Record<string, string> {
  const text = retryAfterText(form, ms, now);
  if (form === 'ms') return { 'retry-after-ms': text };
  // A date is measured by the Date of its reply, which must be by the same clock.
  const isDate = form === 'date' || form === 'past-date';
  return { 'retry-after': text, ...(isDate && { date: new Date(now).toUTCString() }) };
}
