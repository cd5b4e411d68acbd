import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { supplementSchema } from '@app/contracts';
import { readShippedDialect, shippedDialectNames } from '../apps/emulator/src/dialects/shipped-dialects.js';
import { PAGE, withDialects } from './support/dialects-page.js';

if (process.env['DIALECTS_PAGE'] === 'write') writeFileSync(PAGE, withDialects(readFileSync(PAGE, 'utf8')));

describe(PAGE, () => {
  const page = readFileSync(PAGE, 'utf8');

  it('tells of each dialect what DIALECTS_PAGE=write npm run test:unit -- dialects-page writes', () => {
    expect(page).toBe(withDialects(page));
  });

  it('names every field of a supplement', () => {
    const table = page.split('\n## Supplements\n')[1]!.split('\n## ')[0]!;
    const cells = [...table.matchAll(/^\| (`[^|]+)\|/gm)].map(([, cell]) => cell!);
    const named = new Set(cells.flatMap((cell) => cell.match(/\w+/g)));

    expect(Object.keys(supplementSchema.shape).filter((field) => !named.has(field))).toEqual([]);
  });

  it.each(shippedDialectNames())('says of %s what is played and what is not', (name) => {
    const { supplement } = readShippedDialect(name)!;

    expect([supplement.plays, supplement.leavesOut]).toEqual([expect.any(Array), expect.any(Array)]);
  });
});
