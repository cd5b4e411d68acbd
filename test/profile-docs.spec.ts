import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  compileProfile,
  documentSchema,
  mergeProfiles,
  operationVerdicts,
  pipes,
  pollVerdicts,
  profileSchema,
  readOperation,
  readPoll,
  readStart,
  startVerdicts,
} from '@app/contracts';
import { readProfileText } from './support/exchanges.js';

const page = readFileSync('docs/profiles.md', 'utf8');
const examples = [...page.matchAll(/^## (.+)$|```yaml\n([^]*?)```/gm)].reduce<[string, string][]>(
  (found, [, title, yaml]) => {
    const heading = title ?? found.at(-1)?.[0] ?? '';
    return [...found, [heading, yaml ?? '']];
  },
  [],
);
const written = examples.filter(([, yaml]) => yaml !== '');

/** Examples are parts of a profile: what they do not say is what is least. */
const least = {
  name: 'example',
  baseUrl: 'https://api.example.com',
  start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
};

function profileOf(yaml: string): unknown {
  const { extends: extended, ...document } = parse(yaml) as { extends?: string };
  const base: unknown = extended === undefined ? least : parse(readProfileText(extended));
  return mergeProfiles(base, document);
}

const builtIn = [...page.slice(page.indexOf('## What is built in')).matchAll(/^\| ((?:other )?\d.+) \|$/gm)].map(
  ([, row]) => row!.split(' | ') as [string, string, string, string, string],
);
const others: Record<string, number[]> = {
  'other 2xx': [200, 201, 204],
  'other 3xx': [300, 304],
  'other 4xx': [400, 403, 422],
  'other 5xx': [500, 503],
};

function codesOf(text: string): number[] {
  return others[text] ?? text.split(', ').map(Number);
}

function compiled(poll: object) {
  return compileProfile(profileSchema.parse({ ...least, poll, cancel: { request: { url: '/x' } } }));
}

describe('docs/profiles.md', () => {
  it.each(written)('shows of "%s" what is a profile: %#', (_, yaml) => {
    const { data, error } = profileSchema.safeParse(profileOf(yaml));

    expect(error?.issues).toBeUndefined();
    expect(() => compileProfile(data!)).not.toThrow();
  });

  it('has an example of each subject', () => {
    expect(written.length).toBeGreaterThanOrEqual(20);
  });

  it.each([
    ['pipe', Object.keys(pipes)],
    ['field', Object.keys(documentSchema.shape)],
    ['verdict', [...pollVerdicts, ...startVerdicts, ...operationVerdicts]],
  ])('names every %s', (_, names) => {
    const named = names.filter((name) => new RegExp(`\`${name}[\`(:]`).test(page));

    expect(named).toEqual(names);
  });

  it.each(builtIn)('says what is built in: %s', (codes, start, word, code, operation) => {
    for (const number of codesOf(codes)) {
      const reply = {
        code: number,
        headers: { location: '/x' },
        body: { id: 7 },
        url: 'https://api.example.com/',
        receivedAt: 0,
      };
      const read = (poll: object) => readPoll(compiled(poll), null, reply, {}).verdict;

      expect(readStart(compiled({ request: { url: '/{{job.id}}' } }), reply, {}).verdict).toBe(start);
      // The word of this reply is nowhere, and so it says nothing.
      expect(read({ status: 'body.state' })).toBe(word === 'the word' ? 'transient' : word);
      expect(read({})).toBe(code);
      expect(readOperation(compiled({}), 'cancel', reply, {}).verdict).toBe(operation);
    }
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
