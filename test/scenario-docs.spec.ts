import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  bodyFaults,
  connectionFaults,
  faultyRequests,
  hintForms,
  inlineScenarioSchema,
  locationForms,
  outageRequestSchema,
  scenarioFaultSchema,
  scenarioJsonSchema,
  scenarioRepliesSchema,
  scenarioSchema,
} from '@app/contracts';
import { toScenario } from '../apps/emulator/src/scenarios/scenario-document.js';

const page = readFileSync('docs/scenarios.md', 'utf8');
const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) => yaml!);
const rows = [...page.slice(page.indexOf('## The conformance matrix')).matchAll(/^\| (.+) \| `(.+)` \|$/gm)];

describe('docs/scenarios.md', () => {
  it.each(examples)('shows what is a scenario: %#', (yaml) => {
    expect(toScenario(parse(yaml), 'example')).toMatchObject({ name: 'example' });
  });

  it.each(rows.map(([, what, yaml]) => [what!, yaml!]))('says how the matrix is played: %s', (_, yaml) => {
    expect(inlineScenarioSchema.safeParse(parse(yaml)).error).toBeUndefined();
  });

  it('has an example of each subject, and the whole matrix', () => {
    expect(examples.length).toBeGreaterThanOrEqual(12);
    expect(rows.length).toBeGreaterThanOrEqual(20);
  });

  it('begins with a whole one in less than fifteen lines', () => {
    expect(examples[0]!.trim().split('\n').length).toBeLessThan(15);
    expect(toScenario(parse(examples[0]!), 'late-failure')).toMatchObject({ queued: '3m', running: '40m' });
  });

  it.each([...page.matchAll(/outages -H .* -d '(.+)'/g)].map(([, json]) => json!))('orders an outage: %s', (json) => {
    expect(outageRequestSchema.safeParse(JSON.parse(json)).error).toBeUndefined();
  });

  it.each([
    ['field', Object.keys(scenarioSchema.shape)],
    ['field of replies', Object.keys(scenarioRepliesSchema.shape)],
    ['field of a fault', Object.keys(scenarioFaultSchema.shape)],
    ['word', [...hintForms, ...locationForms, ...bodyFaults, ...connectionFaults, ...faultyRequests]],
  ])('names every %s', (_, names) => {
    expect(names.filter((name) => !new RegExp(`\`${name}[\`.]`).test(page))).toEqual([]);
  });

  const text = (characters: number) => 'a'.repeat(characters);
  const list = (entries: number, entry: unknown) => Array.from({ length: entries }, () => entry);
  const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

  it.each<[string, number, (size: number) => object]>([
    ['131 072 characters', 131_072, (size) => ({ result: text(size - '{"name":"example","result":""}'.length) })],
    ['32 levels', 32, (size) => ({ result: nested(size) })],
    [
      '`message` and `characters` of `error`, `text` of a reply | 65 536',
      65_536,
      (size) => ({ error: { message: text(size) } }),
    ],
    [
      '`message` and `characters` of `error`, `text` of a reply | 65 536',
      65_536,
      (size) => ({ error: { characters: size } }),
    ],
    [
      '`message` and `characters` of `error`, `text` of a reply | 65 536',
      65_536,
      (size) => ({ faults: [{ reply: { code: 500, text: text(size) } }] }),
    ],
    [
      '`description`, a message of `progress`, a header of a reply | 1024',
      1024,
      (size) => ({ description: text(size) }),
    ],
    [
      '`description`, a message of `progress`, a header of a reply | 1024',
      1024,
      (size) => ({ progress: { messages: [text(size)] } }),
    ],
    [
      '`description`, a message of `progress`, a header of a reply | 1024',
      1024,
      (size) => ({ faults: [{ reply: { code: 500, headers: { a: text(size) } } }] }),
    ],
    ['a line of `logs` | 4096', 4096, (size) => ({ logs: [text(size)] })],
    ['`status`, `code` of `error` | 256', 256, (size) => ({ replies: { end: { status: text(size) } } })],
    ['`status`, `code` of `error` | 256', 256, (size) => ({ error: { code: text(size) } })],
    ['256 lines of logs', 256, (size) => ({ logs: list(size, 'a') })],
    ['100 messages', 100, (size) => ({ progress: { messages: list(size, 'a') } })],
    ['16 phases', 16, (size) => ({ phases: list(size, { lasts: '1s' }) })],
    ['32 faults', 32, (size) => ({ faults: list(size, { lost: true }) })],
    ['64 numbers', 64, (size) => ({ faults: [{ lost: true, number: list(size, 1) }] })],
    ['a pattern of `for` | 512', 512, (size) => ({ for: { name: text(size) } })],
    ['`steps`, `resultReads` | 1000', 1000, (size) => ({ progress: { steps: size } })],
    ['`steps`, `resultReads` | 1000', 1000, (size) => ({ resultReads: size })],
    ['`repeat` | 100', 100, (size) => ({ callbacks: { repeat: size } })],
    ['3650 days', 3650, (size) => ({ keptFor: `${size}d` })],
  ])('says how much is too much: %s', (words, limit, ofSize) => {
    expect(page.slice(page.indexOf('## Limits'))).toContain(words);
    expect(() => toScenario(ofSize(limit), 'example')).not.toThrow();
    expect(() => toScenario(ofSize(limit + 1), 'example')).toThrow();
  });

  it('leads to places that are there', () => {
    const anchors = [...page.matchAll(/^##+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);

    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });
});

const FILE = 'docs/scenario.schema.json';
const schema = scenarioJsonSchema();
const text = `${JSON.stringify(schema, null, 2)}\n`;

if (process.env['SCENARIO_SCHEMA'] === 'write') writeFileSync(FILE, text);

describe('The published JSON Schema of scenarios', () => {
  const reader = z.fromJSONSchema(JSON.parse(text) as never);

  it(`is ${FILE}, which SCENARIO_SCHEMA=write npm run test:unit -- scenario-docs writes`, () => {
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });

  it.each(examples)('accepts the examples of the docs: %#', (yaml) => {
    expect(reader.safeParse(parse(yaml)).error).toBeUndefined();
  });

  it.each([{ runing: '5s' }, { running: 'soon' }, { outcome: 'lost' }, { faults: [{ numbers: 1 }] }])(
    'refuses %j',
    (document) => {
      expect(reader.safeParse(document).success).toBe(false);
    },
  );
});
