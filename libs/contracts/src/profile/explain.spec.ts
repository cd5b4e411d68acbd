import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import { explainPoll, explainStart } from './explain.js';
import { profileSchema } from './profile.contract.js';
import { readPoll } from './read-poll.js';
import { readStart } from './read-start.js';
import type { Reply } from './reply.js';

const url = 'https://a.example.com/jobs';
const reply = (code: number, body?: unknown, rest: Partial<Reply> = {}): Reply => ({
  code,
  body,
  headers: {},
  url,
  receivedAt: 0,
  ...rest,
});
const compiled = compileProfile(
  profileSchema.parse({
    name: 'p',
    start: {
      request: { url },
      rules: [{ when: { code: 409 }, then: 'started' }],
      capture: { id: 'body.id' },
    },
    poll: {
      request: { url: `${url}/{{job.id}}` },
      status: 'body.status',
      statuses: { running: ['Queued'], succeeded: ['Done'] },
      rules: [
        { when: { code: 400, 'body.type': 'Throttled*' }, then: 'transient' },
        { when: { code: 500 }, then: 'status' },
        { when: { code: 404 }, then: 'failed' },
      ],
      capture: { big: 'body.big' },
    },
  }),
);

describe('Why a reply to a poll is read as it is', () => {
  it.each([
    [reply(200, { status: 'Done' }), 'The status word "Done" means succeeded.', undefined],
    [reply(200, { status: 'New' }), 'The status word "New" is not in statuses, and unknown is hold.', undefined],
    [reply(200, {}), 'The reply holds no status, so it says nothing of the job.', undefined],
    [reply(404), 'Rule 3 says failed.', undefined],
    [
      reply(500, { status: 'Done' }),
      'Rule 2 says to read the status. The status word "Done" means succeeded.',
      undefined,
    ],
    [reply(410), 'No rule holds, and code 410 means lost.', 'code 410 means lost'],
    [
      reply(200, undefined, { text: '<h1>' }),
      'The reply is not JSON, so it says nothing of the job.',
      'a good code with a body that can not be read means transient',
    ],
  ])('is said in a sentence: %j', (of, because, builtIn) => {
    const explained = explainPoll(compiled, null, of, {});

    expect(explained).toMatchObject({ because, ...readPoll(compiled, null, of, {}) });
    expect(explained.builtIn).toBe(builtIn);
  });

  it('is said test by test, of the rules that were tried', () => {
    const { rules } = explainPoll(compiled, null, reply(500, { type: 'Throttled' }), {});

    expect(rules).toEqual([
      {
        index: 0,
        when: [
          { locator: 'code', expected: 400, found: 500, holds: false },
          { locator: 'body.type', expected: 'Throttled*', found: 'Throttled', holds: true },
        ],
        then: 'transient',
        decided: false,
      },
      { index: 1, when: [{ locator: 'code', expected: 500, found: 500, holds: true }], then: 'status', decided: true },
    ]);
  });

  it('shows what was found, bounded', () => {
    const { captures } = explainPoll(compiled, null, reply(200, { status: 'Done', big: 'x'.repeat(9000) }), {});

    expect(captures).toEqual([{ name: 'big', locator: 'body.big', found: expect.any(String) }]);
    expect((captures[0]!.found as string).length).toBeLessThan(1100);
  });
});

describe('Why a reply to a start is read as it is', () => {
  it.each([
    [reply(202, { id: 7 }), 'Code 202 means started.'],
    [reply(409, { id: 7 }), 'Rule 1 says started.'],
    [reply(202, {}), 'Code 202 means started; but it names no job, so nobody knows which one was started.'],
    [reply(200, { status: 'Done' }), 'Code 200 means started; read as a poll reply, it says succeeded.'],
    [reply(400, {}), 'Code 400 means refused.'],
  ])('is said in a sentence: %j', (of, because) => {
    expect(explainStart(compiled, of, {})).toMatchObject({ because, ...readStart(compiled, of, {}) });
  });
});
