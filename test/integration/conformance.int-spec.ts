import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nameOf } from '../conformance/axes.js';
import { coveringCases } from '../conformance/cases.js';
import { type Verdict, playCases } from '../conformance/play-cases.js';
import { type Stage, startStage } from '../conformance/stage.js';

const CONCURRENCY = 24;
const LIMIT_MS = 300_000;

/** All cases are played at once; each then has a test that says what was wrong with it. */
describe('Our monitor against our emulator', () => {
  const cases = coveringCases();
  let stage: Stage;
  let verdicts: Verdict[] = [];

  beforeAll(async () => {
    stage = await startStage();
    verdicts = await playCases(stage, cases, { concurrency: CONCURRENCY });
  }, LIMIT_MS);
  afterAll(() => stage.close());

  it.each(cases.map((one, index) => [nameOf(one), index] as const))('does as it should: %s', (_, index) => {
    expect(verdicts[index]!.wrong.join('\n')).toBe('');
  });
});
