import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type ProblemCode, problemSchema } from '@app/contracts';
import { buildOpenApi } from '@app/platform';
import { describeApi } from '../../apps/monitor/src/api-description.js';
import { type ApiReplica, createApiDatabase, startApiReplica } from '../support/monitor-api.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const ID = '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11';
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const large = JSON.stringify('x'.repeat(300_000));
const invalidUtf8 = Buffer.from([0x22, 0xff, 0x22]);

let database: TestDatabase;
let replica: ApiReplica;
let live: string;

/** One monitor lives throughout, suspended: what it would change, too, must stay as it is. */
beforeAll(async () => {
  database = await createApiDatabase();
  replica = await startApiReplica(database.url);
  live = (await replica.start({ profile: 'MonitorOrchestrator', name: 'live' })).id;
  await replica.ask('POST', `/monitors/${live}/suspend`);
});
afterAll(async () => {
  await replica.close();
  await database.drop();
});

/** All that requests could have changed. */
function everything(): Promise<object[]> {
  return database.query(
    `SELECT id, state, version, (SELECT count(*)::integer FROM monitor.monitor_events) AS events,
            (SELECT count(*)::integer FROM monitor.start_keys) AS keys
     FROM monitor.monitors`,
  );
}

type Case = [string, string, string, unknown, number, ProblemCode, string?];

const start = (more: object) => ({ profile: 'MonitorOrchestrator', ...more });
const raw = (text: string) => `{"profile":"MonitorOrchestrator",${text}}`;

describe('Bad input to the native API', () => {
  it.each<readonly unknown[]>([
    ['no JSON', 'POST', '/monitors', '{', 400, 'body-malformed'],
    ['invalid UTF-8', 'POST', '/monitors', invalidUtf8, 400, 'body-malformed'],
    ['a __proto__ key', 'POST', '/monitors', raw('"input":{"__proto__":{}}'), 400, 'body-malformed'],
    ['too large a body', 'POST', '/monitors', large, 413, 'body-too-large'],
    ['no body', 'POST', '/monitors', undefined, 422, 'body-invalid', ''],
    ['null', 'POST', '/monitors', 'null', 422, 'body-invalid', ''],
    ['a list', 'POST', '/monitors', [], 422, 'body-invalid', ''],
    ['no profile', 'POST', '/monitors', {}, 422, 'body-invalid', '/profile'],
    ['a profile that is a number', 'POST', '/monitors', { profile: 1 }, 422, 'body-invalid', '/profile'],
    ['a profile with a NUL', 'POST', '/monitors', { profile: 'a\u0000' }, 422, 'body-invalid', '/profile'],
    ['an unknown profile', 'POST', '/monitors', { profile: 'nobody' }, 422, 'body-invalid', '/profile'],
    ['an unknown field', 'POST', '/monitors', start({ titel: 'x' }), 422, 'body-invalid', '/titel'],
    ['a notification', 'POST', '/monitors', start({ notify: [] }), 422, 'body-invalid', '/notify'],
    ['an empty name', 'POST', '/monitors', start({ name: ' ' }), 422, 'body-invalid', '/name'],
    ['a name with a NUL', 'POST', '/monitors', start({ name: 'a\u0000' }), 422, 'body-invalid', '/name'],
    ['a long name', 'POST', '/monitors', start({ name: 'x'.repeat(257) }), 422, 'body-invalid', '/name'],
    ['a deadline in words', 'POST', '/monitors', start({ deadline: 'soon' }), 422, 'body-invalid', '/deadline'],
    ['a deadline of nothing', 'POST', '/monitors', start({ deadline: '0s' }), 422, 'body-invalid', '/deadline'],
    ['an endless deadline', 'POST', '/monitors', start({ deadline: '999999999d' }), 422, 'body-invalid', '/deadline'],
    ['a deadline that is a number', 'POST', '/monitors', start({ deadline: 60 }), 422, 'body-invalid', '/deadline'],
    ['too fast a pace', 'POST', '/monitors', start({ pace: { every: '1ms' } }), 422, 'body-invalid', '/pace/every'],
    ['no least wait', 'POST', '/monitors', start({ pace: { min: '0s' } }), 422, 'body-invalid', '/pace/min'],
    ['a shrinking pace', 'POST', '/monitors', start({ pace: { factor: 0.5 } }), 422, 'body-invalid', '/pace/factor'],
    ['hints of its own', 'POST', '/monitors', start({ pace: { hints: [] } }), 422, 'body-invalid', '/pace/hints'],
    ['a label that is a number', 'POST', '/monitors', start({ labels: { a: 1 } }), 422, 'body-invalid', '/labels/a'],
    ['a label with a NUL', 'POST', '/monitors', start({ labels: { a: '\u0000' } }), 422, 'body-invalid', '/labels/a'],
    ['a bad label key', 'POST', '/monitors', start({ labels: { 'a b': 'x' } }), 422, 'body-invalid', '/labels/a b'],
    ['labels that are a list', 'POST', '/monitors', start({ labels: [] }), 422, 'body-invalid', '/labels'],
    ['U+0000', 'POST', '/monitors', start({ input: { a: '\u0000' } }), 422, 'body-invalid', '/input/a'],
    ['U+0000 in a key', 'POST', '/monitors', raw('"input":{"\\u0000":1}'), 422, 'body-invalid', '/input'],
    ['a lone surrogate', 'POST', '/monitors', raw('"input":["\\ud800"]'), 422, 'body-invalid', '/input/0'],
    ['an input 10,000 deep', 'POST', '/monitors', raw(`"input":${deep}`), 422, 'body-invalid', '/input'],
    ['an attach to nothing', 'POST', '/monitors', start({ attach: {} }), 422, 'body-invalid', '/attach'],
    ['an empty job id', 'POST', '/monitors', start({ attach: { jobId: '' } }), 422, 'body-invalid', '/attach/jobId'],
    [
      'a job id of NUL',
      'POST',
      '/monitors',
      start({ attach: { jobId: '\u0000' } }),
      422,
      'body-invalid',
      '/attach/jobId',
    ],
    [
      'a job id that is a list',
      'POST',
      '/monitors',
      start({ attach: { jobId: [] } }),
      422,
      'body-invalid',
      '/attach/jobId',
    ],
    ['a job id of dots', 'POST', '/monitors', start({ attach: { jobId: '..' } }), 422, 'body-invalid', '/attach'],
    ['a name that lives', 'POST', '/monitors', start({ name: 'live' }), 409, 'monitor-name-taken'],
    ['a malformed id', 'GET', '/monitors/gb4711', undefined, 404, 'monitor-unknown'],
    ['an unknown id', 'GET', `/monitors/${ID}`, undefined, 404, 'monitor-unknown'],
    ['an id with a NUL', 'GET', '/monitors/%00', undefined, 404, 'monitor-unknown'],
    ['an id in broken percent-encoding', 'GET', '/monitors/%', undefined, 400, 'url-malformed'],
    ['the events of nobody', 'GET', `/monitors/${ID}/events`, undefined, 404, 'monitor-unknown'],
    ['the exchanges of nobody', 'GET', '/monitors/x/exchanges', undefined, 404, 'monitor-unknown'],
    ['events behind text', 'GET', `/monitors/${ID}/events?after=x`, undefined, 422, 'parameter-invalid'],
    ['events behind too much', 'GET', `/monitors/${ID}/events?after=9999999999`, undefined, 422, 'parameter-invalid'],
    ['events without limit', 'GET', `/monitors/${ID}/events?limit=0`, undefined, 422, 'parameter-invalid'],
    ['a deletion of nobody', 'DELETE', `/monitors/${ID}`, undefined, 404, 'monitor-unknown'],
    ['an unknown command', 'POST', `/monitors/${ID}/explode`, undefined, 404, 'route-unknown'],
    ['a cancel of nobody', 'POST', `/monitors/${ID}/cancel`, undefined, 404, 'monitor-unknown'],
    ['a cancel with text', 'POST', `/monitors/${ID}/cancel`, '"x"', 422, 'body-invalid', ''],
    ['a cancel with null', 'POST', `/monitors/${ID}/cancel`, 'null', 422, 'body-invalid', ''],
    ['a resolution of nothing', 'POST', `/monitors/${ID}/resolve`, undefined, 422, 'body-invalid', ''],
    ['two filters of one instant', 'GET', '/monitors?createdFrom=x&createdFrom=y', undefined, 422, 'parameter-invalid'],
    ['two limits', 'GET', '/monitors?limit=1&limit=2', undefined, 422, 'parameter-invalid'],
    ['a cursor with a NUL', 'GET', '/monitors?cursor=%00', undefined, 422, 'parameter-invalid'],
    ['a label with a NUL', 'GET', '/monitors?label=a:%00', undefined, 422, 'parameter-invalid'],
    ['a filter named like a method', 'GET', '/monitors?constructor=1', undefined, 422, 'parameter-invalid'],
    ['a callback to nobody', 'POST', '/callbacks/%ff', undefined, 400, 'url-malformed'],
  ])('such as %s gets its documented problem and changes nothing', async (...row) => {
    const [, method, path, body, status, code, pointer] = row as Case;
    const before = await everything();

    const answer = await replica.ask(method, path, body);

    const problem = problemSchema.strict().parse(answer.json);
    expect([problem.status, problem.code, answer.status]).toEqual([status, code, status]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(await everything()).toEqual(before);
  });

  it('such as text is refused as of a wrong type', async () => {
    const answer = await replica.ask('POST', '/monitors', 'x', { 'content-type': 'text/plain' });

    expect(answer.json).toMatchObject({ status: 415, code: 'content-type-unsupported' });
  });

  it.each([
    ['PUT', '/monitors', 'GET, POST'],
    ['HEAD', '/monitors', 'GET, POST'],
    ['POST', `/monitors/${ID}`, 'DELETE, GET'],
    ['GET', `/monitors/${ID}/cancel`, 'POST'],
    ['DELETE', `/monitors/${ID}/events`, 'GET'],
    ['DELETE', '/callbacks/x', 'GET, POST, PUT'],
  ])('such as %s of %s gets a 405 that allows %s', async (method, path, allow) => {
    const answer = await send(replica.port, `/api/v1${path}`, { method });

    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
  });

  it.each([
    ['If-None-Match of anything', { 'if-none-match': '*' }, 304],
    ['If-None-Match of nonsense', { 'if-none-match': 'x"y,,"' }, 200],
    ['Prefer with parameters', { prefer: 'foo; bar="a,b", wait=0;x' }, 200],
    [
      'Prefer with an endless wait, which has an end where the version is an old one',
      { prefer: 'wait=999999999', 'if-none-match': '"0"' },
      200,
    ],
  ])('is taken with patience in headers: %s', async (_, headers, status) => {
    expect((await replica.ask('GET', `/monitors/${live}`, undefined, headers as Record<string, string>)).status).toBe(
      status,
    );
  });
});

describe('The OpenAPI document', () => {
  it('is valid, and tells of each route of the native API: words, parameters, examples, problems', async () => {
    const document = buildOpenApi(replica.app, describeApi({ publicBaseUrl: replica.url }));
    const { valid, errors } = await new Validator().validate(
      JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
    );
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });

    const routes = Object.entries(document.paths).filter(([path]) => /^\/api\/v1\/(monitors|callbacks)/.test(path));
    const operations = routes.flatMap(([path, item]) =>
      Object.entries(item as Record<string, { summary?: string; description?: string; responses: object }>).map(
        ([method, operation]) => ({ route: `${method} ${path}`, ...operation }),
      ),
    );

    expect(operations.map(({ route }) => route).sort()).toEqual([
      'delete /api/v1/monitors/{id}',
      'get /api/v1/callbacks/{token}',
      'get /api/v1/monitors',
      'get /api/v1/monitors/{id}',
      'get /api/v1/monitors/{id}/events',
      'get /api/v1/monitors/{id}/exchanges',
      'post /api/v1/callbacks/{token}',
      'post /api/v1/monitors',
      'post /api/v1/monitors/{id}/cancel',
      'post /api/v1/monitors/{id}/poll-now',
      'post /api/v1/monitors/{id}/resolve',
      'post /api/v1/monitors/{id}/restart',
      'post /api/v1/monitors/{id}/resume',
      'post /api/v1/monitors/{id}/suspend',
      'put /api/v1/callbacks/{token}',
    ]);
    for (const { summary, description, responses } of operations) {
      expect([summary, description].every((text) => (text ?? '').length > 10)).toBe(true);
      expect(Object.keys(responses).some((code) => code.startsWith('4'))).toBe(true);
    }
  });

  it('names the parameters of the list', () => {
    const document = buildOpenApi(replica.app, describeApi({ publicBaseUrl: replica.url }));
    const { parameters } = document.paths['/api/v1/monitors']!.get!;

    const names = (parameters as { name: string; in: string }[]).map(({ name, in: place }) => `${place} ${name}`);
    expect(names).toEqual(
      ['state', 'outcome', 'profile', 'name', 'label', 'createdFrom', 'createdTo', 'limit', 'cursor'].map(
        (name) => `query ${name}`,
      ),
    );
  });
});
