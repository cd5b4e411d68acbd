import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import { profileGaps } from './profile-gaps.js';
import { profileSchema } from './profile.contract.js';

const start = { request: { url: 'https://a.example.com/jobs' } };
const request = { url: 'https://a.example.com/x' };

/** Every fault as `path: message`. */
function faultsOf(document: object): string[] {
  const { error } = profileSchema.safeParse({ name: 'p', start, ...document });
  return (error?.issues ?? []).flatMap((issue) =>
    (issue.code === 'invalid_key' ? issue.issues : [issue]).map(({ message }) => `${issue.path.join('/')}: ${message}`),
  );
}

describe('A profile', () => {
  it('needs no more than a name and a start', () => {
    expect(faultsOf({})).toEqual([]);
    expect(() => compileProfile(profileSchema.parse({ name: 'p', start }))).not.toThrow();
  });

  it.each<[object, string]>([
    [{ pol: {} }, ': Unrecognized key: "pol"'],
    [{ start: { request: {} } }, 'start/request/url: '],
    [{ poll: { status: 'body..x' } }, 'poll/status: is not a locator at character 6: allowed there is a name'],
    [{ start: { request: { url: '/x/{{job.id' } } }, 'start/request/url: has a place without an end at character 4'],
    [{ start: { request: { url: 'ftp://h/x' } } }, 'start/request/url: must be an http or https URL, or relative'],
    [
      { start: { request: { ...request, body: { a: [{ b: '{{x}}' }] } } } },
      'start/request/body/a/0/b: is not a locator',
    ],
    [{ start: { request: { ...request, body: {}, text: '' } } }, 'start/request: must not have more than one of body'],
    [{ headers: { 'Content-Length': '1' } }, 'headers/Content-Length: is a header of the connection'],
    [{ headers: { 'a b': '1' } }, 'headers/a b: must be the name of a header'],
    [{ headers: { a: '1', A: '2' } }, 'headers: must not name a header twice'],
    [{ pace: { every: '5 minutes' } }, 'pace/every: must be a duration such as'],
    [{ deadline: '3651d' }, 'deadline: must not be longer than 3650d'],
    [{ baseUrl: 'https://a.example.com?x' }, 'baseUrl: must be an http or https URL without query'],
    [{ baseUrl: 'https://:80' }, 'baseUrl: must be an http or https URL'],
    [{ auth: { scheme: 'bearer', secret: 's', origins: ['a.example.com'] } }, 'auth/origins/0: must be an origin'],
    [{ poll: { rules: [{ when: { code: {} }, then: 'lost' }] } }, 'poll/rules/0/when/code: '],
    [{ poll: { rules: [{ when: {}, then: 'lost' }] } }, 'poll/rules/0/when: must have at least one test'],
    [{ poll: { rules: [{ when: { code: '{{x}}' }, then: 'lost' }] } }, 'poll/rules/0/when/code: '],
    [{ start: { ...start, capture: { 'a b': 'code' } } }, 'start/capture/a b: must be a name of letters'],
    [{ example: 'x'.repeat(70_000) }, ': must not be larger than 65536 characters'],
    [{ example: JSON.parse('['.repeat(40) + ']'.repeat(40)) as unknown }, ': must not be nested deeper than 32'],
    [{ title: 'a\u0000' }, 'title: must not hold the character U+0000'],
  ])('says where it is wrong, and what is allowed: %j', (document, fault) => {
    const faults = faultsOf(document);

    expect(faults.filter((found) => found.startsWith(fault))).toHaveLength(1);
  });
});

describe('The parts of a profile', () => {
  it.each<[string, object, string]>([
    [
      'phases without names',
      { poll: [{}, { name: 'b' }] },
      'poll/0/name: must be given where there are several phases',
    ],
    [
      'phases of one name',
      { poll: [{ name: 'a' }, { name: 'a' }] },
      'poll/1/name: must not be the name of another phase: a',
    ],
    [
      'a way to no phase',
      { poll: [{ name: 'a', rules: [{ when: { code: 1 }, then: { goto: 'c' } }] }, { name: 'b' }] },
      'poll/0/rules/0/then/goto: must be the name of a phase: a, b',
    ],
    [
      'words without status',
      { poll: { statuses: { running: ['a'] } } },
      'poll/statuses: must not be given without status',
    ],
    [
      'a rule that reads a status without status',
      { poll: { rules: [{ when: { code: 1 }, then: 'status' }] } },
      'poll/rules/0/then: must not be status in a phase without status',
    ],
    [
      'a word that means two things',
      { poll: { status: 'body.a', statuses: { canceled: ['Canceled'], failed: ['x', 'CANCELLED'] } } },
      'poll/statuses/canceled/0: must not stand under failed, too: Canceled',
    ],
    [
      'a hint that is no wait',
      { pace: { hints: ['header.retry-after'] } },
      'pace/hints/0: must end with a pipe that makes a wait',
    ],
    [
      'a reply where there is none',
      { start: { request: { url: 'https://h/{{body.x}}' } } },
      'start/request/url: must not read body: there is no reply here, only input, job',
    ],
    [
      'a reply in the headers of all requests',
      { headers: { a: '{{code}}' } },
      'headers/a: must not read code: there is no reply here',
    ],
    ['an entry where no list is searched', { poll: { status: 'item.x' } }, 'poll/status: must not read item'],
    [
      'a capture that nobody makes',
      { cancel: { request: { url: 'https://h/{{job.ids}}' } } },
      'cancel/request/url: must not read job.ids: it is not captured by then, known are statusUrl',
    ],
    [
      'a capture that comes later',
      { before: [{ request: { url: 'https://h/{{job.up}}' }, capture: { up: 'body.up' } }] },
      'before/0/request/url: must not read job.up: it is not captured by then, nothing is',
    ],
    [
      'a capture of the start in the search for its job',
      {
        start: {
          ...start,
          capture: { id: 'body.id' },
          find: { request: { url: 'https://h/{{job.id}}' }, capture: { id: 'item.id' } },
        },
      },
      'start/find/request/url: must not read job.id',
    ],
    [
      'a callback without one',
      { start: { request: { ...request, body: { hook: '{{callback.url}}' } } } },
      'start/request/body/hook: must not read callback.url where the profile has no callback: {}',
    ],
    ['another callback', { callback: {}, headers: { a: '{{callback.token}}' } }, 'headers/a: must be callback.url'],
    [
      'a value of a rule that is not there',
      { poll: { rules: [{ when: { code: '{{item.x}}' }, then: 'lost' }] } },
      'poll/rules/0/when/code: must not read item',
    ],
    [
      'a deadline that cancels without cancel',
      { onDeadline: 'cancel' },
      'onDeadline: must be abandon where the profile has no cancel',
    ],
    ['a next page that is always the same', { result: { next: 'body.next' } }, 'result/next: must have a place'],
  ])('fit together: not %s', (_, document, fault) => {
    expect(faultsOf(document)).toEqual([expect.stringContaining(fault)]);
  });

  it('may read what was captured by then', () => {
    const document = {
      callback: {},
      before: [
        { request, capture: { since: 'now | iso' } },
        {
          request: { url: 'https://h/{{job.since}}' },
          rules: [{ when: { 'body.at': { changedFrom: 'job.since' } }, then: 'started' }],
        },
      ],
      start: {
        request: { url: 'https://h/{{input.a}}', body: { hook: '{{callback.url}}', since: '{{job.since}}' } },
        capture: { id: 'body.id' },
        find: {
          request: { url: 'https://h/?since={{job.since}}' },
          match: { 'item.mark': '{{key}}' },
          capture: { id: 'item.id' },
        },
      },
      poll: {
        request: { url: 'https://h/{{job.id}}', headers: { etag: '{{job.etag}}' } },
        capture: { etag: 'header.etag' },
      },
      result: { request: { url: '{{body.resultUrl}}' } },
      cancel: { request: { method: 'DELETE', url: '{{job.statusUrl}}' } },
      onDeadline: 'cancel',
    };

    expect(faultsOf(document)).toEqual([]);
  });

  it('are not too many', () => {
    const body = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, '{{key}}']));

    expect(faultsOf({ start: { request: { ...request, body } } })).toEqual([
      ': must not have more than 256 locators: it has 300',
    ]);
  });

  it('have no names of prototypes', () => {
    const capture: unknown = JSON.parse('{"__proto__": "body.a", "constructor": "body.b"}');

    const parsed = profileSchema.safeParse({ name: 'p', start: { ...start, capture } });

    const { captures } = {
      captures: parsed.success ? compileProfile(parsed.data).start.capture.map(([name]) => name) : [],
    };
    expect(captures).not.toContain('__proto__');
  });
});

describe('What a profile leaves open', () => {
  it.each<[object, string[]]>([
    [{}, []],
    [{ start: { request: { url: '/jobs' } } }, ['/baseUrl']],
    [{ cancel: { request: { url: 'cancel' } } }, ['/baseUrl']],
    [{ start: { request: { url: '{{input.url}}' } } }, []],
    [{ auth: { scheme: 'bearer', secret: 's' } }, ['/auth/origins']],
    [{ auth: { scheme: 'bearer', secret: 's', origins: ['https://a.example.com'] } }, []],
    [{ baseUrl: 'https://a.example.com', auth: { scheme: 'oauth2', secret: 's' } }, ['/auth/tokenUrl']],
  ])('of %j is %j', (document, pointers) => {
    expect(profileGaps(profileSchema.parse({ name: 'p', start, ...document })).map(({ pointer }) => pointer)).toEqual(
      pointers,
    );
  });
});
