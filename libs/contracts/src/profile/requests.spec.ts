import { describe, expect, it } from '@jest/globals';
import { profileSchema } from './profile.contract.js';
import { fillUrl, pollRequest, startRequest } from './requests.js';

const profile = profileSchema.parse({
  name: 'seed',
  start: { method: 'GET', url: 'http://x/start/{{input.jobName}}', jobId: 'body.jobId' },
  poll: { url: 'http://x/status/{{ job.id }}', status: 'body.jobStatus' },
  statuses: { running: [], succeeded: [], failed: [], canceled: [] },
});

describe('The requests of a profile', () => {
  it('send the start key along', () => {
    expect(startRequest(profile, { name: 'gb4711', startKey: 'key-1' })).toEqual({
      method: 'GET',
      url: 'http://x/start/gb4711',
      headers: { accept: 'application/json', 'idempotency-key': 'key-1' },
    });
  });

  it.each([
    ['a/b', 'a%2Fb'],
    ['ü ß', '%C3%BC%20%C3%9F'],
    ['📚', '%F0%9F%93%9A'],
    ['a?b#c', 'a%3Fb%23c'],
    ['{{job.id}}', '%7B%7Bjob.id%7D%7D'],
  ])('percent-encode what they fill in: %s', (jobId, encoded) => {
    expect(pollRequest(profile, { name: 'n', jobId }).url).toBe(`http://x/status/${encoded}`);
  });

  it('refuse a place that has no value', () => {
    expect(() => fillUrl('http://x/{{nowhere}}', {})).toThrow(/nowhere/);
  });
});
