import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { refereeRules } from '@app/contracts';
import { rules } from '../../apps/emulator/src/referee/rules.js';

const page = readFileSync('docs/referee.md', 'utf8');
const sections = { error: section('Errors'), hint: section('Hints') };

function section(title: string): string {
  return page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
}

/** The names in the first column of a table. */
function named(text: string): string[] {
  return [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name!);
}

describe('docs/referee.md', () => {
  it.each(['error', 'hint'] as const)(
    'tells of every rule whose findings are of the kind %s, and of no other',
    (kind) => {
      const names = rules.filter(({ severity }) => severity === kind).map(({ name }) => name);

      expect(named(sections[kind])).toEqual(names);
    },
  );

  it('belongs to all the rules that reports can name', () => {
    expect(rules.map(({ name }) => name)).toEqual([...refereeRules]);
  });
});
