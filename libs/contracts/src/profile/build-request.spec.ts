import { describe, expect, it } from '@jest/globals';
import { type ProfileRequest, buildRequest, followRequest } from './build-request.js';
import { compileProfile } from './compile.js';
import type { Profile } from './document.contract.js';
import { profileSchema } from './profile.contract.js';
import type { RequestDocument } from './request.contract.js';
import { MissingPlace, RequestTooLarge } from './request-fault.js';
import type { Scope } from './scope.js';

const scope: Scope = {
  key: 'key-1',
  name: 'nightly',
  input: {
    text: 'a b',
    list: [1, 2],
    none: null,
    object: { x: 1, y: 'z', __proto__: 2 },
    flag: false,
    big: 'x'.repeat(1e6),
  },
};

function build(request: Partial<RequestDocument>, rest: Partial<Profile> = {}, of: Scope = scope): ProfileRequest {
  const document = {
    name: 'p',
    baseUrl: 'http://h.example.com',
    ...rest,
    start: { request: { url: '/x', ...request } },
  };
  return buildRequest(compileProfile(profileSchema.parse(document)).start.request, of);
}

const bodyOf = (body: unknown, of: Scope = scope): unknown => {
  const text = build({ body }, {}, of).body;
  return text === undefined ? undefined : JSON.parse(text);
};

describe('The headers of a request', () => {
  it('ask for JSON and carry the start key', () => {
    expect(build({}).headers).toEqual({ accept: 'application/json', 'idempotency-key': 'key-1' });
  });

  it('are those of the request over those of the profile over the usual ones, and null leaves one out', () => {
    const headers = { Accept: 'text/csv', 'X-A': 'profile', 'X-B': 'profile' };

    const built = build(
      { headers: { 'x-a': '{{name}}', 'Idempotency-Key': null, 'x-b': '{{input.none}}' } },
      { headers },
    );

    expect(built.headers).toEqual({ accept: 'text/csv', 'x-a': 'nightly' });
  });

  it.each([
    ['a\r\nx-evil: 1', 'a%0D%0Ax-evil: 1'],
    ['naïve', 'naïve'],
    ['Ωmega', '%CE%A9mega'],
    ['\ud800', '%EF%BF%BD'],
    ['\u0000', '%00'],
  ])('hold nothing that ends a line or is no Latin: %j', (name, value) => {
    expect(build({ headers: { 'x-name': '{{name}}' } }, {}, { name }).headers['x-name']).toBe(value);
  });
});

describe('The query of a request', () => {
  it('is added to that of the URL; what has no value is left out, and objects can be spread', () => {
    const query = {
      b: '{{input.text}}&',
      c: '{{input.none}}',
      d: '{{input.flag}}',
      '...': '{{input.object}}',
      e: null,
    };

    expect(build({ url: '/x?a=1', query }).url).toBe('http://h.example.com/x?a=1&b=a%20b%26&d=false&x=1&y=z');
  });
});

describe('A list in a query or a form', () => {
  it('is written entry by entry', () => {
    const list = { a: '{{input.list}}', '...': '{{input.more}}' };
    const input = { list: [1, 'b c', null], more: { d: [true], e: [], f: { g: 1 } } };

    expect(build({ query: list }, {}, { input }).url).toBe(
      'http://h.example.com/x?a=1&a=b%20c&d=true&f=%7B%22g%22%3A1%7D',
    );
    expect(build({ form: list }, {}, { input }).body).toBe('a=1&a=b+c&d=true&f=%7B%22g%22%3A1%7D');
  });
});

describe('A request that does not say which job it means', () => {
  const poll = (request: Partial<RequestDocument>, job: object) => {
    const document = {
      name: 'p',
      start: { request: { url: 'http://h/x' }, capture: { id: 'body.id', etag: 'body.e' } },
    };
    const compiled = compileProfile(
      profileSchema.parse({ ...document, poll: { request: { url: 'http://h/x', ...request } } }),
    );
    return buildRequest(compiled.phases[0]!.request, { job: job as Record<string, unknown> });
  };

  it.each([
    [{ body: { id: '{{job.id}}' } }],
    [{ body: { text: 'of {{job.id}}' } }],
    [{ form: { id: '{{job.id}}' } }],
    [{ text: '{{job.id}}' }],
  ])('is none: %j', (request) => {
    expect(() => poll(request, {})).toThrow(MissingPlace);
    expect(() => poll(request, { id: 7 })).not.toThrow();
  });

  it('may leave out what else there is of it, in headers and queries', () => {
    const request = {
      headers: { 'if-none-match': '{{job.etag}}' },
      query: { etag: '{{job.etag}}' },
      body: { a: '{{job.etag ?? input.etag}}' },
    };

    expect(poll(request, {})).toEqual({
      method: 'GET',
      url: 'http://h/x',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{}',
    });
  });
});

describe('The body of a request', () => {
  it.each([
    [
      { a: 1, b: [true, null] },
      { a: 1, b: [true, null] },
    ],
    ['{{input.list}}', [1, 2]],
    [
      { list: '{{input.list}}', none: '{{input.none}}', flag: '{{input.flag}}' },
      { list: [1, 2], none: null, flag: false },
    ],
    [{ absent: '{{input.absent}}', a: ['{{input.absent}}', '{{key}}'] }, { a: ['key-1'] }],
    [{ text: 'of {{name}}: {{input.list}}' }, { text: 'of nightly: [1,2]' }],
    [{ text: 'of {{input.absent}}', a: 1 }, { a: 1 }],
    [
      { '...': '{{input.object}}', y: 'mine' },
      { x: 1, y: 'mine' },
    ],
    [
      { y: 'mine', '...': '{{input.object}}' },
      { x: 1, y: 'z' },
    ],
    [{ '...': '{{input.list}}', a: 1 }, { a: 1 }],
    [{ deep: { '...': '{{input.absent}}', key: '{{key}}' } }, { deep: { key: 'key-1' } }],
    ['{{input.absent}}', undefined],
    ['plain "text"', 'plain "text"'],
  ])('is JSON whose places are filled in: %j', (body, expected) => {
    expect(bodyOf(body)).toEqual(expected);
  });

  it('passes on names of prototypes as the names that they are', () => {
    const input: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}');

    expect(build({ body: { '...': '{{input}}' } }, {}, { input }).body).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  it('is said to be JSON, a form or text, unless the profile says otherwise', () => {
    expect(build({ body: {} }).headers['content-type']).toBe('application/json');
    expect(build({ form: { a: '1' } }).headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(build({ text: 'x' }).headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(build({ body: {}, headers: { 'Content-Type': 'application/x-amz-json-1.1' } }).headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
    });
    expect(build({ body: '{{input.absent}}' }).headers).not.toHaveProperty('content-type');
  });

  it('is a form', () => {
    expect(build({ form: { q: '{{input.text}}&+', none: '{{input.none}}' } }).body).toBe('q=a+b%26%2B');
  });

  it('is text as it is, and never sent without what it is of', () => {
    expect(build({ text: '{{input.text}}' }).body).toBe('a b');
    expect(() => build({ text: '{{input.absent}}' })).toThrow(MissingPlace);
  });

  it('does not grow without bound out of few places', () => {
    expect(() => build({ body: Array(20).fill('{{input.big}}') })).toThrow(RequestTooLarge);
    expect(() => build({ text: '{{input.big}}'.repeat(20) })).toThrow(RequestTooLarge);
    expect(() => build({ headers: { 'x-big': '{{input.big}}' } })).toThrow(RequestTooLarge);
  });
});

describe('The request after a redirect', () => {
  const request = {
    method: 'POST',
    url: 'http://h/1',
    headers: { accept: 'a', 'content-type': 'b' },
    body: 'c',
    timeoutMs: 5,
  };

  it.each([301, 302, 303])('asks by GET after %s', (code) => {
    expect(followRequest(request, 'http://h/2', code)).toEqual({
      method: 'GET',
      url: 'http://h/2',
      headers: { accept: 'a' },
      timeoutMs: 5,
    });
  });

  it.each([307, 308])('stays what it is after %s', (code) => {
    expect(followRequest(request, 'http://h/2', code)).toEqual({ ...request, url: 'http://h/2' });
  });

  it.each([302, 307])('takes no header to another origin but what it takes and is: %d', (code) => {
    const keyed = { ...request, headers: { ...request.headers, 'x-key': 'k', authorization: 'a' } };
    const { headers } = followRequest(keyed, 'https://h/2', code);

    expect(headers).not.toHaveProperty('x-key');
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).toHaveProperty('accept', 'a');
    expect(followRequest(keyed, 'http://h/2', code).headers).toHaveProperty('x-key', 'k');
  });
});
