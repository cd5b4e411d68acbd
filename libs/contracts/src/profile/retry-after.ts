import { epoch, httpDate, isoDate } from './instants.js';
import { numberOf } from './scalars.js';

/** A year: what a hint may ask for at the most. */
export const MAX_RETRY_AFTER_MS = 365 * 24 * 3_600_000;

type Headers = Record<string, string | undefined>;

/** What of a reply a date in it is measured by. */
interface Dated {
  headers: Headers;
  receivedAt: number;
}

/**
 * How long a reply asks to wait, in milliseconds from its arrival (RFC 9110, section 10.2.3: seconds or an HTTP-date).
 * A date is measured against the reply's own `Date`, not against our clock; without one against `receivedAt`
 * (milliseconds since the epoch). Undefined where there is no hint, or none that can be read; a past date is 0.
 */
export function retryAfterMs(headers: Headers, receivedAt: number): number | undefined {
  return waitMs(headers['retry-after'], { headers, receivedAt });
}

/** The same of any value that is written as Retry-After is; a number in JSON may have a fraction. */
export function waitMs(hint: unknown, reply: Dated): number | undefined {
  if (typeof hint === 'number') return amountMs(hint, 1000);
  if (typeof hint !== 'string') return undefined;
  const text = hint.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_RETRY_AFTER_MS);
  return fromDate(httpDate(text), reply);
}

/** A wait until an instant: an HTTP-date, an ISO date, or seconds or milliseconds since the epoch. */
export function untilMs(hint: unknown, reply: Dated): number | undefined {
  const text = typeof hint === 'string' ? hint.trim() : '';
  return fromDate(httpDate(text) ?? isoDate(text) ?? epoch(hint), reply);
}

/** A number of some unit as a wait. Negative ones and garbage are none. */
export function amountMs(hint: unknown, unitMs: number): number | undefined {
  const amount = numberOf(hint);
  return amount === undefined || amount < 0 ? undefined : Math.min(Math.abs(amount) * unitMs, MAX_RETRY_AFTER_MS);
}

function fromDate(until: number | undefined, { headers, receivedAt }: Dated): number | undefined {
  if (until === undefined) return undefined;
  const sentAt = httpDate(headers['date']?.trim() ?? '') ?? receivedAt;
  return Math.min(Math.max(until - sentAt, 0), MAX_RETRY_AFTER_MS);
}
