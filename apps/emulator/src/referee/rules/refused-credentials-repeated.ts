import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';

/** The first refusal, and one more try: from then on it is the same door again. */
const MOST_TRIES = 2;

/** The same credentials again and again after 401. */
export const refusedCredentialsRepeated: Rule = {
  name: 'refused-credentials-repeated',
  severity: 'hint',
  expected: 'After 401 repeat the request with renewed credentials; where there are none, tell somebody',
  source: http('15.5.2', '401 Unauthorized'),
  judge: ({ threads }) => verdictOf(threads.flatMap(({ entries }) => [...judgeThread(entries)])),
};

function* judgeThread(entries: NumberedEntry[]): Generator<Offence | null> {
  let refused: string | undefined;
  let tries = 0;
  for (const entry of entries) {
    if (entry.code === null) continue;
    const credentials = entry.credentials.map(({ print }) => print).join(' ');
    tries = entry.code === 401 && credentials === refused ? tries + 1 : 1;
    refused = entry.code === 401 ? credentials : undefined;
    if (refused === undefined) continue;
    const what = `Sent the same credentials ${tries} times in a row, though they had been answered 401`;
    yield tries > MOST_TRIES ? { entry, what } : null;
  }
}
