import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { profileJsonSchema } from '@app/contracts';
import { readProfileText, shippedNames } from './support/exchanges.js';

const FILE = 'profiles/profile.schema.json';
const schema = profileJsonSchema();
const text = `${JSON.stringify(schema, null, 2)}\n`;

if (process.env['PROFILE_SCHEMA'] === 'write') writeFileSync(FILE, text);

const { $schema, then, else: otherwise, definitions } = schema;
const reader = (branch: unknown) => z.fromJSONSchema({ $schema, ...(branch as object), definitions } as never);
const whole = reader(otherwise);
const extension = reader(then);

/** Reads a document as an editor would, by the published schema alone. */
function isAccepted(document: object): boolean {
  return ('extends' in document ? extension : whole).safeParse(document).success;
}

describe('The published JSON Schema of profiles', () => {
  it(`is ${FILE}, which PROFILE_SCHEMA=write npm run test:unit -- profile-schema writes`, () => {
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });

  it.each(shippedNames())('accepts profiles/%s.yaml', (name) => {
    expect(isAccepted(parse(readProfileText(name)) as object)).toBe(true);
  });

  it.each([
    ['whatever differs', { extends: 'databricks', baseUrl: 'https://dbc.example.com' }],
    ['a part of a part', { extends: 'arm-put', auth: { tokenUrl: 'https://login.example.com/t/token' } }],
    ['null, which removes', { extends: 'bigquery', cancel: null, start: { capture: { location: null } } }],
  ])('accepts of a document that extends another one %s', (_, document) => {
    expect(isAccepted(document)).toBe(true);
  });

  it.each([
    ['an unknown field', { start: { request: { url: '/a' } }, starts: {} }],
    ['an unknown field of a document that extends', { extends: 'bigquery', resultt: {} }],
    ['no start', { baseUrl: 'https://a.example.com' }],
    ['a verdict that is none', { start: { request: { url: '/a' }, rules: [{ when: { code: 1 }, then: 'done' }] } }],
  ])('refuses %s', (_, document) => {
    expect(isAccepted(document)).toBe(false);
  });
});
