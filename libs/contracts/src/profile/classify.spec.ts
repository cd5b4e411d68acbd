import { describe, expect, it } from '@jest/globals';
import { classifyPoll, classifyStart } from './classify.js';
import { profileSchema } from './profile.contract.js';

const profile = profileSchema.parse({
  name: 'seed',
  start: { url: 'http://x/{{input.jobName}}', jobId: 'body.jobId' },
  poll: { url: 'http://x/{{job.id}}', status: 'body.jobStatus' },
  statuses: { running: ['Queued'], succeeded: ['Completed'], failed: ['Failed'], canceled: ['Canceled'] },
});
const reply = (code: number, body?: unknown, headers = {}) => ({ code, body, headers, receivedAt: 0 });

describe('The reply to a start', () => {
  it.each([
    ['started', reply(202, { jobId: 'j' })],
    ['started', reply(200, { jobId: 42 })],
    ['unclear', reply(202, { accepted: true })],
    ['unclear', reply(202)],
    ['unclear', reply(500, {})],
    ['unclear', reply(503)],
    ['unclear', reply(408)],
    ['notTaken', reply(429, {})],
    ['notTaken', reply(425)],
    ['refused', reply(400, {})],
    ['refused', reply(409, {})],
    ['refused', reply(302)],
  ])('means %s: %j', (verdict, answer) => {
    expect(classifyStart(profile, answer).verdict).toBe(verdict);
  });

  it('reads own properties alone', () => {
    expect(classifyStart(profile, reply(202, Object.create({ jobId: 'inherited' }))).verdict).toBe('unclear');
  });
});

describe('The reply to a poll', () => {
  it.each([
    ['running', reply(200, { jobStatus: 'Queued' })],
    ['running', reply(202, { jobStatus: 'NeverHeardOf' })],
    ['succeeded', reply(200, { jobStatus: ' completed ' })],
    ['failed', reply(200, { jobStatus: 'Failed' })],
    ['canceled', reply(200, { jobStatus: 'Canceled' })],
    ['transient', reply(200, { other: 1 })],
    ['transient', reply(200)],
    ['transient', reply(500, { jobStatus: 'Completed' })],
    ['transient', reply(429)],
    ['transient', reply(401)],
    ['transient', reply(301)],
    ['notFound', reply(404)],
    ['lost', reply(410)],
  ])('means %s: %j', (verdict, answer) => {
    expect(classifyPoll(profile, answer).verdict).toBe(verdict);
  });

  it('brings along how long to wait', () => {
    expect(classifyPoll(profile, reply(200, { jobStatus: 'Queued' }, { 'retry-after': '7' }))).toMatchObject({
      retryAfterMs: 7000,
    });
  });

  it('cuts what the remote side says in error to a bound', () => {
    const verdict = classifyPoll(profile, reply(500, { text: 'x'.repeat(100_000) }));

    expect(JSON.stringify(verdict).length).toBeLessThan(5000);
  });
});
