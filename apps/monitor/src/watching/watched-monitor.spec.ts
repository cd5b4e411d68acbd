import { describe, expect, it } from '@jest/globals';
import { type WatchedMonitor, dueAt, nextStep } from './watched-monitor.js';

const monitor = (facts: object): WatchedMonitor =>
  ({
    state: 'Watching',
    context: { fetch: null, search: null },
    nextPollAt: 100,
    nextOperationAt: null,
    deadlineAt: 1000,
    isOverdue: false,
    ...facts,
  }) as WatchedMonitor;

describe('The next step of a monitor', () => {
  it.each([
    ['poll', { state: 'Watching' }, 100],
    ['wait', { state: 'Watching' }, 99],
    ['start', { state: 'Pending' }, 100],
    ['start', { state: 'Starting' }, 100],
    ['wait', { state: 'Suspended', nextPollAt: null }, 500],
    ['wait', { state: 'StartUnknown', nextPollAt: null }, 500],
    ['end', { state: 'Suspended', nextPollAt: null }, 1000],
    ['end', { state: 'StartUnknown', nextPollAt: null }, 1000],
    ['end', { state: 'Pending' }, 1000],
    ['end', { state: 'Watching' }, 1000],
    ['poll', { state: 'Watching', isOverdue: true }, 1000],
    ['end', { state: 'Starting', isOverdue: true }, 1000],
    ['search', { state: 'StartUnknown', context: { search: { attempts: 0 } } }, 100],
    ['wait', { state: 'StartUnknown' }, 100],
    ['fetch', { state: 'Watching', context: { fetch: {} } }, 100],
    ['fetch', { state: 'Watching', context: { fetch: {} }, isOverdue: true }, 1000],
    ['operate', { state: 'Watching', nextOperationAt: 90 }, 100],
    ['operate', { state: 'Suspended', nextPollAt: null, nextOperationAt: 90 }, 90],
  ])('is to %s: %j at %d', (step, facts, now) => {
    expect(nextStep(monitor(facts), now)).toBe(step);
  });

  it('is due at the earlier of its next request and its deadline', () => {
    expect(dueAt(monitor({}))).toBe(100);
    expect(dueAt(monitor({ nextPollAt: 5000 }))).toBe(1000);
    expect(dueAt(monitor({ nextPollAt: null }))).toBe(1000);
    expect(dueAt(monitor({ nextOperationAt: 50 }))).toBe(50);
  });
});
