import type { Profile } from './profile.contract.js';

/** A request to the remote API, ready to be sent. */
export interface ProfileRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
}

type Places = Record<string, string>;

/** Fills `{{place}}` with percent-encoded values (RFC 3986, section 2.1). Throws on a place that has no value. */
export function fillUrl(template: string, places: Places): string {
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, place: string) => {
    const value = places[place];
    if (value === undefined) throw new Error(`The URL template has a place without a value: ${place}`);
    return encodeURIComponent(value);
  });
}

/** The request that starts the job; `startKey` lets the remote side recognise a repeat. */
export function startRequest(profile: Profile, job: { name: string; startKey: string }): ProfileRequest {
  return {
    method: profile.start.method,
    url: fillUrl(profile.start.url, { 'input.jobName': job.name }),
    headers: { accept: 'application/json', 'idempotency-key': job.startKey },
  };
}

/** The request that asks for the status of the job. */
export function pollRequest(profile: Profile, job: { name: string; jobId: string }): ProfileRequest {
  return {
    method: 'GET',
    url: fillUrl(profile.poll.url, { 'input.jobName': job.name, 'job.id': job.jobId }),
    headers: { accept: 'application/json' },
  };
}
