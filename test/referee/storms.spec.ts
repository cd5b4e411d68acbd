import { describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import { judged, poll } from './played.js';

const JOBS = 100;
const EVERY_MS = 2000;

/** Polls of `jobs` jobs between two instants, spread over the interval. */
function steady(from: number, to: number, said: Partial<JournalEntry> = {}, jobs = JOBS): JournalEntry[] {
  const count = Math.floor(((to - from) / EVERY_MS) * jobs);
  return Array.from({ length: count }, (_, index) =>
    poll(from + (index * EVERY_MS) / jobs, { jobId: `j${index % jobs}`, ...said }),
  );
}

function burst(at: number, jobs = JOBS): JournalEntry[] {
  return Array.from({ length: jobs }, (_, index) => poll(at + index / 2, { jobId: `j${index}` }));
}

const failed = { code: null };

describe('storm-after-outage', () => {
  it('is right where the rate after an outage is as before', () => {
    const entries = [...steady(0, 4000), ...steady(4000, 7000, failed), ...steady(7000, 9000)];

    expect(judged('storm-after-outage', entries)).toMatchObject({ wrong: [], checked: 1 });
  });

  it('is told where all jobs ask at once when the API is back, as one finding of the client', () => {
    const entries = [...steady(0, 4000), ...steady(4000, 7000, failed), ...burst(7100)];

    expect(judged('storm-after-outage', entries)).toMatchObject({
      wrong: [351],
      checked: 1,
      severities: ['error'],
      what: 'After an outage of 3 s 100 requests came within 100 ms; before it, 5.0 did',
    });
  });

  it('is told after a silence, too', () => {
    expect(judged('storm-after-outage', [...steady(0, 4000), ...burst(9000)]).wrong).toEqual([201]);
  });

  it('is told after an outage that was ordered', () => {
    const entries = [...steady(0, 4000), ...burst(5000)];

    expect(judged('storm-after-outage', entries, { outages: [[4000, 4900]] }).wrong).toEqual([201]);
  });

  it('is no matter of a client that always comes in bursts', () => {
    const entries = [...burst(0), ...burst(3000), ...burst(6000), ...burst(9000)];

    expect(judged('storm-after-outage', entries).wrong).toEqual([]);
  });

  it('is no matter of a few jobs', () => {
    const entries = [...steady(0, 4000, {}, 10), ...steady(4000, 7000, failed, 10), ...burst(7000, 10)];

    expect(judged('storm-after-outage', entries)).toMatchObject({ wrong: [], checked: 0 });
  });
});
