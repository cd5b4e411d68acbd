import type { RemoteError } from '../monitor.contract.js';
import type { Profile } from './profile.contract.js';
import { retryAfterMs } from './retry-after.js';

/** A reply as it came over the wire. Header names are in lower case; `body` is undefined where it was not JSON. */
export interface Reply {
  code: number;
  headers: Record<string, string | undefined>;
  body: unknown;
  receivedAt: number;
}

/** What the reply to a start means. `notTaken`: surely not started; `unclear`: perhaps started, but under no id that we know. */
export type StartVerdict =
  | { verdict: 'started'; jobId: string; retryAfterMs?: number }
  | { verdict: 'refused'; error: RemoteError }
  | { verdict: 'notTaken'; error: RemoteError; retryAfterMs?: number }
  | { verdict: 'unclear'; error: RemoteError; retryAfterMs?: number };

/** What the reply to a poll means: the job's status, this poll's own failure, or a record that is gone. */
export type PollVerdict =
  | {
      verdict: 'running' | 'succeeded' | 'failed' | 'canceled';
      statusWord: string;
      status: unknown;
      retryAfterMs?: number;
    }
  | { verdict: 'transient'; error: RemoteError; retryAfterMs?: number }
  | { verdict: 'notFound'; error: RemoteError; retryAfterMs?: number }
  | { verdict: 'lost'; error: RemoteError };

/** Codes with which a server says that it has not acted on the request. RFC 6585, section 4; RFC 8470, section 5.2. */
const NOT_TAKEN = new Set([425, 429]);

/** Reads the reply to a start. A 4xx is the remote's refusal; a 5xx leaves open whether the job began. */
export function classifyStart(profile: Profile, reply: Reply): StartVerdict {
  const hint = waitHint(reply);
  if (reply.code >= 200 && reply.code < 300) {
    const jobId = locate(reply, profile.start.jobId);
    if (typeof jobId === 'string' && jobId !== '') return { verdict: 'started', jobId, ...hint };
    if (typeof jobId === 'number') return { verdict: 'started', jobId: String(jobId), ...hint };
    return { verdict: 'unclear', error: remoteError(reply, `The reply holds no job id at ${profile.start.jobId}`) };
  }
  if (NOT_TAKEN.has(reply.code)) return { verdict: 'notTaken', error: remoteError(reply), ...hint };
  if (reply.code >= 500 || reply.code === 408) return { verdict: 'unclear', error: remoteError(reply), ...hint };
  return { verdict: 'refused', error: remoteError(reply) };
}

/** Reads the reply to a poll. An unknown status word counts as running: it is held and shown. */
export function classifyPoll(profile: Profile, reply: Reply): PollVerdict {
  const hint = waitHint(reply);
  if (reply.code === 410) return { verdict: 'lost', error: remoteError(reply) };
  if (reply.code === 404) return { verdict: 'notFound', error: remoteError(reply), ...hint };
  if (reply.code < 200 || reply.code >= 300) return { verdict: 'transient', error: remoteError(reply), ...hint };
  const statusWord = locate(reply, profile.poll.status);
  if (typeof statusWord !== 'string') {
    const message =
      reply.body === undefined ? 'The reply is not JSON' : `The reply holds no status at ${profile.poll.status}`;
    return { verdict: 'transient', error: remoteError(reply, message), ...hint };
  }
  return { verdict: verdictOf(profile, statusWord), statusWord, status: reply.body, ...hint };
}

function verdictOf(profile: Profile, statusWord: string): 'running' | 'succeeded' | 'failed' | 'canceled' {
  const word = statusWord.trim().toLowerCase();
  const says = (words: string[]): boolean => words.some((known) => known.toLowerCase() === word);
  if (says(profile.statuses.succeeded)) return 'succeeded';
  if (says(profile.statuses.failed)) return 'failed';
  if (says(profile.statuses.canceled)) return 'canceled';
  return 'running';
}

function waitHint(reply: Reply): { retryAfterMs?: number } {
  const wait = retryAfterMs(reply.headers, reply.receivedAt);
  return wait === undefined ? {} : { retryAfterMs: wait };
}

/** Follows a dotted path such as `body.jobId` through own properties alone. */
function locate(reply: Reply, path: string): unknown {
  let value: unknown = reply;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const MAX_ERROR_BODY_CHARACTERS = 4096;

/** The remote's error in its own words, bounded. */
function remoteError(reply: Reply, message = `The remote side answered ${reply.code}`): RemoteError {
  const error: RemoteError = { code: `http-${reply.code}`, message };
  if (reply.body === undefined) return error;
  const text = JSON.stringify(reply.body);
  if (text.length <= MAX_ERROR_BODY_CHARACTERS) error.body = reply.body as RemoteError['body'];
  // The cut may go through a pair of surrogates, and half of one can't be stored.
  else error.body = `${text.slice(0, MAX_ERROR_BODY_CHARACTERS).toWellFormed()}…`;
  return error;
}
