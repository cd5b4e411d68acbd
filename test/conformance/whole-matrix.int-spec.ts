import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { coveringCases, fullProduct } from './cases.js';
import { type Verdict, playCases, told } from './play-cases.js';
import { reportOf } from './report.js';
import { type Stage, startStage } from './stage.js';

const CONCURRENCY = 24;
const LIMIT_MS = 600_000;

/** What `npm run conformance` plays: the covering set, then the product of the two largest axes. It writes the page. */
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
}, LIMIT_MS);
afterAll(() => stage.close());

it(
  'is played in full, and all of it is right',
  async () => {
    const [covering, product] = [coveringCases(), fullProduct()];
    const all = [...covering, ...product];

    const verdicts = await playCases(stage, all, {
      concurrency: CONCURRENCY,
      onVerdict: (verdict, done) => tell(verdict, `${done}/${all.length}`),
    });

    const judged = verdicts.map(({ one, wrong }) => ({ one, isRight: wrong.length === 0 }));
    const page = reportOf(judged.slice(0, covering.length), judged.slice(covering.length));
    writeFileSync('docs/conformance.md', page);
    process.stdout.write(`\n${page.slice(page.indexOf('## Every two values'), page.indexOf('## What can not'))}`);
    expect(verdicts.filter(({ wrong }) => wrong.length > 0).map(told)).toEqual([]);
  },
  LIMIT_MS,
);

function tell(verdict: Verdict, progress: string): void {
  const isRight = verdict.wrong.length === 0;
  process.stdout.write(isRight ? `${progress} right\n` : `${progress} WRONG ${told(verdict)}\n`);
}
