import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenarioFiles } from './scenario-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

/** Why the folder can't be read, without where it is. */
function troubles(): string {
  try {
    readScenarioFiles(folder);
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
}

describe('A folder of scenarios', () => {
  it('has one in each file, under the name of the file', () => {
    write('slow.yaml', 'running: 1h\n');
    write('named.yaml', 'name: named\nfor: {}\n');
    write('short.yml', '{ "running": "1m" }');
    write('README.md', 'not one\n');

    const scenarios = readScenarioFiles(folder);

    expect(Object.fromEntries(scenarios)).toEqual({
      slow: { name: 'slow', running: '1h' },
      short: { name: 'short', running: '1m' },
      named: { name: 'named', for: {} },
    });
  });

  it('may be absent, but not missing', () => {
    expect(readScenarioFiles(undefined).size).toBe(0);
    expect(() => readScenarioFiles(join(folder, 'none'))).toThrow(/SCENARIOS_DIR.*ENOENT/);
  });

  it('has no name twice', () => {
    write('slow.yaml', 'running: 1h\n');
    write('slow.yml', 'running: 2h\n');

    expect(troubles()).toBe('slow.yml has the name of slow.yaml, which is there as well');
  });

  it('tells every fault of every file, and where it is', () => {
    write('a.yaml', 'running: 1h\nruning: 2h\nfaults:\n  - { number: 0, delay: 1s }\n');
    write('b.yaml', 'name: c\n');
    write('c.yaml', 'running: [\n');
    write('d.yaml', '');
    write('e.yml', 'result: &a\n  - *a\n');
    write('f.yml', `result: ${'['.repeat(1000)}`);
    write('g.yml', 'faults:\n  - during: { from: 5s, to: 1s }\n    delay: 1s\n');

    expect(troubles().split('\n')).toEqual([
      expect.stringMatching(/^a\.yaml:4:7 \/faults\/0\/number must be at least 1$/),
      expect.stringMatching(/^a\.yaml:2:1 \/runing is not known here; allowed are .*running/),
      expect.stringMatching(/^b\.yaml:1:1 \/name must be b, or absent$/),
      expect.stringMatching(/^c\.yaml:\d:\d /),
      expect.stringMatching(/^d\.yaml:1:1 \/ must be an object: the fields of a scenario$/),
      expect.stringMatching(/^e\.yml:2:5 \/result\/0 \*a stands within &a itself$/),
      expect.stringMatching(/^f\.yml:1:\d{3} The text is nested too deep/),
      expect.stringMatching(/^g\.yml:2:5 \/faults\/0\/during must begin before its end$/),
    ]);
  });
});
