import { describe, expect, it } from '@jest/globals';
import { type MonitorState, type RemoteError, compileProfile, monitorSchema, profileSchema } from '@app/contracts';
import type { MonitorEntity } from './monitor.entity.js';
import { begin } from './monitor.machine.js';
import type { MonitorContext } from './monitor.types.js';
import { redactorOf, toMonitor } from './monitor.view.js';

const at = new Date('2026-11-21T10:00:00.000Z');
const BASE = 'https://monitor.example';
const error: RemoteError = {
  code: 'http-500',
  message: 'down, see https://u:p@a.example/?sig=abc',
  body: { token: 'x' },
};

const profile = compileProfile(
  profileSchema.parse({ name: 'p', start: { request: { url: 'https://a.example/jobs' } }, redact: ['sesame'] }),
);

function monitor(state: MonitorState, context: Partial<MonitorContext> = {}): MonitorEntity {
  const fresh = begin({ startKey: 'key', job: null }).context;
  const instants = { createdAt: at, updatedAt: at, deadlineAt: at, nextPollAt: at, dueAt: at, finishedAt: null };
  const facts = { id: '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', groupId: 1, instanceId: 'i', name: 'gb4711', labels: {} };
  const made = { profile: 'p', profileVersion: 2, input: null, pace: null, callbackToken: 'unguessable', version: 4 };
  const counts = { lastSequence: 3, pollIntervalMs: 1000, askedDeadlineMs: null, isFlagged: false };
  return { ...facts, ...made, ...counts, ...instants, state, context: { ...fresh, ...context } };
}

const shown = (...facts: Parameters<typeof monitor>) =>
  monitorSchema.strict().parse(toMonitor(BASE, monitor(...facts), redactorOf(profile)));

describe('A monitor as people see it', () => {
  it('has null for what is not known yet, and nothing of our own insides', () => {
    const pending = shown('Pending');

    expect(pending).toMatchObject({ outcome: null, job: null, status: null, result: null, trouble: null, error: null });
    expect(JSON.stringify(pending)).not.toMatch(/unguessable|startKey|groupId/);
  });

  it('hides secrets in what it learned, but not in the result, which is what was asked for', () => {
    const job = { id: 7, statusUrl: 'https://a.example/1?sig=abc', sesame: 'open' };
    const result = { kind: 'inline' as const, value: { url: 'https://a.example/file?sig=abc' } };
    const {
      job: seen,
      status,
      ...rest
    } = shown('Succeeded', {
      job,
      status: { access_token: 'abc' },
      statusWord: 'Done',
      verdict: 'succeeded',
      result,
    });

    expect(seen).toEqual({
      id: '7',
      statusUrl: 'https://a.example/1?sig=***',
      captured: { id: 7, statusUrl: 'https://a.example/1?sig=***', sesame: '***' },
    });
    expect(status?.value).toEqual({ access_token: '***' });
    expect(rest.result).toEqual(result);
  });

  it('hides secrets in errors', () => {
    const hidden = { code: 'http-500', message: 'down, see https://***@a.example/?sig=***', body: { token: '***' } };

    expect(shown('Failed', { error }).error).toEqual(hidden);
    expect(shown('Watching', { trouble: { since: 0, count: 2, error } }).trouble?.error).toEqual(hidden);
    expect(shown('Watching', { operationError: error }).operationError).toEqual(hidden);
    expect(shown('Succeeded', { result: { kind: 'missed', error } }).result).toEqual({ kind: 'missed', error: hidden });
  });

  it.each<[MonitorState, Partial<MonitorContext>, boolean]>([
    ['StartUnknown', {}, true],
    ['Suspended', { resumeTo: 'StartUnknown' }, true],
    ['Suspended', { resumeTo: 'Watching' }, false],
    ['Watching', {}, false],
    ['Canceled', {}, false],
  ])(
    'says why its start is in doubt, and how to settle that, only while it is (%s %j)',
    (state, context, isInDoubt) => {
      const { error: why, links } = shown(state, { ...context, error });

      expect([why !== null, links.resolve !== undefined]).toEqual([isInDoubt, isInDoubt]);
    },
  );

  it.each<[MonitorState, string[]]>([
    ['Pending', ['cancel', 'suspend', 'pollNow']],
    ['Starting', ['cancel', 'suspend', 'pollNow']],
    ['StartUnknown', ['cancel', 'suspend', 'resolve']],
    ['Watching', ['cancel', 'suspend', 'pollNow']],
    ['Suspended', ['cancel', 'resume']],
    ['Succeeded', ['restart']],
    ['Lost', ['restart']],
  ])('that is %s links to what can be asked of it', (state, asked) => {
    expect(Object.keys(shown(state).links)).toEqual(['self', 'events', 'exchanges', ...asked]);
  });

  it.each([
    ['cancel', 'cancel'],
    ['detach', 'cancel'],
    ['pause', 'suspend'],
    ['suspend', 'suspend'],
    [null, null],
  ] as const)('tells what waits for the start to resolve (%s)', (requested, told) => {
    expect(shown('Starting', { requested }).requested).toBe(told);
  });

  it('can be shown though its profile is not known here, with the usual names hidden', () => {
    const seen = toMonitor(BASE, monitor('Watching', { job: { id: 'a', token: 'b' } }), redactorOf(undefined));

    expect(seen.job?.captured).toEqual({ id: 'a', token: '***' });
  });
});
