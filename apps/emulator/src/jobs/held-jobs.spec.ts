import { describe, expect, it } from '@jest/globals';
import type { NamespaceClock } from '../clock/namespace-clock.js';
import type { ClaimedJob } from './claims.repository.js';
import { HeldJobs } from './held-jobs.js';
import { createJob } from './job-life.js';

const life = { queuedMs: 0, inProgressMs: 0, outcome: 'Completed' as const };

/** Shows what the database's own clock shows. */
const clock: NamespaceClock = { namespace: 'a', version: 1, emulatedAt: 0, realAt: 0, scale: 1, isFrozen: false };

function jobDueAt(at: number, id: string, claimToken = 'first', namespace = 'a'): ClaimedJob {
  const birth = { id, namespace, dialect: null, reference: id, name: id, life, callback: null };
  return { ...createJob(birth, at).job, claimToken };
}

describe('HeldJobs', () => {
  it('gives out what is due, earliest first, and only once', () => {
    const held = new HeldJobs();
    for (const [id, at] of Object.entries({ late: 300, soon: 100, later: 200 })) held.hold(jobDueAt(at, id), clock);

    const due = held.takeDue(200, 10).map(({ id }) => id);

    expect(due).toEqual(['soon', 'later']);
    expect(held.takeDue(200, 10)).toEqual([]);
    expect(held.nextDueAt()).toBe(300);
  });

  it('keeps the newer of two claims to one job', () => {
    const held = new HeldJobs();
    held.hold(jobDueAt(100, 'job', 'first'), clock);
    held.hold(jobDueAt(100, 'job', 'second'), clock);

    const due = held.takeDue(100, 10);

    expect(due.map(({ claimToken }) => claimToken)).toEqual(['second']);
  });

  it('follows a clock that jumps or stands still, and leaves those of other namespaces alone', () => {
    const held = new HeldJobs();
    held.hold(jobDueAt(5000, 'job'), clock);
    held.hold(jobDueAt(7000, 'other', 'first', 'b'), { ...clock, namespace: 'b' });

    held.reschedule({ ...clock, realAt: 1000, emulatedAt: 4900 });
    const soon = held.nextDueAt();
    held.reschedule({ ...clock, realAt: 1050, emulatedAt: 4950, isFrozen: true });

    expect([soon, held.nextDueAt()]).toEqual([1100, 7000]);
  });

  it('lets a job go that somebody else moves', () => {
    const held = new HeldJobs();
    held.hold(jobDueAt(100, 'job'), clock);

    held.drop('job');

    expect([held.nextDueAt(), held.takeDue(1000, 10), held.size]).toEqual([undefined, [], 0]);
  });
});
