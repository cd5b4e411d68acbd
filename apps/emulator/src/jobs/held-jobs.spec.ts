import { describe, expect, it } from '@jest/globals';
import { HeldJobs } from './held-jobs.js';
import { createJob } from './job-life.js';
import type { ClaimedJob } from './jobs.repository.js';

function jobDueAt(at: number, id: string, claimToken = 'first'): ClaimedJob {
  const scenario = { queuedMs: 0, inProgressMs: 0, outcome: 'Completed' as const };
  return { ...createJob({ id, name: id, at, scenario }).job, claimToken };
}

describe('HeldJobs', () => {
  it('gives out what is due, earliest first, and only once', () => {
    const held = new HeldJobs();
    for (const [id, at] of Object.entries({ late: 300, soon: 100, later: 200 })) held.hold(jobDueAt(at, id));

    const due = held.takeDue(200, 10).map(({ id }) => id);

    expect(due).toEqual(['soon', 'later']);
    expect(held.takeDue(200, 10)).toEqual([]);
    expect(held.nextDueAt()).toBe(300);
  });

  it('keeps the newer of two claims to one job', () => {
    const held = new HeldJobs();
    held.hold(jobDueAt(100, 'job', 'first'));
    held.hold(jobDueAt(100, 'job', 'second'));

    const due = held.takeDue(100, 10);

    expect(due.map(({ claimToken }) => claimToken)).toEqual(['second']);
  });
});
