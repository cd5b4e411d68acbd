import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileProfile } from '../profile/compile.js';
import { profileSchema } from '../profile/profile.contract.js';
import { RequestFault } from '../profile/request-fault.js';
import { pollRequest } from '../profile/requests.js';
import { compileDialect } from './compile-dialect.js';
import type { IncomingRequest } from './dialect.js';
import { matchRequest } from './match-request.js';
import { type Supplement, supplementSchema } from './supplement.contract.js';

const ID = '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70';

function dialect(profile: object, supplement: Supplement = {}) {
  const document = { name: 'p', start: { request: { url: '/jobs' } }, ...profile };
  return compileDialect(compileProfile(profileSchema.parse(document)), supplementSchema.parse(supplement));
}

function incoming(method: string, target: string, rest: Partial<IncomingRequest> = {}): IncomingRequest {
  const [path = '', query = ''] = target.split('?');
  const given = [...new URLSearchParams(query)];
  return { method, path, query: given, headers: {}, body: undefined, text: undefined, ...rest };
}

const byId = {
  start: { request: { url: '/jobs', body: { '...': '{{input}}', mark: '{{key}}' } }, capture: { id: 'body.id' } },
};

describe('A request to a dialect', () => {
  it('is a start with what is in it, whatever the client leaves out', () => {
    const api = dialect({ ...byId, baseUrl: 'https://api.example.com/v1/' });

    const match = matchRequest(api, incoming('POST', '/v1/jobs/', { body: { size: 3 } }));

    expect(match).toEqual({ route: { kind: 'start', index: 0 }, bound: { input: { size: 3 }, job: {} }, also: [] });
  });

  it('has a key where the profile has it, or in Idempotency-Key', () => {
    const api = dialect(byId);

    const marked = matchRequest(api, incoming('POST', '/jobs', { body: { mark: 'k', a: 1 } }));
    const headed = matchRequest(api, incoming('POST', '/jobs', { headers: { 'idempotency-key': 'k' } }));

    expect(marked?.bound).toEqual({ input: { a: 1 }, job: {}, key: 'k' });
    expect(headed?.bound.key).toBe('k');
  });

  it('is no request of the API where method or path are others', () => {
    const api = dialect({ ...byId, poll: { request: { url: '/jobs/{{job.id}}' } } });

    expect(matchRequest(api, incoming('PATCH', '/jobs/1'))).toBeUndefined();
    expect(matchRequest(api, incoming('GET', '/jobs/1/2'))).toBeUndefined();
    expect(matchRequest(api, incoming('GET', '/jobs'))).toBeUndefined();
  });

  it('means a job by its id in the path, however that is encoded', () => {
    const api = dialect({ ...byId, poll: { request: { url: '/jobs/{{job.id}}:state' } } });

    expect(matchRequest(api, incoming('GET', '/jobs/a%2Fb%20c%3Ad%3Astate'))?.reference).toBe('a/b c:d');
  });

  it('means a job by its id in the query, which may hold more', () => {
    const api = dialect({ ...byId, poll: { request: { url: '/get?run_id={{job.id}}&full=true' } } });

    const match = matchRequest(api, incoming('GET', '/get?page=2&run_id=7'));

    expect(match).toMatchObject({ route: { kind: 'poll' }, bound: { job: { id: '7' } }, reference: '7' });
  });

  it('is told by a header, where a header alone says what is asked', () => {
    const target = (name: string) => ({ url: '/', headers: { 'x-target': name }, body: { Id: '{{job.id}}' } });
    const api = dialect({
      start: { request: { url: '/', headers: { 'x-target': 'Start' }, body: '{{input}}' }, capture: { id: 'body.Id' } },
      poll: { request: { method: 'POST', ...target('Get') } },
      cancel: { request: target('Stop') },
    });
    const asked = (name: string) =>
      matchRequest(api, incoming('POST', '/', { headers: { 'x-target': name }, body: { Id: 'q' } }));

    expect(asked('Start')?.bound.input).toEqual({ Id: 'q' });
    expect(asked('Get')).toMatchObject({ route: { kind: 'poll' }, reference: 'q' });
    expect(asked('Stop')).toMatchObject({ route: { kind: 'cancel' }, reference: 'q' });
    expect(asked('List')).toBeUndefined();
  });

  it('is told by what is fixed in the body', () => {
    const suspend = (value: boolean) => ({
      request: { method: 'PATCH', url: '/jobs/{{job.id}}', body: { spec: { suspend: value } } },
    });
    const api = dialect({ ...byId, pause: suspend(true), resume: suspend(false) });
    const patched = (body: unknown) => matchRequest(api, incoming('PATCH', '/jobs/1', { body }))?.route.kind;

    expect(patched({ spec: { suspend: true } })).toBe('pause');
    expect(patched({ spec: { suspend: false } })).toBe('resume');
    expect(patched({ metadata: {} })).toBeUndefined();
  });

  it('goes to the route whose path says most of it', () => {
    const api = dialect({
      start: { request: { url: '/{{input.path | path}}' }, capture: { id: 'body.name' } },
      poll: { request: { url: '/{{job.id | path}}' } },
      cancel: { request: { url: '/{{job.id | path}}:cancel' } },
    });

    expect(matchRequest(api, incoming('POST', '/a/b:cancel'))).toMatchObject({
      route: { kind: 'cancel' },
      reference: 'a/b',
    });
    expect(matchRequest(api, incoming('POST', '/a/b'))?.bound.input).toEqual({ path: 'a/b' });
  });

  it('says which other routes the same request may mean', () => {
    const one = { request: { method: 'DELETE', url: '/jobs/{{job.id}}' } };
    const api = dialect({ ...byId, cancel: one, purge: one });

    const match = matchRequest(api, incoming('DELETE', '/jobs/1'));

    expect(match).toMatchObject({ route: { kind: 'cancel', index: 0 }, also: [{ kind: 'purge', index: 0 }] });
  });

  it('means a job by the URL that it was told, with what is added to it', () => {
    const api = dialect({
      baseUrl: 'https://api.example.com/v1',
      cancel: { request: { url: '{{job.statusUrl | before(?) ?? job.statusUrl}}:cancel' } },
      result: { request: { url: '{{header.location | resolve}}' } },
    });

    expect(matchRequest(api, incoming('GET', `/v1/operations/${ID}?at=2`))).toMatchObject({
      route: { kind: 'poll' },
      bound: { job: { statusUrl: `/v1/operations/${ID}?at=2` } },
      reference: ID,
    });
    expect(matchRequest(api, incoming('POST', `/v1/operations/${ID}:cancel`))).toMatchObject({
      route: { kind: 'cancel' },
      reference: ID,
    });
    expect(matchRequest(api, incoming('GET', `/v1/results/${ID}`))).toMatchObject({
      route: { kind: 'result' },
      reference: ID,
    });
  });

  it('starts at any path, where the client has the URL', () => {
    const api = dialect({ start: { request: { url: '{{input.url}}', body: '{{input.body}}' } } });

    const match = matchRequest(api, incoming('POST', '/a/b:import?v=1', { body: [1] }));

    expect(match?.bound.input).toEqual({ url: '/a/b:import?v=1', body: [1] });
  });

  it('means a job by what it is about, where its reference is made of that', () => {
    const api = dialect({
      start: { request: { url: '/c/{{input.c}}/sync' }, capture: { id: 'input.c' } },
      poll: { request: { url: '/c/{{input.c}}' } },
    });

    expect(matchRequest(api, incoming('POST', '/c/one/sync'))?.reference).toBe('one');
    expect(matchRequest(api, incoming('GET', '/c/one'))?.reference).toBe('one');
  });

  it('may leave out the last segment of a start, where clients choose it', () => {
    const api = dialect({ start: { request: { url: '/jobs/{{input.kind}}/{{key}}' }, capture: { id: 'key' } } });

    expect(matchRequest(api, incoming('POST', '/jobs/etl/one'))).toMatchObject({ reference: 'one' });
    const match = matchRequest(api, incoming('POST', '/jobs/etl'));
    expect(match?.bound).toEqual({ input: { kind: 'etl' }, job: {} });
    expect(match?.reference).toBeUndefined();
  });

  it('has numbers where JSON has them, and objects where text holds one', () => {
    const api = dialect({
      start: {
        request: { url: '/jobs/{{input.job}}', body: { job: '{{input.job}}', with: '{{input.with | string}}' } },
      },
    });

    const match = matchRequest(api, incoming('POST', '/jobs/11', { body: { job: 11, with: '{"a":1}' } }));

    expect(match?.bound.input).toEqual({ job: 11, with: { a: 1 } });
  });

  it('has fields of a form, and of a query without the credentials in it', () => {
    const api = dialect({
      auth: { scheme: 'api-key', in: 'query', name: 'key', secret: 's' },
      start: { request: { url: '/jobs', query: { '...': '{{input.query}}' }, form: { '...': '{{input.form}}' } } },
    });

    const match = matchRequest(api, incoming('POST', '/jobs?a=1&a=2&key=secret', { body: { b: '3' } }));

    expect(match?.bound.input).toEqual({ query: { a: ['1', '2'] }, form: { b: '3' } });
  });

  it('is one that the supplement adds, also another way to start', () => {
    const api = dialect(byId, {
      routes: [
        { method: 'GET', url: '/jobs/{{job.id}}/log', reply: {} },
        { method: 'POST', url: '/models/{{input.model}}/jobs', does: 'start', reply: {} },
      ],
    });

    expect(matchRequest(api, incoming('GET', '/jobs/1/log'))).toMatchObject({
      route: { kind: 'other', index: 0 },
      reference: '1',
    });
    expect(matchRequest(api, incoming('POST', '/models/m/jobs', { body: { a: 1 } }))).toMatchObject({
      route: { kind: 'other', index: 1 },
      bound: { input: { a: 1, model: 'm' } },
    });
  });

  it('binds what was filled into its URL, whatever that was', () => {
    const compiled = compileProfile(
      profileSchema.parse({
        name: 'p',
        baseUrl: 'https://api.example.com/v1',
        start: { request: { url: '/jobs' }, capture: { id: 'body.id', x: 'body.x', y: 'body.y' } },
        poll: { request: { url: '/{{job.x | path}}/of/{{job.id}}?q={{job.y}}' } },
      }),
    );
    const api = compileDialect(compiled, {});
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.webPath(),
      fc.webUrl(),
      fc.string({ minLength: 1 }),
    );

    fc.assert(
      fc.property(text, text, text, (x, id, y) => {
        const job = { x: `projects/${x.toWellFormed()}`, id: id.toWellFormed(), y: y.toWellFormed() };
        let url;
        try {
          url = new URL(pollRequest(compiled, null, { job }).url);
        } catch (error) {
          if (error instanceof RequestFault) return;
          throw error;
        }
        const query = [...url.searchParams];

        const match = matchRequest(api, { ...incoming('GET', url.pathname), query });

        expect(match?.bound.job['id']).toBe(job.id);
        expect(match?.bound.job['y']).toBe(job.y);
        expect(match?.bound.job['x']).toBe(job.x);
      }),
      { numRuns: 300 },
    );
  });
});
