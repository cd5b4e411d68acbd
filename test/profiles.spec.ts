import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inputFaults } from '@app/contracts';
import { undeclared, unshown } from './support/exchange-coverage.js';
import { compareReadings, compareRequests } from './support/exchange-readings.js';
import { storyOf } from './support/exchange-story.js';
import { CALLBACK_URL, requestFor, walk } from './support/exchange-walk.js';
import { namesWithExchanges, readProfileText, shippedNames } from './support/exchanges.js';
import { PAGE, profileLibrary } from './support/profile-library.mjs';
import { type ShippedApi, openApi } from './support/shipped-api.js';

/** A file with a fault fails its own tests, and no other's. */
function opened(name: string): ShippedApi | Error {
  try {
    return openApi(name);
  } catch (error) {
    return error as Error;
  }
}

it('has exchanges for each shipped profile, and for no other', () => {
  expect(namesWithExchanges()).toEqual(shippedNames());
});

it('is listed in docs/profile-library.md, which node test/support/profile-library.mjs writes', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(profileLibrary());
});

describe.each(shippedNames())('profiles/%s.yaml', (name) => {
  const api = opened(name);

  it('is a profile', () => {
    expect(api).not.toBeInstanceOf(Error);
  });

  if (api instanceof Error) return;
  const { profile, compiled, exchanges } = api;

  it('begins with its schema, the document that it follows and a sentence', () => {
    const [schema, docs, ...sentence] = readProfileText(name)
      .split(/^name:/m, 1)[0]!
      .trimEnd()
      .split('\n');

    expect(schema).toBe('# yaml-language-server: $schema=./profile.schema.json');
    expect(docs).toBe(`# ${profile.docs}`);
    expect(sentence.join('\n')).toMatch(/^# [^]+\.$/);
  });

  it('has an example that says all that a start needs', () => {
    const { example } = profile;

    const faults = inputFaults(compiled, {
      input: example,
      key: exchanges.key,
      name: exchanges.name,
      callbackUrl: CALLBACK_URL,
    });

    expect(example).toBeDefined();
    expect(faults).toEqual([]);
  });

  it('shows in its exchanges all that it can say and do', () => {
    expect(unshown(api)).toEqual([]);
  });

  it('says of all that it can not do why', () => {
    expect(undeclared(api)).toEqual([]);
  });

  it('tells in its exchanges of a job from start to end, in success and in failure', () => {
    expect(storyOf(api, 'succeeded')).toBeDefined();
    expect(storyOf(api, 'failed')).toBeDefined();
  });

  const walked = walk(api).map((step, index) => [`${index + 1}. ${step.title}`, step] as const);

  it.each(walked)('%s', (_, step) => {
    const request = compareRequests(requestFor(compiled, step), step.expectedRequest);
    const reading = compareReadings(compiled, step);

    expect(request.actual).toEqual(request.expected);
    expect(reading.actual).toEqual(reading.expected);
  });
});
