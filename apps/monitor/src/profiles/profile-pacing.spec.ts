import { describe, expect, it } from '@jest/globals';
import { type Profile, compileProfile, profileSchema } from '@app/contracts';
import { configSchema } from '../config.js';
import { newMonitor } from '../monitors/new-monitor.js';
import { USUAL_DEADLINE_MS, USUAL_INTERVAL_MS, deadlineText, nextWait, pollsTexts } from './profile-pacing.js';

const least = { name: 'mine', baseUrl: 'https://api.example.com', start: { request: { url: '/jobs' } } };
const compiled = (more: Partial<Profile> | object = {}) => compileProfile(profileSchema.parse({ ...least, ...more }));

const poll = { what: 'poll', method: 'GET', url: 'https://api.example.com/jobs/1' } as const;
const running = { step: 'poll', phase: null, verdict: 'running', next: poll } as const;
const wait = (more: object, read: object = {}) => {
  const { span, because } = nextWait(compiled(more), { ...running, ...read }, null)!;
  return `${span}, ${because}`;
};

describe('The pace of a profile', () => {
  it('is by default that of a monitor with the usual settings', () => {
    const config = configSchema.parse({ DATABASE_URL: 'postgres://localhost/x' });
    const { deadlineMs } = newMonitor(
      { profile: 'mine', input: {} },
      { name: 'mine', version: 1, compiled: compiled() },
      config,
    );

    expect([USUAL_DEADLINE_MS, USUAL_INTERVAL_MS]).toEqual([deadlineMs, config.pollIntervalMs]);
  });

  it('is told in words, phase by phase', () => {
    const phases = [
      { name: 'queue', request: { url: '/queue' }, rules: [{ when: { code: 200 }, then: { goto: 'build' } }] },
      {
        name: 'build',
        request: { url: '/build' },
        pace: { every: '10s', factor: 1.5, max: '2m', hints: ['body.ms | ms'] },
      },
    ];

    expect(pollsTexts(compiled({ poll: phases }))).toEqual([
      'queue: every 20s (MONITOR_POLLINGINTERVAL_SEC); or when a reply asks for it: ' +
        'header.retry-after-ms | ms, else header.retry-after | wait',
      'build: every 10s, growing by 1.5 up to 2m; or later, when a reply asks for it: body.ms | ms',
    ]);
    expect(deadlineText(compiled())).toBe('24h, for the profile says none');
    expect(deadlineText(compiled({ deadline: '90m' }))).toBe('90m');
  });

  it.each<[string, object, object, string]>([
    ['nothing', {}, {}, '20s, MONITOR_POLLINGINTERVAL_SEC'],
    ['a hint', {}, { hintMs: 7000 }, '7s, as the reply asks'],
    ['a hint of nothing', {}, { hintMs: 0 }, '1s, the least; the reply asks for 0s'],
    ['an interval', { pace: { every: '30s' } }, {}, "30s, the profile's every"],
    [
      'an interval and a shorter hint',
      { pace: { every: '30s' } },
      { hintMs: 7000 },
      "30s, the profile's every; the reply asks for 7s",
    ],
    ['an interval and a longer hint', { pace: { every: '30s' } }, { hintMs: 60_000 }, '1m, as the reply asks'],
    [
      'too long a hint',
      { pace: { longestHint: '1m' } },
      { hintMs: 600_000 },
      '1m, the most that is believed; the reply asks for 10m',
    ],
    ['a result that is kept for little', { result: { keptFor: '10s' } }, {}, '5s, half of keptFor, the most'],
    ['a start', {}, { step: 'start', verdict: 'started' }, '0s, the first poll goes out at once'],
    [
      'a start and a first wait',
      { pace: { first: '5s' } },
      { step: 'start', verdict: 'started' },
      "5s, the profile's first",
    ],
    [
      'a failed poll',
      {},
      { verdict: 'transient' },
      '20s, after a failed poll, and twice as long after each further one, up to 5m or the interval',
    ],
  ])('says by %s when the next poll is, and why', (_, profile, read, expected) => {
    expect(wait(profile, read)).toBe(expected);
  });

  it('says nothing where there is no next poll', () => {
    expect(nextWait(compiled(), { step: 'poll', phase: null, verdict: 'failed' }, null)).toBeUndefined();
  });
});
