import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileProfile } from './compile.js';
import { mergeProfiles } from './extend.js';
import { profileSchema } from './profile.contract.js';
import { redactor } from './redact.js';
import { RequestFault } from './request-fault.js';
import { pollRequest, startRequest } from './requests.js';

/* What holds of any value that is filled into a request, merged or shown. */

const runs = { numRuns: 250 };
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('..', '.', '', '%2e%2e', '../..', 'a/../..', '..\\x', '/..', '//h', 'http://h', 'https:x'),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'E', '?', '#', '&', '@', ':', '\n', ' ', 'a') }),
);
const json = fc.jsonValue({ maxDepth: 3 });

const profile = (poll: object) =>
  compileProfile(
    profileSchema.parse({
      name: 'p',
      baseUrl: 'https://api.example.com/v1',
      start: {
        request: {
          url: '/jobs',
          headers: { 'x-name': '{{name}} of {{input.a}}' },
          query: { '...': '{{input}}', q: '{{input.a}}' },
          body: { '...': '{{input}}', all: '{{input}}', text: 'a {{input.a}}', list: ['{{input.b}}', '{{input}}'] },
        },
        capture: { x: 'body.x', y: 'body.y', u: 'body.u' },
      },
      poll: { request: poll },
    }),
  );

/** The request, or undefined where the values make none. */
function build<Built>(make: () => Built): Built | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RequestFault) return undefined;
    throw error;
  }
}

describe('The URL of a request', () => {
  it('keeps its host, its segments and its parameters, whatever is filled in', () => {
    const compiled = profile({ url: '/jobs/{{job.x}}/rows?q={{job.y}}' });

    fc.assert(
      fc.property(text, text, (x, y) => {
        const built = build(() => pollRequest(compiled, null, { job: { x, y } }));
        if (built === undefined) return;

        const url = new URL(built.url);
        expect(url.origin).toBe('https://api.example.com');
        expect(url.pathname.split('/').slice(0, 3)).toEqual(['', 'v1', 'jobs']);
        expect(url.pathname.split('/').slice(4)).toEqual(['rows']);
        expect(decodeURIComponent(url.pathname.split('/')[3]!)).toBe(x.toWellFormed());
        expect([...url.searchParams]).toEqual([['q', y.toWellFormed()]]);
        expect(url.hash).toBe('');
      }),
      runs,
    );
  });

  it('stays below its base where slashes are kept', () => {
    const compiled = profile({ url: '/jobs/{{job.x | path}}:cancel?q={{job.x | path}}' });

    fc.assert(
      fc.property(text, (x) => {
        const built = build(() => pollRequest(compiled, null, { job: { x } }));
        if (built === undefined) return;

        const url = new URL(built.url);
        expect(url.origin).toBe('https://api.example.com');
        expect(url.pathname.startsWith('/v1/jobs/')).toBe(true);
        expect(url.pathname.endsWith(':cancel')).toBe(true);
        expect([...url.searchParams.keys()]).toEqual(['q']);
      }),
      runs,
    );
  });

  it('goes to the host of the URL that stands first, or to the base', () => {
    const compiled = profile({ url: '{{job.u}}/{{job.x}}' });

    fc.assert(
      fc.property(text, text, (u, x) => {
        const built = build(() => pollRequest(compiled, null, { job: { u, x } }));
        if (built === undefined) return;

        const expected = /^https?:\/\//i.test(u) ? new URL(u).origin : 'https://api.example.com';
        expect(new URL(built.url).origin).toBe(expected);
      }),
      runs,
    );
  });

  it('never lets a value into its host that is no part of a name', () => {
    const compiled = profile({ url: 'https://{{job.x}}.example.com/jobs' });

    fc.assert(
      fc.property(text, (x) => {
        const built = build(() => pollRequest(compiled, null, { job: { x } }));
        if (built === undefined) return;

        expect(new URL(built.url)).toMatchObject({ pathname: '/jobs', search: '', port: '', username: '' });
        expect(new URL(built.url).hostname.endsWith('.example.com')).toBe(true);
      }),
      runs,
    );
  });
});

it('A request is JSON and lines of headers, whatever is filled in', () => {
  const compiled = profile({ url: '/' });

  fc.assert(
    fc.property(fc.oneof(json, fc.record({ a: fc.oneof(text, json), b: json })), text, (input, name) => {
      const built = build(() => startRequest(compiled, { input, name, key: 'k' }));
      if (built === undefined) return;

      expect(() => void JSON.parse(built.body!)).not.toThrow();
      for (const value of Object.values(built.headers)) expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
      expect(URL.canParse(built.url)).toBe(true);
    }),
    runs,
  );
});

describe('A document', () => {
  it('of any JSON is a profile or not, but never throws; and what is one compiles', () => {
    const start = fc.record({
      request: fc.record({ url: text, body: json, headers: fc.dictionary(text, text) }),
      capture: fc.dictionary(text, text),
    });
    const document = fc.oneof(
      json,
      fc.record({ name: fc.constant('p'), start: fc.oneof(start, json), poll: json, result: json, pace: json }),
    );

    fc.assert(
      fc.property(document, (of) => {
        const { data } = profileSchema.safeParse(of);
        if (data !== undefined) compileProfile(data);
      }),
      runs,
    );
  });

  it('that is extended by nothing, or extends nothing, is itself', () => {
    fc.assert(
      fc.property(json, (document) => {
        expect(mergeProfiles(document, {})).toEqual(
          document !== null && typeof document === 'object' && !Array.isArray(document) ? document : {},
        );
        expect(mergeProfiles({}, document)).toEqual(document);
      }),
      runs,
    );
  });
});

describe('Redaction', () => {
  const redact = redactor(
    compileProfile(profileSchema.parse({ name: 'p', redact: ['Mine'], start: { request: { url: '/' } } })),
  );
  const secret = fc
    .string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 12, maxLength: 20 })
    .map((part) => `hush-${part}`);
  const field = fc.constantFrom('password', 'access_token', 'clientSecret', 'X-Api-Key', 'mine', 'Authorization');

  it('hides every secret in a body, however deep it lies', () => {
    fc.assert(
      fc.property(
        secret,
        field,
        json,
        fc.array(fc.string(), { maxLength: 4 }),
        fc.boolean(),
        (hidden, name, beside, path, isText) => {
          const leaf: unknown = { beside, [name]: fc.sample(fc.constant(hidden), 1)[0] };
          const body = path.reduce<unknown>((inner, key) => ({ [key]: [inner] }), isText ? JSON.stringify(leaf) : leaf);

          expect(JSON.stringify(redact.body(body))).not.toContain(hidden);
        },
      ),
      runs,
    );
  });

  it('hides every secret in a URL, a header and cut text', () => {
    const parameter = fc.constantFrom('code', 'sig', 'X-Amz-Signature', 'access_token', 'mine');

    fc.assert(
      fc.property(secret, parameter, field, fc.webUrl(), fc.string(), (hidden, name, header, url, beside) => {
        const whole = `${url}?a=${encodeURIComponent(beside)}&${name}=${hidden}`;

        expect(redact.url(whole)).not.toContain(hidden);
        expect(redact.headers({ location: whole, [header]: hidden })).not.toEqual(
          expect.objectContaining({ [header]: hidden }),
        );
        expect(JSON.stringify(redact.headers({ location: whole, [header]: hidden }))).not.toContain(hidden);
        expect(redact.text(JSON.stringify({ beside, [header]: `${hidden} and more` }).slice(0, -8))).not.toContain(
          hidden,
        );
      }),
      runs,
    );
  });
});
