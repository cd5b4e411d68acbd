import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { problemCodes } from '@app/contracts';
import { problemCatalogue } from './problem-catalogue.js';

describe('The catalogue of problems', () => {
  it('stands in the docs as it is', () => {
    const page = readFileSync(new URL('../../../../docs/problems.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, status, title]) => [
      code,
      { status: Number(status), title },
    ]);

    expect(Object.fromEntries(documented)).toEqual(problemCatalogue);
    expect(documented.map(([code]) => code)).toEqual([...problemCodes].sort());
  });
});
