/** A year: what a Retry-After may ask for at the most. */
export const MAX_RETRY_AFTER_MS = 365 * 24 * 3_600_000;

/**
 * How long a reply asks to wait, in milliseconds from its arrival (RFC 9110, section 10.2.3: seconds or an HTTP-date).
 * A date is measured against the reply's own `Date`, not against our clock; without one against `receivedAt`
 * (milliseconds since the epoch). Undefined where there is no hint, or none that can be read; a past date is 0.
 */
export function retryAfterMs(headers: Record<string, string | undefined>, receivedAt: number): number | undefined {
  const hint = headers['retry-after']?.trim();
  if (hint === undefined || hint === '') return undefined;
  if (/^\d+$/.test(hint)) return Math.min(Number(hint) * 1000, MAX_RETRY_AFTER_MS);
  const until = httpDate(hint);
  if (until === undefined) return undefined;
  const sentAt = httpDate(headers['date']?.trim() ?? '') ?? receivedAt;
  return Math.min(Math.max(until - sentAt, 0), MAX_RETRY_AFTER_MS);
}

/** Reads the three forms of an HTTP-date (RFC 9110, section 5.6.7), all of which begin with the name of a day. */
function httpDate(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const asctime = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text);
  const instant = Date.parse(asctime ? `${text} GMT` : text);
  return Number.isNaN(instant) ? undefined : instant;
}
