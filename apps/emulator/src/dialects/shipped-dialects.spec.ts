import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compileDialect, compileProfile } from '@app/contracts';
import { shippedFolder } from '@app/documents';
import { readShippedDialect, readShippedSupplement, shippedDialectNames } from './shipped-dialects.js';

describe('The dialects that come along', () => {
  it.each(shippedDialectNames())('%s compiles', (name) => {
    const { profile, supplement } = readShippedDialect(name)!;

    expect(compileDialect(compileProfile(profile), supplement).routes.length).toBeGreaterThan(1);
  });

  it('are those of the profiles: no supplement is left over', () => {
    const supplements = readdirSync(shippedFolder('dialects')).map((file) => file.replace(/\.yaml$/, ''));

    expect(supplements.filter((name) => !shippedDialectNames().includes(name))).toEqual([]);
  });

  it('are missed, and their faults told with line and column', () => {
    const folder = mkdtempSync(join(tmpdir(), 'longwatch-dialects-'));
    writeFileSync(join(folder, 'a.yaml'), 'start:\n  code: 99\n');

    expect(readShippedDialect('nothing')).toBeUndefined();
    expect(() => readShippedSupplement('a', folder)).toThrow(/a\.yaml:2:3 \/start\/code must be/);
    rmSync(folder, { recursive: true });
  });
});
