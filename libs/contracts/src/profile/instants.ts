import { numberOf } from './scalars.js';

/** Numbers from here on are milliseconds since the epoch (1973 at the earliest), smaller ones seconds (until the year 5138). */
const LEAST_EPOCH_MS = 100_000_000_000;
const MAX_INSTANT_MS = 8_640_000_000_000_000;
const MAX_CHARACTERS = 64;

/** Reads the three forms of an HTTP-date (RFC 9110, section 5.6.7), all of which begin with the name of a day. */
export function httpDate(text: string): number | undefined {
  if (text.length > MAX_CHARACTERS || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  return instant(/(GMT|UTC?|Z|[+-]\d{4})$/.test(text) ? text : `${text} GMT`);
}

/** Reads an ISO 8601 date; one without a zone is UTC. */
export function isoDate(text: string): number | undefined {
  if (text.length > MAX_CHARACTERS || !/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  return instant(/[T ]\d\d:?\d\d/.test(text) && !/(Z|[+-]\d\d(:?\d\d)?)$/i.test(text) ? `${text}Z` : text);
}

/** Reads a number of seconds or milliseconds since the epoch. */
export function epoch(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number === undefined || number < 0) return undefined;
  const ms = number < LEAST_EPOCH_MS ? number * 1000 : number;
  return ms <= MAX_INSTANT_MS ? ms : undefined;
}

function instant(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
