import { type Rule, http, verdictOf } from '../rule.js';

/** A poll of a job that nobody started. */
export const jobGuessed: Rule = {
  name: 'job-guessed',
  severity: 'hint',
  expected: 'Ask for jobs by the id or the URL that the reply to their start gave',
  source: http('15.5.5', '404 Not Found'),
  judge: ({ entries }) => {
    const known = new Set(entries.filter(({ jobId }) => jobId !== null).map(({ reference }) => reference));
    return verdictOf(
      entries.map((entry) => {
        if (entry.kind !== 'poll' || entry.reference === null) return undefined;
        const isGuessed = entry.jobId === null && entry.code === 404 && !known.has(entry.reference);
        return isGuessed ? { entry, what: `Polled the job ${entry.reference}, which nobody has started` } : null;
      }),
    );
  },
};
