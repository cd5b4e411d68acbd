import { describe, expect, it } from '@jest/globals';
import { pointerTo } from '@app/contracts';
import { type ProfileFaulty, extendedName, resolveProfile } from './profile-document.js';

const base = {
  name: 'base',
  title: 'The base',
  start: { request: { url: '{{input.url}}', headers: { 'x-one': '1' } } },
  pace: { every: '20s', jitter: 0.5 },
};
const minimal = { start: { request: { url: 'https://api.example.com/jobs' } } };

const resolve = (document: unknown, from?: unknown) => resolveProfile(document, { name: 'mine', base: from });

/** The faults of a document as they are told: pointer, then what is allowed. */
function faultsOf(document: unknown, from?: unknown): string[] {
  try {
    resolve(document, from);
    return [];
  } catch (error) {
    return (error as ProfileFaulty).faults.map(({ path, detail }) => `${pointerTo(path)} ${detail}`);
  }
}

describe('A document', () => {
  it('has the name of the place where it is put, whether it says so or not', () => {
    expect(resolve(minimal).profile.name).toBe('mine');
    expect(resolve({ ...minimal, name: 'mine' }).profile.name).toBe('mine');
    expect(faultsOf({ ...minimal, name: 'other' })).toEqual(['/name must be mine, or absent']);
  });

  it('that extends another changes what it names and leaves the rest', () => {
    const { profile } = resolve({ extends: 'base', title: null, pace: { every: '5s' } }, base);

    expect(profile).toEqual({ ...base, name: 'mine', title: undefined, pace: { every: '5s', jitter: 0.5 } });
  });

  it('that extends nothing that is there is refused', () => {
    expect(faultsOf({ extends: 'nobody' })).toEqual(['/extends names a profile that is not there: "nobody"']);
    expect(() => extendedName({ extends: ['base'] })).toThrow('must be the name of a profile');
  });

  it('is the same in whatever order its fields stand', () => {
    const one = resolve({ title: 'A', ...minimal, pace: { every: '5s', jitter: 0.1 } });
    const other = resolve({ pace: { jitter: 0.1, every: '5s' }, ...minimal, title: 'A' });

    expect(one.digest).toBe(other.digest);
    expect(one.digest).not.toBe(resolve({ ...minimal, title: 'B' }).digest);
  });

  it.each<[string, unknown, string[]]>([
    ['that is a list', [minimal], [' must be an object: the fields of a profile']],
    ['that is nothing', undefined, [' must be an object: the fields of a profile']],
    ['without a start', {}, ['/start is missing; it must be an object']],
    [
      'with a field that is not known',
      { ...minimal, begin: {} },
      ['/begin is not known here; allowed are name, title'],
    ],
    [
      'with a field within that is not known',
      { ...minimal, pace: { evry: '5s' } },
      ['/pace/evry is not known here; allowed are first, every, factor, max, min, jitter, hints, longestHint'],
    ],
    [
      'with a field of one phase that is not known',
      { ...minimal, poll: { statos: 'body.x' } },
      ['/poll/statos is not known here; allowed are name, request, status, statuses'],
    ],
    [
      'with a field of the second of two phases that is not known',
      { ...minimal, poll: [{ name: 'one' }, { name: 'two', statos: 'body.x' }] },
      ['/poll/1/statos is not known here; allowed are name, request, status, statuses'],
    ],
    ['with a number for a text', { ...minimal, title: 5 }, ['/title must be a text']],
    ['with a locator that is none', { ...minimal, poll: { status: 'bdy.x' } }, ['/poll/status is not a locator']],
    [
      'with a locator that is none as the name of a test',
      { ...minimal, poll: { rules: [{ when: { 'bdy.x': 1 }, then: 'running' }] } },
      ['/poll/rules/0/when/bdy.x the name is not a locator'],
    ],
    [
      'with a verdict that is none',
      { ...minimal, poll: { rules: [{ when: { code: 200 }, then: 'done' }] } },
      ['/poll/rules/0/then must be running, succeeded, failed'],
    ],
    [
      'with a way to sign in that is none',
      { ...minimal, auth: { scheme: 'magic', secret: 'a' } },
      ['/auth/scheme must be api-key, basic, bearer, oauth2 or sigv4'],
    ],
    ['with a span of time that is none', { ...minimal, deadline: '5 min' }, ['/deadline must be a duration']],
    [
      'with several faults',
      { start: { request: {} }, title: 5 },
      ['/title must be a text', '/start/request/url is missing; it must be a text'],
    ],
  ])('%s is told where it is faulty, and what is allowed there', (_, document, expected) => {
    const told = faultsOf(document);

    expect(told).toHaveLength(expected.length);
    for (const [index, beginning] of expected.entries())
      expect(told[index]).toMatch(new RegExp(`^${escaped(beginning)}`));
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
