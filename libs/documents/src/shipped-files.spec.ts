import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readShippedFiles, shippedFolder } from './shipped-files.js';

const start = 'start: { request: { url: https://api.example.com/jobs } }';

describe('The files of the shipped library', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'longwatch-profiles-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

  it('are profiles of the names of their files', () => {
    expect(shippedFolder()).toMatch(/profiles$/);
    for (const [name, { profile }] of readShippedFiles()) expect(profile.name).toBe(name);
  });

  it('may extend each other, in whatever order they stand', () => {
    write('a.yaml', 'extends: b\ntitle: A');
    write('b.yaml', `extends: c\ndeadline: 2h`);
    write('c.yaml', start);
    write('notes.txt', 'no profile');

    expect([...readShippedFiles(folder).keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(readShippedFiles(folder).get('a')!.profile).toMatchObject({ name: 'a', title: 'A', deadline: '2h' });
  });

  it('are told with all their faults, a line each', () => {
    write('good.yaml', start);
    write('name.yaml', `name: other\n${start}`);
    write('start.yaml', 'title: Nothing\n');
    write('text.yaml', 'title: [\n');
    write('way.yaml', `${start}\npoll:\n  status: bdy.x\n`);

    let told = '';
    try {
      readShippedFiles(folder);
    } catch (error) {
      told = (error as Error).message.replaceAll(`${folder}/`, '');
    }

    expect(told.split('\n').map((line) => line.slice(0, 40))).toEqual([
      'name.yaml:1:1 /name must be name, or abs',
      'start.yaml:1:1 /start is missing; it mus',
      expect.stringMatching(/^text\.yaml:2:1 Flow sequence/),
      'way.yaml:3:3 /poll/status is not a locat',
    ]);
  });

  it('are missed where the folder is', () => {
    expect(() => readShippedFiles(join(folder, 'none'))).toThrow("The shipped profiles can't be read: ENOENT");
  });

  it('that extend each other in a ring are refused', () => {
    write('a.yaml', 'extends: b');
    write('b.yaml', 'extends: a');

    expect(() => readShippedFiles(folder)).toThrow('names a profile that is not there');
  });
});
