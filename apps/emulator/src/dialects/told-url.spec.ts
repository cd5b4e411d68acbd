import { describe, expect, it } from '@jest/globals';
import type { LocationForm } from '@app/contracts';
import { dialectBase, foreignDialectBase } from './dialect-base.js';
import { tellUrl } from './told-url.js';

const base = dialectBase('https://emulator.example.com/', 'team a', 'plain-202');
const foreignBase = foreignDialectBase('http://localhost:3001', 'team a', 'plain-202');
const url = `${base}/operations/7?api-version=1`;

describe('The base of a dialect', () => {
  it.each([
    ['default', 'https://emulator.example.com/dialects/plain-202'],
    ['team a', 'https://emulator.example.com/ns/team%20a/dialects/plain-202'],
  ])('names the namespace, but for the default one: %s', (namespace, expected) => {
    expect(dialectBase('https://emulator.example.com', namespace, 'plain-202')).toBe(expected);
  });

  it('is told from our own at the other origin, whatever the host', () => {
    expect(foreignBase).toBe('http://localhost:3001/ns/team%20a/foreign/dialects/plain-202');
  });
});

describe('The place to ask', () => {
  const tell = (form: LocationForm | undefined, told = url) => tellUrl(told, { form, base, foreignBase, turn: 3 });

  it.each<[LocationForm | undefined, string]>([
    [undefined, url],
    ['fixed', url],
    ['rotating', `${url}&turn=3`],
    ['relative', '/ns/team%20a/dialects/plain-202/operations/7?api-version=1'],
    ['downgraded', `http${url.slice('https'.length)}`],
    ['foreign', `${foreignBase}/operations/7?api-version=1`],
  ])('is told %s', (form, expected) => {
    expect(tell(form)).toBe(expected);
  });

  it('stays where it is none of the dialect', () => {
    expect(tell('foreign', 'https://files.example.com/a')).toBe('https://files.example.com/a');
  });
});
