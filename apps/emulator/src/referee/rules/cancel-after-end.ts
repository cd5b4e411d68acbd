import { endTold } from '../replies.js';
import { type Rule, http, verdictOf } from '../rule.js';

/** A cancel of a job of which the client knew that it has ended. */
export const cancelAfterEnd: Rule = {
  name: 'cancel-after-end',
  severity: 'hint',
  expected: 'Cancel what still runs: an ended job answers with an error, and some APIs delete its record',
  source: http('15.5.10', '409 Conflict'),
  judge: ({ threads }) =>
    verdictOf(
      threads.flatMap(({ entries }) => {
        const end = endTold(entries);
        return entries
          .filter(({ kind }) => kind === 'cancel')
          .map((entry) => {
            const what = `Canceled the job after the reply to request ${end?.number} had told that it has ended`;
            return end !== undefined && entry.at > end.answeredAt ? { entry, what } : null;
          });
      }),
    ),
};
